import { type ChartLayout, FONT, lastValue, type PaneLayout } from '../layout/layout.ts';
import { valueText } from '../scale/number-text.ts';
import type { Candles, Pane, Series, Tone } from '../spec.ts';
import { element, group, NOTHING, type Svg, textElement } from '../svg/element.ts';
import { textWidth } from '../svg/text-width.ts';
import type { Palette } from '../theme.ts';

type Drawing = { readonly layout: ChartLayout; readonly colours: Palette };

/** Grid, labels of values, and the line that a pane stands on. */
export function drawAxes(placed: PaneLayout, { layout, colours }: Drawing): Svg {
  const { left, right } = layout.columns;
  const across = (y: number) => ({ x1: left, x2: right, y1: Math.round(y) + 0.5, y2: Math.round(y) + 0.5 });
  const tag = tagOf(placed, layout);
  const isFree = (y: number) => tag === null || Math.abs(tag.y - y) > FONT + 3;
  const upright = layout.sessionTicks.map(({ bar, isYear }) => {
    const x = Math.round(layout.columns.x(bar)) + 0.5;
    return element('line', {
      x1: x,
      x2: x,
      y1: placed.plotTop,
      y2: placed.plotBottom,
      stroke: isYear ? colours.axis : colours.grid,
    });
  });
  return group({ class: 'axes' }, [
    ...upright,
    ...placed.ticks.map(({ y }) => element('line', { ...across(y), stroke: colours.grid })),
    ...(placed.pane.guides ?? []).filter(isWithin(placed)).map((value) =>
      element('line', {
        class: 'guide',
        ...across(placed.scale.y(value)),
        stroke: colours.axis,
        'stroke-dasharray': '3 3',
      }),
    ),
    element('line', { ...across(placed.plotBottom), stroke: colours.axis }),
    group({ class: 'values', fill: colours.quiet }, [
      ...placed.ticks
        .filter(({ y }) => isFree(y) && y - FONT / 2 > placed.top - 2)
        .map(({ y, text }) => textElement('text', { x: right + 8, y: y + 4 }, text)),
    ]),
  ]);
}

function isWithin({ scale }: PaneLayout): (value: number) => boolean {
  return (value) => value >= scale.min && value <= scale.max;
}

/** The last price, beside the axis. */
export function drawTag(placed: PaneLayout, { layout, colours }: Drawing): Svg {
  const tag = tagOf(placed, layout);
  if (tag === null) return NOTHING;
  const { right } = layout.columns;
  const box = { x: right + 3, y: tag.y - 8, width: textWidth(tag.text, FONT) + 10, height: 16, rx: 3 };
  return group({ class: 'tag' }, [
    element('line', {
      x1: layout.columns.left,
      x2: right,
      y1: tag.y,
      y2: tag.y,
      stroke: colours.ink,
      'stroke-opacity': 0.35,
      'stroke-dasharray': '1 3',
    }),
    element('rect', { ...box, fill: colours.ink }),
    textElement('text', { x: right + 8, y: tag.y + 4, fill: colours.paper, 'font-weight': 600 }, tag.text),
  ]);
}

function tagOf({ pane, scale, plotTop, plotBottom }: PaneLayout, { language }: ChartLayout) {
  const main = mainSeries(pane);
  const last = main === null ? null : lastValue(main);
  if (last === null || !Number.isFinite(scale.y(last))) return null;
  const y = Math.min(Math.max(scale.y(last), plotTop + 8), plotBottom - 8);
  return { y, text: valueText(last, pane.numbers ?? 'number', language) };
}

/** What a pane is about, where its last value deserves to be seen at once. */
function mainSeries({ series }: Pane): Series | null {
  const candles = series.find((each): each is Candles => each.kind === 'candles');
  return candles ?? series.find((each) => each.kind === 'line' || each.kind === 'area') ?? null;
}

export function drawLegend({ legend }: PaneLayout, { colours }: Drawing): Svg {
  return group(
    { class: 'legend' },
    legend.flatMap(({ x, y, text, series }) => {
      if (series === null) return [textElement('text', { x, y, 'font-weight': 600, fill: colours.ink }, text)];
      return [swatch(series, x, y, colours), textElement('text', { x: x + 16, y, fill: colours.quiet }, text)];
    }),
  );
}

function swatch(series: Series, x: number, y: number, colours: Palette): Svg {
  const tone = toneOf(series);
  if (series.kind === 'line') {
    const dash = series.stroke === 'dashed' ? { 'stroke-dasharray': '4 3' } : {};
    return element('line', {
      x1: x,
      x2: x + 12,
      y1: y - 4,
      y2: y - 4,
      stroke: colours[tone],
      'stroke-width': 2,
      ...dash,
    });
  }
  if (series.kind === 'candles' || (series.kind === 'bars' && (series.tone === 'sign' || series.tone === 'candles')))
    return twoTones(x, y, colours);
  if (series.kind === 'markers' && series.marks[0]?.shape === 'flag')
    return element('circle', { cx: x + 6, cy: y - 4, r: 4.5, fill: colours[tone] });
  if (series.kind === 'markers') {
    const d = `M${x + 6} ${y - 8}l4.5 8h-9z`;
    return element('path', { d, fill: colours[tone] });
  }
  const opacity = series.kind === 'bars' ? 0.75 : 0.3;
  return element('rect', {
    x: x + 1,
    y: y - 8,
    width: 10,
    height: 8,
    rx: 1,
    fill: colours[tone],
    'fill-opacity': opacity,
  });
}

function twoTones(x: number, y: number, colours: Palette): Svg {
  return group({}, [
    element('rect', {
      x: x + 1,
      y: y - 8,
      width: 4,
      height: 8,
      fill: colours.paper,
      stroke: colours.rising,
      'stroke-width': 1.2,
    }),
    element('rect', { x: x + 7, y: y - 8, width: 4, height: 8, fill: colours.falling }),
  ]);
}

function toneOf(series: Series): Tone {
  if (series.kind === 'markers') return series.marks[0]?.tone ?? 'grey';
  return 'tone' in series && series.tone !== 'sign' && series.tone !== 'candles' ? series.tone : 'flat';
}

export function drawSessions({ layout, colours }: Drawing): Svg {
  const labels = layout.sessionTicks.map(({ x, text, isYear }) => {
    const weight = isYear ? { 'font-weight': 600, fill: colours.ink } : {};
    return textElement('text', { x, y: layout.axisY, 'text-anchor': 'middle', ...weight }, text);
  });
  return group({ class: 'sessions', fill: colours.quiet }, labels);
}
