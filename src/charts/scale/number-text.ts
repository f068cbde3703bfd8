import type { NumberStyle } from '../spec.ts';
import { decimalsOf } from './ticks.ts';

export type Language = 'en' | 'zh';

/** Large amounts in the steps of the language. */
const LARGE = {
  en: [
    [1e12, 'T'],
    [1e9, 'B'],
    [1e6, 'M'],
    [1e4, 'K', 1e3],
  ],
  zh: [
    [1e12, '万亿'],
    [1e8, '亿'],
    [1e4, '万'],
  ],
} as const satisfies Readonly<Record<Language, readonly (readonly [from: number, unit: string, by?: number])[]>>;

/** The sign as typography has it; never `−0`. */
function signed(value: number, text: string): string {
  return value < 0 && /[1-9]/.test(text) ? `−${text}` : text;
}

function grouped(value: number, decimals: number): string {
  const [whole, part] = Math.abs(value).toFixed(decimals).split('.') as [string, string?];
  const spaced = whole.replaceAll(/\B(?=(\d{3})+$)/g, ',');
  return part === undefined ? spaced : `${spaced}.${part}`;
}

/** A single value: as many digits as its kind deserves, no more. */
export function valueText(value: number | null, style: NumberStyle, language: Language = 'en'): string {
  if (value === null || !Number.isFinite(value)) return '–';
  if (style === 'percent') return `${signed(value, grouped(value * 100, Math.abs(value) < 10 ? 2 : 0))}%`;
  if (style === 'ratio') return signed(value, grouped(value, 2));
  if (style === 'count') return largeText(value, language, 3);
  if (style === 'price') return signed(value, grouped(value, Math.abs(value) < 1 ? 4 : Math.abs(value) < 1e5 ? 2 : 0));
  if (Math.abs(value) >= 1e5) return largeText(value, language, 3);
  return signed(value, grouped(value, Math.abs(value) >= 100 ? 1 : Math.abs(value) >= 0.1 || value === 0 ? 2 : 4));
}

/** Texts of ticks: all with the decimals that the closest two need. */
export function tickTexts(ticks: readonly number[], style: NumberStyle, language: Language = 'en'): readonly string[] {
  const largest = Math.max(0, ...ticks.map(Math.abs));
  const factor = style === 'percent' ? 100 : 1;
  const [unit, by] = style === 'percent' ? ['%', 1] : unitOf(largest, language);
  const decimals = Math.max(0, ...ticks.map((tick) => decimalsOf((tick * factor) / by)));
  return ticks.map((tick) => {
    const value = (tick * factor) / by;
    return signed(value, grouped(value, Math.min(decimals, 8))) + (tick === 0 && unit !== '%' ? '' : unit);
  });
}

function unitOf(largest: number, language: Language): readonly [unit: string, by: number] {
  const found = LARGE[language].find(([from]) => largest >= from && largest >= 1e5);
  return found === undefined ? ['', 1] : [found[1], found[2] ?? found[0]];
}

function largeText(value: number, language: Language, digits: number): string {
  const [unit, by] = unitOf(Math.abs(value), language);
  const scaled = Math.abs(value) / by;
  const whole = String(Math.floor(scaled)).length;
  const decimals = unit === '' && Number.isInteger(value) ? 0 : Math.max(0, digits - whole);
  return signed(value, grouped(value / by, decimals)) + unit;
}
