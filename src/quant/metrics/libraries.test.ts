import { describe, it } from 'node:test';
import { assertNear, BENCHMARK, RETURNS, readGolden } from './golden-for-tests.ts';
import type { Settings } from './index.ts';
import * as metrics from './index.ts';

describe('QuantStats, vectorbt, rqrisk and textbooks on two windows, with two sets of parameters', () => {
  type Case = {
    readonly window: string;
    readonly metric: string;
    readonly settings: Settings;
    readonly expected: number;
  };
  const { cases, windows } = readGolden<{ cases: Case[]; windows: Record<string, [number, number]> }>('libraries.json');
  for (const { window, metric, settings, expected } of cases) {
    const [begin, end] = windows[window]!;
    const { convention, periodsPerYear } = settings;
    it(`${convention} ${metric}, N=${periodsPerYear}, ${window}`, () => {
      const beside = { benchmark: BENCHMARK.subarray(begin, end) };
      const { value } = metrics.call(metric, RETURNS.subarray(begin, end), { ...settings, ...beside });
      assertNear(value, expected, 1e-11, `${convention} ${metric}`);
    });
  }
});
