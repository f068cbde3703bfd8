import type { FundWeekReport } from './fund-model.ts';
import type {
  BacktestReport,
  DailyReport,
  FactorReport,
  InstrumentChart,
  InstrumentReport,
  QualityReport,
  ReportHead,
} from './model.ts';

/** Reports of made-up numbers, each field in a form that has to be seen somewhere on a page. */
export const HEAD: ReportHead = {
  v: 1,
  profile: 'sandbox',
  simulated: true,
  providers: ['rqdata'],
  asOf: '2026-01-02T03:04:05.000Z',
  version: '0.1.0',
  command: 'tapeline report daily --set "a<b"',
};

const SESSIONS = Array.from({ length: 80 }, (_, k) => 19_723 + k);
const wave = (k: number) => 20 + 3 * Math.sin(k / 9);

export const CHART: InstrumentChart = {
  symbol: '000001.XSHE',
  about: {
    name: '模拟<煤炭>&0001',
    venue: 'XSHE',
    board: 'MainBoard',
    industry: '煤炭',
    listed: 11_239,
    delisted: null,
  },
  bars: {
    sessions: SESSIONS,
    open: SESSIONS.map((_, k) => (k === 40 ? null : wave(k))),
    high: SESSIONS.map((_, k) => (k === 40 ? null : wave(k) + 0.5)),
    low: SESSIONS.map((_, k) => (k === 40 ? null : wave(k) - 0.5)),
    close: SESSIONS.map((_, k) => (k === 40 ? null : wave(k + 1))),
    volume: SESSIONS.map((_, k) => (k === 40 ? null : 1e6 + k)),
  },
  indicators: [
    { text: 'SMA(5)', place: 'price', outputs: [{ name: 'SMA(5)', values: SESSIONS.map((_, k) => wave(k)) }] },
    { text: 'RSI(14)', place: 'pane', outputs: [{ name: 'RSI(14)', values: SESSIONS.map((_, k) => 50 + (k % 30)) }] },
  ],
  events: [{ bar: 20, factor: 1.25, isInferred: true }],
  filled: [{ bar: 30, how: 'ffill' }],
  suspended: [{ fromBar: 40, toBar: 40 }],
};

export const INSTRUMENT: InstrumentReport = {
  kind: 'instrument_report',
  ...HEAD,
  chart: CHART,
  figures: {
    first: 19_723,
    last: 19_802,
    bars: 79,
    close: 21.5,
    changeFraction: 0.0123,
    rangeFraction: -0.2,
    highest: 23.5,
    highestOn: 19_737,
    lowest: 16.5,
    lowestOn: 19_765,
    volumeMean: 1_000_040,
  },
};

export const DAILY: DailyReport = {
  kind: 'daily_report',
  ...HEAD,
  run: { runId: 'r1', job: 'stocks.full', state: 'succeeded', startedAt: HEAD.asOf, durationMs: 12_400 },
  source: { name: 'rqdata', description: 'RQData at <somewhere>' },
  synced: [{ dataset: 'ohlcv_daily', received: 211_088, inserted: 5, revised: 2, unchanged: 3 }],
  gaps: {
    to: '2025-12-31',
    expected: 214_822,
    held: 211_085,
    suspended: 3702,
    found: 35,
    fetched: 14,
    filled: 21,
    left: 0,
  },
  quality: {
    verdict: 'warned',
    score: 0.9996,
    quarantined: 3,
    findings: [
      { dataset: 'ohlcv_daily', rule: 'high_below_body', rows: 3, about: 'high >= max(open, close)', example: 'x<y' },
    ],
  },
  skipped: [{ what: 'factor pe', because: 'no column', count: null }],
  scores: {
    session: '2025-12-31',
    rows: 300,
    factors: [
      { name: 'trend', about: 'close over average', weight: 0.6 },
      { name: 'pe', about: 'cheap', weight: 0.4 },
    ],
    absent: {},
    top: [
      {
        rank: 1,
        symbol: '600086.XSHG',
        name: null,
        score: 1.2712,
        percentile: 100,
        parts: { trend: 1.3, pe: -0.0288 },
      },
      { rank: 2, symbol: '000021.XSHE', name: '某某', score: 0.5, percentile: 50, parts: { trend: 0.5, pe: null } },
    ],
  },
  charts: [CHART],
};

