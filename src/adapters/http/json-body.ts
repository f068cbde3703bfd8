import { TapelineError } from '../../core/errors.ts';

export type Where = { readonly source: string; readonly what: string };

/** Answers of markets are flat; what is deeper than this wants to exhaust somebody's stack. */
const DEPTH_MAX = 64;

/**
 * The value in a body of JSON.
 *
 * @throws source.malformed for bytes that are no UTF-8, a page of HTML, JSON that ends in its middle (try again) or is none
 */
export function readJson(body: Uint8Array, where: Where): unknown {
  const text = decode(body, where);
  if (/^\s*</.test(text)) throw malformed(where, 'a page of HTML', 'later');
  if (depthOf(text) > DEPTH_MAX) throw malformed(where, `JSON nested more than ${DEPTH_MAX} deep`);
  try {
    return JSON.parse(text);
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    throw isCut(text) ? malformed(where, 'JSON that was cut off', 'later') : malformed(where, `no JSON (${detail})`);
  }
}

function decode(body: Uint8Array, where: Where): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    throw malformed(where, 'bytes that are no UTF-8');
  }
}

/** Brackets in texts count too: that only makes the bound stricter. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 0x5b || code === 0x7b) {
      depth += 1;
      if (depth > deepest) deepest = depth;
    } else if (code === 0x5d || code === 0x7d) depth -= 1;
  }
  return deepest;
}

function isCut(text: string): boolean {
  const trimmed = text.trim();
  return /^[[{]/.test(trimmed) && !/[\]}]$/.test(trimmed) ? true : depthAtEnd(trimmed) > 0;
}

function depthAtEnd(text: string): number {
  return text
    .replace(/[^[\]{}]/g, '')
    .split('')
    .reduce((depth, each) => depth + (each === '[' || each === '{' ? 1 : -1), 0);
}

export function malformed({ source, what }: Where, got: string, retry: 'never' | 'later' = 'never'): TapelineError {
  return new TapelineError('source.malformed', { facts: { source, what, got }, retry });
}
