import type { Clock } from '../../core/clock.ts';
import { assert, TapelineError } from '../../core/errors.ts';
import { DAY_MS, sessionOfDay } from '../../core/time.ts';
import type { Budget } from '../definition/pool.ts';
import { readBudgetDays } from '../state/budget/read.ts';
import type { Spending } from '../state/budget/rules.ts';
import type { StateStore } from '../state/store.ts';

/** The day of a zone at an instant, `YYYY-MM-DD`, and the instant at which it ends. */
export type DayOf = (zone: string, atMs: number) => { readonly day: string; readonly endsAtMs: number };

/** Days of UTC, for those who know no other zone. */
export const dayOfUtc: DayOf = (zone, atMs) => {
  assert(zone === 'UTC' || zone === 'Etc/UTC', `days of zone "${zone}" are not known here`);
  const day = Math.floor(atMs / DAY_MS);
  return { day: sessionOfDay(day), endsAtMs: (day + 1) * DAY_MS };
};

const MINUTE_MS = 60_000;
/** Days of spending that a clock which is set back may come to again. */
const DAYS_READ = 366;
/** How often somebody looks again at what is kept for another. */
const KEPT_LOOK_MS = 1000;

/** What is left of one budget. Minutes are told by the clock that does not jump, days by the other. */
export class Purse {
  readonly #budget: Budget;
  readonly #clock: Pick<Clock, 'nowMs' | 'monotonicMs'>;
  readonly #dayOf: DayOf;
  #day: { readonly day: string; readonly endsAtMs: number; readonly atMs: number } | null = null;
  readonly #spentOn = new Map<string, number>();
  /** What was spent in the last minute, oldest first. */
  #recent: { readonly atMs: number; readonly cost: number }[] = [];

  constructor(budget: Budget, clock: Pick<Clock, 'nowMs' | 'monotonicMs'>, dayOf: DayOf) {
    this.#budget = budget;
    this.#clock = clock;
    this.#dayOf = dayOf;
  }

  /**
   * Takes up what earlier engines spent. How much of it fell into the last minute is not known: that minute counts as
   * spent, from the last of it on.
   */
  async load(store: Pick<StateStore, 'range'>): Promise<void> {
    const { name, perMinute } = this.#budget;
    const days = await readBudgetDays(store, name, DAYS_READ);
    for (const { day, spent } of days) this.#spentOn.set(day, spent);
    const agoMs = this.#clock.nowMs() - Math.max(0, ...days.map(({ spentAtMs }) => spentAtMs));
    if (perMinute === null || agoMs >= MINUTE_MS) return;
    this.#recent.unshift({ atMs: this.#clock.monotonicMs() - Math.max(agoMs, 0), cost: perMinute });
  }

  /** @throws definition.invalid for more than it ever has */
  checkEver(cost: number): void {
    const { name, perMinute, perDay } = this.#budget;
    const most = Math.min(perMinute ?? Number.POSITIVE_INFINITY, perDay ?? Number.POSITIVE_INFINITY);
    if (cost <= most) return;
    const problem = `a step spends ${cost} at once, and it never has more than ${most}`;
    const facts = { where: `Budget "${name}"`, problem, wayOut: 'Spend less at once, or raise it.' };
    throw new TapelineError('definition.invalid', { facts });
  }

  /** What could be spent right now. */
  available(): number {
    return Math.min(this.#leftOfMinute(), this.#leftOfDay());
  }

  spend(cost: number): Spending {
    const { name, perDay } = this.#budget;
    const { day } = this.#today();
    this.#spentOn.set(day, this.#spent(day) + cost);
    this.#recent.push({ atMs: this.#clock.monotonicMs(), cost });
    return { budget: name, day, cost, perDay };
  }

  giveBack({ day, cost }: Spending): void {
    this.#spentOn.set(day, this.#spent(day) - cost);
    const at = this.#recent.findLastIndex((each) => each.cost === cost);
    if (at >= 0) this.#recent.splice(at, 1);
  }

  /** When there is enough again, by the clock that does not jump, and what ends until then. */
  dueFor(cost: number): { readonly until: 'minute' | 'day'; readonly dueMs: number; readonly untilMs: number } {
    const [nowMs, wallMs] = [this.#clock.monotonicMs(), this.#clock.nowMs()];
    if (this.#leftOfDay() < cost) {
      const leftMs = this.#today().endsAtMs - wallMs;
      return { until: 'day', dueMs: nowMs + leftMs, untilMs: wallMs + leftMs };
    }
    let missing = cost - this.#leftOfMinute();
    // There is enough, and it is kept for whoever waited longer: when that one takes it is not known.
    let dueMs = missing <= 0 ? nowMs + KEPT_LOOK_MS : nowMs;
    for (const each of this.#recent) {
      if (missing <= 0) break;
      missing -= each.cost;
      dueMs = each.atMs + MINUTE_MS;
    }
    return { until: 'minute', dueMs, untilMs: wallMs + dueMs - nowMs };
  }

  #leftOfMinute(): number {
    const { perMinute } = this.#budget;
    if (perMinute === null) return Number.POSITIVE_INFINITY;
    const sinceMs = this.#clock.monotonicMs() - MINUTE_MS;
    const first = this.#recent.findIndex(({ atMs }) => atMs > sinceMs);
    this.#recent.splice(0, first < 0 ? this.#recent.length : first);
    return perMinute - this.#recent.reduce((sum, { cost }) => sum + cost, 0);
  }

  #leftOfDay(): number {
    const { perDay } = this.#budget;
    return perDay === null ? Number.POSITIVE_INFINITY : perDay - this.#spent(this.#today().day);
  }

  /** Asked with every start: what it was last is today's while the clock goes on and midnight has not come. */
  #today(): { readonly day: string; readonly endsAtMs: number } {
    const atMs = this.#clock.nowMs();
    const known = this.#day;
    if (known !== null && known.atMs <= atMs && atMs < known.endsAtMs) return known;
    this.#day = { ...this.#dayOf(this.#budget.zone, atMs), atMs };
    return this.#day;
  }

  #spent(day: string): number {
    return this.#spentOn.get(day) ?? 0;
  }
}
