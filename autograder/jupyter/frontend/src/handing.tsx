/** The parts of the Check panel about the whole assignment: its notebooks, handing in, feedback. */

import React from 'react';

import { Trouble, moment } from './common';
import { ISubmission, State, WorkModel } from './work';

const WORDS: Record<State, string> = {
  missing: 'missing',
  released: 'as it was released',
  'handed in': 'as you have handed it in',
  changed: 'changed'
};

/** Due date and points, and all notebooks where there are several. */
export function Assignment(props: {
  model: WorkModel;
  open: (path: string) => void;
}): React.ReactElement | null {
  const { model, open } = props;
  const { work, checks, panel } = model;
  if (!work) {
    return null;
  }
  const late = work.due !== null && new Date(work.due) < new Date();
  return (
    <>
      {(work.due !== null || work.points !== null) && (
        <p>
          {work.due !== null && (
            <>
              {late ? 'Was due' : 'Due'} <strong>{moment(work.due)}</strong>.{' '}
            </>
          )}
          {work.points !== null && `${work.points} points in all.`}
        </p>
      )}
      {work.notebooks.length > 1 && (
        <ul className="ag-Notebooks" aria-label="Notebooks of this assignment">
          {work.notebooks.map(({ name, path, state }) => (
            <li key={name}>
              {path && path !== panel?.context.path ? (
                <button className="ag-Link" onClick={() => open(path)}>
                  {name}
                </button>
              ) : (
                <strong>{name}</strong>
              )}
              <span className="ag-Word">
                {WORDS[state]}
                {checks[path] && `; checked: ${checks[path]}`}
              </span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

/** Hand in, see what was, read the feedback. */
export function HandIn(props: { model: WorkModel }): React.ReactElement | null {
  const { model } = props;
  const { work, busy, doubts } = model;
  if (!work?.handsIn) {
    return null;
  }
  return (
    <section className="ag-Section" aria-label="Hand in">
      <h3>Hand in</h3>
      {doubts ? (
        <div role="alert" className="ag-Box ag-mod-warn">
          {doubts.map(doubt => (
            <p key={doubt}>{doubt}</p>
          ))}
          <div className="ag-Actions">
            <button className="jp-mod-styled ag-Button" onClick={() => void model.submit(true)}>
              Submit all the same
            </button>
            <button className="jp-mod-styled ag-Button" onClick={() => model.reconsider()}>
              Not yet
            </button>
          </div>
        </div>
      ) : (
        <div className="ag-Actions">
          <button
            className="jp-mod-styled ag-Button"
            disabled={busy !== null}
            onClick={() => void model.submit()}
          >
            Submit
          </button>
          {model.answered && (
            <button
              className="jp-mod-styled ag-Button"
              disabled={busy !== null}
              onClick={() => void model.readFeedback()}
            >
              Feedback
            </button>
          )}
        </div>
      )}
      <p role="status" className="ag-Status">
        {model.phase}
      </p>
      <Trouble trouble={model.trouble} />
      <Receipt submissions={work.submissions} />
      {work.submissions.length === 0 && <p>You have not handed in yet.</p>}
    </section>
  );
}

function Receipt(props: { submissions: ISubmission[] }): React.ReactElement | null {
  const [last, ...earlier] = props.submissions;
  if (!last) {
    return null;
  }
  return (
    <section className="ag-Box" aria-label="Receipt">
      <p>
        Handed in <strong>{moment(last.timestamp)}</strong>
        {earlier.length > 0 &&
          `, after ${earlier.length} earlier ${earlier.length === 1 ? 'time' : 'times'}`}
        .
      </p>
      <details>
        <summary>Receipt</summary>
        <dl className="ag-Facts">
          <dt>Time</dt>
          <dd>{last.timestamp}</dd>
          {last.papers.map(({ name, digest }) => (
            <React.Fragment key={name}>
              <dt>SHA-256 of {name}.ipynb</dt>
              <dd>
                <code>{digest}</code>
              </dd>
            </React.Fragment>
          ))}
        </dl>
      </details>
    </section>
  );
}
