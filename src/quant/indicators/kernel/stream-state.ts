import { inputError } from './options.ts';
import type { StreamState } from './stream.ts';

type Header = {
  readonly indicator: string;
  readonly options: readonly number[];
  readonly bars: number;
  readonly slots: number;
  readonly columns: number;
  readonly window: number;
};

const BYTES = Float64Array.BYTES_PER_ELEMENT;

/** A state as JSON keeps it: what `packState` gives, in base64. JSON has no NaN, no infinity and no -0. */
export type StreamStateText = { readonly indicator: string; readonly packed: string };

/** The state, which `JSON.stringify` turns into its `StreamStateText`. */
export function withText(state: StreamState): StreamState {
  const toJSON = (): StreamStateText => ({ indicator: state.indicator, packed: toBase64(packState(state)) });
  return Object.defineProperty(state, 'toJSON', { value: toJSON });
}

/** @throws quant.input when it is neither a state nor the text of a whole one */
export function stateOf(given: StreamState | StreamStateText): StreamState {
  if ('packed' in given) return unpackState(fromBase64(given.packed));
  const { options, state, window } = given;
  if (Array.isArray(options) && state instanceof Float64Array && Array.isArray(window)) return given;
  throw inputError('resume', 'state', 'something else', 'Pass what save returned, or what its JSON says.');
}

/**
 * A stream's state as bytes, every bit kept: the length of a JSON header (32 bits, little-endian), the header, then
 * doubles, little-endian: the state and the columns of the window.
 */
export function packState(state: StreamState): Uint8Array {
  const { indicator, options, bars, window } = state;
  const header: Header = {
    indicator,
    options,
    bars,
    slots: state.state.length,
    columns: window.length,
    window: window[0]?.length ?? 0,
  };
  const text = new TextEncoder().encode(JSON.stringify(header));
  const bytes = new Uint8Array(4 + text.length + BYTES * (header.slots + header.columns * header.window));
  const view = new DataView(bytes.buffer);
  view.setUint32(0, text.length, true);
  bytes.set(text, 4);
  let at = 4 + text.length;
  for (const column of [state.state, ...window]) {
    for (const value of column) {
      view.setFloat64(at, value, true);
      at += BYTES;
    }
  }
  return bytes;
}

/** @throws quant.input when the bytes are not a whole state */
export function unpackState(bytes: Uint8Array): StreamState {
  const header = readHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let at = 4 + view.getUint32(0, true);
  const read = (count: number) =>
    Float64Array.from({ length: count }, () => {
      at += BYTES;
      return view.getFloat64(at - BYTES, true);
    });
  const { indicator, options, bars } = header;
  const state = read(header.slots);
  const window = Array.from({ length: header.columns }, () => read(header.window));
  return withText({ indicator, options, bars, state, window });
}

function readHeader(bytes: Uint8Array): Header {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const length = bytes.length >= 4 ? view.getUint32(0, true) : 0;
  const header = length > 0 && length <= bytes.length - 4 ? parse(bytes.subarray(4, 4 + length)) : null;
  const doubles = header === null ? 0 : header.slots + header.columns * header.window;
  if (header !== null && bytes.length === 4 + length + BYTES * doubles) return header;
  throw inputError('unpackState', 'bytes', `${bytes.length} bytes`, 'Pass what packState returned, whole.');
}

function parse(bytes: Uint8Array): Header | null {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as Header;
  } catch {
    return null;
  }
}

function toBase64(bytes: Uint8Array): string {
  let characters = '';
  for (const byte of bytes) characters += String.fromCharCode(byte);
  return btoa(characters);
}

function fromBase64(text: string): Uint8Array {
  try {
    return Uint8Array.from(atob(text), (character) => character.charCodeAt(0));
  } catch {
    return new Uint8Array(0);
  }
}
