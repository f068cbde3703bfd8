/** The ten rooms of the indicator house; the names TA-Lib gives them are in `GROUP_TITLES`. */
export type Group =
  | 'overlap'
  | 'momentum'
  | 'volume'
  | 'volatility'
  | 'price'
  | 'cycle'
  | 'statistic'
  | 'operator'
  | 'transform'
  | 'pattern';

export const GROUP_TITLES: Readonly<Record<Group, string>> = {
  overlap: 'Overlap Studies',
  momentum: 'Momentum Indicators',
  volume: 'Volume Indicators',
  volatility: 'Volatility Indicators',
  price: 'Price Transform',
  cycle: 'Cycle Indicators',
  statistic: 'Statistic Functions',
  operator: 'Math Operators',
  transform: 'Math Transform',
  pattern: 'Pattern Recognition',
};

export type InputName = 'open' | 'high' | 'low' | 'close' | 'volume' | 'real' | 'real0' | 'real1' | 'periods';

/** One parameter. `name` is TA-Lib's, `key` is ours. */
export type OptionSpec = {
  readonly name: string;
  readonly key: string;
  readonly kind: 'integer' | 'real' | 'maType';
  readonly default: number;
  readonly min: number;
  readonly max: number;
};

/** One result column. `stem` starts its column name: `macd_signal` becomes `macd_signal_12_26_9`. */
export type OutputSpec = {
  readonly name: string;
  readonly stem: string;
  readonly kind: 'real' | 'integer';
  /** What stands where there is no value: NaN, and 0 for candles. */
  readonly missing: number;
  /** The values it can take, where that is known; rounding may overstep it by a few units in the last place. */
  readonly range?: readonly [min: number, max: number];
};

/** Same-indexed columns: element i of each belongs to the same bar. */
export type Columns = {
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  /** Intermediate series that the kernel writes and may look back at. */
  readonly temps: readonly Float64Array[];
  /** The instrument's own number of element 0: 0 in a batch, minus the instrument's first bar in a panel. */
  origin: number;
};

/**
 * Computes bars `begin .. end-1` and can be called again for the next ones: `state[at .. at+slots-1]` carries
 * everything but the columns. All-zero state is a fresh start. It reads at most `history` bars before `begin`,
 * none from before its fresh start and none of its outputs, and writes every output in its range, `missing` inside the
 * lookback.
 * Batch is one call, a stream is one call per bar: the same arithmetic, so the same bits.
 */
export type Kernel = (
  columns: Columns,
  begin: number,
  end: number,
  options: readonly number[],
  state: Float64Array,
  at: number,
) => void;

/** How an output answers when every input is multiplied by a positive factor, or moved by a constant. */
export type Response = 'invariant' | 'follows' | 'other';

/**
 * What a bar that is not finite (in any input) does. `elementwise`: bars do not know each other, NaN stays where it is.
 * The other two restart: such a bar has no value, the next one begins the series anew. `scan` looks for such bars
 * first; `poison` runs at once, because one of them is sure to leave a slot of the state NaN or infinite.
 */
export type GapRule = 'scan' | 'poison' | 'elementwise';

export type Indicator = {
  readonly name: string;
  readonly group: Group;
  readonly title: string;
  readonly inputs: readonly InputName[];
  readonly options: readonly OptionSpec[];
  readonly outputs: readonly OutputSpec[];
  /** What is wrong with the parameters taken together: [key, got, way out]; null when nothing is. */
  readonly problem?: (options: readonly number[]) => readonly [key: string, got: string, wayOut: string] | null;
  /** Bars before the first value. */
  readonly lookback: (options: readonly number[]) => number;
  /** Past bars of inputs and temps that the kernel looks at. */
  readonly history: (options: readonly number[]) => number;
  /** Numbers of state. */
  readonly slots: (options: readonly number[]) => number;
  readonly temps: number;
  readonly gaps: GapRule;
  /** A value may be NaN beyond the lookback, where mathematics has none (the logarithm of -1). */
  readonly isPartial: boolean;
  /** Under price * c and price + c. */
  readonly scale: Response;
  readonly shift: Response;
  readonly run: Kernel;
};

const none = (): number => 0;

type Defaults = 'history' | 'slots' | 'temps' | 'gaps' | 'isPartial' | 'scale' | 'shift';

/** An indicator, from which batch, streaming, panel, the abstract interface and the property kit all follow. */
export function defineIndicator(definition: Omit<Indicator, Defaults> & Partial<Pick<Indicator, Defaults>>): Indicator {
  return {
    history: none,
    slots: none,
    temps: 0,
    gaps: 'scan',
    isPartial: false,
    scale: 'other',
    shift: 'other',
    ...definition,
  };
}

/** TA-Lib's largest real parameter. */
export const REAL_MAX = 3e37;

/** A real parameter. */
export function realOption(name: string, key: string, byDefault: number, min = -REAL_MAX, max = REAL_MAX): OptionSpec {
  return { name, key, kind: 'real', default: byDefault, min, max };
}

/** A type of moving average, by TA-Lib's number: see `MA_TYPES`. */
export function maTypeOption(name: string, key: string): OptionSpec {
  return { name, key, kind: 'maType', default: 0, min: 0, max: 8 };
}

/** A type of moving average among those of TA-Lib 0.8, which has five more; `default` is the option's own. */
export function wideMaTypeOption(name: string, key: string, byDefault: number): OptionSpec {
  return { name, key, kind: 'maType', default: byDefault, min: 0, max: 13 };
}

/** The options of a function of 0.7, its types of moving average those of 0.8. */
export function withWideMaTypes(options: readonly OptionSpec[]): readonly OptionSpec[] {
  return options.map((option) =>
    option.kind === 'maType' ? wideMaTypeOption(option.name, option.key, option.default) : option,
  );
}

export const PERIOD_MAX = 100_000;

/** A whole number of bars. */
export function integerOption(name: string, key: string, byDefault: number, min = 2): OptionSpec {
  return { name, key, kind: 'integer', default: byDefault, min, max: PERIOD_MAX };
}

/** `optInTimePeriod`, the parameter most of them have. */
export function periodOption(byDefault: number, min = 2): OptionSpec {
  return integerOption('optInTimePeriod', 'period', byDefault, min);
}

/** A result column of doubles, NaN where there is no value. */
export function realOutput(stem: string, name = 'outReal', range?: readonly [number, number]): OutputSpec {
  return { name, stem, kind: 'real', missing: Number.NaN, ...(range === undefined ? {} : { range }) };
}

/** A result column of whole numbers, NaN where there is no value. */
export function integerOutput(stem: string, name: string): OutputSpec {
  return { name, stem, kind: 'integer', missing: Number.NaN };
}
