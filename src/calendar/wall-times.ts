import { DAY_MS, type SessionDay, sessionOfDay } from '../core/time.ts';
import type { DstRule, NonTick, TickNote } from '../core/trigger.ts';
import type { WallClock } from './wall-clock.ts';

/** A fixed wall time on one date, under a rule for clock changes. */
export type WallMoment = { readonly atMs: number; readonly note: TickNote | null };

/** The instants at which a fixed wall time is due on a date: one, or what the rule says where clocks change. */
export function momentsOn(clock: WallClock, wallMs: number, rule: DstRule): readonly WallMoment[] {
  const instants = clock.instantsOf(wallMs);
  if (instants.length === 1) return [{ atMs: instants[0]!, note: null }];
  if (instants.length === 0) return momentAfterGap(clock, wallMs, rule);
  const note: TickNote = { because: 'dst_overlap', time: timeText(wallMs) };
  return chosenOf(instants, rule).map((atMs) => ({ atMs, note }));
}

/** What `momentsOn` leaves out, with the reason. */
export function missingOn(clock: WallClock, wallMs: number, rule: DstRule): readonly NonTick[] {
  const instants = clock.instantsOf(wallMs);
  if (instants.length === 1) return [];
  const day = Math.floor(wallMs / DAY_MS);
  const shared = { date: sessionOfDay(day), time: timeText(wallMs) };
  if (instants.length === 0) {
    if (momentAfterGap(clock, wallMs, rule).length > 0) return [];
    return [{ ...shared, nominalMs: clock.gapAt(wallMs)!.atMs, because: 'dst_gap', detail: null }];
  }
  const chosen = chosenOf(instants, rule);
  return instants
    .filter((atMs) => !chosen.includes(atMs))
    .map((atMs) => ({ ...shared, nominalMs: atMs, because: 'dst_overlap', detail: offsetText(wallMs - atMs) }));
}

/** A date that the zone left out altogether (Apia, 2011-12-30) has no first instant: nothing is due on it. */
function momentAfterGap(clock: WallClock, wallMs: number, rule: DstRule): readonly WallMoment[] {
  const gap = clock.gapAt(wallMs);
  const midnight = Math.floor(wallMs / DAY_MS) * DAY_MS;
  if (gap === null || rule.gap === 'skip') return [];
  if (gap.wallBeforeMs <= midnight && gap.wallAfterMs >= midnight + DAY_MS) return [];
  return [{ atMs: gap.atMs, note: { because: 'dst_gap', time: timeText(wallMs) } }];
}

function chosenOf(instants: readonly number[], { overlap }: DstRule): readonly number[] {
  if (overlap === 'both') return instants;
  return [overlap === 'first' ? instants[0]! : instants.at(-1)!];
}

/** `HH:MM`, with seconds where there are some. */
export function timeText(wallMs: number): string {
  const text = new Date(wallMs).toISOString().slice(11, 19);
  return text.endsWith(':00') ? text.slice(0, 5) : text;
}

/** `+08:00`; with seconds for the local mean times of old. */
export function offsetText(offsetMs: number): string {
  const text = new Date(Math.abs(offsetMs)).toISOString().slice(11, 19);
  return `${offsetMs < 0 ? '-' : '+'}${text.endsWith(':00') ? text.slice(0, 5) : text}`;
}

/** The date and time that clocks in the zone show at an instant, with its offset: ISO 8601. */
export function zonedText(clock: WallClock, atMs: number): string {
  const { offsetMs } = clock.stretchAt(atMs);
  return `${new Date(atMs + offsetMs).toISOString().replace(/(?:\.000)?Z$/, '')}${offsetText(offsetMs)}`;
}

/** The date that clocks in the zone show at an instant. */
export function dayAt(clock: WallClock, atMs: number): SessionDay {
  return Math.floor((atMs + clock.stretchAt(atMs).offsetMs) / DAY_MS);
}

/** The first instant of a date. */
export function startOfDay(clock: WallClock, day: SessionDay): number {
  return startOfWall(clock, day * DAY_MS);
}

/** The first instant at which clocks show this wall time, or the first after it where they leave it out. */
export function startOfWall(clock: WallClock, wallMs: number): number {
  return clock.instantsOf(wallMs)[0] ?? clock.gapAt(wallMs)!.atMs;
}
