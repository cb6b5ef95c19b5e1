/** The tables of the Grading panel. */

import React from 'react';

import { IKind, IRow } from './course';

/** Rows that are shown at once; a class of ten thousand is no page. */
const ROWS = 200;

type Key = 'student' | 'points' | 'pending';

export function Kinds(props: { kinds: IKind[] }): React.ReactElement | null {
  if (!props.kinds.length) {
    return null;
  }
  return (
    <table className="ag-Table">
      <caption>Points lost, by kind</caption>
      <thead>
        <tr>
          <th scope="col">Kind</th>
          <th scope="col" className="ag-Number">
            Students
          </th>
          <th scope="col" className="ag-Number">
            Grade cells
          </th>
        </tr>
      </thead>
      <tbody>
        {props.kinds.map(({ kind, meaning, students, cells }) => (
          <tr key={kind} title={meaning}>
            <th scope="row">{kind}</th>
            <td className="ag-Number">{students}</td>
            <td className="ag-Number">{cells}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

export function Marks(props: {
  rows: IRow[];
  openPage: (path: string, title: string) => void;
}): React.ReactElement {
  const [key, setKey] = React.useState<Key>('student');
  const [down, setDown] = React.useState(false);
  const [find, setFind] = React.useState('');
  if (!props.rows.length) {
    return <p>Nobody has handed in yet.</p>;
  }
  const found = props.rows.filter(row => row.student.includes(find));
  const sorted = [...found].sort((a, b) => (down ? -1 : 1) * compare(a, b, key));
  const head = (name: Key, label: string, number: boolean) => (
    <th
      scope="col"
      className={number ? 'ag-Number' : ''}
      aria-sort={name === key ? (down ? 'descending' : 'ascending') : 'none'}
    >
      <button
        className="ag-Sort"
        onClick={() => {
          setDown(name === key && !down);
          setKey(name);
        }}
      >
        {label}
        <span aria-hidden="true">{name === key ? (down ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  );
  return (
    <>
      <label className="ag-Find">
        <span>Find a student</span>
        <input
          className="jp-mod-styled"
          type="search"
          value={find}
          onChange={event => setFind(event.target.value)}
        />
      </label>
      <div className="ag-Scroll" tabIndex={0} role="group" aria-label="Marks">
        <table className="ag-Table">
          <caption>
            Marks{sorted.length > ROWS && ` (${ROWS} of ${sorted.length} are shown)`}
          </caption>
          <thead>
            <tr>
              {head('student', 'Student', false)}
              {head('points', 'Points', true)}
              {head('pending', 'To mark', true)}
              <th scope="col">Why</th>
            </tr>
          </thead>
          <tbody>
            {sorted.slice(0, ROWS).map(row => (
              <Row key={row.student} row={row} openPage={props.openPage} />
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

function Row(props: {
  row: IRow;
  openPage: (path: string, title: string) => void;
}): React.ReactElement {
  const { row } = props;
  const { pages = [], student } = row;
  const [only] = pages;
  const link = (path: string, label: string, title: string) => (
    <button
      key={path}
      className="ag-Link"
      title={`Open the page: ${title}`}
      onClick={() => props.openPage(path, title)}
    >
      {label}
    </button>
  );
  return (
    <tr>
      <th scope="row">
        {only && pages.length === 1 ? link(only.path, student, student) : student}
        {pages.length > 1 && (
          <span className="ag-Pages">
            {pages.map(({ name, path }) => link(path, name, `${student}: ${name}`))}
          </span>
        )}
      </th>
      <td className="ag-Number">
        {row.graded ? `${round(row.points)} / ${round((row.max ?? 0) - (row.pending ?? 0))}` : ''}
      </td>
      <td className="ag-Number">{row.pending ? round(row.pending) : ''}</td>
      <td>{row.graded ? row.why : 'not graded yet'}</td>
    </tr>
  );
}

function compare(a: IRow, b: IRow, key: Key): number {
  if (key === 'student') {
    return a.student.localeCompare(b.student);
  }
  return (a[key] ?? -1) - (b[key] ?? -1) || a.student.localeCompare(b.student);
}

function round(points: number | undefined): string {
  return String(Math.round((points ?? 0) * 100) / 100);
}
