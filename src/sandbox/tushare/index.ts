import {
  createFundMarket,
  FUND_MARKET_DEFAULTS,
  type FundMarket,
  type FundMarketOptions,
} from '../funds/fund-market.ts';
import { type RowSpoilers, spoilRows } from '../venue/row-faults.ts';
import {
  startVenue,
  type Venue,
  type VenueAnswer,
  type VenueCall,
  VenueRefusal,
  type VenueServer,
} from '../venue/venue-server.ts';
import { APIS, type ApiRow, futureRow } from './apis.ts';
import { REFUSALS, TUSHARE_FAULTS } from './faults.ts';

export type TushareSandboxOptions = FundMarketOptions & {
  /** 0 = a free one. */
  readonly port: number;
  /** As text: `minute_limit@2,null_data@fund_nav`. */
  readonly faults: string;
  /** What time it is for the vendor; by default always half past ten in the evening of `to`. */
  readonly clock: { readonly nowMs: () => number };
  readonly token: string;
};

export type TushareSandbox = VenueServer & { readonly market: FundMarket; readonly token: string };

const DEFAULTS = { ...FUND_MARKET_DEFAULTS, port: 0, faults: '', token: 'sandbox-token-of-tushare' };

/** 22:30 in Shanghai, as UTC. */
const LATE_EVENING_MS = 14.5 * 3_600_000;

/**
 * Tushare's one address over made-up funds: every API is a POST, every refusal has status 200 and says in words what it
 * means, tables are fields and items, pages say whether there is more.
 *
 * @throws usage.invalid, usage.unknown_name, calendar.beyond_horizon, io.failed
 */
export async function startTushareSandbox(options: Partial<TushareSandboxOptions> = {}): Promise<TushareSandbox> {
  const settings = { ...DEFAULTS, ...options };
  const market = createFundMarket(settings);
  const evening = Date.parse(`${settings.to}T00:00:00Z`) + LATE_EVENING_MS;
  const nowMs = options.clock?.nowMs ?? (() => evening);
  const server = await startVenue(vendorOf({ market, nowMs, token: settings.token }), settings);
  return { ...server, market, token: settings.token };
}

type Vendor = { readonly market: FundMarket; readonly nowMs: () => number; readonly token: string };

function vendorOf(vendor: Vendor): Venue {
  return {
    name: 'tushare',
    nowMs: vendor.nowMs,
    endpoints: [{ name: 'api', method: 'POST', path: /^\/$/, nameIn: apiName, answer: (call) => answer(call, vendor) }],
    faults: { faults: TUSHARE_FAULTS, scopes: ['api', ...Object.keys(APIS)] },
    refusal: (status, message) => ({ code: status, msg: message, data: null }),
  };
}

function apiName(body: unknown): string {
  return String((body as { readonly api_name?: unknown } | null)?.api_name ?? 'api');
}

const refused = (words: { readonly code: number; readonly msg: string }) =>
  new VenueRefusal(200, { ...words, data: null });

function answer({ body, faults }: VenueCall, { market, nowMs, token }: Vendor): VenueAnswer {
  const { api_name: name = '', token: given, params = {}, fields = '' } = (body ?? {}) as Record<string, never>;
  const due = Object.keys(REFUSALS).find((kind) => faults.has(kind));
  if (due !== undefined) throw refused(REFUSALS[due]!);
  if (given !== token) throw refused(REFUSALS.wrong_token!);
  const api = APIS[name];
  if (api === undefined) throw refused({ code: -2001, msg: `请指定正确的接口名: ${String(name)}` });
  if (faults.has('null_data')) return { json: { code: 0, msg: '', data: null } };
  const { limit = PAGE_ROWS, offset = 0 } = params as { readonly limit?: number; readonly offset?: number };
  const begin = faults.has('repeat_page') ? 0 : offset;
  const all = api(params, { market, nowMs: nowMs() });
  const page = all.slice(begin, begin + limit);
  const rows = spoilRows(page, { kinds: faults, nowMs: nowMs() }, SPOILERS) as readonly ApiRow[];
  const columns = columnsOf(String(fields), rows[0] ?? all[0]);
  const items = rows.map((row) => columns.map((column) => row[column] ?? null));
  const hasMore = begin + limit < all.length;
  return { json: { code: 0, msg: '', data: { fields: columns, items, has_more: hasMore } }, rows: rows.length };
}

const PAGE_ROWS = 2000;

/** The fields that were asked for, or all of them. */
function columnsOf(asked: string, row: ApiRow | undefined): readonly string[] {
  const own = Object.keys(row ?? {});
  const wanted = asked.split(',').filter((name) => name !== '');
  if (row === undefined) return wanted;
  return wanted.length === 0
    ? own
    : [...wanted.filter((name) => own.includes(name)), ...own.filter((name) => name.startsWith('new_'))];
}

const scaled = (row: ApiRow, factor: number): ApiRow => ({ ...row, unit_nav: Number(row.unit_nav) * factor });

const SPOILERS: RowSpoilers<ApiRow> = {
  conflicting: (row) => ({ ...row, accum_nav: 9.8765 }),
  future: futureRow,
  absurd: (row) => scaled(row, 100),
  badNumber: (row, word) => ({ ...row, unit_nav: word }),
  renamed: ({ unit_nav, ...row }) => ({ ...row, nav: unit_nav ?? null }),
  extra: (row) => ({ ...row, new_column: 1 }),
};
