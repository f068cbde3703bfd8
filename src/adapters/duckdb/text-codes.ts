import type { TextColumn } from '../../core/frame.ts';
import { NO_TEXT } from '../../core/frame.ts';

/** The words a text column really uses, sorted as the database sorts text, each once. */
export type Words = {
  readonly words: readonly string[];
  /** Dictionary code -> place in `words`; NO_TEXT for codes that no row has. */
  readonly rankOfCode: Int32Array;
};

/** Sorted by UTF-8 bytes. Lone surrogates become U+FFFD, as they would in any UTF-8 file. */
export function usedWords(column: TextColumn): Words {
  const isUsed = new Uint8Array(column.dictionary.length);
  for (let row = 0; row < column.codes.length; row += 1) {
    const code = column.codes[row]!;
    if (code !== NO_TEXT) isUsed[code] = 1;
  }
  const used = column.dictionary.flatMap((word, code) =>
    isUsed[code] === 1 ? [{ code, word: word.toWellFormed(), bytes: Buffer.from(word) }] : [],
  );
  used.sort((left, right) => Buffer.compare(left.bytes, right.bytes));
  const words: string[] = [];
  const rankOfCode = new Int32Array(column.dictionary.length).fill(NO_TEXT);
  for (const { code, word } of used) {
    if (words.at(-1) !== word) words.push(word);
    rankOfCode[code] = words.length - 1;
  }
  return { words, rankOfCode };
}
