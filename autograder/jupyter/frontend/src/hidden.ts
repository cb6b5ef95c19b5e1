/** The hidden checks, asked of the course's service: marks and hints. */

import { NotebookPanel } from '@jupyterlab/notebook';

import { Tone } from './checked';
import { NotebookModel } from './following';
import { IEvent, ask, cancel, follow, latest } from './requests';

export interface IAllowance {
  per_hour: number;
  left: number;
  /** When the next question is possible, in seconds since 1970, where it is not now. */
  again: number | null;
}

export interface IHiddenPart {
  name: string;
  symbol: string;
  word: string;
  points: number | null;
  max: number;
}

export interface IHiddenTask {
  title: string;
  tone: Tone;
  symbol: string;
  word: string;
  points: number;
  max: number;
  parts: IHiddenPart[];
  hints: string[];
}

export interface IHiddenResult {
  points: number;
  max: number;
  pending: number;
  problems: string[];
  tasks: IHiddenTask[];
}

export class HiddenModel extends NotebookModel {
  /** Whether the course has such a service. */
  known = false;
  allowance: IAllowance | null = null;
  running = false;
  result: IHiddenResult | null = null;
  /** Whether the notebook was changed since. */
  stale = false;

  private job = '';

  async ask(): Promise<void> {
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
      const { id } = await ask<{ id: string }>('check/hidden', { path: panel.context.path });
      if (this.panel === panel) {
        await this.pursue(id);
      }
    });
  }

  async cancel(): Promise<void> {
    await this.attempt(() => cancel(this.job), true);
  }

  protected async arrive(panel: NotebookPanel): Promise<void> {
    await this.look();
    if (!this.known) {
      return;
    }
    panel.context.model.contentChanged.connect(this.age, this);
    const { id } = await latest('ask', panel.context.path);
    if (id && this.panel === panel && !this.running) {
      await this.pursue(id);
    }
  }

  protected leave(): void {
    this.panel?.context?.model?.contentChanged.disconnect(this.age, this);
    this.known = this.stale = false;
    this.allowance = null;
    this.halt();
    this.result = null;
  }

  protected halt(): void {
    this.running = false;
    this.job = '';
  }

  private age(): void {
    if (this.result && !this.stale && !this.running) {
      this.stale = true;
      this.stateChanged.emit();
    }
  }

  private async look(): Promise<void> {
    const { known, allowance, message } = await ask<{
      known: boolean;
      allowance?: IAllowance;
      message?: string;
    }>('check/hidden');
    this.known = known;
    this.allowance = allowance ?? null;
    if (message && !this.trouble) {
      this.trouble = { message, nextStep: '' };
    }
    this.stateChanged.emit();
  }

  private async pursue(job: string): Promise<void> {
    const stop = this.stop.signal;
    this.job = job;
    for await (const event of follow(job, stop)) {
      if (stop.aborted) {
        return;
      }
      this.running = event.event !== 'end';
      if (event.event === 'end') {
        this.conclude(event);
      }
      this.stateChanged.emit();
    }
    await this.look();
  }

  private conclude(event: IEvent): void {
    if (event.state === 'done') {
      this.result = event.result as IHiddenResult;
    } else if (event.state !== 'cancelled') {
      this.trouble = {
        message: String(event.message ?? ''),
        nextStep: String(event.nextStep ?? '')
      };
    }
  }
}
