import { DAY_MS, type SessionDay, sessionOfDay } from '../../core/time.ts';
import type { Table } from './csv.ts';
import { indexFrom } from './days.ts';
import type { SimulatedInstrument } from './instruments.ts';
import type { SimulatedMarket } from './market.ts';

/** The keyword arguments of a call. */
export type Arguments = Readonly<Record<string, unknown>>;

/** What a method sees of the vendor on one call. */
export type MethodContext = {
  readonly market: SimulatedMarket;
  /** The last session whose data is published; -1 before the first one. */
  readonly lastIndex: number;
  /** The date the vendor answers as of. */
  readonly asOfDay: SessionDay;
  readonly quota: () => { readonly bytesUsed: number; readonly bytesLimit: number };
  /** A larger answer is refused. */
  readonly cellsMax: number;
  /** A fault: the first id of the call is answered as if it did not exist. */
  readonly isFirstIdUnknown: boolean;
};

/** A table, or a bare value as the gateway prints it. */
export type Answer = Table | { readonly text: string };

export type Method = {
  readonly parameters: readonly string[];
  readonly answer: (args: Arguments, context: MethodContext) => Answer;
};

/**
 * The vendor refuses a call: a status and a line of text. Part of the protocol, not an error of this program. How the
 * real gateway words a refusal is not documented; the names are those of the errors in the vendor's Python client.
 */
export class Refusal extends Error {
  readonly status: number;
  constructor(status: number, text: string) {
    super(text);
    this.name = 'Refusal';
    this.status = status;
  }
}

export function refuseValue(text: string): never {
  throw new Refusal(400, `ValueError: ${text}`);
}

/** Accepts `20190601`, `"20190601"`, `"2019-06-01"` and the same with a time behind; null when absent. */
export function readDay(args: Arguments, name: string): SessionDay | null {
  const given = args[name];
  if (given === undefined || given === null) return null;
  const match = /^(\d{4})-?(\d{2})-?(\d{2})(?:[T ].*)?$/.exec(String(given));
  const ms = match === null ? Number.NaN : Date.UTC(+match[1]!, +match[2]! - 1, +match[3]!);
  const day = ms / DAY_MS;
  if (match !== null && sessionOfDay(day) === `${match[1]}-${match[2]}-${match[3]}`) return day;
  return refuseValue(`invalid date: ${name}=${JSON.stringify(given)}`);
}

export function requireDay(args: Arguments, name: string): SessionDay {
  return readDay(args, name) ?? missing(name);
}

/** A text or a list of texts; null when absent. */
export function readTexts(args: Arguments, name: string): readonly string[] | null {
  const given = args[name];
  if (given === undefined || given === null) return null;
  const list: readonly unknown[] = Array.isArray(given) ? given : [given];
  if (list.every((item): item is string => typeof item === 'string')) return list;
  return refuseValue(`${name}: expect string or list of string, got ${JSON.stringify(given)}`);
}

export function readText(args: Arguments, name: string, fallback: string): string {
  return readTexts(args, name)?.[0] ?? fallback;
}

export function requireTexts(args: Arguments, name: string): readonly string[] {
  return readTexts(args, name) ?? missing(name);
}

/** Python's spelling of truth values arrives as JSON; anything else is refused. */
export function readFlag(args: Arguments, name: string, fallback: boolean): boolean {
  const given = args[name] ?? fallback;
  return typeof given === 'boolean' ? given : refuseValue(`${name}: expect bool, got ${JSON.stringify(given)}`);
}

/** @throws Refusal when a name is not one of the known ones. */
export function checkNames(names: readonly string[], known: readonly string[], what: string): void {
  const stranger = names.find((name) => !known.includes(name));
  if (stranger !== undefined)
    refuseValue(`${what}: got invalided value ${stranger}, choose any in ${known.join(', ')}`);
}

/** The stocks of a call that the vendor knows; unknown ids are left out, as `rqdatac` does with a warning. */
export function readInstruments(args: Arguments, context: MethodContext): readonly SimulatedInstrument[] {
  const asked = requireTexts(args, 'order_book_ids');
  const ids = context.isFirstIdUnknown ? asked.slice(1) : asked;
  const known = [...new Set(ids)].flatMap((id) => {
    const instrument = context.market.instrumentOf(id);
    return instrument !== undefined && isListedBy(instrument, context.lastIndex) ? [instrument] : [];
  });
  if (known.length > 0) return known;
  return refuseValue('order_book_ids: at least one valid instrument expected, got none');
}

/** True from the first session on, also after a delisting. */
export function isListedBy(instrument: SimulatedInstrument, lastIndex: number): boolean {
  return instrument.life.isListedBefore || instrument.life.begin <= lastIndex;
}

/** Session indexes of the market within the dates of a call: `begin <= index < end`, never beyond what is published. */
export function readSessionRange(
  args: Arguments,
  { market, lastIndex }: MethodContext,
): { begin: number; end: number } {
  const start = readDay(args, 'start_date') ?? market.days[0]!;
  const finish = readDay(args, 'end_date') ?? market.days[Math.max(0, lastIndex)]!;
  if (start > finish) refuseValue(`invalid date range: [${sessionOfDay(start)}, ${sessionOfDay(finish)}]`);
  const begin = indexFrom(market.days, start);
  return { begin, end: Math.max(begin, Math.min(indexFrom(market.days, finish + 1), lastIndex + 1)) };
}

/** @throws Refusal for an answer that the vendor would not serve in one piece. */
export function checkSize(cells: number, { cellsMax }: MethodContext): void {
  if (cells <= cellsMax) return;
  throw new Refusal(400, `BadRequest: request too large: ${cells} cells, at most ${cellsMax}; narrow the request`);
}

function missing(name: string): never {
  throw new Refusal(400, `TypeError: missing required argument: '${name}'`);
}
