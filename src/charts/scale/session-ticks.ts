import { sessionOfDay } from '../../core/time.ts';
import { textWidth } from '../svg/text-width.ts';

/** A label below the sessions. */
export type SessionTick = { readonly bar: number; readonly text: string; readonly x: number; readonly isYear: boolean };

export type SessionTickInput = {
  readonly sessions: ArrayLike<number>;
  /** Middle of a bar in pixels. */
  readonly x: (bar: number) => number;
  readonly left: number;
  readonly right: number;
  readonly fontSize: number;
  readonly language: 'en' | 'zh';
};

type Civil = { readonly year: number; readonly month: number; readonly day: number; readonly number: number };

/** Where a stretch of the calendar begins: a bar whose key differs from the one before has a tick. */
type Level = { readonly unit: 'day' | 'month' | 'year'; readonly key: (civil: Civil) => number };

const LEVELS: readonly Level[] = [
  { unit: 'day', key: ({ number }) => number },
  { unit: 'day', key: ({ number }) => Math.floor((number + 3) / 7) },
  { unit: 'month', key: ({ year, month }) => year * 12 + month },
  { unit: 'month', key: ({ year, month }) => Math.floor((year * 12 + month - 1) / 3) },
  { unit: 'month', key: ({ year, month }) => Math.floor((year * 12 + month - 1) / 6) },
  ...[1, 2, 5, 10, 20, 50].map((years): Level => ({ unit: 'year', key: ({ year }) => Math.floor(year / years) })),
];

const GAP = 18;

/** Labels at the beginnings of days, weeks, months, quarters or years: the finest whose texts do not touch. */
export function sessionTicks(input: SessionTickInput): readonly SessionTick[] {
  const civil = Array.from(input.sessions, civilOf);
  for (const level of LEVELS) {
    const ticks = ticksOf(civil, level, input);
    if (ticks.length > 0 && fits(ticks, input)) return ticks;
  }
  return civil.length === 0
    ? []
    : [placed({ bar: 0, text: fullText(civil[0]!, 'day', input.language), isYear: false }, input)];
}

function ticksOf(civil: readonly Civil[], level: Level, input: SessionTickInput): readonly SessionTick[] {
  const starts = civil.flatMap((each, bar) => {
    const before = civil[bar - 1];
    const isStart = before === undefined ? level.unit === 'day' && bar === 0 : level.key(each) !== level.key(before);
    return isStart ? [bar] : [];
  });
  return starts.map((bar, index) => {
    const before = civil[starts[index - 1] ?? -1];
    return placed({ bar, ...labelOf(civil[bar]!, before, level, input.language) }, input);
  });
}

function labelOf(now: Civil, before: Civil | undefined, { unit }: Level, language: 'en' | 'zh') {
  const isYear = unit === 'year' || (before !== undefined && now.year !== before.year && unit === 'month');
  if (isYear) return { text: String(now.year), isYear: true };
  if (before === undefined || now.year !== before.year) return { text: fullText(now, unit, language), isYear: false };
  return {
    text: unit === 'month' ? monthText(now.month, language) : `${pad(now.month)}-${pad(now.day)}`,
    isYear: false,
  };
}

function fullText({ year, month, day }: Civil, unit: Level['unit'], language: 'en' | 'zh'): string {
  if (unit === 'day') return `${year}-${pad(month)}-${pad(day)}`;
  return language === 'zh' ? `${year}年${month}月` : `${monthText(month, 'en')} ${year}`;
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

export function monthText(month: number, language: 'en' | 'zh'): string {
  return language === 'zh' ? `${month}月` : MONTHS[month - 1]!;
}

const pad = (value: number): string => String(value).padStart(2, '0');

/** A label stays within the picture. */
function placed(tick: Omit<SessionTick, 'x'>, { x, left, right, fontSize }: SessionTickInput): SessionTick {
  const half = textWidth(tick.text, fontSize) / 2;
  return { ...tick, x: Math.min(Math.max(x(tick.bar), left + half), right - half) };
}

function fits(ticks: readonly SessionTick[], { fontSize, left, right }: SessionTickInput): boolean {
  const width = ({ text }: SessionTick) => textWidth(text, fontSize);
  if (ticks.some((tick) => width(tick) > right - left)) return false;
  return ticks.every((tick, index) => {
    const before = ticks[index - 1];
    return before === undefined || tick.x - before.x >= (width(tick) + width(before)) / 2 + GAP;
  });
}

/** The date of a day number. */
export function civilOf(number: number): Civil {
  const [year, month, day] = sessionOfDay(number).split('-').map(Number) as [number, number, number];
  return { year, month, day, number };
}
