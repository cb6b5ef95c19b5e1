/** The Grading panel. */

import { VDomRenderer } from '@jupyterlab/ui-components';
import React from 'react';

import { Trouble } from './common';
import { CourseModel, IRun } from './course';
import { Kinds, Marks } from './marks';

export type OpenPage = (path: string, title: string) => void;

export class GradingPanel extends VDomRenderer<CourseModel> {
  constructor(
    model: CourseModel,
    private openPage: OpenPage
  ) {
    super(model);
    this.addClass('ag-Panel');
  }

  protected render(): React.ReactElement {
    const { model } = this;
    return (
      <div className="ag-Body ag-mod-wide">
        <h2>Grading</h2>
        {model.assignments && (
          <Choice key={model.assignment} model={model} assignments={model.assignments} />
        )}
        <p role="status" className="ag-Status">
          {model.assignments || model.trouble ? model.phase : 'Reading the course.'}
        </p>
        {model.running && <Progress run={model.run} />}
        <Trouble trouble={model.trouble} />
        <Failures run={model.run} />
        {model.marks && (
          <>
            <Kinds kinds={model.marks.kinds} />
            <Marks rows={model.marks.rows} openPage={this.openPage} />
          </>
        )}
      </div>
    );
  }
}

/** Which assignment, which students, and what to do with them. */
function Choice(props: {
  model: CourseModel;
  assignments: { name: string; submitted: number }[];
}): React.ReactElement {
  const { model, assignments } = props;
  const [students, setStudents] = React.useState('');
  const [force, setForce] = React.useState(false);
  const chosen = students.split(/[\s,]+/).filter(Boolean);
  const busy = model.running !== null;
  if (!assignments.length) {
    return <p>There is no assignment in the folder source.</p>;
  }
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        void model.begin('grade', chosen, force);
      }}
    >
      <div className="ag-Fields">
        <label>
          <span>Assignment</span>
          <select
            className="jp-mod-styled"
            value={model.assignment}
            onChange={event => void model.choose(event.target.value)}
          >
            {assignments.map(({ name, submitted }) => (
              <option key={name} value={name}>
                {`${name} (${submitted} handed in)`}
              </option>
            ))}
          </select>
        </label>
        <label>
          <span>Only these students</span>
          <input
            className="jp-mod-styled"
            type="text"
            value={students}
            placeholder="all, or ids like anna, team-*"
            onChange={event => setStudents(event.target.value)}
          />
        </label>
        <label className="ag-Tick">
          <input
            type="checkbox"
            checked={force}
            onChange={event => setForce(event.target.checked)}
          />
          <span>Grade anew what has not changed</span>
        </label>
      </div>
      <div className="ag-Actions">
        <button className="jp-mod-styled jp-mod-accept ag-Button" type="submit" disabled={busy}>
          {chosen.length ? 'Grade these' : 'Grade all'}
        </button>
        <button
          className="jp-mod-styled ag-Button"
          type="button"
          disabled={!busy}
          onClick={() => void model.cancel()}
        >
          Cancel
        </button>
        <button
          className="jp-mod-styled ag-Button"
          type="button"
          disabled={busy}
          onClick={() => void model.begin('report')}
        >
          Report
        </button>
        <button
          className="jp-mod-styled ag-Button"
          type="button"
          disabled={busy}
          onClick={() => void model.begin('audit')}
        >
          Audit the tests
        </button>
        <button
          className="jp-mod-styled ag-Button"
          type="button"
          disabled={busy}
          onClick={() => void model.load()}
        >
          Refresh
        </button>
      </div>
    </form>
  );
}

function Progress(props: { run: IRun | null }): React.ReactElement {
  const { run } = props;
  if (!run) {
    return <progress className="ag-Progress" aria-label="Progress" />;
  }
  return (
    <div>
      <progress className="ag-Progress" aria-label="Progress" max={run.of} value={run.done} />
      <p>
        {run.done} of {run.of}
        {run.unchanged > 0 && `, ${run.unchanged} unchanged`}
        {run.left !== null && run.done < run.of && `, ${duration(run.left)} left`}
      </p>
    </div>
  );
}

function duration(seconds: number): string {
  return seconds < 90
    ? `about ${Math.max(1, Math.round(seconds))} s`
    : `about ${Math.round(seconds / 60)} min`;
}

/** Submissions that could not be graded, which is not the students' fault. */
function Failures(props: { run: IRun | null }): React.ReactElement | null {
  const failures = props.run?.failures ?? [];
  if (!failures.length) {
    return null;
  }
  return (
    <section className="ag-Box ag-mod-error" aria-label="Not graded">
      <p>
        Not graded, for a cause on the grader&apos;s side. Their marks were not touched; grade
        again for them.
      </p>
      <ul>
        {failures.map(({ student, message }) => (
          <li key={student}>
            {student}: {message}
          </li>
        ))}
      </ul>
    </section>
  );
}
