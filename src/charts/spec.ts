/** What is to be seen, as plain data that survives JSON. Nothing here knows of pixels; `render` does. */

/** One value per session; null and NaN are gaps. */
export type Values = ArrayLike<number | null>;

/** `rising` and `falling` become red and green by the reader's custom; the others are what they say in every theme. */
export type Tone = 'rising' | 'falling' | 'flat' | 'blue' | 'orange' | 'purple' | 'teal' | 'brown' | 'grey';

/** How numbers are written. `percent` takes fractions; `ratio` has two decimals, `number` as many as it needs. */
export type NumberStyle = 'price' | 'percent' | 'count' | 'ratio' | 'number';

/** Series over sessions, in panes one above the other that share their sessions. */
export type ChartSpec = {
  readonly title: string;
  /** For those who do not see it. */
  readonly description?: string;
  /** Exchange dates, days since 1970-01-01, ascending; with `labels` a date may repeat. Days without a session take no room. */
  readonly sessions: ArrayLike<number>;
  /** What a bar is called where its date is not enough: several bars a day. */
  readonly labels?: readonly string[];
  readonly panes: readonly Pane[];
};

export type Pane = {
  readonly title?: string;
  /** In pixels, axis not counted. 220 for the first pane by default, 90 for others. */
  readonly height?: number;
  readonly scale?: 'linear' | 'log';
  readonly numbers?: NumberStyle;
  /** Values that must be in view. */
  readonly include?: readonly number[];
  /** Horizontal lines at levels that mean something. */
  readonly guides?: readonly number[];
  readonly series: readonly Series[];
};

export type Series = Candles | Line | Area | Band | Bars | Markers | Spans;

export type Candles = {
  readonly kind: 'candles';
  readonly name: string;
  readonly open: Values;
  readonly high: Values;
  readonly low: Values;
  readonly close: Values;
};

export type Line = {
  readonly kind: 'line';
  readonly name: string;
  readonly values: Values;
  readonly tone: Tone;
  readonly stroke?: 'solid' | 'dashed';
};

/** Filled between the values and `base` (0). */
export type Area = {
  readonly kind: 'area';
  readonly name: string;
  readonly values: Values;
  readonly base?: number;
  readonly tone: Tone;
};

/** Filled between two lines. */
export type Band = {
  readonly kind: 'band';
  readonly name: string;
  readonly lower: Values;
  readonly upper: Values;
  readonly tone: Tone;
};

export type Bars = {
  readonly kind: 'bars';
  readonly name: string;
  readonly values: Values;
  /** `sign`: above zero is rising. `candles`: as the candles of the chart. */
  readonly tone: Tone | 'sign' | 'candles';
  /** What several sessions in one bar show: their sum, or the one farthest from zero (default). */
  readonly join?: 'sum' | 'extreme';
};

export type Markers = {
  readonly kind: 'markers';
  readonly name: string;
  readonly marks: readonly Mark[];
  readonly links?: readonly Link[];
};

/** `buy` points up from below its value, `sell` down from above, `flag` stands at the foot of the pane. */
export type Mark = {
  readonly bar: number;
  readonly value: number;
  readonly shape: 'buy' | 'sell' | 'flag';
  readonly tone: Tone;
  /** One or two characters in a flag. */
  readonly letter?: string;
  readonly text: string;
};

/** What belongs together: an entry and its exit. */
export type Link = {
  readonly fromBar: number;
  readonly from: number;
  readonly toBar: number;
  readonly to: number;
  readonly tone: Tone;
};

/** Stretches of sessions, shaded over the height of the pane. */
export type Spans = {
  readonly kind: 'spans';
  readonly name: string;
  readonly tone: Tone;
  readonly spans: readonly { readonly fromBar: number; readonly toBar: number; readonly text: string }[];
};

/** Rows of cells coloured by their value around 0: months of years. */
export type HeatMapSpec = {
  readonly title: string;
  readonly description?: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly (number | null)[] }[];
  readonly numbers: NumberStyle;
  /** Columns from this one on stand apart: totals. */
  readonly totalsFrom?: number;
};

/** Bars by name: upright for few (quantiles), lying for names that need room (contributions). */
export type BarChartSpec = {
  readonly title: string;
  readonly description?: string;
  readonly numbers: NumberStyle;
  readonly bars: readonly { readonly name: string; readonly value: number | null; readonly tone?: Tone }[];
  /** Explains the bars together. */
  readonly note?: string;
};

/** How a picture is made. The same spec and options make the same bytes. */
export type RenderOptions = {
  /** In pixels: 960 by default. */
  readonly width?: number;
  readonly language?: 'en' | 'zh';
  /** Which colour rises: red in China and Japan, green elsewhere. */
  readonly rising?: 'red' | 'green';
  /** `page` takes the colours from the page's style, which may follow the reader's. */
  readonly theme?: 'light' | 'dark' | 'print' | 'page';
};
