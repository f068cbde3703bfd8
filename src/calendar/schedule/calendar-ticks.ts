import { TapelineError } from '../../core/errors.ts';
import { DAY_MS, type SessionDay, sessionOfDay } from '../../core/time.ts';
import { type CalendarTrigger, DST_RULE_DEFAULT, type DueTick, type NonTick } from '../../core/trigger.ts';
import type { Calendar } from '../calendar.ts';
import { calendarVersion } from '../calendar-version.ts';
import { countBefore } from '../session-table.ts';
import type { Ticks } from '../ticks.ts';
import { type WallClock, wallClockOf } from '../wall-clock.ts';
import { dayAt, missingOn, momentsOn, startOfDay, startOfWall, timeText, zonedText } from '../wall-times.ts';
import { type ChosenSessions, chosenSessions } from './chosen-sessions.ts';
import { type Moment, readMoment } from './moment.ts';

/** Clocks that go back over midnight show a date again that seemed over: its moments are still to come. */
const DAYS_NEAR = 1;

/** @throws usage.trigger */
export function calendarTicks(trigger: CalendarTrigger, calendar: Calendar): Ticks {
  const { at, on, plusSessions = 0, dst = DST_RULE_DEFAULT } = trigger;
  const chosen = chosenSessions(calendar, on, plusSessions);
  if (chosen.days.length === 0) throw new TapelineError('usage.trigger', { facts: { part: 'horizon', got: at } });
  const clock = wallClockOf(calendar.zone);
  const moment = readMoment(at);
  const plan: Plan = { calendar, clock, chosen, moment, dst, offsetMs: moment.kind === 'wall' ? 0 : moment.offsetMs };
  return {
    zone: calendar.zone,
    knownAfterMs: startOfDay(clock, chosen.lowDay) + plan.offsetMs,
    knownToMs: startOfDay(clock, chosen.highDay + 1) + plan.offsetMs - 1,
    first: (afterMs, untilMs) => firstMoment(plan, afterMs, untilMs),
    nonTicks: (afterMs, untilMs) => nonMoments(plan, afterMs, untilMs),
    calendars: [calendarVersion(calendar)],
    readsZoneData: true,
    beyond: (askedMs) => beyond(plan, askedMs),
  };
}

type Plan = {
  readonly calendar: Calendar;
  readonly clock: WallClock;
  readonly chosen: ChosenSessions;
  readonly moment: Moment;
  readonly dst: NonNullable<CalendarTrigger['dst']>;
  /** How far the moment lies from the session's own hours. */
  readonly offsetMs: number;
};

function firstMoment(plan: Plan, afterMs: number, untilMs: number): DueTick | null {
  const { days } = plan.chosen;
  const near = dayAt(plan.clock, afterMs - plan.offsetMs) - DAYS_NEAR;
  for (let index = countBefore(days, near); index < days.length; index += 1) {
    for (const tick of momentsIn(plan, days[index]!)) {
      if (tick.atMs > afterMs) return tick.atMs <= untilMs ? tick : null;
    }
  }
  return null;
}

function momentsIn({ calendar, clock, moment, dst }: Plan, day: SessionDay): readonly DueTick[] {
  const session = sessionOfDay(day);
  if (moment.kind === 'wall') {
    return momentsOn(clock, day * DAY_MS + moment.wallMs, dst).map((each) => ({ ...each, session }));
  }
  const { openMs, closeMs } = calendar.hours(session);
  return [{ atMs: (moment.kind === 'open' ? openMs : closeMs) + moment.offsetMs, session, note: null }];
}

/** Every date on which the trigger is not due, at the moment it would have been on a regular day. */
function* nonMoments(plan: Plan, afterMs: number, untilMs: number): Generator<NonTick> {
  const { clock, chosen, offsetMs } = plan;
  const first = Math.max(chosen.lowDay, dayAt(clock, afterMs - offsetMs) - DAYS_NEAR);
  const last = Math.min(chosen.highDay, dayAt(clock, untilMs - offsetMs) + DAYS_NEAR);
  for (let day = first; day <= last; day += 1) {
    for (const nonTick of nonMomentsOn(plan, day)) {
      if (nonTick.nominalMs > afterMs && nonTick.nominalMs <= untilMs) yield nonTick;
    }
  }
}

function nonMomentsOn(plan: Plan, day: SessionDay): readonly NonTick[] {
  const { calendar, clock, chosen, moment, dst } = plan;
  const session = sessionOfDay(day);
  if (chosen.days[countBefore(chosen.days, day)] === day) {
    return moment.kind === 'wall' ? missingOn(clock, day * DAY_MS + moment.wallMs, dst) : [];
  }
  const closed = calendar.closedBecause(session) ?? { because: 'not_chosen' as const, name: null };
  const nominalMs = nominalOn(plan, day);
  const time = timeText(nominalMs + clock.stretchAt(nominalMs).offsetMs);
  return [{ date: session, time, nominalMs, because: closed.because, detail: closed.name }];
}

/** When it would have been: by the session's own hours, or by regular ones where there is no session. */
function nominalOn({ calendar, clock, moment }: Plan, day: SessionDay): number {
  if (moment.kind === 'wall') return startOfWall(clock, day * DAY_MS + moment.wallMs);
  const { openMs, closeMs } = calendar.regularHours(sessionOfDay(day));
  return (moment.kind === 'open' ? openMs : closeMs) + moment.offsetMs;
}

/** `first` and `last` bound what is certain, which may be less than the horizon: a week that it cuts has no certain end. */
function beyond({ calendar, clock, chosen }: Plan, askedMs: number): TapelineError {
  const asked = zonedText(clock, askedMs);
  const [first, last] = [sessionOfDay(chosen.lowDay), sessionOfDay(chosen.highDay)];
  return new TapelineError('calendar.beyond_horizon', { facts: { venue: calendar.venue, asked, first, last } });
}
