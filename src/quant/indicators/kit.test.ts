import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { ALL_INDICATORS } from './conventions.ts';
import type { Indicator, InputName, OptionSpec } from './kernel/definition.ts';
import { runBatch } from './kernel/run.ts';
import { openStream, resumeStream } from './kernel/stream.ts';

const BARS_MAX = 160;
const RUNS = 20;
/** Periods are kept this short, so that most random series are longer than the lookback. */
const PERIOD_MAX = 20;

/** Their values are bar numbers of the whole series, gap or not. */
const PLACES = new Set(['MAXINDEX', 'MININDEX', 'MINMAXINDEX']);

type Gap = { readonly at: number; readonly column: number; readonly value: number };
type Case = { readonly options: readonly number[]; readonly inputs: readonly Float64Array[]; readonly gap: Gap };

for (const indicator of ALL_INDICATORS) {
  describe(`every-indicator kit: ${indicator.name}`, () => {
    const holds = (name: string, claim: (given: Case) => void) =>
      it(name, () => fc.assert(fc.property(cases(indicator), claim), { numRuns: RUNS }));

    holds('keeps the length', ({ inputs, options }) => {
      for (const output of runBatch(indicator, inputs, options)) assert.equal(output.length, inputs[0]!.length);
    });

    holds('has no value exactly in the lookback', ({ inputs, options }) => {
      const lookback = indicator.lookback(options);
      runBatch(indicator, inputs, options).forEach((output, index) => {
        const { missing } = indicator.outputs[index]!;
        output.forEach((value, bar) => {
          if (bar < lookback) assert.ok(Object.is(value, missing), `bar ${bar} of lookback ${lookback}: ${value}`);
          else if (!indicator.isPartial)
            assert.ok(!Number.isNaN(value), `bar ${bar} is past the lookback of ${lookback}`);
        });
      });
    });

    holds('never changes an earlier value when the series grows', ({ inputs, options }) => {
      const whole = runBatch(indicator, inputs, options);
      const cut = Math.floor(inputs[0]!.length * 0.7);
      const short = runBatch(
        indicator,
        inputs.map((column) => column.slice(0, cut)),
        options,
      );
      short.forEach((output, index) => {
        sameBits(output, whole[index]!.slice(0, cut));
      });
    });

    holds('streams the bits of the batch, through peek, clone, save and a gap', ({ inputs, options, gap }) => {
      const gapped = withGap(inputs, gap);
      sameBits(streamed(indicator, gapped, options), interleaved(runBatch(indicator, gapped, options)));
    });

    holds('never looks back at its outputs', ({ inputs, options }) => {
      const bars = inputs[0]!.length;
      const column = () => new Float64Array(bars);
      const outputs = indicator.outputs.map(column);
      const columns = { inputs, outputs, temps: Array.from({ length: indicator.temps }, column), origin: 0 };
      const state = new Float64Array(indicator.slots(options));
      const values: number[] = [];
      for (let bar = 0; bar < bars; bar += 1) {
        for (const output of outputs) output.fill(-12_345);
        indicator.run(columns, bar, bar + 1, options, state, 0);
        values.push(...outputs.map((output) => output[bar]!));
      }
      sameBits(Float64Array.from(values), interleaved(runBatch(indicator, inputs, options)));
    });

    const isRestarting = indicator.gaps !== 'elementwise';
    if (isRestarting)
      holds('has no value at a bar that is not finite and starts anew after it', ({ inputs, options, gap }) => {
        const bar = gapBar(inputs, gap);
        const whole = runBatch(indicator, withGap(inputs, gap), options);
        const after = runBatch(
          indicator,
          inputs.map((column) => column.slice(bar + 1)),
          options,
        );
        whole.forEach((output, index) => {
          if (output.length > 0) assert.ok(Object.is(output[bar], indicator.outputs[index]!.missing), `${output[bar]}`);
          const fresh = after[index]!;
          sameBits(output.slice(bar + 1), PLACES.has(indicator.name) ? fresh.map((place) => place + bar + 1) : fresh);
        });
      });

    holds('stays in its range', ({ inputs, options }) => {
      runBatch(indicator, inputs, options).forEach((output, index) => {
        const [min, max] = indicator.outputs[index]!.range ?? [-Infinity, Infinity];
        for (const value of output) assert.ok(!(value < min - 1e-9 || value > max + 1e-9), `${value}`);
      });
    });

    responds(indicator, holds);
  });
}

function responds(indicator: Indicator, holds: (name: string, claim: (given: Case) => void) => void): void {
  // A power of two: the mantissas stay what they were, so the comparison needs no tolerance.
  const factor = 4;
  if (indicator.scale !== 'other') {
    holds(`${indicator.scale} when every price is multiplied`, ({ inputs, options }) => {
      const scaled = runBatch(
        indicator,
        prices(indicator, inputs, (value) => value * factor),
        options,
      );
      const grow = indicator.scale === 'follows' ? factor : 1;
      runBatch(indicator, inputs, options).forEach((output, index) => {
        sameBits(
          scaled[index]!,
          output.map((value) => value * grow),
        );
      });
    });
  }
  if (indicator.shift !== 'other') {
    holds(`${indicator.shift} when every price is moved`, ({ inputs, options }) => {
      const moved = runBatch(
        indicator,
        prices(indicator, inputs, (value) => value + 64),
        options,
      );
      const move = indicator.shift === 'follows' ? 64 : 0;
      runBatch(indicator, inputs, options).forEach((output, index) => {
        near(
          moved[index]!,
          output.map((value) => value + move),
        );
      });
    });
  }
}

