/** What the panel does with the notebook that is open. */

import { NotebookActions, NotebookPanel } from '@jupyterlab/notebook';

import { IOriginal } from './checked';

/** The name that nbgrader's metadata give a cell. */
function nameOf(panel: NotebookPanel, index: number): string {
  const said = panel.content.model?.cells.get(index).getMetadata('nbgrader');
  return said?.grade_id ?? '';
}

function placeOf(panel: NotebookPanel, name: string): number {
  const count = panel.content.model?.cells.length ?? 0;
  for (let index = count - 1; index >= 0; index--) {
    if (nameOf(panel, index) === name) {
      return index;
    }
  }
  return -1;
}

/** Whether it is an assignment of nbgrader's. */
export function isAssignment(panel: NotebookPanel): boolean {
  const count = panel.content.model?.cells.length ?? 0;
  return Array.from({ length: count }, (_, index) => nameOf(panel, index)).some(Boolean);
}

/** Have a cell in view, and chosen. */
export async function goTo(panel: NotebookPanel, name: string): Promise<void> {
  const index = placeOf(panel, name);
  if (index < 0) {
    return;
  }
  panel.content.activeCellIndex = index;
  panel.content.mode = 'command';
  await NotebookActions.expandAllHeadings(panel.content);
  await panel.content.scrollToItem(index, 'center');
  panel.activate();
}

/** Put cells back as they were released; what was in them can be had again by undoing. */
export function restore(panel: NotebookPanel, originals: readonly IOriginal[]): void {
  const notebook = panel.content.model?.sharedModel;
  if (!notebook) {
    return;
  }
  notebook.transact(() => {
    for (const original of originals) {
      const index = placeOf(panel, original.cell);
      const cell = {
        cell_type: original.cell_type,
        metadata: original.metadata,
        source: original.source
      };
      if (index >= 0 && notebook.getCell(index).cell_type === original.cell_type) {
        notebook.getCell(index).setSource(original.source);
        continue;
      }
      if (index >= 0) {
        notebook.deleteCell(index);
      }
      const before = original.after ? placeOf(panel, original.after) : -1;
      notebook.insertCell(index >= 0 ? index : before + 1, cell as never);
    }
  });
}
