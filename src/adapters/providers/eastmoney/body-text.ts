import { TapelineError } from '../../../core/errors.ts';

export type Where = { readonly source: string; readonly what: string };

export function malformed({ source, what }: Where, got: string, retry: 'later' | 'never' = 'never'): TapelineError {
  return new TapelineError('source.malformed', { facts: { source, what, got }, retry });
}

/**
 * The text of a page of data: UTF-8, with or without a byte order mark.
 *
 * @throws source.malformed for bytes in another encoding, and for HTML in place of data: an error or captcha page.
 */
export function dataText(body: Uint8Array, where: Where): string {
  const text = decoded(body, 'utf-8', where);
  const title = /^\s*<[\s\S]*?<title>([^<]{0,80})/i.exec(text)?.[1]?.trim();
  if (/^\s*</.test(text))
    throw malformed(where, `a page of HTML${title === undefined ? '' : ` ("${title}")`}`, 'later');
  return text;
}

/** The text of a page of HTML, which the site writes in GB2312. @throws source.malformed */
export function pageText(body: Uint8Array, where: Where): string {
  const text = decoded(body, 'gbk', where);
  if (/<table\b/i.test(text)) return text;
  throw malformed(where, 'a page without a table', 'later');
}

/** A damaged character would end up in a name for ever: what does not decode is refused as a whole. */
function decoded(body: Uint8Array, encoding: 'utf-8' | 'gbk', where: Where): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(body);
  } catch {
    throw malformed(where, `bytes that are no ${encoding.toUpperCase()}`);
  }
}

/**
 * The array or object that stands behind a name in a script, `var r = [ … ]` or `datas:[ … ]`, as JSON. Nothing is
 * evaluated: a page may not run code here.
 *
 * @throws source.malformed when it is missing, cut off, or no JSON
 */
export function literalOf(script: string, name: string, where: Where): unknown {
  const found = findLiteral(script, name);
  if (found === null) throw malformed(where, `a script without "${name}"`, 'later');
  return jsonOf(found, where);
}

/** The same, undefined when the script does not have it. */
export function literalIn(script: string, name: string, where: Where): unknown {
  const found = findLiteral(script, name);
  return found === null ? undefined : jsonOf(found, where);
}

/** @throws source.malformed */
export function jsonOf(text: string, where: Where): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw malformed(where, `text that is no JSON (${(error as Error).message.slice(0, 80)})`, 'later');
  }
}

function findLiteral(script: string, name: string): string | null {
  const start = new RegExp(`(?:^|[\\s;,{])${name}\\s*[=:]\\s*(?=[[{])`).exec(script);
  if (start === null) return null;
  const begin = start.index + start[0].length;
  const end = endOfLiteral(script, begin);
  // Cut off: what is there is handed on, and is no JSON.
  return script.slice(begin, end);
}

/** Where the bracket that opens at `begin` closes, brackets inside of strings aside. */
function endOfLiteral(script: string, begin: number): number {
  let depth = 0;
  for (let at = begin; at < script.length; at += 1) {
    const character = script[at]!;
    if (character === '"') at = endOfString(script, at);
    else if (character === '[' || character === '{') depth += 1;
    else if (character === ']' || character === '}') depth -= 1;
    if (depth === 0) return at + 1;
  }
  return script.length;
}

function endOfString(script: string, begin: number): number {
  let at = begin + 1;
  while (at < script.length && script[at] !== '"') at += script[at] === '\\' ? 2 : 1;
  return at;
}

/** Rows of arrays of texts. @throws source.malformed */
export function textRows(value: unknown, where: Where): readonly (readonly string[])[] {
  const isTable =
    Array.isArray(value) &&
    value.every(
      (row) => Array.isArray(row) && row.every((cell) => typeof cell === 'string' || typeof cell === 'number'),
    );
  if (!isTable) throw malformed(where, 'rows that are no lists of texts');
  return (value as (string | number)[][]).map((row) => row.map(String));
}
