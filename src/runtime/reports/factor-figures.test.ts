import assert from 'node:assert/strict';
import { test } from 'node:test';
import { frame, textColumn } from '../../core/frame.ts';
import { figuresOf, returnsAfter } from './factor-figures.ts';

const day = (values: readonly number[]) => ({ type: 'day', values: Int32Array.from(values) }) as const;
const double = (values: readonly number[]) => ({ type: 'double', values: Float64Array.from(values) }) as const;

/** Closes of A on four sessions and of B on three, one of them later. */
const CLOSES = frame({
  instrument: textColumn(['A', 'A', 'A', 'A', 'B', 'B', 'B']),
  session: day([10, 11, 14, 15, 10, 11, 15]),
  close_adj: double([100, 110, 121, 133.1, 50, 40, 60]),
});

test('a return goes from the close of the scored session to the instrument’s own bar after the horizon', () => {
  const scores = frame({
    instrument: textColumn(['A', 'B', 'B', 'C', 'A', 'A']),
    session: day([10, 10, 11, 10, 15, 14]),
  });
  const [first, second, third, stranger, last, beforeLast] = returnsAfter(scores, CLOSES, 2);
  assert.ok(Math.abs(first! - 0.21) < 1e-12);
  assert.ok(Math.abs(second! - 0.2) < 1e-12, 'B has no bar on 14: its second one after 10 is that of 15');
  assert.ok(Number.isNaN(third!) && Number.isNaN(stranger!) && Number.isNaN(last!), 'nothing is known of them yet');
  assert.ok(Number.isNaN(beforeLast!), 'two bars after 14 stands a bar of B');
});

test('quantiles and correlations are means over sessions, however many instruments each has', () => {
  // Session 1: two instruments, the higher value earns more. Session 2: four, the other way round.
  const scores = frame({
    instrument: textColumn(['A', 'B', 'A', 'B', 'C', 'D']),
    session: day([1, 1, 2, 2, 2, 2]),
    part_x: double([1, 2, 1, 2, 3, 4]),
  });
  const after = Float64Array.of(0.01, 0.03, 0.04, 0.03, 0.02, 0.01);
  const { factors, sessions } = figuresOf(scores, after, { columns: ['part_x'], horizon: 1, quantiles: 2 });
  assert.equal(sessions, 2);
  const [figures] = factors;
  assert.equal(figures!.name, 'x');
  // Lower half: (0.01 + (0.04 + 0.03) / 2) / 2; upper half: (0.03 + (0.02 + 0.01) / 2) / 2.
  assert.deepEqual(
    figures!.byQuantile.map((value) => Number(value!.toFixed(12))),
    [0.0225, 0.0225],
  );
  assert.deepEqual(
    figures!.ic.map((value) => Number(value!.toFixed(12))),
    [1, -1],
  );
  assert.deepEqual([figures!.icMean, figures!.icPositive, figures!.pairs], [0, 0.5, 6]);
});

test('sessions whose returns are not known yet are left out', () => {
  const scores = frame({ instrument: textColumn(['A', 'A']), session: day([1, 2]), score: double([1, 2]) });
  const figures = figuresOf(scores, Float64Array.of(0.1, Number.NaN), { columns: ['score'], horizon: 1, quantiles: 2 });
  assert.deepEqual([figures.first, figures.last, figures.sessions], [1, 1, 1]);
});
