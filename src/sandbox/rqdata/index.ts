import { TapelineError } from '../../core/errors.ts';
import { DAY_MS, dayOfSession, type SessionDay, toSession } from '../../core/time.ts';
import { createAccount } from './auth.ts';
import { createFaultPlan, type FaultSwitch, parseFaults } from './faults.ts';
import { createMarket, type SimulatedMarket } from './market.ts';
import { type Gateway, listen, type SandboxStats, urlOf } from './server.ts';

export type { BarSeries } from './bars.ts';
export type { CorporateAction } from './corporate-actions.ts';
export { FAULTS, type FaultKind, type FaultSwitch, parseFaults } from './faults.ts';
export type { Statement } from './fundamentals.ts';
export type { SimulatedInstrument } from './instruments.ts';
export { ST, SUSPENDED } from './life.ts';
export { createMarket, type MarketOptions, type SimulatedMarket } from './market.ts';
export type { SandboxStats } from './server.ts';

export type SandboxOptions = {
  readonly seed: number;
  /** 0 = a free one. */
  readonly port: number;
  /** How many stocks ever. */
  readonly symbols: number;
  readonly from: string;
  /** The last date that has data. */
  readonly to: string;
  /** As text (`rate_limit@2,truncate@get_price:3`) or as switches. */
  readonly faults: string | readonly FaultSwitch[];
  /** What time it is for the vendor; by default always the evening of `to`. A moving one publishes session by session. */
  readonly clock: { readonly nowMs: () => number };
  readonly user: string;
  readonly password: string;
  readonly licenceKey: string;
  /** Bytes a day; 0 = no limit. */
  readonly quotaBytes: number;
  /** A larger answer is refused. */
  readonly cellsMax: number;
};

export type RqdataSandbox = AsyncDisposable & {
  /** For `RQDATAC_BASE_URL`. */
  readonly url: string;
  readonly market: SimulatedMarket;
  readonly stats: SandboxStats;
  /** Replaces the faults; calls are counted from here. */
  readonly setFaults: (faults: string | readonly FaultSwitch[]) => void;
  readonly close: () => Promise<void>;
};

export const SANDBOX_DEFAULTS = {
  seed: 20_260_101,
  port: 0,
  symbols: 320,
  from: '2023-01-03',
  to: '2025-12-31',
  faults: '',
  user: 'sandbox',
  /** No word that stands elsewhere: what is hidden as a password is hidden everywhere. */
  password: 'sandbox-password',
  licenceKey: 'sandbox-licence',
  quotaBytes: 0,
  /** One factor of the whole market over eight years, the ceiling that the vendor states. */
  cellsMax: 10_000_000,
} as const satisfies Omit<SandboxOptions, 'clock'>;

/** The actions that are announced but not yet due on the last date go ex in these days behind it. */
const RUNWAY_DAYS = 25;
/** 20:00 in Shanghai, as UTC. */
const EVENING_MS = 12 * 3_600_000;

/**
 * A local server that speaks RQData's HTTP protocol over a simulated A-share market. It says so: every response has the
 * header `X-Tapeline-Simulated: true`, every stock's name begins with 模拟, and its abbreviation with SIM.
 *
 * @throws usage.invalid, usage.unknown_name, calendar.beyond_horizon, io.failed
 */
export async function startRqdataSandbox(options: Partial<SandboxOptions> = {}): Promise<RqdataSandbox> {
  const gateway = createGateway({ ...SANDBOX_DEFAULTS, ...options });
  const server = await listen(gateway, options.port ?? SANDBOX_DEFAULTS.port);
  const close = async (): Promise<void> => {
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    server.closeAllConnections();
    await closed;
  };
  return {
    url: urlOf(server),
    market: gateway.market,
    stats: gateway.stats,
    setFaults: (faults) => {
      gateway.faults = createFaultPlan(switchesOf(faults));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

function createGateway(options: Omit<SandboxOptions, 'clock'> & Partial<Pick<SandboxOptions, 'clock'>>): Gateway {
  const { seed, symbols, from, cellsMax } = options;
  const lastDay = dayOfSession(toSession(options.to));
  checkOptions(options, lastDay);
  const evening = lastDay * DAY_MS + EVENING_MS;
  const nowMs = options.clock?.nowMs ?? (() => evening);
  const faults = createFaultPlan(switchesOf(options.faults));
  return {
    market: createMarket({ seed, symbols, from, to: options.to, runwayDays: RUNWAY_DAYS }),
    account: createAccount({ ...options, nowMs }),
    stats: { logIns: 0, calls: 0, rowsSent: 0, bytesSent: 0, callsByMethod: {}, statuses: {}, faults: {} },
    startedAtMs: nowMs(),
    ...{ faults, nowMs, lastDay, cellsMax },
  };
}

/** @throws usage.invalid */
function checkOptions({ from, to, port }: Omit<SandboxOptions, 'clock'>, lastDay: SessionDay): void {
  if (dayOfSession(toSession(from)) > lastDay) {
    const wayOut = 'Let the first date come before the last.';
    throw new TapelineError('usage.invalid', {
      facts: { what: 'The market has no day', got: `${from} to ${to}`, wayOut },
    });
  }
  if (port <= PORT_MAX) return;
  const facts = { what: 'A port is a number up to 65535', got: String(port), wayOut: 'Take 0 for a free one.' };
  throw new TapelineError('usage.invalid', { facts });
}

const PORT_MAX = 65_535;

function switchesOf(faults: string | readonly FaultSwitch[]): readonly FaultSwitch[] {
  return typeof faults === 'string' ? parseFaults(faults) : faults;
}
