import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const GOLDEN = new URL('../../../test/golden/metrics/', import.meta.url);
/** Below this a number is noise, and a relative difference means nothing. */
const SMALLEST = 1e-6;

export function readGolden<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(name, GOLDEN), 'utf8'));
}

/** 756 values of a fund and of a benchmark, and their 755 returns. */
export const NAV756 = readGolden<{ nav: number[]; bench: number[] }>('nav756.json');
export const RETURNS = changes(NAV756.nav);
export const BENCHMARK = changes(NAV756.bench);

export function changes(values: readonly number[]): Float64Array {
  return Float64Array.from(values.slice(1), (value, k) => value / values[k]! - 1);
}

export function assertNear(got: number | null, want: number, relative: number, what: string): void {
  const limit = relative * Math.max(Math.abs(want), SMALLEST);
  assert.ok(got !== null && Math.abs(got - want) <= limit, `${what}: got ${got}, want ${want}`);
}
