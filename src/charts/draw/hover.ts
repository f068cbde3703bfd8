import { sessionOfDay } from '../../core/time.ts';
import { type Column, joinCandles, joinValues, valueAt } from '../layout/columns.ts';
import type { ChartLayout } from '../layout/layout.ts';
import { valueText } from '../scale/number-text.ts';
import type { ChartSpec, Pane, Series } from '../spec.ts';
import { element, group, type Svg, textElement } from '../svg/element.ts';
import type { Palette } from '../theme.ts';
import { wordsIn } from '../words.ts';

/** A pane over everything that says, column by column, what stands there: readers show it without any script. */
export function drawHover(spec: ChartSpec, layout: ChartLayout, colours: Palette): Svg {
  const [first, last] = [layout.panes[0], layout.panes.at(-1)];
  if (first === undefined || last === undefined) return group({}, []);
  const { columns, slot } = layout.columns;
  const place = { y: first.plotTop, width: slot, height: last.plotBottom - first.plotTop };
  const rects = columns.map((column) =>
    element('rect', { x: column.x - slot / 2, ...place }, [
      textElement('title', {}, hoverText(spec, column, layout.language)),
    ]),
  );
  return group({ class: 'hover', fill: colours.hover, 'fill-opacity': 0 }, rects);
}

function hoverText({ sessions, labels, panes }: ChartSpec, column: Column, language: 'en' | 'zh'): string {
  const nameOf = (bar: number) => labels?.[bar] ?? sessionOfDay(sessions[bar]!);
  const [from, to] = [nameOf(column.from), nameOf(column.to - 1)];
  const lines = panes.flatMap((pane) =>
    pane.series.flatMap((series) => seriesText(series, pane, column, language) ?? []),
  );
  return [from === to ? from : `${from} … ${to}`, ...lines].join('\n');
}

function seriesText(
  series: Series,
  { numbers = 'number' }: Pane,
  column: Column,
  language: 'en' | 'zh',
): string | null {
  const words = wordsIn(language);
  const say = (value: number) => valueText(value, numbers, language);
  switch (series.kind) {
    case 'candles': {
      const candle = joinCandles(series, column);
      if (candle === null) return `${series.name}: ${words.noData}`;
      const { open, high, low, close } = candle;
      return `${words.open} ${say(open)}  ${words.high} ${say(high)}  ${words.low} ${say(low)}  ${words.close} ${say(close)}`;
    }
    case 'bars':
      return `${series.name}: ${say(joinValues(series.values, column, series.join ?? 'extreme'))}`;
    case 'line':
    case 'area':
      return `${series.name}: ${say(valueAt(series.values, column.to - 1))}`;
    case 'band':
      return `${series.name}: ${say(valueAt(series.lower, column.to - 1))} … ${say(valueAt(series.upper, column.to - 1))}`;
    case 'markers': {
      const here = series.marks.filter(({ bar }) => bar >= column.from && bar < column.to);
      return here.length === 0 ? null : here.map(({ text }) => text).join('\n');
    }
    case 'spans': {
      const here = series.spans.filter(({ fromBar, toBar }) => fromBar < column.to && toBar >= column.from);
      return here.length === 0 ? null : here.map(({ text }) => text).join('\n');
    }
  }
}
