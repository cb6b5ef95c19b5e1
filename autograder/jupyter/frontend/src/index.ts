/** The autograder in JupyterLab. */

import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, MainAreaWidget, ToolbarButton } from '@jupyterlab/apputils';
import { ILauncher } from '@jupyterlab/launcher';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { checkIcon, listIcon } from '@jupyterlab/ui-components';

import { CheckPanel } from './check';
import { CourseModel } from './course';
import { GradingPanel } from './grading';
import { HiddenModel } from './hidden';
import { CheckModel } from './model';
import { isAssignment } from './notebooks';
import { ask } from './requests';
import { openPage } from './tabs';
import { WorkModel } from './work';

const CHECK = 'autograder:check';
const GRADING = 'autograder:grading';
const CATEGORY = 'Autograder';

const check: JupyterFrontEndPlugin<void> = {
  id: 'word-vector-autograder:check',
  description: 'The Check panel, for students.',
  autoStart: true,
  requires: [INotebookTracker],
  optional: [ICommandPalette, ILayoutRestorer],
  activate: (
    app: JupyterFrontEnd,
    notebooks: INotebookTracker,
    palette: ICommandPalette | null,
    restorer: ILayoutRestorer | null
  ) => {
    const model = new CheckModel();
    const hidden = new HiddenModel();
    const work = new WorkModel(notebooks, (path, title) => openPage(app, path, title));
    const panel = new CheckPanel(
      model,
      hidden,
      work,
      path => void app.commands.execute('docmanager:open', { path })
    );
    panel.id = 'autograder-check';
    panel.title.icon = checkIcon;
    panel.title.caption = 'Check';
    app.shell.add(panel, 'right', { rank: 600, type: 'Check' });
    restorer?.add(panel, panel.id);

    let checking = false;
    model.stateChanged.connect(() => {
      if (checking && !model.running) {
        void work.lookAtChecks();
      }
      checking = model.running;
    });

    const turn = () => {
      for (const one of [model, hidden, work]) {
        void one.turnTo(notebooks.currentWidget);
      }
    };
    notebooks.currentChanged.connect(turn);
    void app.restored.then(turn);

    app.commands.addCommand(CHECK, {
      label: 'Save and Check Notebook',
      caption: 'Save this notebook and check it by the tests that it shows',
      isEnabled: () => model.checkable,
      execute: async () => {
        await model.turnTo(notebooks.currentWidget);
        app.shell.activateById(panel.id);
        await model.check();
      }
    });
    palette?.addItem({ command: CHECK, category: CATEGORY });
    notebooks.widgetAdded.connect((_, notebook) => void addButton(app, notebook));
  }
};

/** A button in the toolbar of each notebook that is an assignment. */
async function addButton(app: JupyterFrontEnd, notebook: NotebookPanel): Promise<void> {
  await notebook.context.ready;
  if (isAssignment(notebook)) {
    const button = new ToolbarButton({
      label: 'Check',
      icon: checkIcon,
      tooltip: 'Save this notebook and check it',
      onClick: () => void app.commands.execute(CHECK)
    });
    notebook.toolbar.insertBefore('spacer', 'autograder-check', button);
  }
}

const grading: JupyterFrontEndPlugin<void> = {
  id: 'word-vector-autograder:grading',
  description: 'The Grading panel, for instructors.',
  autoStart: true,
  optional: [ICommandPalette, ILauncher],
  activate: (
    app: JupyterFrontEnd,
    palette: ICommandPalette | null,
    launcher: ILauncher | null
  ) => {
    let tab: MainAreaWidget<GradingPanel> | null = null;
    app.commands.addCommand(GRADING, {
      label: 'Grading',
      caption: 'Grade what students have handed in, and see the marks',
      icon: listIcon,
      execute: () => {
        if (!tab || tab.isDisposed) {
          tab = gradingTab(app);
          app.shell.add(tab, 'main');
        }
        app.shell.activateById(tab.id);
      }
    });
    void ask<{ course: boolean }>('course')
      .then(({ course }) => {
        if (course) {
          palette?.addItem({ command: GRADING, category: CATEGORY });
          launcher?.add({ command: GRADING, category: CATEGORY });
        }
      })
      .catch(() => undefined); // then there is nothing to grade with
  }
};

function gradingTab(app: JupyterFrontEnd): MainAreaWidget<GradingPanel> {
  const model = new CourseModel((kind, assignment, page) =>
    openPage(app, page, `${kind === 'report' ? 'Report' : 'Audit'}: ${assignment}`)
  );
  const content = new GradingPanel(model, (path, title) => openPage(app, path, title));
  const tab = new MainAreaWidget({ content });
  tab.toolbar.hide();
  content.node.setAttribute('aria-label', 'Grading'); // the tab has given it another one
  tab.id = 'autograder-grading';
  tab.title.label = 'Grading';
  tab.title.icon = listIcon;
  tab.title.closable = true;
  void model.load();
  return tab;
}

export default [check, grading];
