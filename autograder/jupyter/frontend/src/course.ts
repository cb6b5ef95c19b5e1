/** The Grading panel's state: which assignment, how far its run is, what the class got. */

import { VDomModel } from '@jupyterlab/ui-components';

import { IEvent, Refusal, ask, cancel, follow, latest } from './requests';

export interface IAssignment {
  name: string;
  submitted: number;
}

export interface IRow {
  student: string;
  graded: boolean;
  points?: number;
  max?: number;
  pending?: number;
  why?: string;
  /** The student's, one for each notebook: paths below the course's folder. */
  pages?: { name: string; path: string }[];
}

export interface IKind {
  kind: string;
  meaning: string;
  students: number;
  cells: number;
}

export interface IMarks {
  rows: IRow[];
  kinds: IKind[];
}

export interface IRun {
  done: number;
  of: number;
  /** Seconds, where that can be said. */
  left: number | null;
  graded: number;
  unchanged: number;
  failed: number;
  /** Known at the end. */
  failures?: { student: string; message: string }[];
}

export type Kind = 'grade' | 'report' | 'audit';

/** Shows the page that a run of this kind has written. */
export type Show = (kind: Kind, assignment: string, page: string) => void;

export class CourseModel extends VDomModel {
  assignments: IAssignment[] | null = null;
  assignment = '';
  marks: IMarks | null = null;
  /** What is at work. */
  running: Kind | null = null;
  phase = '';
  run: IRun | null = null;
  trouble: { message: string; nextStep: string } | null = null;

  private job = '';
  private stop = new AbortController();

  constructor(private show: Show) {
    super();
  }

  dispose(): void {
    this.stop.abort();
    super.dispose();
  }

  /** Read the course anew. */
  async load(): Promise<void> {
    await this.attempt(async () => {
      const { assignments } = await ask<{ assignments: IAssignment[] }>('course?of=all');
      this.assignments = assignments;
      const known = assignments.some(({ name }) => name === this.assignment);
      await this.choose(known ? this.assignment : (assignments[0]?.name ?? ''), true);
    });
  }

  /** Turn to an assignment; find the run that is at work on it. */
  async choose(assignment: string, again = false): Promise<void> {
    if (assignment === this.assignment && !again) {
      return;
    }
    this.stop.abort();
    this.stop = new AbortController();
    const stop = this.stop.signal;
    this.assignment = assignment;
    this.marks = this.run = this.trouble = this.running = null;
    this.phase = '';
    this.stateChanged.emit();
    if (!assignment) {
      return;
    }
    await this.attempt(async () => {
      const { id } = await latest('grade', assignment);
      const following = id && !stop.aborted ? this.pursue(id, 'grade') : null;
      await this.look();
      await following;
    });
  }

  /** Begin a run, and follow it to its end. */
  async begin(kind: Kind, students: string[] = [], force = false): Promise<void> {
    if (this.running) {
      return;
    }
    const { assignment } = this;
    this.running = kind;
    this.phase = { grade: 'Starting.', report: 'Writing the report.', audit: 'Trying the tests.' }[
      kind
    ];
    this.trouble = this.run = null;
    this.stateChanged.emit();
    await this.attempt(async () => {
      const { id } = await ask<{ id: string }>('course/run', { kind, assignment, students, force });
      const end = await this.pursue(id, kind);
      if (end?.state === 'done' && kind !== 'grade') {
        this.show(kind, assignment, String(end.page ?? ''));
      } else if (end) {
        await this.look();
      }
    });
  }

  async cancel(): Promise<void> {
    this.phase = 'Stopping; what is graded is recorded first.';
    this.stateChanged.emit();
    await this.attempt(() => cancel(this.job));
  }

  private async look(): Promise<void> {
    const { assignment } = this;
    const query = new URLSearchParams({ assignment });
    const marks = await ask<IMarks>(`course/marks?${query}`);
    if (assignment === this.assignment) {
      this.marks = marks;
      this.stateChanged.emit();
    }
  }

  /** Show what comes of a job; its end. */
  private async pursue(job: string, kind: Kind): Promise<IEvent | null> {
    const stop = this.stop.signal;
    this.job = job;
    for await (const event of follow(job, stop)) {
      if (stop.aborted) {
        return null;
      }
      this.running = event.event === 'end' ? null : kind;
      this.take(event, kind);
      this.stateChanged.emit();
      if (event.event === 'end') {
        return event;
      }
    }
    return null;
  }

  private take(event: IEvent, kind: Kind): void {
    if (event.event === 'preparing') {
      this.phase = String(event.message);
    } else if (event.event === 'progress') {
      this.run = event as unknown as IRun;
      this.phase = 'Grading.';
    } else if (event.event === 'end') {
      this.conclude(event, kind);
    }
  }

  private conclude(event: IEvent, kind: Kind): void {
    const run = event as unknown as IRun;
    const counts = run.of === undefined ? '' : ` ${run.graded} graded, ${run.unchanged} unchanged`;
    const failed = run.failed ? `, ${run.failed} could not be graded` : '';
    if (event.state === 'failed') {
      this.phase = '';
      this.trouble = {
        message: String(event.message ?? ''),
        nextStep: String(event.nextStep ?? '')
      };
    } else if (event.state === 'cancelled') {
      this.phase = `Stopped.${counts}${failed}${counts && '; all of them are recorded.'}`;
    } else {
      this.phase = kind === 'grade' ? `Done.${counts}${failed}.` : '';
    }
    if (this.run && run.of !== undefined) {
      this.run = { ...this.run, ...run };
    }
  }

  /** Do it; what goes wrong is shown. */
  private async attempt(work: () => Promise<void>): Promise<void> {
    const stop = this.stop.signal;
    try {
      await work();
    } catch (error) {
      if (!stop.aborted) {
        this.running = null;
        this.phase = '';
        this.trouble = {
          message: error instanceof Error ? error.message : String(error),
          nextStep: error instanceof Refusal ? error.nextStep : ''
        };
        this.stateChanged.emit();
      }
    }
  }
}
