/** What the models of the student's panel have in common: they follow the notebook that is open. */

import { NotebookPanel } from '@jupyterlab/notebook';
import { VDomModel } from '@jupyterlab/ui-components';

import { isAssignment } from './notebooks';
import { Refusal } from './requests';

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
