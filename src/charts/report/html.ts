import { escapeText } from '../svg/element.ts';

/** A piece of HTML. Only the functions here make it, so that whatever comes from outside is escaped. */
export type Html = string & { readonly __html: never };

export const NONE = '' as Html;

export function tag(name: string, content: readonly (Html | string)[] | Html | string, className?: string): Html {
  const parts = Array.isArray(content) ? content : [content as Html];
  const head = className === undefined ? name : `${name} class="${escapeText(className)}"`;
  return `<${head}>${parts.join('')}</${name}>` as Html;
}

/** Text from outside. */
export function say(text: string): Html {
  return escapeText(text) as Html;
}

/** A picture, which is text made of escaped text already. */
export function figure(svg: string, caption?: string): Html {
  const below = caption === undefined ? NONE : tag('figcaption', say(caption));
  return tag('figure', [svg as Html, below]);
}

export type Column = { readonly name: string; readonly align?: 'left' | 'right' };
export type Cell = string | { readonly text: string; readonly tone: 'rising' | 'falling' };

export function table(columns: readonly Column[], rows: readonly (readonly Cell[])[]): Html {
  const classOf = (index: number) => (columns[index]?.align === 'right' ? 'num' : undefined);
  const head = columns.map(({ name }, index) => tag('th', say(name), classOf(index)));
  const body = rows.map((row) =>
    tag(
      'tr',
      row.map((cell, index) => {
        if (typeof cell === 'string') return tag('td', say(cell), classOf(index));
        return tag('td', say(cell.text), [classOf(index), cell.tone].filter((each) => each !== undefined).join(' '));
      }),
    ),
  );
  return tag('div', tag('table', [tag('thead', tag('tr', head)), tag('tbody', body)]), 'scroll');
}

export function section(title: string, content: readonly Html[]): Html {
  const inside = content.filter((each) => each !== '');
  return inside.length === 0 ? NONE : tag('section', [tag('h2', say(title)), ...inside]);
}

export type KeyFigure = {
  readonly name: string;
  readonly value: string;
  readonly note?: string;
  readonly tone?: 'rising' | 'falling';
};

/** Rows of equal length look meant. */
const FIGURES_IN_ROW: Readonly<Record<number, number>> = { 1: 5, 2: 5, 3: 5, 4: 4, 5: 5, 6: 6 };

/** A few numbers that are seen first. */
export function keyFigures(figures: readonly KeyFigure[]): Html {
  const cards = figures.map(({ name, value, note, tone }) =>
    tag('div', [
      tag('dt', say(name)),
      tag('dd', say(value), tone),
      note === undefined ? NONE : tag('dd', say(note), 'note'),
    ]),
  );
  return tag('dl', cards, `figures in${FIGURES_IN_ROW[cards.length] ?? 4}`);
}

export function paragraph(text: string, className?: string): Html {
  return tag('p', say(text), className);
}

/** Above zero rising, below falling; zero and nothing are neither. */
export function toned(value: number | null, text: string): Cell {
  if (value === null || value === 0 || !Number.isFinite(value)) return text;
  return { text, tone: value > 0 ? 'rising' : 'falling' };
}
