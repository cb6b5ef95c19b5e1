/** Handing in: the assignment of the notebook that is open, its receipts, its feedback. */

import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';

import { IResult, summary } from './checked';
import { NotebookModel } from './following';
import { ask, latest } from './requests';

export interface IPaper {
  name: string;
  /** SHA-256 of the file that was handed in. */
  digest: string;
  /** Whether there is feedback on it. */
  released: boolean;
  /** The feedback's path, where it was fetched. */
  page: string;
}

export interface ISubmission {
  timestamp: string;
  papers: IPaper[];
}

export type State = 'missing' | 'released' | 'handed in' | 'changed';

export interface IWork {
  /** Whether it can be handed in from here. */
  handsIn: boolean;
  due: string | null;
  points: number | null;
  notebooks: { name: string; path: string; state: State }[];
  /** The latest first. */
  submissions: ISubmission[];
}

export class WorkModel extends NotebookModel {
  work: IWork | null = null;
  /** What the last checks of its notebooks found, by their paths. */
  checks: Record<string, string> = {};
  busy: 'submit' | 'feedback' | null = null;
  /** What to consider before it is handed in. */
  doubts: string[] | null = null;
  phase = '';

  constructor(
    private notebooks: INotebookTracker,
    private openPage: (path: string, title: string) => void
  ) {
    super();
  }

  /** Hand in; where there are doubts, ask first. */
  async submit(sure = false): Promise<void> {
    if (this.busy) {
      return;
    }
    this.trouble = null;
    await this.attempt(async () => {
      await this.look();
      const doubts = this.allDoubts();
      if (doubts.length && !sure) {
        this.doubts = doubts;
        this.stateChanged.emit();
        return;
      }
      this.doubts = null;
      this.begin('submit', 'Handing in.');
      for (const panel of this.unsaved()) {
        await panel.context.save();
      }
      await this.order('submit');
      this.phase = 'Handed in.';
      this.stateChanged.emit();
    });
  }

  /** Not yet. */
  reconsider(): void {
    this.doubts = null;
    this.stateChanged.emit();
  }

  /** The latest submission on which there is feedback. */
  get answered(): ISubmission | null {
    const told = (one: ISubmission) => one.papers.some(({ released, page }) => released || page);
    return this.work?.submissions.find(told) ?? null;
  }

  /** Fetch the feedback, where that is not done, and open its pages. */
  async readFeedback(): Promise<void> {
    if (this.busy || !this.answered) {
      return;
    }
    this.trouble = null;
    await this.attempt(async () => {
      if (this.answered?.papers.some(({ released, page }) => released && !page)) {
        this.begin('feedback', 'Fetching the feedback.');
        await this.order('feedback');
        this.phase = '';
        this.stateChanged.emit();
      }
      for (const { name, page } of this.answered?.papers ?? []) {
        if (page) {
          this.openPage(page, `Feedback: ${name}`);
        }
      }
    });
  }

  protected async arrive(panel: NotebookPanel): Promise<void> {
    panel.context.saveState.connect(this.saved, this);
    await this.look();
  }

  protected leave(): void {
    this.panel?.context?.saveState.disconnect(this.saved, this);
    this.work = this.doubts = null;
    this.checks = {};
    this.halt();
  }

  protected halt(): void {
    this.busy = null;
    this.phase = '';
  }

  /** A check of one of its notebooks has ended. */
  async lookAtChecks(): Promise<void> {
    const { work } = this;
    const stop = this.stop.signal;
    if (!work || work.notebooks.length < 2) {
      return;
    }
    for (const { path } of work.notebooks) {
      const { end } = path ? await latest('check', path) : { end: null };
      if (stop.aborted) {
        return;
      }
      this.checks[path] = end?.state === 'done' ? summary(end.result as IResult) : '';
    }
    this.stateChanged.emit();
  }

  private saved(_: unknown, state: string): void {
    if (state.startsWith('completed') && !this.busy) {
      void this.attempt(() => this.look());
    }
  }

  private begin(what: 'submit' | 'feedback', phase: string): void {
    this.busy = what;
    this.phase = phase;
    this.stateChanged.emit();
  }

  private async look(): Promise<void> {
    const { panel } = this;
    const path = panel?.context.path ?? '';
    const work = await ask<IWork>(`work?${new URLSearchParams({ path })}`);
    if (this.panel === panel) {
      this.work = work;
      this.stateChanged.emit();
      await this.lookAtChecks();
    }
  }

  private async order(what: 'submit' | 'feedback'): Promise<void> {
    const { panel } = this;
    const work = await ask<IWork>('work', { path: panel?.context.path, do: what });
    if (this.panel === panel) {
      this.work = work;
      this.busy = null;
    }
  }

  /** Open notebooks of the assignment that were changed and not saved. */
  private unsaved(): NotebookPanel[] {
    const paths = new Set(this.work?.notebooks.map(({ path }) => path));
    return this.notebooks.filter(
      ({ context }) => paths.has(context.path) && context.model.dirty
    );
  }

  private allDoubts(): string[] {
    const { work } = this;
    const unsaved = this.unsaved();
    const waiting = new Set(unsaved.map(({ context }) => context.path));
    const doubts = unsaved.map(
      ({ context }) => `${nameOf(context.path)} has changes that are not saved; they are saved first.`
    );
    for (const { name, path, state } of work?.notebooks ?? []) {
      if (state === 'missing') {
        doubts.push(`${name} is missing.`);
      } else if (state === 'released' && !waiting.has(path)) {
        doubts.push(`${name} is as it was released: nothing in it was answered.`);
      }
    }
    const same = (work?.notebooks ?? []).every(({ state }) => state === 'handed in');
    if (work?.submissions.length && same && !unsaved.length) {
      doubts.push('Nothing has changed since you last handed in.');
    }
    if (work?.due && new Date(work.due) < new Date()) {
      doubts.push('The due date has passed.');
    }
    return doubts;
  }
}

function nameOf(path: string): string {
  return path.replace(/^.*\//, '').replace(/\.ipynb$/, '');
}
