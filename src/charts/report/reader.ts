import { sessionOfDay } from '../../core/time.ts';
import { type Language, valueText } from '../scale/number-text.ts';
import type { NumberStyle, RenderOptions } from '../spec.ts';
import type { ReportTexts } from './texts/en.ts';

/** Who reads: in which language, with which colours. */
export type Reader = {
  readonly language: Language;
  readonly texts: ReportTexts;
  readonly options: RenderOptions;
  /** Codes of the desk (reasons, states) in words. */
  readonly words: (code: string) => string;
};

export function numberFor({ language }: Reader, value: number | null, style: NumberStyle): string {
  return valueText(value, style, language);
}

/** With its sign, for changes. */
export function changeFor(reader: Reader, value: number | null): string {
  const text = numberFor(reader, value, 'percent');
  return value !== null && value > 0 ? `+${text}` : text;
}

export function countFor(value: number): string {
  return String(Math.round(value)).replaceAll(/\B(?=(\d{3})+$)/g, ',');
}

/** An amount of money to the cent. */
export function moneyFor(value: number): string {
  const [whole, cents] = Math.abs(value).toFixed(2).split('.') as [string, string];
  return `${value < 0 ? '−' : ''}${countFor(Number(whole))}.${cents}`;
}

export function dayFor({ texts }: Reader, day: number | null): string {
  return day === null ? texts.none : sessionOfDay(day);
}

/** `12.4 s`, `850 ms`, `3 m 05 s`. */
export function durationFor({ texts }: Reader, durationMs: number | null): string {
  if (durationMs === null) return texts.none;
  if (durationMs < 1000) return `${Math.round(durationMs)} ms`;
  if (durationMs < 60_000) return `${(durationMs / 1000).toFixed(1)} s`;
  const seconds = Math.round(durationMs / 1000);
  return `${Math.floor(seconds / 60)} m ${String(seconds % 60).padStart(2, '0')} s`;
}
