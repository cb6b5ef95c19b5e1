/** What the server says of a notebook: before a check, and after it. */

export interface IOriginal {
  cell: string;
  after: string;
  cell_type: string;
  metadata: Record<string, unknown>;
  source: string;
}

export interface IAbout {
  assignment: string;
  /** Whether the version that was released is known. */
  released: boolean;
  /** Locked cells that were changed. */
  changed: string[];
  /** Cells that were deleted. */
  missing: string[];
  /** Both of them as they were released, where that is known. */
  restore: IOriginal[];
  /** How many more checks there are after handing in, where that is known. */
  hidden: number | null;
}

export interface IPart {
  cell: string;
  name: string;
  tone: Tone;
  symbol: string;
  word: string;
}

export interface IFinding {
  cells: string[];
  names: string[];
  tone: Tone;
  word: string;
  message: string;
  board: [string, string][];
  /** Which earlier function is to blame, as a sentence. */
  because: string;
  law: string;
  hint: string;
  meaning: string;
  nextStep: string;
}

export interface ITask {
  title: string;
  tone: Tone;
  symbol: string;
  word: string;
  parts: IPart[];
  findings: IFinding[];
}

export interface IResult {
  tasks: ITask[];
  problems: string[];
  tests: number;
  byHand: number;
  hidden: number | null;
  changed: string[];
}

export type Tone = 'right' | 'part' | 'wrong' | 'empty' | 'stopped' | 'waits';

/** ``5 passed, 1 failed, 1 not started``, of the tasks. */
export function summary(result: IResult): string {
  const count = (...tones: Tone[]) =>
    result.tasks.filter(task => tones.includes(task.tone)).length;
  const counts: [number, string][] = [
    [count('right'), 'passed'],
    [count('wrong', 'part', 'stopped'), 'failed'],
    [count('empty'), 'not started'],
    [count('waits'), 'for a person to read']
  ];
  return counts
    .filter(([number]) => number)
    .map(([number, word]) => `${number} ${word}`)
    .join(', ');
}
