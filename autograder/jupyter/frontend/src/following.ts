/** What the models of the student's panel have in common: they follow the notebook that is open. */

import { NotebookPanel } from '@jupyterlab/notebook';
import { VDomModel } from '@jupyterlab/ui-components';

import { isAssignment } from './notebooks';
import { IEvent, Refusal, ask, cancel, follow, latest } from './requests';

export interface ITrouble {
  message: string;
  nextStep: string;
}

export abstract class NotebookModel extends VDomModel {
  panel: NotebookPanel | null = null;
  trouble: ITrouble | null = null;

  protected stop = new AbortController();

  /** Turn to another notebook, or none. */
  async turnTo(panel: NotebookPanel | null): Promise<void> {
    if (panel === this.panel) {
      return;
    }
    this.stop.abort();
    this.stop = new AbortController();
    this.leave();
    this.trouble = null;
    this.panel = panel;
    this.stateChanged.emit();
    if (panel === null) {
      return;
    }
    await panel.context.ready;
    if (this.panel === panel && !panel.isDisposed && isAssignment(panel)) {
      await this.attempt(() => this.arrive(panel));
    }
  }

  /** Whether the notebook that is open is one of an assignment's. */
  get checkable(): boolean {
    return this.panel !== null && !this.panel.isDisposed && isAssignment(this.panel);
  }

  /** Forget the notebook that was open. */
  protected abstract leave(): void;

  /** Find what is known of this one. */
  protected abstract arrive(panel: NotebookPanel): Promise<void>;

  /** Something went wrong: nothing is at work any more. */
  protected abstract halt(): void;

  /** Do it; what goes wrong is shown. */
  protected async attempt(work: () => Promise<void>, goesOn = false): Promise<void> {
    const stop = this.stop.signal;
    try {
      await work();
    } catch (error) {
      if (stop.aborted) {
        return;
      }
      if (!goesOn) {
        this.halt();
      }
      this.trouble = {
        message: error instanceof Error ? error.message : String(error),
        nextStep: error instanceof Refusal ? error.nextStep : ''
      };
      this.stateChanged.emit();
    }
  }
}

/** One for which the server works on the notebook: it begins that, finds it again, and follows. */
export abstract class JobModel<Result> extends NotebookModel {
  /** Whether a job is at work. */
  running = false;
  result: Result | null = null;
  /** Whether the notebook was changed since. */
  stale = false;

  private job = '';

  async cancel(): Promise<void> {
    await this.attempt(() => cancel(this.job), true);
  }

  /** Something came of the job. */
  protected abstract take(event: IEvent): void;

  /** The job has ended, and what came of it is shown. */
  protected abstract done(): Promise<void>;

  /** Save the notebook, and have it worked on. */
  protected async begin(address: string): Promise<void> {
    const { panel } = this;
    if (!panel || this.running) {
      return;
    }
    this.running = true;
    this.result = this.trouble = null;
    this.stateChanged.emit();
    await this.attempt(async () => {
      await panel.context.save();
      this.stale = false;
      const { id } = await ask<{ id: string }>(address, { path: panel.context.path });
      if (this.panel === panel) {
        await this.pursue(id);
      }
    });
  }

  /** Show the last job of this kind, to its end. */
  protected async resume(kind: string, panel: NotebookPanel): Promise<void> {
    if (this.panel !== panel) {
      return;
    }
    panel.context.model.contentChanged.connect(this.age, this);
    const { id } = await latest(kind, panel.context.path);
    if (id && this.panel === panel && !this.running) {
      await this.pursue(id);
    }
  }

  /** What an event says of an end that is no result. */
  protected fail(event: IEvent): void {
    this.trouble = {
      message: String(event.message ?? ''),
      nextStep: String(event.nextStep ?? '')
    };
  }

  protected leave(): void {
    this.panel?.context?.model?.contentChanged.disconnect(this.age, this);
    this.stale = false;
    this.result = null;
    this.job = '';
    this.halt();
  }

  protected halt(): void {
    this.running = false;
  }

  private age(): void {
    if (this.result && !this.stale && !this.running) {
      this.stale = true;
      this.stateChanged.emit();
    }
  }

  private async pursue(job: string): Promise<void> {
    const stop = this.stop.signal;
    this.job = job;
    for await (const event of follow(job, stop)) {
      if (stop.aborted) {
        return;
      }
      this.running = event.event !== 'end';
      this.take(event);
      this.stateChanged.emit();
    }
    if (!stop.aborted) {
      await this.done();
    }
  }
}
