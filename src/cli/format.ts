import { isAbsolute, relative } from 'node:path';

/** A duration as people say it: `850 ms`, `12.4 s`, `3 m 05 s`. */
export function durationText(durationMs: number): string {
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}

export function countText(count: number): string {
  return count.toLocaleString('en-US');
}

/** Local wall time with its offset: no reader has to guess the zone. */
export function momentText(atMs: number): string {
  const at = new Date(atMs);
  const offset = -at.getTimezoneOffset();
  const local = new Date(atMs + offset * 60_000).toISOString().slice(0, 19).replace('T', ' ');
  const sign = offset < 0 ? '-' : '+';
  const hours = String(Math.floor(Math.abs(offset) / 60)).padStart(2, '0');
  return `${local} ${sign}${hours}:${String(Math.abs(offset) % 60).padStart(2, '0')}`;
}

export function bytesText(bytes: number): string {
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(0)} kB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export function tagsText(tags: Readonly<Record<string, string>>): string {
  return Object.entries(tags)
    .map(([key, value]) => `${key}=${value}`)
    .join(' ');
}

/** A share of 0..1 in percent. Rounded down, so that 100 % means all of it. */
export function percentText(share: number): string {
  return `${Math.floor(share * 1000) / 10} %`;
}

/** A number with its sign; never `-0.00`. */
export function signedText(value: number, decimals: number): string {
  const text = Math.abs(value).toFixed(decimals);
  return `${value < 0 && Number(text) !== 0 ? '-' : '+'}${text}`;
}

/** A path as one would type it here: relative where it lies below. */
export function pathText(path: string): string {
  const inside = relative(process.cwd(), path);
  return inside === '' || inside.startsWith('..') || isAbsolute(inside) ? path : inside;
}

/** A config value on one line. */
export function valueText(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '');
}
