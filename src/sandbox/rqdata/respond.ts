import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { csvChunks, type Table } from './csv.ts';
import type { FaultKind } from './faults.ts';
import { encodeGbk } from './gbk.ts';

export const CSV_TYPE = 'text/csv; charset=utf-8';
export const TEXT_TYPE = 'text/plain; charset=utf-8';
export const HTML_TYPE = 'text/html; charset=utf-8';

/** What went over the wire. */
export type Sent = { readonly bytes: number; readonly rows: number };

export function sendText(response: ServerResponse, status: number, text: string, type = TEXT_TYPE): Sent {
  response.writeHead(status, { 'content-type': type });
  response.end(text);
  return { bytes: Buffer.byteLength(text), rows: 0 };
}

/** A table as chunked CSV without a length; a natural result of no rows is an empty body, as Python's None is. */
export async function sendTable(response: ServerResponse, table: Table, kinds: ReadonlySet<FaultKind>): Promise<Sent> {
  const rows = table.rows[Symbol.iterator]();
  const first = rows.next();
  if (first.done && !kinds.has('zero_rows')) {
    response.writeHead(200, { 'content-type': CSV_TYPE, 'content-length': 0 }).end();
    return { bytes: 0, rows: 0 };
  }
  const count = { rows: 0 };
  const chunks = csvChunks({ ...table, rows: first.done ? [] : startingWith(first.value, rows) }, count);
  response.writeHead(200, { 'content-type': CSV_TYPE });
  const bytes = await sendChunks(response, chunks, kinds);
  return { bytes, rows: count.rows };
}

function* startingWith<T>(first: T, rest: Iterator<T>): Generator<T> {
  yield first;
  for (let next = rest.next(); !next.done; next = rest.next()) yield next.value;
}

async function sendChunks(
  response: ServerResponse,
  chunks: Iterable<string>,
  kinds: ReadonlySet<FaultKind>,
): Promise<number> {
  let bytes = 0;
  for (const chunk of damaged(chunks, kinds)) {
    if (response.destroyed) return bytes;
    bytes += chunk.length;
    const goesOn = response.write(chunk);
    if (kinds.has('slow_body')) await pause(response);
    else if (!goesOn) await drained(response);
  }
  if (kinds.has('stall')) return bytes;
  if (kinds.has('cut')) response.socket?.destroySoon();
  else response.end();
  return bytes;
}

/** The bytes of a body after the faults that act on bytes. */
function* damaged(chunks: Iterable<string>, kinds: ReadonlySet<FaultKind>): Generator<Uint8Array> {
  const isPartial = kinds.has('truncate') || kinds.has('cut') || kinds.has('stall');
  if (kinds.has('bom')) yield Buffer.from('\uFEFF');
  for (const chunk of isPartial ? [partOf([...chunks].join(''))] : chunks) {
    const bytes = kinds.has('gbk') ? encodeGbk(chunk) : Buffer.from(chunk);
    if (kinds.has('slow_body')) yield* drops(bytes);
    else yield bytes;
  }
}

/** About six tenths of the text, ending inside a number. */
function partOf(text: string): string {
  const comma = text.lastIndexOf(',', Math.floor(text.length * 0.6));
  return text.slice(0, comma < 0 ? Math.floor(text.length / 2) : comma + 2);
}

const DROP_BYTES = 64;
const DROP_MS = 100;

function* drops(bytes: Uint8Array): Generator<Uint8Array> {
  for (let begin = 0; begin < bytes.length; begin += DROP_BYTES) yield bytes.subarray(begin, begin + DROP_BYTES);
}

async function pause(response: ServerResponse): Promise<void> {
  const gone = new AbortController();
  const stop = (): void => gone.abort();
  response.once('close', stop);
  await delay(DROP_MS, undefined, { signal: gone.signal }).catch(() => undefined);
  response.off('close', stop);
}

async function drained(response: ServerResponse): Promise<void> {
  const settled = new AbortController();
  const { signal } = settled;
  await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]).finally(() =>
    settled.abort(),
  );
}