export const BACKTEST: BacktestReport = {
  kind: 'backtest_report',
  ...HEAD,
  simulated: false,
  strategy: 'sma_cross',
  parameters: { fast: 10, slow: 20 },
  symbols: ['000001.XSHE'],
  cash: 1_000_000,
  rules: {
    name: 'a_shares',
    lot: 100,
    settlement: 'T+1',
    commissionRate: 0.00025,
    commissionMinimum: 5,
    hasStampDuty: true,
    hasPriceLimits: true,
    slippageBps: 5,
  },
  rulesNote: null,
  sessions: SESSIONS,
  equity: SESSIONS.map((_, k) => 1_000_000 + 1000 * k),
  benchmark: { name: '000001.XSHE', equity: SESSIONS.map((_, k) => 1_000_000 - 500 * k) },
  drawdown: SESSIONS.map((_, k) => -k / 1000),
  exposure: SESSIONS.map((_, k) => k % 2),
  convention: 'cn',
  metrics: [
    { name: 'totalReturn', value: 0.079, reason: null, convention: 'cn', periodsPerYear: null, isExtrapolated: false },
    { name: 'sharpe', value: null, reason: 'too_short', convention: 'cn', periodsPerYear: 250, isExtrapolated: true },
  ],
  months: [{ year: 2024, months: [0.01, -0.02, 0.03, ...new Array<null>(9).fill(null)], total: 0.0195 }],
  drawdowns: [{ peak: 19_730, trough: 19_740, recovery: null, depth: -0.123, bars: 70 }],
  trades: [
    {
      symbol: '000001.XSHE',
      side: 'long',
      quantity: 40_000,
      entryBar: 5,
      entrySession: 19_728,
      entryPrice: 21.5,
      exitBar: 25,
      exitSession: 19_748,
      exitPrice: 23,
      fees: 412.5,
      profit: 59_587.5,
      profitFraction: 0.0693,
    },
  ],
  tradeCount: 1,
  statistics: { count: 1, winRate: 1 },
  costs: { commission: 300, stampDuty: 100.5, transferFee: 12, total: 412.5 },
  refused: { limit_up: 2 },
  chart: CHART,
  sweep: {
    trials: 6,
    rows: [
      {
        rank: 1,
        parameters: { fast: 10, slow: 20 },
        totalReturn: 0.079,
        maxDrawdown: -0.08,
        sharpePerPeriod: 0.05,
        fills: 2,
      },
    ],
    luck: {
      trials: 6,
      sharpeBest: 0.05,
      sharpeDeviation: 0.02,
      sharpeByLuck: 0.03,
      probabilityOfSkill: 0.6,
      isWarning: true,
    },
  },
};

export const FACTORS: FactorReport = {
  kind: 'factor_report',
  ...HEAD,
  horizon: 5,
  quantiles: 3,
  first: 19_723,
  last: 19_790,
  sessions: 60,
  factors: [
    {
      name: 'score',
      byQuantile: [-0.001, null, 0.004],
      icSessions: SESSIONS,
      ic: SESSIONS.map((_, k) => Math.sin(k)),
      icMean: 0.0213,
      icDeviation: 0.1,
      icPositive: 0.55,
      pairs: 18_000,
    },
  ],
};

export const QUALITY: QualityReport = {
  kind: 'quality_report',
  ...HEAD,
  dataset: 'ohlcv_daily',
  runs: [
    { runId: '01a1', at: '2026-01-01T02:03:04.000Z', verdict: 'blocked', score: 0.5, rowsRead: 10, rowsBroken: 5 },
    { runId: '01a2', at: '2026-01-02T03:04:05.000Z', verdict: 'warned', score: 0.98765, rowsRead: 1234, rowsBroken: 2 },
  ],
  rules: [
    {
      rule: 'low_above_body',
      severity: 'quarantine',
      about: 'low <= min(open, close)',
      rows: 2,
      samples: ['<b>A</b> 2026-01-02 low 99'],
      brokenByRun: [5, 2],
    },
    { rule: 'turnover_off', severity: 'warn', about: null, rows: 0, samples: [], brokenByRun: [null, 0] },
  ],
  quarantine: {
    total: 300,
    open: 299,
    reasons: [{ reason: 'low_above_body', about: 'low <= min(open, close)', rows: 300, open: 299 }],
    rows: [
      {
        instrument: 'A&B',
        session: '2026-01-02',
        reason: 'low_above_body',
        detail: 'low 99',
        at: '2026-01-02T03:04:05.000Z',
        sha256: 'c2bdb476036242a22522298ff20362249b4e7bda75f359be7a94e7e428b5c4c8',
        line: 7,
        decision: 'corrected',
        by: 'ada',
        note: 'swapped <in the file>',
      },
      {
        instrument: null,
        session: null,
        reason: 'unreadable',
        detail: 'not a number',
        at: '2026-01-02T03:04:05.000Z',
        sha256: '404b84cd78e9262e01be0ce4831cda877b40feda8e85cd0b74e950ddaf11da3d',
        line: 8,
        decision: null,
        by: null,
        note: null,
      },
    ],
  },
};

export const FUND_WEEK: FundWeekReport = {
  kind: 'fund_week_report',
  ...HEAD,
  from: 19_791,
  to: 19_797,
  classes: [
    {
      fundClass: 'equity',
      funds: 1200,
      current: 1190,
      measured: 1100,
      return5d: -0.0123,
      return63d: 0.05,
      returnAnnual: 0.0812,
      maxDrawdown: 0.2,
    },
    {
      fundClass: 'reit',
      funds: 2,
      current: 0,
      measured: 0,
      return5d: null,
      return63d: null,
      returnAnnual: null,
      maxDrawdown: null,
    },
  ],
  best: [
    {
      instrument: '000001',
      name: '<b>A|B</b>',
      fundClass: 'equity',
      rank: 1,
      score: 1.234,
      return5d: 0.01,
      returnAnnual: 0.1,
      maxDrawdown: 0.15,
      sharpe: 0.9,
    },
  ],
  behind: [{ instrument: '000004', name: null, fundClass: 'qdii', state: 'late', last: 19_780, sessions: 3 }],
  updates: [{ task: 'validation', runs: 7, whole: 6, inserted: 84_000, revised: 3, rejected: 12 }],
  restated: 3,
  quarantined: 12,
};
