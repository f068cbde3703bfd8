import { stripVTControlCharacters } from 'node:util';

/** What differs from run to run and machine to machine. */
const VARYING: readonly (readonly [RegExp, string])[] = [
  [/\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b/g, 'ID'],
  [/\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(\.\d+)?(Z| [+-]\d\d:\d\d)?/g, 'MOMENT'],
  [/\b[0-9a-f]{16,64}\b/g, 'HASH'],
  [/\b\d+ m \d\d s\b|\b\d+(\.\d+)? m?s\b/g, 'TIME'],
  [/127\.0\.0\.1:\d+/g, 'ADDRESS'],
  [/(last session of the market was|市场最近交易日为) \d{4}-\d\d-\d\d/g, '$1 DAY'],
  [/"(durationMs|cpuMs|peakRssBytes|bytes)":[\d.]+/g, '"$1":N'],
  [/\s+/g, ' '],
];

function normal(line: string): string {
  return VARYING.reduce(
    (text, [pattern, word]) => text.replaceAll(pattern, word),
    stripVTControlCharacters(line),
  ).trim();
}

/**
 * Lines of a shown transcript that the program did not print. `…` alone stands for lines left out, at the end of a line
 * for its rest. The order is free: steps of a run end in any.
 */
export function missingLines(shown: string, printed: string): readonly string[] {
  const lines = new Set(printed.split('\n').map(normal));
  return shown.split('\n').filter((line) => {
    const text = normal(line);
    if (text === '' || text === '…') return false;
    if (!text.endsWith('…')) return !lines.has(text);
    return ![...lines].some((each) => each.startsWith(text.slice(0, -1).trimEnd()));
  });
}
