import type { Columns, InputName } from './indicators/kernel/definition.ts';
import { isGap } from './indicators/kernel/gaps.ts';
import { inputError } from './indicators/kernel/options.ts';
import { writeMissing } from './indicators/kernel/run.ts';
import { type IndicatorSpec, parseIndicator } from './indicators/spec.ts';

/** New bars, at most one per instrument: element k of every column belongs to `instruments[k]`. */
export type PanelBars = {
  /** Numbers of instruments, 0 .. instruments - 1, each at most once. */
  readonly instruments: Int32Array | Uint32Array;
} & { readonly [Name in InputName]?: Float64Array };

/** Indicators of many instruments, a bar at a time: the bits of `runPanel`, at the cost of one bar. */
export type PanelStream = {
  readonly specs: readonly IndicatorSpec[];
  /** Takes one more bar of each instrument named; returns one value per bar given, by column name. */
  readonly update: (bars: PanelBars) => Record<string, Float64Array>;
  /** Everything it knows: plain arrays, for `structuredClone`, a file or another process. */
  readonly save: () => PanelStreamState;
};

export type PanelStreamState = {
  readonly specs: readonly string[];
  readonly instruments: number;
  readonly arrays: readonly (Float64Array | Int32Array)[];
};

/** Bars an instrument can take before its window is moved back. */
const SPARE_BARS = 32;

/** @throws quant.parameter, usage.unknown_name */
export function openPanelStream(instruments: number, specs: readonly (string | IndicatorSpec)[]): PanelStream {
  const parsed = specs.map((spec) => (typeof spec === 'string' ? parseIndicator(spec) : spec));
  return streamOf(emptyMemory(instruments, parsed));
}

/** A stream that goes on where `saved` was taken. @throws quant.input when the arrays are not those of its specs */
export function resumePanelStream(saved: PanelStreamState): PanelStream {
  const memory = emptyMemory(saved.instruments, saved.specs.map(parseIndicator));
  const arrays = arraysOf(memory);
  arrays.forEach((array, index) => {
    const stored = saved.arrays[index];
    if (stored?.length !== array.length) {
      throw inputError(
        'resumePanelStream',
        'arrays',
        `${stored?.length} elements`,
        `Array ${index} has ${array.length}.`,
      );
    }
    array.set(stored);
  });
  return streamOf(memory);
}

type Plan = {
  readonly spec: IndicatorSpec;
  readonly columns: Columns;
  readonly slots: number;
  /** Slots per instrument, one instrument after the other. */
  readonly state: Float64Array;
};

type Memory = {
  readonly instruments: number;
  readonly capacity: number;
  readonly history: number;
  readonly inputs: Readonly<Partial<Record<InputName, Float64Array>>>;
  readonly plans: readonly Plan[];
  /** Where the next bar goes in an instrument's part of the columns, and how many bars it has had. */
  readonly next: Int32Array;
  readonly bars: Int32Array;
};

function emptyMemory(instruments: number, specs: readonly IndicatorSpec[]): Memory {
  const history = Math.max(0, ...specs.map(({ indicator, options }) => indicator.history(options)));
  const capacity = history + SPARE_BARS;
  const column = () => new Float64Array(instruments * capacity);
  const inputs: Partial<Record<InputName, Float64Array>> = {};
  for (const spec of specs) for (const name of spec.inputs) inputs[name] ??= column();
  // No kernel looks back at its outputs, so all of them may write to the same columns.
  const outputs: Float64Array[] = [];
  const plans = specs.map((spec): Plan => {
    const { indicator, options } = spec;
    const slots = indicator.slots(options);
    const columns: Columns = {
      inputs: spec.inputs.map((name) => inputs[name]!),
      outputs: indicator.outputs.map((_, index) => (outputs[index] ??= column())),
      temps: Array.from({ length: indicator.temps }, column),
      origin: 0,
    };
    return { spec, columns, slots, state: new Float64Array(instruments * slots) };
  });
  const count = () => new Int32Array(instruments);
  return { instruments, capacity, history, inputs, plans, next: count(), bars: count() };
}

function streamOf(memory: Memory): PanelStream {
  return {
    specs: memory.plans.map((plan) => plan.spec),
    update: (bars) => {
      const places = takeBars(memory, bars);
      // One look for gaps serves all indicators.
      const inputs = Object.values(memory.inputs);
      const isWhole = places.every((at) => !isGap(inputs, at));
      const results = memory.plans.flatMap((plan) => compute(memory, plan, bars.instruments, places, isWhole));
      for (const instrument of bars.instruments) {
        memory.next[instrument]! += 1;
        memory.bars[instrument]! += 1;
      }
      return Object.fromEntries(results);
    },
    save: () => ({
      specs: memory.plans.map((plan) => plan.spec.text),
      instruments: memory.instruments,
      arrays: arraysOf(memory).map((array) => array.slice()),
    }),
  };
}

/** Puts the bars into the windows; returns where each went. */
function takeBars(memory: Memory, bars: PanelBars): Int32Array {
  const places = Int32Array.from(bars.instruments, (instrument) => placeFor(memory, instrument));
  for (const [name, column] of Object.entries(memory.inputs)) {
    const given = bars[name as InputName] ?? (name === 'real' ? bars.close : undefined);
    if (given?.length !== places.length) {
      const got = given === undefined ? 'nothing' : `${given.length} bars`;
      throw inputError('panel stream', name, got, `Give ${places.length} values, one per instrument named.`);
    }
    for (let k = 0; k < places.length; k += 1) column[places[k]!] = given[k]!;
  }
  return places;
}

function placeFor(memory: Memory, instrument: number): number {
  const { next, capacity, history, instruments } = memory;
  if (!(instrument >= 0 && instrument < instruments)) {
    throw inputError('panel stream', 'instruments', String(instrument), `There are ${instruments}, from 0 on.`);
  }
  const begin = instrument * capacity;
  if (next[instrument] === capacity) {
    for (const column of columnsOf(memory)) column.copyWithin(begin, begin + capacity - history, begin + capacity);
    next[instrument] = history;
  }
  return begin + next[instrument]!;
}

function compute(
  memory: Memory,
  plan: Plan,
  instruments: Int32Array | Uint32Array,
  places: Int32Array,
  isWhole: boolean,
): [string, Float64Array][] {
  const { columns, slots, state, spec } = plan;
  const { indicator, options } = spec;
  const canRestart = !isWhole && indicator.gaps !== 'elementwise';
  for (let k = 0; k < places.length; k += 1) {
    const at = places[k]!;
    const slot = instruments[k]! * slots;
    columns.origin = memory.bars[instruments[k]!]! - at;
    if (canRestart && isGap(columns.inputs, at)) {
      state.fill(0, slot, slot + slots);
      writeMissing(indicator, columns.outputs, at);
    } else indicator.run(columns, at, at + 1, options, state, slot);
  }
  return columns.outputs.map((output, index) => [spec.columns[index]!, pick(output, places)]);
}

function pick(column: Float64Array, places: Int32Array): Float64Array {
  const values = new Float64Array(places.length);
  for (let k = 0; k < places.length; k += 1) values[k] = column[places[k]!]!;
  return values;
}

/** What kernels look back at. */
function columnsOf({ inputs, plans }: Memory): readonly Float64Array[] {
  return [...Object.values(inputs), ...plans.flatMap(({ columns }) => columns.temps)];
}

function arraysOf(memory: Memory): readonly (Float64Array | Int32Array)[] {
  return [memory.next, memory.bars, ...memory.plans.map((plan) => plan.state), ...columnsOf(memory)];
}
