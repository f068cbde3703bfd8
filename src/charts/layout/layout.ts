import { type Language, tickTexts, valueText } from '../scale/number-text.ts';
import { type Scale, scaleOf } from '../scale/scale.ts';
import { type SessionTick, sessionTicks } from '../scale/session-ticks.ts';
import type { ChartSpec, Pane, RenderOptions, Series } from '../spec.ts';
import { textWidth } from '../svg/text-width.ts';
import { type Columns, columnsOf, valueAt } from './columns.ts';
import { rangeOf } from './range.ts';

export const FONT = 11;

/** A pane in pixels: the legend's rows first, then the plot. */
export type PaneLayout = {
  readonly pane: Pane;
  readonly top: number;
  readonly plotTop: number;
  readonly plotBottom: number;
  readonly scale: Scale;
  readonly ticks: readonly { readonly value: number; readonly y: number; readonly text: string }[];
  readonly legend: readonly LegendItem[];
};

export type LegendItem = {
  readonly x: number;
  readonly y: number;
  readonly text: string;
  readonly series: Series | null;
};

export type ChartLayout = {
  readonly width: number;
  readonly height: number;
  readonly language: Language;
  readonly columns: Columns;
  readonly panes: readonly PaneLayout[];
  readonly sessionTicks: readonly SessionTick[];
  /** Where the labels of the sessions stand. */
  readonly axisY: number;
  /** Where it says that candles or bars stand for several sessions; null when they do not. */
  readonly noteY: number | null;
};

const WIDTH = 960;
const PANE_FIRST = 240;
const PANE = 84;
const GAP = 12;
const LEGEND_ROW = 17;
const AXIS_ROW = 22;
const NOTE_ROW = 14;
const LABEL_PAD = 8;

/** Where everything stands. Labels of values decide how much room is left for the sessions. */
export function layoutOf(spec: ChartSpec, { width = WIDTH, language = 'en' }: RenderOptions): ChartLayout {
  const bars = spec.sessions.length;
  const margin = marginOf(spec, language);
  const columns = columnsOf(bars, 1, width - margin);
  let top = 0;
  const panes = spec.panes.map((pane, index) => {
    const placed = placePane(pane, {
      top,
      columns,
      language,
      height: pane.height ?? (index === 0 ? PANE_FIRST : PANE),
    });
    top = placed.plotBottom + GAP;
    return placed;
  });
  const axisY = top - GAP + 15;
  const sessions = { sessions: spec.sessions, x: columns.x, left: 1, right: width - margin, fontSize: FONT, language };
  const isJoined = columns.perColumn > 1 && spec.panes.some(({ series }) => series.some(isJoinable));
  return {
    width,
    height: top - GAP + AXIS_ROW + (isJoined ? NOTE_ROW : 0),
    language,
    columns,
    panes,
    sessionTicks: sessionTicks(sessions),
    axisY,
    noteY: isJoined ? axisY + NOTE_ROW : null,
  };
}

const isJoinable = ({ kind }: Series): boolean => kind === 'candles' || kind === 'bars';

/** Room at the right for the widest label that any pane will have. */
function marginOf(spec: ChartSpec, language: Language): number {
  const trial = columnsOf(spec.sessions.length, 1, WIDTH);
  const widths = spec.panes.flatMap((pane) => {
    const numbers = pane.numbers ?? 'number';
    const { min, max } = rangeOf(pane, trial);
    const scale = scaleOf({ kind: pane.scale ?? 'linear', min, max, top: 0, bottom: pane.height ?? PANE_FIRST });
    const last = pane.series.map((series) => lastText(series, pane, language) ?? '');
    return [...tickTexts(scale.ticks, numbers, language), ...last].map((text) => textWidth(text, FONT));
  });
  return Math.ceil(Math.max(34, ...widths) + 2 * LABEL_PAD);
}

type Place = {
  readonly top: number;
  readonly height: number;
  readonly columns: Columns;
  readonly language: Language;
};

function placePane(pane: Pane, { top, height, columns, language }: Place): PaneLayout {
  const legend = placeLegend(pane, top, columns, language);
  const rows = legend.length === 0 ? 0 : (legend.at(-1)!.y - top - 12) / LEGEND_ROW + 1;
  const plotTop = top + rows * LEGEND_ROW + 2;
  const plotBottom = plotTop + height;
  const { min, max } = rangeOf(pane, columns);
  const scale = scaleOf({ kind: pane.scale ?? 'linear', min, max, top: plotTop, bottom: plotBottom });
  const levels = ticksOf(pane, scale);
  const texts = tickTexts(levels, pane.numbers ?? 'number', language);
  const ticks = levels.map((value, index) => ({ value, y: scale.y(value), text: texts[index]! }));
  return { pane, top, plotTop, plotBottom, scale, ticks, legend };
}

/** Levels that mean something are labelled instead of round numbers. */
function ticksOf({ guides = [] }: Pane, { ticks, min, max }: Scale): readonly number[] {
  const shown = guides.filter((value) => value >= min && value <= max);
  return shown.length === 0 || ticks.length === 0 ? ticks : shown;
}

const SWATCH = 16;
const ITEM_GAP = 14;

/** Names with their last values, in rows above the plot: nothing is ever drawn over them. */
function placeLegend(
  pane: Pane,
  top: number,
  { left, right, bars }: Columns,
  language: Language,
): readonly LegendItem[] {
  const named = pane.series.map((series) => ({ series, text: legendText(series, pane, bars, language) }));
  const all = [...(pane.title === undefined ? [] : [{ series: null, text: pane.title }]), ...named];
  let [x, row] = [left + 2, 0];
  return all.map(({ series, text }) => {
    const width = textWidth(text, FONT) + (series === null ? 0 : SWATCH) + ITEM_GAP;
    if (x + width > right && x > left + 2) [x, row] = [left + 2, row + 1];
    const item = { x, y: top + row * LEGEND_ROW + 12, text, series };
    x += width;
    return item;
  });
}

function legendText(series: Series, pane: Pane, bars: number, language: Language): string {
  if (bars === 0) return series.name;
  const last = lastText(series, pane, language);
  return last === null ? series.name : `${series.name} ${last}`;
}

function lastText(series: Series, { numbers = 'number' }: Pane, language: Language): string | null {
  const last = lastValue(series);
  return last === null ? null : valueText(last, numbers, language);
}

/** What a series says at the end; null for those that say nothing there. */
export function lastValue(series: Series): number | null {
  if (series.kind === 'band' || series.kind === 'markers' || series.kind === 'spans') return null;
  const values = series.kind === 'candles' ? series.close : series.values;
  for (let bar = values.length - 1; bar >= 0; bar -= 1) {
    if (Number.isFinite(valueAt(values, bar))) return valueAt(values, bar);
  }
  return null;
}
