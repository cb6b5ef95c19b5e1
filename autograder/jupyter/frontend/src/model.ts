/** The Check panel's state: which notebook, what is known of it, how far its check is. */

import { NotebookPanel } from '@jupyterlab/notebook';

import { IAbout, IResult, summary } from './checked';
import { JobModel } from './following';
import { goTo, restore } from './notebooks';
import { IEvent, ask } from './requests';

export interface IProgress {
  done: number;
  of: number;
  /** What is running now. */
  next: string;
  /** When that began. */
  since: number;
}

export class CheckModel extends JobModel<IResult> {
  about: IAbout | null = null;
  /** What it does, in words. */
  phase = '';
  progress: IProgress | null = null;

  protected async arrive(panel: NotebookPanel): Promise<void> {
    await this.look();
    await this.resume('check', panel);
  }

  /** Save the notebook and check it. */
  async check(): Promise<void> {
    if (!this.running) {
      this.phase = 'Saving the notebook.';
      this.progress = null;
      await this.begin('check');
    }
  }

  async cancel(): Promise<void> {
    this.phase = 'Stopping.';
    this.stateChanged.emit();
    await super.cancel();
  }

  /** Put back what was changed or deleted of the instructor's, and save. */
  async restore(): Promise<void> {
    const { panel, about } = this;
    if (panel && about) {
      restore(panel, about.restore);
      await this.attempt(async () => {
        await panel.context.save();
        await this.look();
      });
    }
  }

  async goTo(cell: string): Promise<void> {
    if (this.panel) {
      await goTo(this.panel, cell);
    }
  }

  protected leave(): void {
    super.leave();
    this.about = this.progress = null;
  }

  protected halt(): void {
    super.halt();
    this.phase = '';
  }

  protected async done(): Promise<void> {
    if (this.result?.changed.length || this.about?.changed.length) {
      await this.look();
    }
  }

  private async look(): Promise<void> {
    const path = this.panel?.context.path ?? '';
    const about = await ask<IAbout>(`check/about?${new URLSearchParams({ path })}`);
    if (this.panel?.context.path === path) {
      this.about = about;
      this.stateChanged.emit();
    }
  }

  protected take(event: IEvent): void {
    if (event.event === 'job') {
      this.phase = 'Waiting for its turn.';
    } else if (event.event === 'preparing') {
      this.phase = String(event.message);
    } else if (event.event === 'started') {
      this.phase = 'Running the notebook.';
    } else if (event.event === 'progress') {
      const { done, of, next } = event as unknown as IProgress;
      this.progress = { done, of, next, since: Date.now() };
      this.phase = 'Running the notebook.';
    } else if (event.event === 'end') {
      this.conclude(event);
    }
  }

  private conclude(event: IEvent): void {
    this.progress = null;
    if (event.state === 'done') {
      this.result = event.result as IResult;
      this.phase = `Checked: ${summary(this.result)}.`;
    } else if (event.state === 'cancelled') {
      this.phase = 'The check was cancelled.';
    } else {
      this.phase = '';
      this.fail(event);
    }
  }
}
