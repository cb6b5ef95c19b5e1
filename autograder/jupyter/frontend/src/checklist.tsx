/** What came of a check, task by task. Whatever the student's code said is text. */

import React from 'react';

import { IFinding, IResult, ITask } from './checked';

type GoTo = (cell: string) => void;

export function Checklist(props: {
  result: IResult;
  stale: boolean;
  goTo: GoTo;
}): React.ReactElement {
  const { result, stale, goTo } = props;
  return (
    <>
      {stale && <p className="ag-Quiet">The notebook was changed since this check.</p>}
      {result.problems.length > 0 && (
        <section className="ag-Box ag-mod-warn" aria-label="What else happened">
          {result.problems.map(problem => (
            <p key={problem}>{problem}</p>
          ))}
        </section>
      )}
      <ul className="ag-Tasks">
        {result.tasks.map((task, index) => (
          <Task key={index} task={task} goTo={goTo} />
        ))}
      </ul>
      <More result={result} />
    </>
  );
}

function Task(props: { task: ITask; goTo: GoTo }): React.ReactElement {
  const { task, goTo } = props;
  const told = task.findings.filter(finding => finding.tone !== 'waits');
  const failed = !['right', 'empty', 'waits'].includes(task.tone);
  return (
    <li className="ag-Task" data-tone={task.tone}>
      <details open={failed}>
        <summary>
          <span className="ag-Symbol" aria-hidden="true">
            {task.symbol}
          </span>
          <span className="ag-Title">{task.title}</span>
          <span className="ag-Word">{task.word}</span>
        </summary>
        <ul className="ag-Parts">
          {task.parts.map(part => (
            <li key={part.cell} data-tone={part.tone}>
              <button
                className="ag-Link"
                onClick={() => goTo(part.cell)}
                title="Show this cell in the notebook"
              >
                {part.cell}
              </button>
              <span className="ag-Word">
                <span aria-hidden="true">{part.symbol}</span> {part.word}
              </span>
            </li>
          ))}
        </ul>
        {told.map((finding, index) => (
          <Finding key={index} finding={finding} alone={task.parts.length === 1} />
        ))}
      </details>
    </li>
  );
}

function Finding(props: { finding: IFinding; alone: boolean }): React.ReactElement {
  const { finding, alone } = props;
  return (
    <section className="ag-Finding">
      {!alone && <h3>{finding.names.join(', ')}</h3>}
      {finding.message && <p>{finding.message}</p>}
      {finding.board.length > 0 && (
        <dl>
          {finding.board.map(([label, text]) => (
            <React.Fragment key={label}>
              <dt>{label}</dt>
              <dd>
                <code>{text}</code>
              </dd>
            </React.Fragment>
          ))}
        </dl>
      )}
      {[finding.because, finding.law, finding.meaning, finding.hint, finding.nextStep]
        .filter(Boolean)
        .map(text => (
          <p key={text}>{text}</p>
        ))}
    </section>
  );
}

/** What a check does not say. */
function More(props: { result: IResult }): React.ReactElement {
  const { hidden, byHand } = props.result;
  const read =
    byHand === 0
      ? ''
      : byHand === 1
        ? ' One answer is read by a person.'
        : ` ${byHand} answers are read by a person.`;
  return (
    <p className="ag-More">
      {hidden
        ? `${hidden} more ${hidden === 1 ? 'check runs' : 'checks run'} after you submit.`
        : 'More checks may run after you submit.'}
      {read}
    </p>
  );
}
