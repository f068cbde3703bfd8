import { stripVTControlCharacters } from 'node:util';

export type Align = 'left' | 'right';

/** Columns side by side, two spaces apart. Han characters count two cells, control characters are removed. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  align: readonly Align[] = [],
): string {
  const cleaned = [header, ...rows].map((row) => row.map((cell) => cell.replaceAll(/[\r\n\t]+/g, ' ')));
  const widths = header.map((_, column) => Math.max(...cleaned.map((row) => displayWidth(row[column] ?? ''))));
  return cleaned
    .map((row) =>
      widths
        .map((width, column) => pad(row[column] ?? '', width, align[column] ?? 'left'))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

function pad(text: string, width: number, align: Align): string {
  const space = ' '.repeat(Math.max(0, width - displayWidth(text)));
  return align === 'left' ? text + space : space + text;
}

/** Cells that a text takes in a terminal. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) width += WIDE.test(character) ? 2 : 1;
  return width;
}

const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\u33FF\u3400-\u4DBF\u4E00-\u9FFF\uA000-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u;

/** Text from outside as it may stand in a terminal: no control sequences. */
export function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is removed.
  return stripVTControlCharacters(text).replaceAll(/[\u0000-\u0008\u000B-\u001F\u007F]/g, '');
}
