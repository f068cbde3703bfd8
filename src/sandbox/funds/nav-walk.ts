import { dayOfSession, type Session, type SessionDay } from '../../core/time.ts';
import { hash32, randomStream } from '../rqdata/random.ts';
import type { FundBehaviour, SimulatedFund } from './roster.ts';

/** A fund's life in ten-thousandths of a yuan, which is how NAVs are printed. */
export type NavWalk = {
  readonly days: Int32Array;
  readonly unitTicks: Int32Array;
  readonly accumulatedTicks: Int32Array;
  /** Paid out on the day, in ticks; 0 otherwise. */
  readonly dividendTicks: Int32Array;
  /** Units after one before; 1 otherwise. */
  readonly splits: Float64Array;
};

export const TICKS = 10_000;

type Drift = { readonly mean: number; readonly deviation: number; readonly toMarket: number };

/** Daily: what it earns on average, how far it swings by itself, how much of the market's swing it takes part in. */
const DRIFTS: Readonly<Record<Exclude<FundBehaviour, 'money'>, Drift>> = {
  ordinary: { mean: 0.0003, deviation: 0.005, toMarket: 0.9 },
  bond: { mean: 0.00012, deviation: 0.0006, toMarket: 0.03 },
  qdii: { mean: 0.0004, deviation: 0.009, toMarket: 0.25 },
  fof: { mean: 0.0002, deviation: 0.002, toMarket: 0.35 },
};

const MARKET_DEVIATION = 0.0095;

/** The market's own swing on each day: all funds share it. */
export function marketSwings(seed: number, days: number): Float64Array {
  const random = randomStream(seed, 'fund market');
  return Float64Array.from({ length: days }, () => random.normal() * MARKET_DEVIATION);
}

/**
 * The documented model: log returns are `mean + toMarket x market + deviation x noise`, all normal; the value is printed
 * with four decimals and goes on from what was printed. A dividend takes its amount out of the value of its ex-date, a
 * split divides it; what a holder earned is the printed values and events alone, so the published return can be checked.
 */
export function walkOf(
  fund: SimulatedFund & { readonly behaviour: Exclude<FundBehaviour, 'money'> },
  { seed, days, market }: { readonly seed: number; readonly days: Int32Array; readonly market: Float64Array },
): NavWalk {
  const first = days.findIndex((day) => day >= fund.founded);
  const own = days.subarray(first);
  const walk = {
    days: own,
    unitTicks: new Int32Array(own.length),
    accumulatedTicks: new Int32Array(own.length),
    dividendTicks: new Int32Array(own.length),
    splits: new Float64Array(own.length).fill(1),
  };
  const random = randomStream(seed, 'fund', fund.code);
  const { mean, deviation, toMarket } = DRIFTS[fund.behaviour];
  const countsSplits = hash32(`split style ${fund.code}`) % 2 === 0;
  let [unit, paid, splitsSoFar] = [TICKS, 0, 1];
  for (let k = 0; k < own.length; k += 1) {
    const noise = random.normal();
    const event = k === 0 ? NO_EVENT : eventOn(fund, { day: own[k]!, age: k, unit });
    if (k > 0) {
      const grown = unit * Math.exp(mean + toMarket * market[first + k]! + deviation * noise);
      unit = Math.max(1, Math.round((grown - event.dividendTicks) / event.split));
    }
    paid += event.dividendTicks * splitsSoFar;
    splitsSoFar *= countsSplits ? event.split : 1;
    walk.unitTicks[k] = unit;
    walk.dividendTicks[k] = event.dividendTicks;
    walk.splits[k] = event.split;
    walk.accumulatedTicks[k] = Math.round(unit * splitsSoFar + paid);
  }
  return walk;
}

type Event = { readonly dividendTicks: number; readonly split: number };
const NO_EVENT: Event = { dividendTicks: 0, split: 1 };

type Moment = { readonly day: SessionDay; readonly age: number; readonly unit: number };

/** Every fourth fund pays about once a year, every tenth splits now and then; fund 000001 does both, on days one can name. */
function eventOn({ code }: SimulatedFund, { day, age, unit }: Moment): Event {
  const isFirst = code === '000001';
  const pays = isFirst
    ? age % 240 === 100
    : hash32(`payer ${code}`) % 4 === 0 && hash32(`pays ${code} ${day}`) % 240 === 0;
  if (pays) return { dividendTicks: Math.round(unit / 400) * 10, split: 1 };
  const splits = isFirst
    ? age % 500 === 180
    : hash32(`splitter ${code}`) % 10 === 0 && hash32(`splits ${code} ${day}`) % 500 === 0;
  if (splits) return { dividendTicks: 0, split: Math.round((unit / TICKS) * 1.25 * 1e9) / 1e9 };
  return NO_EVENT;
}

/** Money funds: income on 10 000 units on every day of the calendar, and what seven days of it come to in a year. */
export type IncomeWalk = { readonly days: Int32Array; readonly incomes: Float64Array; readonly yields: Float64Array };

export function incomeWalkOf(
  { code, founded }: SimulatedFund,
  { seed, from, to }: { readonly seed: number; readonly from: Session; readonly to: SessionDay },
): IncomeWalk {
  const begin = Math.max(founded, dayOfSession(from));
  const days = Int32Array.from({ length: to - begin + 1 }, (_, k) => begin + k);
  const random = randomStream(seed, 'income', code);
  let level = 0.45 + random.next() * 0.25;
  const incomes = Float64Array.from(days, () => {
    level = Math.max(0.2, level + random.normal() * 0.004);
    return Math.round(level * 1e4) / 1e4;
  });
  const yields = incomes.map((_, k) => sevenDayYield(incomes.subarray(Math.max(0, k - 6), k + 1)));
  return { days, incomes, yields };
}

/** In percent with three decimals. */
function sevenDayYield(incomes: Float64Array): number {
  const sum = incomes.reduce((total, income) => total + income, 0);
  return Math.round((sum / incomes.length / 10_000) * 365 * 100 * 1000) / 1000;
}
