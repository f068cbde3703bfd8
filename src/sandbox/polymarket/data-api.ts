import { type Endpoint, type VenueAnswer, type VenueCall, VenueRefusal } from '../venue/venue-server.ts';
import type { Listed } from '../world/catalogue.ts';
import { type Fill, fillsOf } from '../world/questions.ts';
import type { PolymarketWorld } from './world.ts';

const LIMIT_MAX = 10_000;
const OFFSET_MAX = 10_000;

/** The Data API: who traded what. A market's trades are of both outcomes, the newest first. */
export function dataEndpoints(world: PolymarketWorld): readonly Endpoint[] {
  return [
    { name: 'trades', method: 'GET', path: /^\/data\/trades$/, answer: (call) => trades(world, call) },
    { name: 'trades_v2', method: 'GET', path: /^\/data\/v2\/trades$/, answer: (call) => tradesByCursor(world, call) },
  ];
}

type Trade = Fill & { readonly listed: Listed };

/** Everything that was traded in these markets, newest first. */
function tradesOf({ catalogue, seed, nowMs }: PolymarketWorld, query: URLSearchParams): readonly Trade[] {
  const conditions = (query.get('market') ?? '').split(',').filter((id) => id !== '');
  if (conditions.length === 0) throw new VenueRefusal(400, { error: 'market is required in this simulation' });
  return conditions
    .flatMap((id) => catalogue.byCondition(id) ?? [])
    .flatMap((listed) => {
      const range = { fromMs: listed.question.opensMs, toMs: nowMs() };
      return fillsOf(seed, listed.question, range).map((fill) => ({ ...fill, listed }));
    })
    .sort((left, right) => right.atMs - left.atMs);
}

function trades(world: PolymarketWorld, { query, faults }: VenueCall): VenueAnswer {
  const limit = Math.min(numberOf(query, 'limit', 100), LIMIT_MAX);
  const offset = numberOf(query, 'offset', 0);
  if (offset > OFFSET_MAX) throw new VenueRefusal(400, { error: 'max historical activity offset of 10000 exceeded' });
  const begin = faults.has('repeat_page') ? 0 : offset;
  const rows = tradesOf(world, query)
    .slice(begin, begin + limit)
    .map(tradeJson);
  return { json: rows, rows: rows.length };
}

function tradesByCursor(world: PolymarketWorld, { query }: VenueCall): VenueAnswer {
  if (query.has('offset')) throw new VenueRefusal(400, { error: 'offset is not supported, use cursor' });
  const limit = Math.min(numberOf(query, 'limit', 100), LIMIT_MAX);
  const cursor = query.get('cursor');
  const begin = cursor === null ? 0 : Number(Buffer.from(cursor, 'base64').toString('utf8'));
  const all = tradesOf(world, query);
  const hasMore = begin + limit < all.length;
  const next = hasMore ? Buffer.from(String(begin + limit)).toString('base64') : null;
  const data = all.slice(begin, begin + limit).map(snakeCase);
  return { json: { data, pagination: { limit, has_more: hasMore, next_cursor: next } }, rows: data.length };
}

function tradeJson({ listed, atMs, outcome, price, size, side, hash }: Trade) {
  const { question, conditionId, tokens } = listed;
  return {
    proxyWallet: '0x1111111111111111111111111111111111111111',
    side,
    asset: tokens[outcome],
    conditionId,
    size,
    price,
    timestamp: atMs / 1000,
    title: question.text,
    slug: question.slug,
    eventSlug: question.slug,
    outcome: question.outcomes[outcome],
    outcomeIndex: outcome,
    name: 'simulated',
    transactionHash: hash,
  };
}

function snakeCase(trade: Trade) {
  const { asset, conditionId, eventSlug, outcomeIndex, proxyWallet, transactionHash, ...same } = tradeJson(trade);
  return {
    ...same,
    proxy_wallet: proxyWallet,
    token_id: asset,
    condition_id: conditionId,
    event_slug: eventSlug,
    outcome_index: outcomeIndex,
    transaction_hash: transactionHash,
  };
}

function numberOf(query: URLSearchParams, name: string, fallback: number): number {
  const text = query.get(name);
  if (text === null) return fallback;
  if (!/^\d+$/.test(text)) throw new VenueRefusal(400, { error: `invalid ${name}` });
  return Number(text);
}
