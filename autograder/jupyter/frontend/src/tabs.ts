/** Pages in tabs of their own. */

import { JupyterFrontEnd } from '@jupyterlab/application';
import { MainAreaWidget } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { Widget } from '@lumino/widgets';

import { address } from './requests';

/** A page that we have written, as the server gives it out: its own policy bounds what it may do. */
export function openPage(app: JupyterFrontEnd, path: string, title: string): void {
  const frame = document.createElement('iframe');
  frame.src = address(`pages/${URLExt.encodeParts(path)}`);
  frame.title = title;
  frame.className = 'ag-Frame';
  open(app, `autograder-page-${path}`, title, frame);
}

/** What was open under this id makes room. */
function open(app: JupyterFrontEnd, id: string, title: string, node: HTMLElement): void {
  for (const widget of app.shell.widgets('main')) {
    if (widget.id === id) {
      widget.dispose();
      break;
    }
  }
  const content = new Widget();
  content.addClass('ag-Tab');
  content.node.append(node);
  const tab = new MainAreaWidget({ content });
  tab.toolbar.hide();
  tab.id = id;
  tab.title.label = title;
  tab.title.closable = true;
  app.shell.add(tab, 'main');
  app.shell.activateById(id);
}
