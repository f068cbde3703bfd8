import type { Columns, Indicator, InputName } from './indicators/kernel/definition.ts';
import { firstGap } from './indicators/kernel/gaps.ts';
import { inputError } from './indicators/kernel/options.ts';
import { runRange, runWhole } from './indicators/kernel/run.ts';
import { type IndicatorSpec, parseIndicator } from './indicators/spec.ts';

/**
 * Many instruments in one set of columns: instrument k owns bars `offsets[k] .. offsets[k+1]-1`, in ascending order
 * of time. `real` defaults to close.
 */
export type Panel = {
  /** One more than there are instruments; starts at 0 and never falls. */
  readonly offsets: Int32Array | Uint32Array;
} & { readonly [Name in InputName]?: Float64Array };

/**
 * Computes indicators for every instrument of a panel, each on its own bars only.
 *
 * in      panel   offsets and the columns the specs need
 *         specs   'RSI(14)' or parsed
 * out     one Float64Array[n] per output, by column name
 * edge    an instrument shorter than the lookback -> NaN; gaps restart as in the batch form
 * cost    one pass per instrument while its bars are in cache; one allocation per output
 * throws  quant.parameter, quant.input, usage.unknown_name
 */
export function runPanel(panel: Panel, specs: readonly (string | IndicatorSpec)[]): Record<string, Float64Array> {
  const job = preparePanel(panel, specs);
  job.run(0, panel.offsets.length - 1);
  return job.outputs;
}

/** A panel computed part by part, as threads do it that share its columns. */
export type PanelJob = {
  readonly outputs: Record<string, Float64Array>;
  /** Computes instruments `from .. to-1`. */
  readonly run: (from: number, to: number) => void;
};

/** As `runPanel`; `makeColumn` makes the columns of the results. @throws quant.parameter, quant.input, usage.unknown_name */
export function preparePanel(
  panel: Panel,
  specs: readonly (string | IndicatorSpec)[],
  makeColumn: (name: string, bars: number) => Float64Array = (_, bars) => new Float64Array(bars),
): PanelJob {
  const parsed = specs.map((spec) => (typeof spec === 'string' ? parseIndicator(spec) : spec));
  const bars = checkOffsets(panel.offsets);
  const plans = parsed.map((spec) => planOf(panel, spec, bars, makeColumn));
  const inputs = [...new Set(plans.flatMap((plan) => plan.columns.inputs))];
  const run = (from: number, to: number): void => {
    for (let k = from; k < to; k += 1) {
      const begin = panel.offsets[k]!;
      const end = panel.offsets[k + 1]!;
      // One look for gaps serves all indicators.
      const isWhole = firstGap(inputs, begin, end) === end;
      for (const plan of plans) runPlan(plan, begin, end, isWhole);
    }
  };
  const named = plans.flatMap((plan) => plan.names.map((name, i) => [name, plan.columns.outputs[i]!] as const));
  return { outputs: Object.fromEntries(named), run };
}

type Plan = {
  readonly indicator: Indicator;
  readonly options: readonly number[];
  readonly names: readonly string[];
  readonly columns: Columns;
  readonly state: Float64Array;
};

function runPlan({ indicator, columns, options, state }: Plan, begin: number, end: number, isWhole: boolean): void {
  columns.origin = -begin;
  const run = isWhole ? runWhole : runRange;
  run(indicator, columns, begin, end, options, state);
}

function planOf(
  panel: Panel,
  spec: IndicatorSpec,
  bars: number,
  makeColumn: (name: string, bars: number) => Float64Array,
): Plan {
  const { indicator, options } = spec;
  return {
    indicator,
    options,
    names: spec.columns,
    columns: {
      inputs: spec.inputs.map((name) => inputColumn(panel, spec.text, name, bars)),
      outputs: spec.columns.map((name) => makeColumn(name, bars)),
      temps: Array.from({ length: indicator.temps }, () => new Float64Array(bars)),
      origin: 0,
    },
    state: new Float64Array(indicator.slots(options)),
  };
}

function inputColumn(panel: Panel, specText: string, name: InputName, bars: number): Float64Array {
  const column = panel[name] ?? (name === 'real' || name === 'real0' ? panel.close : undefined);
  if (column === undefined) {
    const known = Object.keys(panel).filter((key) => key !== 'offsets');
    throw inputError(specText, name, 'no such column', `Add it to the panel, which has ${known.join(', ') || 'none'}.`);
  }
  if (column.length === bars) return column;
  throw inputError(specText, name, `${column.length} bars`, `The offsets of the panel end at ${bars}.`);
}

function checkOffsets(offsets: Int32Array | Uint32Array): number {
  for (let k = 0; k < offsets.length; k += 1) {
    if (offsets[k]! >= (k === 0 ? 0 : offsets[k - 1]!) && (k > 0 || offsets[0] === 0)) continue;
    throw inputError('runPanel', 'offsets', `${offsets[k]} at ${k}`, 'Offsets start at 0 and never fall.');
  }
  return offsets.length === 0 ? 0 : offsets[offsets.length - 1]!;
}
