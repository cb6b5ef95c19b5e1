/** Talking to our part of Jupyter's server, with its own authentication. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

/** What the server says went wrong, and what to do about it. */
export class Refusal extends Error {
  constructor(message: string, readonly nextStep: string, readonly slug: string) {
    super(message);
  }
}

export interface IEvent {
  event: string;
  [fact: string]: unknown;
}

/** Milliseconds before a lost stream of events is asked for again. */
const PATIENCE = 1500;

/** The address of something of ours. */
export function address(path: string): string {
  return URLExt.join(ServerConnection.makeSettings().baseUrl, 'autograder', path);
}

async function respond(path: string, init: RequestInit): Promise<Response> {
  const settings = ServerConnection.makeSettings();
  const response = await ServerConnection.makeRequest(address(path), init, settings);
  if (response.ok) {
    return response;
  }
  if (response.status === 404) {
    throw new Refusal(
      "Jupyter's server does not have the autograder.",
      'Install it in the environment of the server, and start the server again.',
      'no-server-extension'
    );
  }
  const told = await response.json().catch(() => ({}));
  throw new Refusal(
    told.message || `The server answered ${response.status}.`,
    told.nextStep || '',
    told.slug || ''
  );
}

/** Ask for, or send, JSON. Throws a Refusal, or a network error. */
export async function ask<T>(path: string, send?: object, method?: string): Promise<T> {
  const body = send === undefined ? {} : { body: JSON.stringify(send) };
  const response = await respond(path, {
    method: method ?? (send === undefined ? 'GET' : 'POST'),
    ...body
  });
  return (response.status === 204 ? undefined : await response.json()) as T;
}

/** The job that was begun last, if there is one, and how it ended, if it has. */
export function latest(
  kind: string,
  subject: string
): Promise<{ id: string | null; end: IEvent | null }> {
  return ask(`jobs?${new URLSearchParams({ kind, subject })}`);
}

export function cancel(id: string): Promise<void> {
  return ask<void>(`jobs/${id}`, undefined, 'DELETE');
}

/** Everything that comes of a job, from its beginning to its end. A stream that breaks is taken up
 *  again where it was. */
export async function* follow(id: string, stop: AbortSignal): AsyncGenerator<IEvent> {
  let after = 0;
  while (!stop.aborted) {
    try {
      const response = await respond(`jobs/${id}/events?after=${after}`, { signal: stop });
      for await (const event of events(response)) {
        after += 1;
        yield event;
        if (event.event === 'end') {
          return;
        }
      }
    } catch (error) {
      if (stop.aborted) {
        return;
      }
      if (error instanceof Refusal) {
        throw error;
      }
    }
    await new Promise(resolve => setTimeout(resolve, PATIENCE));
  }
}

async function* events(response: Response): AsyncGenerator<IEvent> {
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return;
    }
    const lines = (rest + value).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line.startsWith('data: ')) {
        yield JSON.parse(line.slice(6)) as IEvent;
      }
    }
  }
}
