/** The Check panel. */

import { UseSignal, VDomRenderer } from '@jupyterlab/ui-components';
import React from 'react';

import { Hidden } from './asking';
import { Checklist } from './checklist';
import { Trouble } from './common';
import { Assignment, HandIn } from './handing';
import { HiddenModel } from './hidden';
import { CheckModel, IProgress } from './model';
import { WorkModel } from './work';

export class CheckPanel extends VDomRenderer<CheckModel> {
  constructor(
    model: CheckModel,
    private hidden: HiddenModel,
    private work: WorkModel,
    private open: (path: string) => void
  ) {
    super(model);
    this.addClass('ag-Panel');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', 'Check');
  }

  protected render(): React.ReactElement {
    const { model } = this;
    if (!model.checkable) {
      return (
        <div className="ag-Body">
          <h2>Check</h2>
          <p>Open the notebook of an assignment to check it.</p>
        </div>
      );
    }
    return (
      <div className="ag-Body">
        <h2>Check {model.about?.assignment}</h2>
        <UseSignal signal={this.work.stateChanged}>
          {() => <Assignment model={this.work} open={this.open} />}
        </UseSignal>
        <div className="ag-Actions">
          {model.running ? (
            <button className="jp-mod-styled ag-Button" onClick={() => void model.cancel()}>
              Cancel
            </button>
          ) : (
            <button
              className="jp-mod-styled jp-mod-accept ag-Button"
              onClick={() => void model.check()}
            >
              Save and check
            </button>
          )}
        </div>
        <p role="status" className="ag-Status">
          {model.phase}
        </p>
        {model.running && <Progress progress={model.progress} />}
        <Trouble trouble={model.trouble} />
        <Changed model={model} />
        {model.result && (
          <Checklist
            result={model.result}
            stale={model.stale}
            goTo={cell => void model.goTo(cell)}
          />
        )}
        {!model.result && !model.running && !model.phase && !model.trouble && <Beginning />}
        <UseSignal signal={this.hidden.stateChanged}>
          {() => <Hidden model={this.hidden} />}
        </UseSignal>
        <UseSignal signal={this.work.stateChanged}>{() => <HandIn model={this.work} />}</UseSignal>
      </div>
    );
  }
}

/** What the button does, before it was ever pressed. */
function Beginning(): React.ReactElement {
  return (
    <p className="ag-Quiet">
      Your notebook is saved and run from top to bottom in a process of its own; the kernel that you
      work with is not touched. Then the tests that you see in it are run.
    </p>
  );
}

/** How far it is, and what is running. */
function Progress(props: { progress: IProgress | null }): React.ReactElement {
  const { progress } = props;
  const [now, setNow] = React.useState(Date.now());
  React.useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  if (!progress) {
    return <progress className="ag-Progress" aria-label="Progress of the check" />;
  }
  const seconds = Math.floor((now - progress.since) / 1000);
  return (
    <div>
      <progress
        className="ag-Progress"
        aria-label="Progress of the check"
        max={progress.of}
        value={progress.done}
      />
      <p className="ag-Quiet">
        {progress.next ? (
          <>
            Running <code>{progress.next}</code>
            {seconds > 1 && ` for ${seconds} s`}
          </>
        ) : (
          'Putting it together'
        )}
      </p>
    </div>
  );
}

/** Cells of the instructor's that are not as they were. */
function Changed(props: { model: CheckModel }): React.ReactElement | null {
  const { about, running } = props.model;
  if (!about || !(about.changed.length || about.missing.length)) {
    return null;
  }
  const names = (cells: string[]) =>
    cells.map((cell, index) => (
      <React.Fragment key={cell}>
        {index > 0 && ', '}
        <code>{cell}</code>
      </React.Fragment>
    ));
  return (
    <section className="ag-Box ag-mod-warn" aria-label="Changed cells">
      {about.changed.length > 0 && (
        <p>
          These cells are locked, and yet were changed: {names(about.changed)}.{' '}
          {about.released
            ? 'The check uses them as they were released, and so does the marking.'
            : 'When your work is marked they are set back.'}
        </p>
      )}
      {about.missing.length > 0 && <p>These cells were deleted: {names(about.missing)}.</p>}
      {about.restore.length > 0 ? (
        <button
          className="jp-mod-styled ag-Button"
          disabled={running}
          onClick={() => void props.model.restore()}
        >
          Restore them
        </button>
      ) : (
        <p>Fetch the assignment again to have them as they were.</p>
      )}
    </section>
  );
}
