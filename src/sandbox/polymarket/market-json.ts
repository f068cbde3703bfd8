import type { Listed } from '../world/catalogue.ts';
import { payoutOf, probabilityAt } from '../world/questions.ts';

/** The venue closes a market this long after its end. */
const CLOSES_AFTER_MS = 31_000;

export function closesAtMs({ question }: Listed): number {
  return question.endMs + CLOSES_AFTER_MS;
}

export function isClosed(listed: Listed, nowMs: number): boolean {
  return nowMs >= closesAtMs(listed);
}

/** Cents, for questions near their end tenths of cents. */
export function tickOf({ question }: Listed, nowMs: number): number {
  return question.endMs - nowMs < 3_600_000 ? 0.001 : 0.01;
}

export type MarketView = { readonly seed: number; readonly nowMs: number };

/** A market as Gamma tells it: lists as texts of JSON, numbers as texts beside their twins, two ways to write a time. */
export function marketJson(listed: Listed, view: MarketView): Readonly<Record<string, unknown>> {
  const { question, id, conditionId, tokens } = listed;
  const { seed, nowMs } = view;
  const closed = isClosed(listed, nowMs);
  const price = payoutOf(seed, question, closed ? nowMs : 0) ?? probabilityAt(seed, question, nowMs);
  const volume = Math.round((nowMs - question.opensMs) / 60_000) * 3.5 + 250;
  return {
    id,
    question: question.text,
    conditionId,
    slug: question.slug,
    resolutionSource: 'https://example.invalid/simulated',
    endDate: isoSeconds(question.endMs),
    liquidity: closed ? '0' : '12034.55',
    startDate: new Date(question.opensMs).toISOString(),
    description: 'SIMULATED. Resolves by the simulated price of the coin.',
    outcomes: JSON.stringify(question.outcomes),
    outcomePrices: JSON.stringify([shown(price), shown(1 - price)]),
    volume: volume.toFixed(6),
    active: true,
    closed,
    createdAt: new Date(question.opensMs).toISOString(),
    updatedAt: new Date(Math.min(nowMs, closesAtMs(listed))).toISOString(),
    ...(closed ? { closedTime: spacedTime(closesAtMs(listed)), umaResolutionStatus: 'resolved' } : {}),
    archived: false,
    restricted: true,
    questionID: conditionId,
    enableOrderBook: true,
    orderPriceMinTickSize: tickOf(listed, nowMs),
    orderMinSize: 5,
    volumeNum: volume,
    liquidityNum: closed ? 0 : 12034.55,
    endDateIso: isoSeconds(question.endMs).slice(0, 10),
    startDateIso: new Date(question.opensMs).toISOString().slice(0, 10),
    clobTokenIds: JSON.stringify(tokens),
    acceptingOrders: !closed,
    negRisk: false,
    eventStartTime: isoSeconds(question.startMs),
    lastTradePrice: price,
    umaResolutionStatuses: '[]',
  };
}

export function eventJson(listed: Listed, view: MarketView): Readonly<Record<string, unknown>> {
  const { question, id } = listed;
  const closed = isClosed(listed, view.nowMs);
  return {
    id: `9${id}`,
    ticker: question.slug,
    slug: question.slug,
    title: question.text,
    description: 'SIMULATED.',
    startDate: new Date(question.opensMs).toISOString(),
    endDate: isoSeconds(question.endMs),
    startTime: isoSeconds(question.startMs),
    active: true,
    closed,
    archived: false,
    negRisk: false,
    tags: [{ id: TAGS[question.coin], label: question.coin === 'BTC' ? 'Bitcoin' : 'Ethereum', slug: question.coin }],
    markets: [marketJson(listed, view)],
  };
}

/** Numbers of topics: those of the real venue as public code has them. */
export const TAGS: Readonly<Record<string, string>> = { BTC: '235', ETH: '39' };

function shown(price: number): string {
  return String(Math.round(price * 1000) / 1000);
}

function isoSeconds(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19)}Z`;
}

/** `2026-01-07 05:00:31+00` */
function spacedTime(atMs: number): string {
  return `${new Date(atMs).toISOString().slice(0, 19).replace('T', ' ')}+00`;
}
