/** Widths in parts of the font size, rather too wide than too narrow: the reader's font is not known. */
const WIDTHS: readonly (readonly [pattern: RegExp, width: number])[] = [
  [
    /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{1F000}-\u{3FFFD}]/u,
    1,
  ],
  [/[0-9]/, 0.64],
  [/[.,:;'’|!iljI·()[\] ]/, 0.36],
  [/[mwMW%@…—]/, 1],
  [/[A-Z+−]/, 0.76],
];
const OTHER = 0.62;

/** About how wide a text is. */
export function textWidth(text: string, fontSize: number): number {
  let width = 0;
  for (const character of text) width += WIDTHS.find(([pattern]) => pattern.test(character))?.[1] ?? OTHER;
  return width * fontSize;
}

/** The text, cut with an ellipsis where it would be wider. */
export function fitText(text: string, fontSize: number, widthMax: number): string {
  if (textWidth(text, fontSize) <= widthMax) return text;
  const characters = [...text];
  while (characters.length > 1 && textWidth(`${characters.join('')}…`, fontSize) > widthMax) characters.pop();
  return `${characters.join('')}…`;
}
