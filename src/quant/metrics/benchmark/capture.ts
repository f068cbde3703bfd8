import { type Formula, metricOf } from '../kernel/definition.ts';
import { annualised, annualPairOf, annualReturnOfElapsed } from '../kernel/growth.ts';
import { measureWith } from '../kernel/measure.ts';
import { over } from '../kernel/outcome.ts';
import { growthOf } from '../kernel/sample.ts';

const inCommon: Formula = (sample, terms) => {
  const { own, benchmark } = annualPairOf(sample, terms);
  return over(own, benchmark, 'no_benchmark_move');
};

/** Each column by itself, what is missing in it counting as time. */
const eachByItself: Formula = (sample, terms) => {
  const beside = sample.benchmark?.filter((value) => !Number.isNaN(value)) ?? new Float64Array(0);
  const benchmark = annualised(growthOf(beside), sample.elapsed, terms);
  return over(annualReturnOfElapsed(sample, terms), benchmark, 'no_benchmark_move');
};

/**
 * Annual return over that of the benchmark, of the periods that both have; empyrical takes each by itself.
 *
 * edge  the benchmark returned nothing -> null, no_benchmark_move
 */
export const capture = measureWith(
  metricOf({
    name: 'capture',
    group: 'benchmark',
    title: 'Capture',
    isAnnual: true,
    needs: ['benchmark'],
    formulas: { standard: inCommon, empyrical: eachByItself },
  }),
);
