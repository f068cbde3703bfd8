import type { ServerResponse } from 'node:http';
import {
  createFundMarket,
  FUND_MARKET_DEFAULTS,
  type FundMarket,
  type FundMarketOptions,
} from '../funds/fund-market.ts';
import { encodeGbk } from '../rqdata/gbk.ts';
import {
  type Endpoint,
  startVenue,
  type Venue,
  type VenueAnswer,
  type VenueCall,
  VenueRefusal,
  type VenueServer,
} from '../venue/venue-server.ts';
import { createBursts } from './bursts.ts';
import { EASTMONEY_FAULTS } from './faults.ts';
import { lsjzBody, lsjzRow, PAGE_ROWS, REFUSED, spoilLsjz, UNKNOWN_FUND } from './history.ts';
import { eventScript, fundListScript, marketScript, moneyPage, trendScript } from './scripts.ts';

export type EastmoneySandboxOptions = FundMarketOptions & {
  /** 0 = a free one. */
  readonly port: number;
  /** As text: `reset@lsjz:3,html@market`. */
  readonly faults: string;
  /** What time it is for the site; by default always half past ten in the evening of `to`. A moving one publishes fund by fund. */
  readonly clock: { readonly nowMs: () => number };
  /** Who asks more often within a second is cut off, without an answer; 0 = nobody. */
  readonly callsPerSecondMax: number;
};

export type EastmoneySandbox = VenueServer & { readonly market: FundMarket };

const DEFAULTS = { ...FUND_MARKET_DEFAULTS, port: 0, faults: '', callsPerSecondMax: 0 };

/** 22:30 in Shanghai, as UTC. */
const LATE_EVENING_MS = 14.5 * 3_600_000;

/**
 * Eastmoney's fund site as its readers know it: scripts, HTML and JSON; pages of twenty, newest first; the Referer; values
 * that are blank for hours; dates that the page states itself. The funds are made up and say so: their names begin with
 * 模拟, every answer has the header `X-Tapeline-Simulated: true`. One server speaks for both hosts of the site.
 *
 * @throws usage.invalid, usage.unknown_name, calendar.beyond_horizon, io.failed
 */
export async function startEastmoneySandbox(options: Partial<EastmoneySandboxOptions> = {}): Promise<EastmoneySandbox> {
  const settings = { ...DEFAULTS, ...options };
  const market = createFundMarket(settings);
  const evening = Date.parse(`${settings.to}T00:00:00Z`) + LATE_EVENING_MS;
  const nowMs = options.clock?.nowMs ?? (() => evening);
  const server = await startVenue(siteOf({ market, nowMs }, settings.callsPerSecondMax), settings);
  return { ...server, market };
}

type Site = { readonly market: FundMarket; readonly nowMs: () => number };

function siteOf(site: Site, callsPerSecondMax: number): Venue {
  const endpoints = endpointsOf(site);
  const bursts = createBursts(callsPerSecondMax);
  return {
    name: 'eastmoney',
    nowMs: site.nowMs,
    endpoints,
    faults: { faults: EASTMONEY_FAULTS, scopes: ['api', ...endpoints.map(({ name }) => name)] },
    refusal: (status) => `<html><head><title>${status}</title></head><body>${status}</body></html>`,
    admit: (_call, response) => {
      if (bursts.isOne()) cutOff(response);
    },
  };
}

/** The site does not say 429. */
function cutOff(response: ServerResponse): never {
  response.socket?.resetAndDestroy();
  throw new VenueRefusal(403, '');
}

