import { type Endpoint, type VenueAnswer, type VenueCall, VenueRefusal } from '../venue/venue-server.ts';
import type { Listed } from '../world/catalogue.ts';
import { eventJson, isClosed, marketJson, TAGS } from './market-json.ts';
import type { PolymarketWorld } from './world.ts';

const URL_BYTES_MAX = 8192;
const MARKETS_MAX = 100;
const EVENTS_MAX = 500;
const IDS_MAX = 100;

/** Gamma: what markets there are. */
export function gammaEndpoints(world: PolymarketWorld): readonly Endpoint[] {
  const get = (name: string, path: string, answer: Endpoint['answer']): Endpoint => ({
    name,
    method: 'GET',
    path: new RegExp(`^/gamma/${path}$`),
    answer,
  });
  return [
    get('markets', 'markets/keyset', (call) => keyset(world, call, { field: 'markets', max: MARKETS_MAX })),
    get('events', 'events/keyset', (call) => keyset(world, call, { field: 'events', max: EVENTS_MAX })),
    get('legacy_markets', 'markets', (call) => legacy(world, call, marketJson)),
    get('legacy_events', 'events', (call) => legacy(world, call, eventJson)),
    get('event_by_slug', 'events/slug/([^/]+)', (call) => ({ json: eventJson(bySlug(world, call), viewOf(world)) })),
    get('market_by_slug', 'markets/slug/([^/]+)', (call) => ({ json: marketJson(bySlug(world, call), viewOf(world)) })),
  ];
}

function viewOf({ seed, nowMs }: PolymarketWorld) {
  return { seed, nowMs: nowMs() };
}

function bySlug({ catalogue }: PolymarketWorld, { path }: VenueCall): Listed {
  const found = catalogue.all().find(({ question }) => question.slug === path[0]);
  if (found === undefined) throw new VenueRefusal(404, { type: 'not found error', error: 'slug not found' });
  return found;
}

type Page = { readonly field: 'markets' | 'events'; readonly max: number };

/** A parameter called `cursor` is ignored, as the real one ignores it: the next page is asked for with `after_cursor`. */
function keyset(world: PolymarketWorld, call: VenueCall, { field, max }: Page): VenueAnswer {
  const { query, faults } = call;
  if (query.toString().length > URL_BYTES_MAX) throw new VenueRefusal(414, 'URI Too Long');
  if (query.has('offset')) throw invalid('offset is not supported, use after_cursor');
  const limit = Math.min(wholeOf(query, 'limit') ?? 20, max);
  const all = filtered(world, query);
  const after = faults.has('repeat_page') ? null : query.get('after_cursor');
  const begin = after === null ? 0 : placeAfter(all, after);
  const page = all.slice(begin, begin + limit);
  const hasMore = begin + limit < all.length;
  const toJson = field === 'markets' ? marketJson : eventJson;
  const rows = page.map((listed) => toJson(listed, viewOf(world)));
  const next = hasMore ? { next_cursor: cursorOf(page.at(-1)!) } : {};
  return { json: { [field]: faults.has('zero_rows') ? [] : rows, ...next }, rows: rows.length };
}

function cursorOf({ id }: Listed): string {
  return Buffer.from(JSON.stringify({ id })).toString('base64url');
}

function placeAfter(all: readonly Listed[], cursor: string): number {
  const place = all.findIndex((listed) => cursorOf(listed) === cursor);
  if (place < 0) throw invalid('invalid cursor');
  return place + 1;
}

/** The older lists: at most 100 whatever is asked for, open ones only unless told otherwise, no way beyond the first page. */
function legacy(
  world: PolymarketWorld,
  { query }: VenueCall,
  toJson: typeof marketJson | typeof eventJson,
): VenueAnswer {
  if ((wholeOf(query, 'offset') ?? 0) > 0) throw invalid('offset is too large, use the keyset endpoint');
  const open = new URLSearchParams(query);
  if (!open.has('closed')) open.set('closed', 'false');
  const limit = Math.min(wholeOf(query, 'limit') ?? 20, MARKETS_MAX);
  const rows = filtered(world, open)
    .slice(0, limit)
    .map((listed) => toJson(listed, viewOf(world)));
  return { json: rows, rows: rows.length };
}

function filtered({ catalogue, nowMs }: PolymarketWorld, query: URLSearchParams): readonly Listed[] {
  const [slugs, conditions, tokens] = ['slug', 'condition_ids', 'clob_token_ids'].map((name) => query.getAll(name));
  if (conditions!.length > IDS_MAX) throw invalid(`at most ${IDS_MAX} condition_ids`);
  const closed = flagOf(query, 'closed');
  const [endMin, endMax] = [timeOf(query, 'end_date_min'), timeOf(query, 'end_date_max')];
  const tag = query.get('tag_id');
  const isAmong = (wanted: readonly string[], ...own: readonly string[]) =>
    wanted.length === 0 || own.some((each) => wanted.includes(each));
  const found = catalogue.all().filter((listed) => {
    const { question } = listed;
    return (
      isAmong(slugs!, question.slug) &&
      isAmong(conditions!, listed.conditionId) &&
      isAmong(tokens!, ...listed.tokens) &&
      (closed === null || closed === isClosed(listed, nowMs())) &&
      question.endMs >= (endMin ?? -Infinity) &&
      question.endMs <= (endMax ?? Infinity) &&
      (tag === null || TAGS[question.coin] === tag)
    );
  });
  return query.get('ascending') === 'false' ? found.toReversed() : found;
}

function flagOf(query: URLSearchParams, name: string): boolean | null {
  const text = query.get(name);
  if (text === null) return null;
  if (text !== 'true' && text !== 'false') throw invalid(`${name} is not a boolean`);
  return text === 'true';
}

function timeOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  const atMs = Date.parse(text);
  if (Number.isNaN(atMs)) throw invalid(`${name} is not a date-time`);
  return atMs;
}

function wholeOf(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d+$/.test(text)) throw invalid(`${name} is not a number`);
  return Number(text);
}

function invalid(error: string): VenueRefusal {
  return new VenueRefusal(422, { type: 'validation error', error });
}
