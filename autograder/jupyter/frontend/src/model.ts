/** The Check panel's state: which notebook, what is known of it, how far its check is. */

import { NotebookPanel } from '@jupyterlab/notebook';

import { IAbout, IResult, summary } from './checked';
import { NotebookModel } from './following';
import { goTo, restore } from './notebooks';
import { IEvent, ask, cancel, follow, latest } from './requests';

export interface IProgress {
  done: number;
  of: number;
  /** What is running now. */
  next: string;
  /** When that began. */
  since: number;
}

export class CheckModel extends NotebookModel {
  about: IAbout | null = null;
  /** Whether a check is at work. */
  running = false;
  /** What it does, in words. */
  phase = '';
  progress: IProgress | null = null;
  result: IResult | null = null;
  /** Whether the notebook was changed since. */
  stale = false;

  private job = '';

  protected async arrive(panel: NotebookPanel): Promise<void> {
    panel.context.model.contentChanged.connect(this.age, this);
    await this.look();
    const { id } = await latest('check', panel.context.path);
    if (id && this.panel === panel && !this.running) {
      await this.pursue(id);
    }
  }

  /** Save the notebook and check it. */
  async check(): Promise<void> {
    const panel = this.panel;
    if (!panel || this.running) {
      return;
    }
    this.running = true;
    this.phase = 'Saving the notebook.';
    this.result = this.trouble = this.progress = null;
    this.stateChanged.emit();
    await this.attempt(async () => {
      await panel.context.save();
      this.stale = false;
      const { id } = await ask<{ id: string }>('check', { path: panel.context.path });
      if (this.panel === panel) {
        await this.pursue(id);
      }
    });
  }

  async cancel(): Promise<void> {
    this.phase = 'Stopping.';
    this.stateChanged.emit();
    await this.attempt(() => cancel(this.job), true);
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
    this.panel?.context?.model?.contentChanged.disconnect(this.age, this);
    this.about = this.result = this.progress = null;
    this.running = this.stale = false;
    this.phase = this.job = '';
  }

  private age(): void {
    if (this.result && !this.stale && !this.running) {
      this.stale = true;
      this.stateChanged.emit();
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

  /** Show what comes of a job, to its end. */
  private async pursue(job: string): Promise<void> {
    const stop = this.stop.signal;
    this.job = job;
    for await (const event of follow(job, stop)) {
      if (stop.aborted) {
        return;
      }
      this.take(event);
      this.stateChanged.emit();
    }
    if (!stop.aborted && (this.result?.changed.length || this.about?.changed.length)) {
      await this.look();
    }
  }

  private take(event: IEvent): void {
    this.running = event.event !== 'end';
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
      this.trouble = {
        message: String(event.message ?? ''),
        nextStep: String(event.nextStep ?? '')
      };
    }
  }

  protected halt(): void {
    this.running = false;
    this.phase = '';
  }
}
