/** What several parts of the panels show. */

import React from 'react';

import { ITrouble } from './following';

/** What went wrong, and what to do about it. */
export function Trouble(props: { trouble: ITrouble | null }): React.ReactElement | null {
  const { trouble } = props;
  if (!trouble) {
    return null;
  }
  return (
    <div role="alert" className="ag-Box ag-mod-error">
      <p>{trouble.message}</p>
      {trouble.nextStep && <p>{trouble.nextStep}</p>}
    </div>
  );
}

/** A moment as people write it; what cannot be read as one stays as it is. */
export function moment(text: string): string {
  const found = new Date(text.replace(/^(\S+) (\S+) UTC$/, '$1T$2Z').replace(/(\.\d{3})\d+/, '$1'));
  return Number.isNaN(found.getTime())
    ? text
    : found.toLocaleString(undefined, { dateStyle: 'long', timeStyle: 'short' });
}
