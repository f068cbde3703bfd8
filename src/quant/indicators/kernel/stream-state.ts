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
  return { indicator, options, bars, state, window: Array.from({ length: header.columns }, () => read(header.window)) };
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
