import type { RenderOptions, Tone } from './spec.ts';

/** Every colour a picture uses. */
export type Palette = Readonly<Record<Tone | Surface, string>>;
type Surface = 'paper' | 'ink' | 'quiet' | 'grid' | 'axis' | 'hover';

/**
 * The red leans to blue-free vermilion and the green to blue: told apart by the colour-blind, and besides a rising body is
 * hollow and a falling one is filled.
 */
const RED_GREEN = {
  light: { red: '#d1382c', green: '#0b8a6c' },
  dark: { red: '#f0695a', green: '#2fbf96' },
  print: { red: '#b3261e', green: '#00664e' },
} as const;

const BASE = {
  light: {
    paper: '#ffffff',
    ink: '#1c2430',
    quiet: '#667080',
    grid: '#eceff3',
    axis: '#c9d0d9',
    hover: '#1c2430',
    flat: '#7d8794',
    blue: '#2563b8',
    orange: '#c77700',
    purple: '#8a4fb0',
    teal: '#1690a7',
    brown: '#8c6239',
    grey: '#7d8794',
  },
  dark: {
    paper: '#12161c',
    ink: '#e4e8ee',
    quiet: '#929cab',
    grid: '#222932',
    axis: '#3a434f',
    hover: '#e4e8ee',
    flat: '#98a2b0',
    blue: '#6ea8f5',
    orange: '#f0a840',
    purple: '#c08ae6',
    teal: '#4cc3d9',
    brown: '#c79a6b',
    grey: '#98a2b0',
  },
  print: {
    paper: '#ffffff',
    ink: '#000000',
    quiet: '#444444',
    grid: '#e2e2e2',
    axis: '#b4b4b4',
    hover: '#000000',
    flat: '#666666',
    blue: '#1d4f94',
    orange: '#a86400',
    purple: '#6d3a8f',
    teal: '#0f7284',
    brown: '#6e4c2b',
    grey: '#666666',
  },
} as const;

export type ThemeName = keyof typeof BASE;

export function paletteOf(theme: ThemeName, rising: 'red' | 'green'): Palette {
  const { red, green } = RED_GREEN[theme];
  const [up, down] = rising === 'red' ? [red, green] : [green, red];
  return { ...BASE[theme], rising: up, falling: down };
}

/** The colours of a picture: of its theme, or names that a page's style fills in. */
export function coloursOf({ theme = 'light', rising = 'green' }: RenderOptions): Palette {
  const palette = paletteOf(theme === 'page' ? 'light' : theme, rising);
  if (theme !== 'page') return palette;
  return Object.fromEntries(Object.keys(palette).map((name) => [name, `var(--${name})`])) as Palette;
}

/** A palette as custom properties, for the style of a page. */
export function customProperties(palette: Palette): string {
  return Object.entries(palette)
    .map(([name, colour]) => `--${name}:${colour}`)
    .join(';');
}

/** Fonts that systems have, Chinese ones included: nothing is loaded. */
export const FONTS =
  "system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue','PingFang SC','Hiragino Sans GB','Microsoft YaHei','Noto Sans CJK SC','Noto Sans SC',sans-serif";