function endpointsOf(site: Site): readonly Endpoint[] {
  const get = (name: string, path: string, answer: Endpoint['answer']): Endpoint => ({
    name,
    method: 'GET',
    path: new RegExp(`^${path}$`),
    answer,
  });
  const view = ({ faults }: VenueCall) => ({ market: site.market, nowMs: site.nowMs(), kinds: faults });
  return [
    get('fund_list', '/js/fundcode_search\\.js', () => script(fundListScript(site.market.funds))),
    get('market', '/Data/Fund_JJJZ_Data\\.aspx', (call) => withReferer(call, () => script(marketScript(view(call))))),
    get('money', '/HBJJ_pjsyl\\.html', (call) => ({ body: encodeGbk(moneyPage(view(call))), type: 'text/html' })),
    get('lsjz', '/f10/lsjz', (call) => lsjz(call, site)),
    get('trend', '/pingzhongdata/(\\w+)\\.js', (call) => trend(call, site)),
    get('events', '/Data/funddataIndex_Interface\\.aspx', (call) => events(call, view(call))),
  ];
}

function script(body: string): VenueAnswer {
  return { body, type: 'application/javascript; charset=utf-8' };
}

/** To strangers the market is a page of HTML. */
function withReferer({ headers }: VenueCall, answer: () => VenueAnswer): VenueAnswer {
  if (/eastmoney\.com/.test(headers.referer ?? '')) return answer();
  return { body: '<html><head><title>访问验证</title></head></html>', type: 'text/html; charset=utf-8' };
}

function lsjz(call: VenueCall, { market, nowMs }: Site): VenueAnswer {
  const { query, faults, headers } = call;
  const isOurs = /^https?:\/\/fundf10\.eastmoney\.com\//.test(headers.referer ?? '');
  if (!isOurs || faults.has('refused')) return wrapped(call, REFUSED);
  const fund = market.fundOf(query.get('fundCode') ?? '');
  if (fund === undefined || faults.has('unknown_fund')) return wrapped(call, UNKNOWN_FUND);
  const [first, last] = [query.get('startDate') || '0000', query.get('endDate') || '9999'];
  const own = market
    .rows(fund, nowMs())
    .map((row) => lsjzRow(fund, row))
    .filter(({ FSRQ }) => FSRQ! >= first && FSRQ! <= last)
    .toReversed();
  const pageIndex = faults.has('repeat_page') ? 1 : Math.max(1, Number(query.get('pageIndex') ?? 1));
  const page = own.slice((pageIndex - 1) * PAGE_ROWS, pageIndex * PAGE_ROWS);
  const total = own.length + (faults.has('lying_total') ? 1000 : 0);
  const rows = spoilLsjz(page, faults, nowMs());
  const body = lsjzBody({ fund, rows, total, pageIndex }) as { readonly Data: object };
  if (faults.has('null_data')) return wrapped(call, { ...body, Data: null });
  if (faults.has('half_money'))
    return wrapped(call, { ...body, Data: { ...body.Data, FundType: '005', SYType: null } });
  return wrapped(call, body, rows.length);
}

/** JSON, in a callback when one is asked for. */
function wrapped({ query, faults }: VenueCall, value: unknown, rows = 0): VenueAnswer {
  const callback = query.get('callback') ?? (faults.has('jsonp') ? 'jQuery1830' : null);
  const text = callback === null ? JSON.stringify(value) : `${callback}(${JSON.stringify(value)})`;
  const body = faults.has('gbk') ? encodeGbk(text) : text;
  return { body, type: 'text/plain; charset=utf-8', rows };
}

function trend({ path, faults }: VenueCall, { market, nowMs }: Site): VenueAnswer {
  const fund = market.fundOf(path[0] ?? '');
  if (fund === undefined) throw new VenueRefusal(404, '<html><head><title>404</title></head></html>');
  return script(trendScript(fund, market.rows(fund, nowMs()), faults));
}

function events({ query }: VenueCall, view: Parameters<typeof eventScript>[0]): VenueAnswer {
  const kind = query.get('dt') === '9' ? 'splits' : 'dividends';
  const page = Math.max(1, Number(query.get('page') ?? 1));
  return script(eventScript(view, { kind, year: query.get('year') ?? '', page }));
}
