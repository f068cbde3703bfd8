import { valueText } from './scale/number-text.ts';
import type { HeatMapSpec, RenderOptions } from './spec.ts';
import { element, group, NOTHING, type Svg, textElement } from './svg/element.ts';
import { picture } from './svg/picture.ts';
import { fitText, textWidth } from './svg/text-width.ts';
import { coloursOf, type Palette } from './theme.ts';
import { wordsIn } from './words.ts';

const ROW = 24;
const HEAD = 22;
const FONT = 11;
const TOTAL_GAP = 10;
const CELL_MAX = 84;

type Place = {
  readonly left: number;
  readonly cell: number;
  readonly x: (column: number) => number;
};

/** Cells in two colours by sign, stronger the farther from 0, each with its number in it. */
export function heatMap(spec: HeatMapSpec, options: RenderOptions = {}): string {
  const { width = 960, language = 'en' } = options;
  const colours = coloursOf(options);
  const place = placeColumns(spec, width);
  const height = HEAD + Math.max(1, spec.rows.length) * ROW + 4;
  const strongest = strengthOf(spec);
  const rows = spec.rows.map(({ name, cells }, row) => {
    const y = HEAD + row * ROW;
    const label = { x: place.left - 10, y: y + ROW / 2 + 4, 'text-anchor': 'end', fill: colours.quiet };
    return group({ class: 'row' }, [
      textElement('text', label, fitText(name, FONT, place.left - 12)),
      ...spec.columns.map((column, index) => {
        const value = cells[index] ?? null;
        const isTotal = index >= (spec.totalsFrom ?? Infinity);
        const shade = value === null ? 0 : Math.abs(value) / (isTotal ? strongest.totals : strongest.cells);
        return drawCell({ value, shade, x: place.x(index), y, name: `${name} ${column}` }, spec, {
          place,
          colours,
          language,
        });
      }),
    ]);
  });
  const empty = { x: width / 2, y: HEAD + ROW / 2 + 4, 'text-anchor': 'middle', fill: colours.quiet };
  const description = spec.description ?? `${spec.rows.length} × ${spec.columns.length}`;
  return picture({ title: spec.title, description, width, height, colours }, [
    group({ class: 'head', fill: colours.quiet }, head(spec, place)),
    ...rows,
    spec.rows.length === 0 ? textElement('text', empty, wordsIn(language).noData) : NOTHING,
  ]);
}

function placeColumns({ rows, columns, totalsFrom = Infinity }: HeatMapSpec, width: number): Place {
  const left = Math.min(width / 3, Math.ceil(Math.max(30, ...rows.map(({ name }) => textWidth(name, FONT))) + 14));
  const room = width - left - (totalsFrom < columns.length ? TOTAL_GAP : 0) - 2;
  const cell = Math.min(CELL_MAX, room / Math.max(1, columns.length));
  return { left, cell, x: (column) => left + column * cell + (column >= totalsFrom ? TOTAL_GAP : 0) };
}

function head({ columns }: HeatMapSpec, { x, cell }: Place): readonly Svg[] {
  return columns.map((name, index) =>
    textElement('text', { x: x(index) + cell / 2, y: 14, 'text-anchor': 'middle' }, fitText(name, FONT, cell)),
  );
}

/** What counts as strong: nearly the strongest, so that one month does not make all others pale. */
function strengthOf({ rows, totalsFrom = Infinity }: HeatMapSpec): { readonly cells: number; readonly totals: number } {
  const of = (isWanted: (column: number) => boolean): number => {
    const sizes = rows
      .flatMap(({ cells }) => cells.filter((value, column) => value !== null && isWanted(column)))
      .map((value) => Math.abs(value!))
      .sort((left, right) => left - right);
    return sizes[Math.floor((sizes.length - 1) * 0.95)] || 1;
  };
  return { cells: of((column) => column < totalsFrom), totals: of((column) => column >= totalsFrom) };
}

type Cell = {
  readonly value: number | null;
  readonly shade: number;
  readonly x: number;
  readonly y: number;
  readonly name: string;
};

const SHADE_MAX = 0.62;

function drawCell(
  { value, shade, x, y, name }: Cell,
  { numbers }: HeatMapSpec,
  { place, colours, language }: { readonly place: Place; readonly colours: Palette; readonly language: 'en' | 'zh' },
): Svg {
  const box = { x: x + 1, y: y + 1, width: place.cell - 2, height: ROW - 2, rx: 2 };
  if (value === null) return element('rect', { ...box, class: 'empty', fill: colours.grid, 'fill-opacity': 0.5 });
  const tone = value > 0 ? 'rising' : value < 0 ? 'falling' : 'flat';
  const opacity = Math.round(Math.min(1, shade) * SHADE_MAX * 100) / 100;
  const text = cellText(value, numbers, place.cell, language);
  const label = { x: x + place.cell / 2, y: y + ROW / 2 + 4, 'text-anchor': 'middle', fill: colours.ink };
  return group({ class: tone }, [
    element('rect', { ...box, fill: colours[tone], 'fill-opacity': String(0.06 + opacity) }),
    textElement('text', label, text),
    textElement('title', {}, `${name}: ${valueText(value, numbers, language)}`),
  ]);
}

/** One decimal is what a cell has room for. */
function cellText(value: number, numbers: HeatMapSpec['numbers'], width: number, language: 'en' | 'zh'): string {
  if (numbers !== 'percent') return fitText(valueText(value, numbers, language), FONT, width);
  const percent = (Math.abs(value) * 100).toFixed(Math.abs(value) < 1 ? 1 : 0);
  const sign = Number(percent) === 0 ? '' : value < 0 ? '−' : '+';
  return sign + percent;
}