/** Every input that is a price, changed; volumes and periods as they are. */
function prices(
  indicator: Indicator,
  inputs: readonly Float64Array[],
  change: (price: number) => number,
): Float64Array[] {
  const isPrice = (index: number) => !['volume', 'periods'].includes(indicator.inputs[index]!);
  return inputs.map((column, index) => (isPrice(index) ? column.map(change) : column));
}

/** Random walks in cents with repeats, so that flat stretches, ties and gaps occur. */
function cases(indicator: Indicator): fc.Arbitrary<Case> {
  const options = fc.tuple(...indicator.options.map(optionValues)).filter((chosen) => !indicator.problem?.(chosen));
  const move = fc.tuple(fc.integer({ min: -9, max: 9 }), fc.nat({ max: 6 }), fc.nat({ max: 6 }), fc.nat({ max: 9 }));
  const moves = fc.array(move, { minLength: 0, maxLength: BARS_MAX, size: 'max' });
  const gap = fc.record({
    at: fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
    column: fc.nat({ max: 3 }),
    value: fc.constantFrom(Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY),
  });
  const build = ([chosen, drawn, hole]: [number[], Move[], Gap]): Case => {
    return { options: chosen, inputs: inputsOf(indicator, drawn), gap: hole };
  };
  return fc.tuple(options, moves, gap).map(build);
}

function optionValues(option: OptionSpec): fc.Arbitrary<number> {
  if (option.kind === 'real') return fc.constant(option.default);
  // `default` stands for one of the others, which is put in its place before anything is computed.
  if (option.kind === 'maType') return fc.integer({ min: option.min, max: option.max }).filter((type) => type !== 11);
  return fc.integer({ min: option.min, max: Math.min(option.max, PERIOD_MAX) });
}

type Move = readonly [close: number, above: number, below: number, volume: number];

function inputsOf(indicator: Indicator, moves: readonly Move[]): Float64Array[] {
  const bars = walk(moves);
  return indicator.inputs.map((name) => {
    const column = bars[name];
    if (indicator.name === 'ACOS' || indicator.name === 'ASIN') return column.map((price) => price % 1);
    return column;
  });
}

/** Consistent bars: low <= open, close <= high; volumes with zeros. */
function walk(moves: readonly Move[]): Record<InputName, Float64Array> {
  const close: number[] = [];
  const open: number[] = [];
  for (const [bar, [move, above]] of moves.entries()) {
    const before = close[bar - 1] ?? 2000;
    open.push(before + (above % 3) - 1);
    close.push(bar % 7 === 0 ? before : before + move);
  }
  const cents = (of: (bar: number) => number) => Float64Array.from(moves, (_, bar) => of(bar) / 100);
  const high = cents((bar) => Math.max(open[bar]!, close[bar]!) + moves[bar]![1]);
  const low = cents((bar) => Math.min(open[bar]!, close[bar]!) - moves[bar]![2]);
  const closes = cents((bar) => close[bar]!);
  const volume = Float64Array.from(moves, (move) => move[3] * 100);
  const periods = Float64Array.from(moves, (_, bar) => (bar * 7) % 25);
  return {
    open: cents((bar) => open[bar]!),
    high,
    low,
    close: closes,
    volume,
    real: closes,
    real0: closes,
    real1: high,
    periods,
  };
}

function gapBar(inputs: readonly Float64Array[], gap: Gap): number {
  return Math.floor(inputs[0]!.length * gap.at);
}

function withGap(inputs: readonly Float64Array[], gap: Gap): Float64Array[] {
  const gapped = inputs.map((column) => column.slice());
  const bar = gapBar(inputs, gap);
  if (bar < inputs[0]!.length) gapped[gap.column % gapped.length]![bar] = gap.value;
  return gapped;
}

function streamed(indicator: Indicator, inputs: readonly Float64Array[], options: readonly number[]): Float64Array {
  let stream = openStream(indicator, options);
  const values: number[] = [];
  for (let bar = 0; bar < inputs[0]!.length; bar += 1) {
    const row = inputs.map((column) => column[bar]!);
    stream.peek(row.map((value) => value + 1));
    if (bar % 11 === 3) stream = stream.clone();
    if (bar % 13 === 5) stream = resumeStream(indicator, stream.save());
    if (bar % 13 === 8) stream = resumeStream(indicator, JSON.parse(JSON.stringify(stream.save())));
    values.push(...stream.update(row));
  }
  return Float64Array.from(values);
}

function interleaved(outputs: readonly Float64Array[]): Float64Array {
  const bars = outputs[0]!.length;
  return Float64Array.from(
    { length: bars * outputs.length },
    (_, k) => outputs[k % outputs.length]![Math.floor(k / outputs.length)]!,
  );
}

function sameBits(got: Float64Array, want: Float64Array): void {
  assert.equal(got.length, want.length);
  for (let k = 0; k < got.length; k += 1)
    assert.ok(Object.is(got[k], want[k]), `element ${k}: ${got[k]} is not ${want[k]}`);
}

function near(got: Float64Array, want: Float64Array): void {
  for (let k = 0; k < got.length; k += 1) {
    const limit = 1e-9 * Math.max(1, Math.abs(want[k]!));
    assert.ok(
      Object.is(got[k], want[k]) || Math.abs(got[k]! - want[k]!) <= limit,
      `element ${k}: ${got[k]} is not ${want[k]}`,
    );
  }
}
