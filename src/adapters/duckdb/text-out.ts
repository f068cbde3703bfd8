import duckdb from '@duckdb/node-bindings';
import { NO_TEXT } from '../../core/frame.ts';

/** Turns vectors of strings into dictionary codes without making a JavaScript string per row. */
export type WordReader = {
  /** Reads one vector's 16-byte string cells into `codes`. Must run while the chunk is alive. */
  read(cells: Uint8Array, valid: Uint8Array | null, codes: Int32Array): void;
  dictionary(): readonly string[];
};

const INLINE_BYTES_MAX = 12;

/**
 * A DuckDB string cell is 16 bytes: the length, then either the text itself (up to 12 bytes, zero padded) or a prefix
 * and a pointer. Equal cells mean equal text, for inline ones always, for pointers within one vector; so a row that
 * repeats a cell already seen costs a hash of four words. Only new cells become JavaScript strings.
 */
export function wordReader(): WordReader {
  const dictionary: string[] = [];
  const codeOfWord = new Map<string, number>();
  const inline = cellTable();
  const codeOf = (word: string): number => {
    const known = codeOfWord.get(word);
    if (known !== undefined) return known;
    codeOfWord.set(word, dictionary.length);
    return dictionary.push(word) - 1;
  };
  return {
    dictionary: () => dictionary,
    read(cells, valid, codes) {
      const words = new Uint32Array(cells.buffer, cells.byteOffset, codes.length * 4);
      const pointed = cellTable();
      for (let row = 0; row < codes.length; row += 1) {
        if (valid !== null && (valid[row >> 3]! & (1 << (row & 7))) === 0) codes[row] = NO_TEXT;
        else if (row > 0 && codes[row - 1] !== NO_TEXT && isRepeat(words, row)) codes[row] = codes[row - 1]!;
        else {
          const table = words[row * 4]! <= INLINE_BYTES_MAX ? inline : pointed;
          codes[row] = table.codeAt(words, row * 4, () => codeOf(stringAt(cells, words, row)));
        }
      }
    },
  };
}

function isRepeat(words: Uint32Array, row: number): boolean {
  const at = row * 4;
  return (
    words[at] === words[at - 4] &&
    words[at + 1] === words[at - 3] &&
    words[at + 2] === words[at - 2] &&
    words[at + 3] === words[at - 1]
  );
}

const UTF8 = new TextDecoder('utf-8', { ignoreBOM: true });

function stringAt(cells: Uint8Array, words: Uint32Array, row: number): string {
  const length = words[row * 4]!;
  if (length <= INLINE_BYTES_MAX) return UTF8.decode(cells.subarray(row * 16 + 4, row * 16 + 4 + length));
  const pointerAt = cells.byteOffset + row * 16 + 8;
  return UTF8.decode(duckdb.get_data_from_pointer(cells.buffer as ArrayBuffer, pointerAt, length));
}

type CellTable = { codeAt(words: Uint32Array, at: number, codeOfNew: () => number): number };

/** Open addressing over four-word keys; doubles at half full. */
function cellTable(): CellTable {
  let slots = new Int32Array(64).fill(-1);
  let keys = new Uint32Array(4 * 32);
  let codes = new Int32Array(32);
  let size = 0;
  const slotOf = (source: Uint32Array, at: number): number => {
    const mask = slots.length - 1;
    for (let slot = hashOf(source, at) & mask; ; slot = (slot + 1) & mask) {
      const entry = slots[slot]!;
      if (entry === -1 || isSameKey(keys, entry * 4, source, at)) return slot;
    }
  };
  const grow = (): void => {
    slots = new Int32Array(slots.length * 2).fill(-1);
    keys = new Uint32Array(keys.buffer.transfer(keys.byteLength * 2));
    codes = new Int32Array(codes.buffer.transfer(codes.byteLength * 2));
    for (let entry = 0; entry < size; entry += 1) slots[slotOf(keys, entry * 4)] = entry;
  };
  return {
    codeAt(words, at, codeOfNew) {
      const slot = slotOf(words, at);
      const entry = slots[slot]!;
      if (entry !== -1) return codes[entry]!;
      const code = codeOfNew();
      keys.set(words.subarray(at, at + 4), size * 4);
      codes[size] = code;
      slots[slot] = size;
      size += 1;
      if (size === codes.length) grow();
      return code;
    },
  };
}

function hashOf(words: Uint32Array, at: number): number {
  let hash = Math.imul(words[at]!, 0x9e3779b1);
  hash = Math.imul(hash ^ words[at + 1]!, 0x85ebca6b);
  hash = Math.imul((hash ^ (hash >>> 15)) + words[at + 2]!, 0xc2b2ae35);
  hash = Math.imul((hash ^ (hash >>> 13)) + words[at + 3]!, 0x27d4eb2f);
  return hash ^ (hash >>> 16);
}

function isSameKey(keys: Uint32Array, keyAt: number, words: Uint32Array, at: number): boolean {
  return (
    keys[keyAt] === words[at] &&
    keys[keyAt + 1] === words[at + 1] &&
    keys[keyAt + 2] === words[at + 2] &&
    keys[keyAt + 3] === words[at + 3]
  );
}
