/** The part of the Check panel that asks the hidden checks. */

import React from 'react';

import { Trouble } from './common';
import { HiddenModel, IAllowance, IHiddenResult, IHiddenTask } from './hidden';

export function Hidden(props: { model: HiddenModel }): React.ReactElement | null {
  const { model } = props;
  if (!model.known) {
    return null;
  }
  return (
    <section className="ag-Section" aria-label="Hidden checks">
      <h3>Hidden checks</h3>
      <p>
        The course examines your notebook by all of its checks. You learn marks and hints, not the
        checks.
      </p>
      {model.allowance && <Allowance allowance={model.allowance} />}
      <div className="ag-Actions">
        {model.running ? (
          <button className="jp-mod-styled ag-Button" onClick={() => void model.cancel()}>
            Do not wait
          </button>
        ) : (
          <button
            className="jp-mod-styled ag-Button"
            disabled={model.allowance?.left === 0}
            onClick={() => void model.ask()}
          >
            Save and ask
          </button>
        )}
      </div>
      <p role="status" className="ag-Status">
        {model.running
          ? 'The course examines it.'
          : model.result && `Points: ${model.result.points} of ${model.result.max}.`}
      </p>
      {model.running && <progress className="ag-Progress" aria-label="The course examines it" />}
      <Trouble trouble={model.trouble} />
      {model.result && model.stale && <p>The notebook was changed since this answer.</p>}
      {model.result && <Result result={model.result} />}
    </section>
  );
}

function Allowance(props: { allowance: IAllowance }): React.ReactElement {
  const { left, per_hour, again } = props.allowance;
  if (left === 0 && again !== null) {
    const time = new Date(1000 * again).toLocaleTimeString(undefined, { timeStyle: 'short' });
    return (
      <p>
        You have asked as often as you may within an hour. You can ask again at {time}.
      </p>
    );
  }
  const often = per_hour === 1 ? 'once' : `${per_hour} times`;
  const more = left === per_hour ? '' : ` ${left} of them ${left === 1 ? 'is' : 'are'} left.`;
  return (
    <p>
      You can ask {often} an hour.{more}
    </p>
  );
}

function Result(props: { result: IHiddenResult }): React.ReactElement {
  const { result } = props;
  return (
    <>
      {result.pending > 0 && <p>{result.pending} more points are given by a person.</p>}
      {result.problems.map(problem => (
        <p key={problem}>{problem}</p>
      ))}
      <ul className="ag-Tasks">
        {result.tasks.map((task, index) => (
          <Task key={index} task={task} />
        ))}
      </ul>
    </>
  );
}

function Task(props: { task: IHiddenTask }): React.ReactElement {
  const { task } = props;
  return (
    <li className="ag-Task" data-tone={task.tone}>
      <details open={task.hints.length > 0}>
        <summary>
          <span className="ag-Symbol" aria-hidden="true">
            {task.symbol}
          </span>
          <span className="ag-Title">{task.title}</span>
          <span className="ag-Word">
            {task.word}, {task.points} of {task.max} points
          </span>
        </summary>
        <ul className="ag-Parts">
          {task.parts.map((part, index) => (
            <li key={index}>
              <span>{part.name}</span>
              <span className="ag-Word">
                <span aria-hidden="true">{part.symbol}</span> {part.word}
                {part.points !== null && `, ${part.points} of ${part.max}`}
              </span>
            </li>
          ))}
        </ul>
        {task.hints.length > 0 && (
          <div className="ag-Finding">
            {task.hints.map(hint => (
              <p key={hint}>{hint}</p>
            ))}
          </div>
        )}
      </details>
    </li>
  );
}
