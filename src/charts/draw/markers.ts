import type { Link, Mark, Markers } from '../spec.ts';
import { element, group, pixels, type Svg, textElement } from '../svg/element.ts';
import type { Canvas } from './series.ts';

const SIZE = 4.5;
const AWAY = 5;
const FLAG = 7;

/** Links below, marks above them. What has no place (a gap, a bar that is not shown) is left out. */
export function drawMarkers({ marks, links = [] }: Markers, canvas: Canvas): Svg {
  const isShown = (bar: number) => bar >= 0 && bar < canvas.columns.bars;
  const shownLinks = links.filter((link) => isShown(link.fromBar) && isShown(link.toBar) && hasPlace(link, canvas));
  const shownMarks = marks.filter((mark) => isShown(mark.bar) && Number.isFinite(markY(mark, canvas)));
  return group({ class: 'markers' }, [
    ...shownLinks.map((link) => drawLink(link, canvas)),
    ...shownMarks.map((mark) => drawMark(mark, canvas)),
  ]);
}

function hasPlace({ from, to }: Link, { y }: Canvas): boolean {
  return Number.isFinite(y(from)) && Number.isFinite(y(to));
}

function drawLink({ fromBar, from, toBar, to, tone }: Link, { columns, y, colours }: Canvas): Svg {
  const line = { x1: columns.x(fromBar), y1: y(from), x2: columns.x(toBar), y2: y(to) };
  return element('line', { ...line, stroke: colours[tone], 'stroke-width': 1.2, 'stroke-dasharray': '3 2' });
}

/** Where the tip of a mark stands. */
function markY({ shape, value }: Mark, { y, bottom }: Canvas): number {
  if (shape === 'flag') return bottom - FLAG - 2;
  return y(value) + (shape === 'buy' ? AWAY : -AWAY);
}

function drawMark(mark: Mark, canvas: Canvas): Svg {
  const { columns, colours } = canvas;
  const [x, tip] = [columns.x(mark.bar), markY(mark, canvas)];
  const style = { class: mark.shape, fill: colours[mark.tone], stroke: colours.paper };
  const title = textElement('title', {}, mark.text);
  if (mark.shape === 'flag') return drawFlag(mark, x, tip, canvas);
  const foot = mark.shape === 'buy' ? tip + SIZE * 1.8 : tip - SIZE * 1.8;
  const d = `M${pixels(x)} ${pixels(tip)}L${pixels(x + SIZE)} ${pixels(foot)}H${pixels(x - SIZE)}z`;
  return element('path', { ...style, d, 'stroke-width': 1, 'paint-order': 'stroke' }, [title]);
}

function drawFlag({ letter = '', tone, text }: Mark, x: number, y: number, { colours }: Canvas): Svg {
  const label = { x, y: y + 3, 'text-anchor': 'middle', 'font-size': 9, 'font-weight': 600, fill: colours.paper };
  return group({ class: 'flag' }, [
    element('circle', { cx: x, cy: y, r: FLAG, fill: colours[tone] }),
    textElement('text', label, letter),
    textElement('title', {}, text),
  ]);
}
