import { TapelineError } from '../../core/errors.ts';
import type { Json } from '../../core/json.ts';
import { unstorableIn } from '../../core/json.ts';
import type { Emission } from '../state/sensor/port.ts';

/** Where events from outside come in: the command line, a webhook. What was taken is durable. */
export type EventInbox = {
  /** @throws usage.unknown_name for an event that no sensor waits for, usage.invalid for data or a key that cannot be. */
  readonly emit: (event: NewEvent) => Promise<void>;
};

export type NewEvent = {
  readonly name: string;
  readonly data?: Json;
  /** Two events of one name with one key are one event. */
  readonly key?: string | null;
  readonly by: string;
};

export const EVENT_BYTES_MAX = 65_536;
const KEY_LENGTH_MAX = 256;

/** @throws usage.invalid */
export function emissionOf({ name, data = null, key = null, by }: NewEvent): Emission {
  const problem = unstorableIn(data);
  if (problem !== null) throw invalid('The data of an event are plain JSON', problem, 'Send plain JSON.');
  const text = JSON.stringify(data);
  const bytes = new TextEncoder().encode(text).length;
  if (bytes > EVENT_BYTES_MAX) {
    const wayOut = 'Put the data into a file and send its name.';
    throw invalid(`The data of an event have at most ${EVENT_BYTES_MAX} bytes`, `${bytes} bytes`, wayOut);
  }
  if (key !== null && (key === '' || key.length > KEY_LENGTH_MAX))
    throw invalid(`The key of an event has 1 to ${KEY_LENGTH_MAX} letters`, key.slice(0, 40), 'Shorten it.');
  return { name, key, data: text, by };
}

function invalid(what: string, got: string, wayOut: string): TapelineError {
  return new TapelineError('usage.invalid', { facts: { what, got, wayOut } });
}
