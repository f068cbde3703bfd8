import { annualCapture, DOWN, UP } from '../kernel/capture.ts';
import { alike, metricOf } from '../kernel/definition.ts';
import { measureWith } from '../kernel/measure.ts';
import { over } from '../kernel/outcome.ts';

const up = annualCapture(UP);
const down = annualCapture(DOWN);

/**
 * Up capture over down capture.
 *
 * edge  either undefined, or down capture 0 -> null
 */
export const captureRatio = measureWith(
  metricOf({
    name: 'captureRatio',
    aliases: ['upDownCapture'],
    group: 'benchmark',
    title: 'Up-down capture ratio',
    isAnnual: true,
    needs: ['benchmark'],
    formulas: alike(
      (sample, terms) => over(up(sample, terms), down(sample, terms), 'no_benchmark_move'),
      'standard',
      'empyrical',
    ),
  }),
);
