import { type Columns, type DirectedCandle, joinValues } from '../layout/columns.ts';
import { type Point, polylines } from '../layout/polyline.ts';
import type { Area, Band, Bars, Candles, Line, Spans } from '../spec.ts';
import { element, group, NOTHING, pixels, type Svg, textElement } from '../svg/element.ts';
import type { Palette } from '../theme.ts';

/** What a series is drawn with. */
export type Canvas = {
  readonly columns: Columns;
  readonly y: (value: number) => number;
  readonly top: number;
  readonly bottom: number;
  readonly colours: Palette;
  /** The candles of the chart, by column. */
  readonly candles: readonly (DirectedCandle | null)[];
};

const BODY_MAX = 13;
const BODY_SHARE = 0.7;
/** Below this width a hollow body cannot be told from a filled one. */
const HOLLOW_MIN = 3.5;

const DIRECTIONS = ['rising', 'falling', 'flat'] as const;

/** Rising bodies are hollow, falling ones filled: to be told apart in print and without colours. */
export function drawCandles(_series: Candles, canvas: Canvas): Svg {
  const width = bodyWidth(canvas.columns);
  return group(
    { class: 'candles' },
    DIRECTIONS.map((direction) => {
      const places = canvas.columns.columns.flatMap(({ x }, index) => {
        const candle = canvas.candles[index] ?? null;
        return candle?.direction === direction && isPlaced(candle, canvas) ? [{ x, candle }] : [];
      });
      if (places.length === 0) return NOTHING;
      const colour = canvas.colours[direction];
      const wicks = places.map(({ x, candle }) => wickPath(x, candle, canvas)).join('');
      const bodies = places.map(({ x, candle }) => bodyPath(x, width, candle, canvas)).join('');
      const isHollow = direction === 'rising' && width >= HOLLOW_MIN;
      return group({ class: direction, stroke: colour, fill: isHollow ? canvas.colours.paper : colour }, [
        element('path', { class: 'wicks', d: wicks, fill: 'none' }),
        element('path', { class: 'bodies', d: bodies, 'stroke-width': isHollow ? 1.2 : 0.6 }),
      ]);
    }),
  );
}

function bodyWidth({ slot }: Columns): number {
  return Math.max(1, Math.min(BODY_MAX, slot * BODY_SHARE));
}

/** A logarithm has no place for a price of zero. */
function isPlaced({ low }: DirectedCandle, { y }: Canvas): boolean {
  return Number.isFinite(y(low));
}

function wickPath(x: number, candle: DirectedCandle, { y }: Canvas): string {
  const at = pixels(Math.floor(x) + 0.5);
  const [upper, lower] = [Math.max(candle.open, candle.close), Math.min(candle.open, candle.close)];
  const above = candle.high > upper ? `M${at} ${pixels(y(candle.high))}V${pixels(y(upper))}` : '';
  return candle.low < lower ? `${above}M${at} ${pixels(y(lower))}V${pixels(y(candle.low))}` : above;
}

function bodyPath(x: number, width: number, { open, close }: DirectedCandle, { y }: Canvas): string {
  const [top, bottom] = [y(Math.max(open, close)), y(Math.min(open, close))];
  const left = Math.floor(x) + 0.5 - width / 2;
  return `M${pixels(left)} ${pixels(top)}h${pixels(width)}V${pixels(bottom)}h${pixels(-width)}z`;
}

export function drawLine({ values, tone, stroke }: Line, { columns, y, colours }: Canvas): Svg {
  const pieces = polylines({ values, bars: columns.bars, x: columns.x, y });
  const lone = pieces.filter((piece) => piece.length === 1);
  const dash = stroke === 'dashed' ? { 'stroke-dasharray': '4 3' } : {};
  const style = { fill: 'none', stroke: colours[tone], 'stroke-width': 1.4, 'stroke-linejoin': 'round', ...dash };
  const long = pieces
    .filter((piece) => piece.length > 1)
    .map(linePath)
    .join('');
  return group({ class: 'line' }, [
    long === '' ? NOTHING : element('path', { d: long, ...style }),
    ...lone.map(([point]) => element('circle', { cx: point!.x, cy: point!.y, r: 2, fill: colours[tone] })),
  ]);
}

