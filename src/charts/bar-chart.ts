import { tickTexts, valueText } from './scale/number-text.ts';
import { type Scale, scaleOf } from './scale/scale.ts';
import type { BarChartSpec, RenderOptions } from './spec.ts';
import { element, group, NOTHING, type Svg, textElement } from './svg/element.ts';
import { picture } from './svg/picture.ts';
import { fitText, textWidth } from './svg/text-width.ts';
import { coloursOf, type Palette } from './theme.ts';
import { wordsIn } from './words.ts';

const FONT = 11;
const PLOT_HEIGHT = 150;
const BAR_MAX = 64;
const NAME_ROW = 22;
const VALUE_ROW = 18;

type Bar = BarChartSpec['bars'][number];

/** Upright bars side by side, each with its value: quantiles, years. */
export function barChart(spec: BarChartSpec, options: RenderOptions = {}): string {
  const { width = 480, language = 'en' } = options;
  const colours = coloursOf(options);
  const values = spec.bars.flatMap(({ value }) => (value === null || !Number.isFinite(value) ? [] : [value]));
  const [min, max] = values.length === 0 ? [Number.NaN, Number.NaN] : [Math.min(0, ...values), Math.max(0, ...values)];
  const scale = scaleOf({ kind: 'linear', min, max, top: VALUE_ROW, bottom: VALUE_ROW + PLOT_HEIGHT });
  const texts = tickTexts(scale.ticks, spec.numbers, language);
  const left = Math.ceil(Math.max(20, ...texts.map((text) => textWidth(text, FONT)))) + 10;
  const slot = Math.min(120, (width - left - 4) / Math.max(1, spec.bars.length));
  const height = VALUE_ROW * 2 + PLOT_HEIGHT + NAME_ROW;
  const bars = spec.bars.map((bar, index) =>
    drawBar(bar, { x: left + (index + 0.5) * slot, slot, scale, spec, colours, language }),
  );
  const empty = { x: width / 2, y: VALUE_ROW + PLOT_HEIGHT / 2, 'text-anchor': 'middle', fill: colours.quiet };
  return picture({ title: spec.title, description: describe(spec, language), width, height, colours }, [
    grid({ scale, texts, left, right: width - 2, colours }),
    ...bars,
    values.length === 0 ? textElement('text', empty, wordsIn(language).noData) : NOTHING,
  ]);
}

function grid(place: {
  readonly scale: Scale;
  readonly texts: readonly string[];
  readonly left: number;
  readonly right: number;
  readonly colours: Palette;
}): Svg {
  const { scale, texts, left, right, colours } = place;
  const line = (value: number) => {
    const y = Math.round(scale.y(value)) + 0.5;
    return { x1: left, x2: right, y1: y, y2: y };
  };
  return group({ class: 'axes' }, [
    ...scale.ticks.map((tick) => element('line', { ...line(tick), stroke: tick === 0 ? colours.axis : colours.grid })),
    ...scale.ticks.map((tick, index) =>
      textElement(
        'text',
        { x: left - 6, y: scale.y(tick) + 4, 'text-anchor': 'end', fill: colours.quiet },
        texts[index]!,
      ),
    ),
  ]);
}

type BarPlace = {
  readonly x: number;
  readonly slot: number;
  readonly scale: Scale;
  readonly spec: BarChartSpec;
  readonly colours: Palette;
  readonly language: 'en' | 'zh';
};

function drawBar({ name, value, tone }: Bar, { x, slot, scale, spec, colours, language }: BarPlace): Svg {
  const foot = scale.y(0);
  const nameY = VALUE_ROW * 2 + PLOT_HEIGHT + 12;
  const label = textElement(
    'text',
    { x, y: nameY, 'text-anchor': 'middle', fill: colours.quiet },
    fitText(name, FONT, slot - 4),
  );
  if (value === null || !Number.isFinite(value)) return group({ class: 'bar' }, [label]);
  const width = Math.min(BAR_MAX, slot * 0.62);
  const y = scale.y(value);
  const box = { x: x - width / 2, y: Math.min(y, foot), width, height: Math.max(1, Math.abs(y - foot)), rx: 1.5 };
  const text = valueText(value, spec.numbers, language);
  const textY = value < 0 ? y + 14 : y - 6;
  return group({ class: 'bar' }, [
    element('rect', { ...box, fill: colours[tone ?? (value < 0 ? 'falling' : 'rising')], 'fill-opacity': 0.8 }),
    textElement('text', { x, y: textY, 'text-anchor': 'middle', fill: colours.ink }, text),
    label,
    textElement('title', {}, `${name}: ${text}`),
  ]);
}

function describe({ description, bars, numbers }: BarChartSpec, language: 'en' | 'zh'): string {
  return description ?? bars.map(({ name, value }) => `${name}: ${valueText(value, numbers, language)}`).join(', ');
}

const LYING_ROW = 20;
const ROOM_FOR_VALUE = 58;

/** Lying bars, one below the other: contributions that have names. `reach` is the value that fills the room. */
export function lyingBars(spec: BarChartSpec, options: RenderOptions & { readonly reach?: number } = {}): string {
  const { width = 360, language = 'en' } = options;
  const colours = coloursOf(options);
  const sizes = spec.bars.map(({ value }) => Math.abs(value ?? 0));
  const reach = options.reach ?? (Math.max(0, ...sizes) || 1);
  const names = Math.min(width / 3, Math.max(20, ...spec.bars.map(({ name }) => textWidth(name, FONT))) + 8);
  const zero = names + (width - names) / 2;
  const perUnit = ((width - names) / 2 - ROOM_FOR_VALUE) / reach;
  const height = Math.max(1, spec.bars.length) * LYING_ROW + 2;
  const rows = spec.bars.map(({ name, value, tone }, index) => {
    const middle = index * LYING_ROW + LYING_ROW / 2 + 1;
    const label = textElement('text', { x: 0, y: middle + 4, fill: colours.quiet }, fitText(name, FONT, names - 6));
    if (value === null || !Number.isFinite(value)) return group({ class: 'bar' }, [label]);
    const length = Math.abs(value) * perUnit;
    const box = {
      x: value < 0 ? zero - length : zero,
      y: middle - 6,
      width: Math.max(0.5, length),
      height: 12,
      rx: 1.5,
    };
    const text = {
      x: value < 0 ? zero - length - 5 : zero + length + 5,
      y: middle + 4,
      'text-anchor': value < 0 ? 'end' : 'start',
    };
    return group({ class: 'bar' }, [
      label,
      element('rect', { ...box, fill: colours[tone ?? (value < 0 ? 'falling' : 'rising')], 'fill-opacity': 0.8 }),
      textElement('text', { ...text, fill: colours.ink }, valueText(value, spec.numbers, language)),
    ]);
  });
  const axis = { x1: zero, x2: zero, y1: 0, y2: height, stroke: colours.axis };
  return picture({ title: spec.title, description: describe(spec, language), width, height, colours }, [
    element('line', axis),
    ...rows,
  ]);
}
