/** The hidden checks, asked of the course's service: marks and hints. */

import { NotebookPanel } from '@jupyterlab/notebook';

import { Tone } from './checked';
import { JobModel } from './following';
import { IEvent, ask } from './requests';

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

export class HiddenModel extends JobModel<IHiddenResult> {
  /** Whether the course has such a service. */
  known = false;
  allowance: IAllowance | null = null;

  async ask(): Promise<void> {
    await this.begin('check/hidden');
  }

  protected async arrive(panel: NotebookPanel): Promise<void> {
    await this.look();
    if (this.known) {
      await this.resume('ask', panel);
    }
  }

  protected leave(): void {
    super.leave();
    this.known = false;
    this.allowance = null;
  }

  protected async done(): Promise<void> {
    await this.look();
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

  protected take(event: IEvent): void {
    if (event.event !== 'end') {
      return;
    }
    if (event.state === 'done') {
      this.result = event.result as IHiddenResult;
    } else if (event.state !== 'cancelled') {
      this.fail(event);
    }
  }
}
