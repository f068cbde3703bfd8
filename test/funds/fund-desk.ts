import { createEastmoneySource } from '../../src/adapters/providers/eastmoney/source.ts';
import { calendarOf } from '../../src/calendar/index.ts';
import type { Clock } from '../../src/core/clock.ts';
import { sha256Hex } from '../../src/core/hash.ts';
import { measureFunds } from '../../src/data/derived/fund-metrics.ts';
import { planShards, rememberMeasured } from '../../src/data/derived/fund-shards.ts';
import type { Draft } from '../../src/data/lake/draft.ts';
import { lakeForTests, type TestLake } from '../../src/data/lake-for-tests.ts';
import { type CollectOptions, collectNavs, type NavsCollected } from '../../src/data/path/collect-navs.ts';
import type { FundPath } from '../../src/data/path/fund-path.ts';
import { mergeNavs, type NavsMerged } from '../../src/data/path/merge-navs.ts';
import type { FundSource } from '../../src/data/source/funds.ts';
import { FUND_ASSETS } from '../../src/data/stored/fund-assets.ts';
import type { Severities } from '../../src/data/validated/rule.ts';
import {
  type EastmoneySandbox,
  type EastmoneySandboxOptions,
  startEastmoneySandbox,
} from '../../src/sandbox/eastmoney/index.ts';

export const shanghai = (text: string): number => Date.parse(`${text}:00+08:00`);

const OPTIONS: CollectOptions = {
  targets: [],
  historyFrom: null,
  historyFundsMax: 0,
  recheckDays: 5,
  recheckEveryDays: 0,
};

/** The fund desk's data path over the sandbox, on a clock that is moved and a lake in memory. */
export type FundDesk = AsyncDisposable & {
  readonly site: EastmoneySandbox;
  readonly lake: TestLake;
  readonly at: (text: string) => void;
  readonly collect: (options?: Partial<CollectOptions>) => Promise<NavsCollected>;
  readonly merge: (rules?: Severities) => Promise<NavsMerged>;
  readonly measure: () => Promise<void>;
  readonly rows: (asset: keyof typeof FUND_ASSETS) => ReturnType<TestLake['rows']>;
};

export async function openFundDesk(options: Partial<EastmoneySandboxOptions> = {}): Promise<FundDesk> {
  const moment = { nowMs: shanghai('2024-03-15T22:40') };
  const clock: Clock = { nowMs: () => moment.nowMs, monotonicMs: () => moment.nowMs, sleep: async () => {} };
  const site = await startEastmoneySandbox({ from: '2023-10-09', to: '2024-06-28', funds: 13, clock, ...options });
  const urls = { siteUrl: site.url, apiUrl: site.url };
  const source = createEastmoneySource({ ...urls, clock, intervalMs: 0, jitterMs: 0, simulated: true });
  const lake = lakeForTests();
  let runs = 0;
  const pathOf = (draft: Draft, severities: Severities = {}): FundPath => {
    runs += 1;
    return pathOver(source, { draft, nowMs: moment.nowMs, run: runs, severities });
  };
  return {
    site,
    lake,
    at: (text) => {
      moment.nowMs = shanghai(text);
    },
    collect: (more = {}) => lake.step((draft) => collectNavs(pathOf(draft), { ...OPTIONS, ...more })),
    merge: (rules = {}) => lake.step((draft) => mergeNavs(pathOf(draft, rules), { coverageSessions: 20 })),
    measure: () =>
      lake.step(async (draft) => {
        const { author, asOfMs, calendar } = pathOf(draft);
        const how = { pointsMin: 60, pointsMax: 756, riskFree: 0.015, asOfMs, calendar };
        const shards = await planShards(draft, { ...how, shards: 2, recompute: false });
        for (const shard of shards) await measureFunds(draft, shard, { ...how, author });
        if (shards.length > 0) await rememberMeasured(draft, { ...how, shards, author });
      }),
    rows: (asset) => lake.rows(asset, FUND_ASSETS[asset].schema, FUND_ASSETS[asset].key),
    async [Symbol.asyncDispose]() {
      await source[Symbol.asyncDispose]();
      await site[Symbol.asyncDispose]();
    },
  };
}

type Moment = {
  readonly draft: Draft;
  readonly nowMs: number;
  readonly run: number;
  readonly severities: Severities;
};

function pathOver(source: FundSource, { draft, nowMs, run, severities }: Moment): FundPath {
  return {
    source,
    rawStore: {
      put: async (body) => ({
        sha256: await sha256Hex(Buffer.from(body).toString('latin1')),
        path: '',
        bytes: body.length,
      }),
      get: async () => new Uint8Array(),
    },
    draft,
    calendar: calendarOf('XSHG'),
    asOfMs: nowMs,
    nowMs: () => nowMs,
    author: {
      runId: `00000000-0000-7000-8000-${String(run).padStart(12, '0')}`,
      stepKey: 'step',
      codeVersion: 'test',
      providers: ['eastmoney'],
      simulated: true,
    },
    strictness: { severities, rejectedShareMax: 0.5 },
    signal: new AbortController().signal,
    onProgress: () => {},
  };
}
