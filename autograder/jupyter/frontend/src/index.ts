/** The autograder in JupyterLab. */

import {
  ILayoutRestorer,
  JupyterFrontEnd,
  JupyterFrontEndPlugin
} from '@jupyterlab/application';
import { ICommandPalette, ToolbarButton } from '@jupyterlab/apputils';
import { INotebookTracker, NotebookPanel } from '@jupyterlab/notebook';
import { checkIcon } from '@jupyterlab/ui-components';

import { CheckPanel } from './check';
import { CheckModel } from './model';
import { isAssignment } from './notebooks';

const CHECK = 'autograder:check';

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
    const panel = new CheckPanel(model);
    panel.id = 'autograder-check';
    panel.title.icon = checkIcon;
    panel.title.caption = 'Check';
    app.shell.add(panel, 'right', { rank: 600, type: 'Check' });
    restorer?.add(panel, panel.id);

    const turn = () => void model.turnTo(notebooks.currentWidget);
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
    palette?.addItem({ command: CHECK, category: 'Autograder' });
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

export default [check];