function linePath(points: readonly Point[]): string {
  return points.map(({ x, y }, index) => `${index === 0 ? 'M' : 'L'}${pixels(x)} ${pixels(y)}`).join('');
}

export function drawArea({ values, base = 0, tone }: Area, { columns, y, colours, bottom }: Canvas): Svg {
  const pieces = polylines({ values, bars: columns.bars, x: columns.x, y });
  const foot = pixels(Number.isFinite(y(base)) ? y(base) : bottom);
  const filled = pieces
    .map(
      (piece) =>
        `M${pixels(piece[0]!.x)} ${foot}${linePath(piece).replace('M', 'L')}L${pixels(piece.at(-1)!.x)} ${foot}z`,
    )
    .join('');
  if (filled === '') return NOTHING;
  return group({ class: 'area' }, [
    element('path', { d: filled, fill: colours[tone], 'fill-opacity': 0.18 }),
    element('path', { d: pieces.map(linePath).join(''), fill: 'none', stroke: colours[tone], 'stroke-width': 1.2 }),
  ]);
}

export function drawBand({ lower, upper, tone }: Band, { columns, y, colours }: Canvas): Svg {
  const isPair = (bar: number) =>
    Number.isFinite(lower[bar] ?? Number.NaN) && Number.isFinite(upper[bar] ?? Number.NaN);
  const paired = (values: Band['lower']) =>
    Array.from({ length: columns.bars }, (_, bar) => (isPair(bar) ? values[bar]! : Number.NaN));
  const [lows, highs] = [lower, upper].map((values) =>
    polylines({ values: paired(values), bars: columns.bars, x: columns.x, y }),
  ) as [readonly (readonly Point[])[], readonly (readonly Point[])[]];
  const outlines = highs.map((piece, index) => {
    const back = lows[index]!.toReversed();
    return `${linePath(piece)}${linePath(back).replace('M', 'L')}z`;
  });
  if (outlines.length === 0) return NOTHING;
  const edge = {
    d: [...highs, ...lows].map(linePath).join(''),
    fill: 'none',
    stroke: colours[tone],
    'stroke-opacity': 0.6,
  };
  return group({ class: 'band' }, [
    element('path', edge),
    element('path', { d: outlines.join(''), fill: colours[tone], 'fill-opacity': 0.12 }),
  ]);
}

export function drawBars({ values, tone, join = 'extreme' }: Bars, canvas: Canvas): Svg {
  const { columns, y, colours, candles } = canvas;
  const width = bodyWidth(columns);
  const foot = y(0);
  const paths = new Map<keyof Palette, string>();
  columns.columns.forEach((column, index) => {
    const value = joinValues(values, column, join);
    if (!Number.isFinite(value) || value === 0) return;
    const colour = toneOfBar(tone, value, candles[index] ?? null);
    const [top, height] = [Math.min(y(value), foot), Math.max(0.5, Math.abs(y(value) - foot))];
    const left = Math.floor(column.x) + 0.5 - width / 2;
    const path = `M${pixels(left)} ${pixels(top)}h${pixels(width)}v${pixels(height)}h${pixels(-width)}z`;
    paths.set(colour, (paths.get(colour) ?? '') + path);
  });
  const drawn = [...paths].map(([name, d]) =>
    element('path', { class: name, d, fill: colours[name], 'fill-opacity': 0.75 }),
  );
  return group({ class: 'bars' }, drawn);
}

function toneOfBar(tone: Bars['tone'], value: number, candle: DirectedCandle | null): keyof Palette {
  if (tone === 'sign') return value > 0 ? 'rising' : 'falling';
  if (tone === 'candles') return candle?.direction ?? 'flat';
  return tone;
}

export function drawSpans({ spans, tone }: Spans, { columns, top, bottom, colours }: Canvas): Svg {
  const half = columns.bars === 0 ? 0 : (columns.right - columns.left) / columns.bars / 2;
  return group(
    { class: 'spans' },
    spans.map(({ fromBar, toBar, text }) => {
      const [left, right] = [columns.x(fromBar) - half, columns.x(toBar) + half];
      const place = { x: left, y: top, width: Math.max(1, right - left), height: bottom - top };
      return element('rect', { ...place, fill: colours[tone], 'fill-opacity': 0.16 }, [textElement('title', {}, text)]);
    }),
  );
}
