import { sessionOfDay } from '../core/time.ts';
import { drawAxes, drawLegend, drawSessions, drawTag } from './draw/frame.ts';
import { drawHover } from './draw/hover.ts';
import { drawMarkers } from './draw/markers.ts';
import { type Canvas, drawArea, drawBand, drawBars, drawCandles, drawLine, drawSpans } from './draw/series.ts';
import { candlesIn, candlesOf } from './layout/columns.ts';
import { type ChartLayout, layoutOf, type PaneLayout } from './layout/layout.ts';
import type { ChartSpec, RenderOptions, Series } from './spec.ts';
import { group, NOTHING, type Svg, textElement } from './svg/element.ts';
import { picture } from './svg/picture.ts';
import { coloursOf, type Palette } from './theme.ts';
import { wordsIn } from './words.ts';

/**
 * Candles, lines, areas, bars and marks over sessions as SVG text: the same spec and options give the same bytes. Where
 * there are more sessions than pixels, several become one candle with their extremes, and the picture says so.
 *
 * @example
 * import { sessionChart } from 'tapeline/charts';
 *
 * const series = [{ kind: 'line', name: 'ACME', values: [1, 2, null, 3], tone: 'blue' }] as const;
 * sessionChart({ title: 'ACME', sessions: [19723, 19724, 19725, 19726], panes: [{ series }] }).slice(0, 4); // <svg
 */
export function sessionChart(spec: ChartSpec, options: RenderOptions = {}): string {
  const layout = layoutOf(spec, options);
  const colours = coloursOf(options);
  const candles = candlesIn(spec.panes.flatMap((pane) => pane.series));
  const byColumn = candles === null ? [] : candlesOf(candles, layout.columns);
  const panes = layout.panes.map((placed) => drawPane(placed, byColumn, layout, colours));
  const { width, height } = layout;
  return picture({ title: spec.title, description: descriptionOf(spec), width, height, colours }, [
    ...panes,
    drawSessions({ layout, colours }),
    perColumnNote(layout, colours),
    drawHover(spec, layout, colours),
  ]);
}

function drawPane(placed: PaneLayout, candles: Canvas['candles'], layout: ChartLayout, colours: Palette): Svg {
  const { scale, plotTop: top, plotBottom: bottom, pane } = placed;
  const canvas = { columns: layout.columns, y: scale.y, top, bottom, colours, candles };
  const isEmpty =
    Number.isNaN(placed.ticks[0]?.value ?? Number.NaN) && pane.series.every(({ kind }) => kind !== 'spans');
  return group({ class: 'pane' }, [
    drawAxes(placed, { layout, colours }),
    ...pane.series.map((series) => drawSeries(series, canvas)),
    drawTag(placed, { layout, colours }),
    drawLegend(placed, { layout, colours }),
    isEmpty ? noData(canvas, layout) : NOTHING,
  ]);
}

function drawSeries(series: Series, canvas: Canvas): Svg {
  switch (series.kind) {
    case 'candles':
      return drawCandles(series, canvas);
    case 'line':
      return drawLine(series, canvas);
    case 'area':
      return drawArea(series, canvas);
    case 'band':
      return drawBand(series, canvas);
    case 'bars':
      return drawBars(series, canvas);
    case 'markers':
      return drawMarkers(series, canvas);
    case 'spans':
      return drawSpans(series, canvas);
  }
}

function noData({ columns, top, bottom, colours }: Canvas, { language }: ChartLayout): Svg {
  const place = { x: (columns.left + columns.right) / 2, y: (top + bottom) / 2 + 4 };
  return textElement('text', { ...place, 'text-anchor': 'middle', fill: colours.quiet }, wordsIn(language).noData);
}

/** Nothing is thinned silently. */
function perColumnNote({ columns, noteY, width, language }: ChartLayout, colours: Palette): Svg {
  if (noteY === null) return NOTHING;
  const place = { x: width - 2, y: noteY, 'text-anchor': 'end', 'font-size': 10, fill: colours.quiet };
  return textElement('text', { ...place, class: 'per-column' }, wordsIn(language).perColumn(columns.perColumn));
}

function descriptionOf({ description, sessions, panes }: ChartSpec): string {
  if (description !== undefined) return description;
  const names = panes.flatMap((pane) => pane.series.map(({ name }) => name));
  const count = sessions.length;
  const range = count === 0 ? '' : `: ${sessionOfDay(sessions[0]!)} … ${sessionOfDay(sessions[count - 1]!)}`;
  return `${names.join(', ')}${range}`;
}
