import { FONTS, type Palette } from '../theme.ts';
import { element, type Svg, textElement } from './element.ts';

export type Picture = {
  readonly title: string;
  readonly description: string;
  readonly width: number;
  readonly height: number;
  readonly colours: Palette;
};

/** The outermost element: named for those who do not see it, and as wide as its place allows. */
export function picture({ title, description, width, height, colours }: Picture, children: readonly Svg[]): Svg {
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    viewBox: `0 0 ${w} ${h}`,
    width: w,
    height: h,
    role: 'img',
    'aria-label': title,
    'font-family': FONTS,
    'font-size': 11,
  };
  return element('svg', attributes, [
    textElement('title', {}, title),
    textElement('desc', {}, description),
    STYLE,
    element('rect', { class: 'paper', width: w, height: h, fill: colours.paper }),
    ...children,
  ]);
}

/** Digits of one width, and a shade where the pointer is. */
const STYLE =
  '<style>svg text{font-variant-numeric:tabular-nums}svg .hover rect:hover{fill-opacity:.08}</style>' as Svg;
