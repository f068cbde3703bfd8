import { isTapelineError, TapelineError } from '../../core/errors.ts';
import { days, type Frame, text } from '../../core/frame.ts';
import { dayOfSession, type SessionDay } from '../../core/time.ts';
import { type FundClass, RHYTHMS } from '../fund-class.ts';
import type { Draft } from '../lake/draft.ts';
import type { MergeCounts } from '../lake/merge-rows.ts';
import { keepRows } from '../rows.ts';
import { FUND_ASSETS } from '../stored/fund-assets.ts';
import { keepRejections } from '../stored/keep-rejections.ts';
import { countStaged, lastDays, stageNavs } from '../stored/nav-staging.ts';
import { expectedDay } from '../stored/nav-status.ts';
import { rememberOrigin } from '../stored/origins.ts';
import { readClasses, storeDistributions, storeFunds } from '../stored/store-funds.ts';
import { askedOf, readAsked, rememberAsked } from '../stored/sync-coverage.ts';
import { validateDistributions, validateFunds } from '../validated/validate-funds.ts';
import type { Page, Rejection } from '../validated/validated.ts';
import type { Verdict } from '../validated/verdict.ts';
import { type FundPath, receiveFunds, today } from './fund-path.ts';

export type CollectOptions = {
  /** Empty: every fund the source lists. */
  readonly targets: readonly string[];
  /** The first date wanted of a fund that has none yet; null: since it began. */
  readonly historyFrom: SessionDay | null;
  /** So many funds get their history in one run; 0: all that need it. */
  readonly historyFundsMax: number;
  /** Dates before the last one that are asked for again, where a fund is asked for by itself: restatements. */
  readonly recheckDays: number;
  /** Within so many days each fund is asked for by itself at least once, whatever the market page said; 0: never. */
  readonly recheckEveryDays: number;
};

export type NavsCollected = {
  readonly funds: MergeCounts;
  readonly distributions: MergeCounts;
  /** Funds that were asked for at all. */
  readonly expected: number;
  readonly rowsStaged: number;
  readonly rejected: number;
  readonly navDateFirst: SessionDay | null;
  readonly navDateLast: SessionDay | null;
  /** Funds whose history was fetched, and those that still wait for it. */
  readonly history: { readonly fetched: number; readonly waiting: number };
  readonly failed: readonly { readonly instrument: string; readonly because: string }[];
  /** Why it did not get to its end. What was collected until then is kept, and the next run goes on from there. */
  readonly stopped: { readonly code: string; readonly message: string } | null;
  readonly verdicts: readonly Verdict[];
};

/**
 * Collects what funds have published since the last time, with the dates that they state, into the staging table: the
 * whole market's last two days in one go, then, fund by fund, what that did not bring.
 *
 * reads, writes  fund_info, fund_distributions, fund_nav_staging, quarantine, origins; reads fund_nav
 * throws         source.* while nothing was collected yet
 */
export async function collectNavs(path: FundPath, options: CollectOptions): Promise<NavsCollected> {
  const tally: Tally = { staged: 0, rejected: 0, parts: 0, first: null, last: null, verdicts: [] };
  const funds = await collectList(path, tally);
  const classes = targetsOf(path, await readClasses(path.draft), options.targets);
  const distributions = await collectDistributions(path, options, tally);
  const market = await receiveFunds(path, { kind: 'navs' });
  if (market.every(({ parsed }) => parsed.rows.rows === 0)) throw nothingPublished(path);
  await stage(path, tally, onlyOf(market, options.targets.length === 0 ? null : classes));
  const history = await collectHistories(path, { classes, options, tally });
  await rememberOrigin(
    path.draft,
    'fund_nav',
    { providers: path.author.providers, simulated: path.author.simulated },
    path.author,
  );
  return {
    funds,
    distributions,
    expected: classes.size,
    rowsStaged: tally.staged,
    rejected: tally.rejected,
    navDateFirst: tally.first,
    navDateLast: tally.last,
    verdicts: tally.verdicts,
    ...history,
  };
}

type Tally = {
  staged: number;
  rejected: number;
  parts: number;
  first: SessionDay | null;
  last: SessionDay | null;
  readonly verdicts: Verdict[];
};

async function collectList(path: FundPath, tally: Tally): Promise<MergeCounts> {
  const pages = await receiveFunds(path, { kind: 'funds' });
  const { accepted, rejected, verdict } = validateFunds(pages, path.strictness);
  tally.verdicts.push(verdict);
  tally.rejected += await quarantine(path, rejected);
  if (accepted.rows.rows === 0 || verdict.verdict === 'blocked') {
    const reason = verdict.blockedBecause ?? 'it lists none';
    throw new TapelineError('source.empty', { facts: { source: path.source.info.name, what: 'funds', reason } });
  }
  return storeFunds(path.draft, accepted, path.author);
}

/** @throws source.not_found naming a target that is not listed */
function targetsOf(
  path: FundPath,
  listed: ReadonlyMap<string, FundClass>,
  targets: readonly string[],
): ReadonlyMap<string, FundClass> {
  if (targets.length === 0) return listed;
  const unknown = targets.find((code) => !listed.has(code));
  if (unknown === undefined) return new Map(targets.map((code) => [code, listed.get(code)!]));
  throw new TapelineError('source.not_found', { facts: { source: path.source.info.name, what: `fund "${unknown}"` } });
}

/** All of them once, then those of the last year: announcements come late. */
async function collectDistributions(
  path: FundPath,
  { historyFrom }: CollectOptions,
  tally: Tally,
): Promise<MergeCounts> {
  const isFirst = path.draft.files(FUND_ASSETS.fund_distributions.name).length === 0;
  const from = isFirst ? historyFrom : today(path) - DISTRIBUTION_DAYS;
  const pages = await receiveFunds(path, { kind: 'distributions', from });
  const { accepted, rejected, verdict } = validateDistributions(pages, path.strictness);
  tally.verdicts.push(verdict);
  tally.rejected += await quarantine(path, rejected);
  return storeDistributions(path.draft, accepted, path.author);
}

const DISTRIBUTION_DAYS = 40;

async function quarantine({ draft, nowMs, author }: FundPath, rejected: readonly Rejection[]): Promise<number> {
  await keepRejections(draft, rejected, nowMs(), author);
  return rejected.length;
}

/** A market without a value is a page that was not understood, whatever its status said. */
function nothingPublished({ source }: FundPath): TapelineError {
  const reason = 'the market page holds no value, though it always shows the last two days';
  return new TapelineError('source.empty', { facts: { source: source.info.name, what: 'net asset values', reason } });
}

function onlyOf(pages: readonly Page[], wanted: ReadonlyMap<string, FundClass> | null): readonly Page[] {
  if (wanted === null) return pages;
  return pages.map(({ raw, parsed }) => {
    const { codes, dictionary } = text(parsed.rows, 'instrument');
    const keep = Uint8Array.from(codes, (code) => (wanted.has(dictionary[code]!) ? 1 : 0));
    const lines = parsed.lines.filter((_, row) => keep[row] === 1);
    return { raw, parsed: { ...parsed, rows: keepRows(parsed.rows, keep), lines } };
  });
}

async function stage(path: FundPath, tally: Tally, pages: readonly Page[]): Promise<void> {
  const { draft, author } = path;
  for (const { parsed } of pages) {
    for (const day of days(parsed.rows, 'nav_date')) {
      tally.first = tally.first === null ? day : Math.min(tally.first, day);
      tally.last = tally.last === null ? day : Math.max(tally.last, day);
    }
  }
  tally.rejected += await quarantine(path, pages.flatMap(unreadable));
  const rows = await stageNavs(draft, pages, { part: tally.parts, author });
  tally.staged += rows;
  tally.parts += 1;
}

/** What a body held that could not be read at all, for the quarantine. */
function unreadable({ raw, parsed }: Page): readonly Rejection[] {
  return parsed.rejected.map(({ line, reason, text }) => ({
    dataset: 'fund_nav',
    provider: raw.about.source,
    instrument: null,
    session: null,
    reason: 'unreadable',
    detail: reason,
    rawLine: line,
    rawText: text,
    rawSha256: raw.address.sha256,
  }));
}

/** Rows held in memory before they are written to the staging table. */
const FLUSH_ROWS = 500_000;

type Histories = {
  readonly classes: ReadonlyMap<string, FundClass>;
  readonly options: CollectOptions;
  readonly tally: Tally;
};

/**
 * Fund by fund. One that fails is noted, and the others are collected; a source that refuses everybody ends it, and what
 * came until then is kept.
 */
async function collectHistories(path: FundPath, { classes, options, tally }: Histories) {
  const wanted = await wantedHistories(path, classes, options);
  const most = options.historyFundsMax === 0 ? wanted.length : Math.min(wanted.length, options.historyFundsMax);
  const failed: { instrument: string; because: string }[] = [];
  let stopped: NavsCollected['stopped'] = null;
  const done: string[] = [];
  let [pages, waiting]: [Page[], number] = [[], 0];
  for (let k = 0; k < most && stopped === null; k += 1) {
    const { instrument, from } = wanted[k]!;
    path.onProgress(k, most, 'funds');
    try {
      const own = await receiveFunds(path, { kind: 'navs', instruments: [instrument], from });
      pages.push(...own);
      waiting += own.reduce((sum, { parsed }) => sum + parsed.rows.rows, 0);
      done.push(instrument);
    } catch (error) {
      if (!isTapelineError(error) || !error.code.startsWith('source.')) throw error;
      if (ENDS_ALL.has(error.code)) stopped = { code: error.code, message: error.message };
      else {
        failed.push({ instrument, because: error.message });
        if (error.code === 'source.not_found') done.push(instrument);
      }
    }
    if (waiting < FLUSH_ROWS) continue;
    await stage(path, tally, pages);
    [pages, waiting] = [[], 0];
  }
  if (pages.length > 0) await stage(path, tally, pages);
  path.onProgress(most, most, 'funds');
  await rememberHistories(path, done);
  const settled = new Set([...done, ...failed.map(({ instrument }) => instrument)]).size;
  return { history: { fetched: done.length, waiting: wanted.length - settled }, failed, stopped };
}

/** So that a fund without news is not asked again tomorrow. @writes sync_coverage */
async function rememberHistories(path: FundPath, instruments: readonly string[]): Promise<void> {
  const range = { from: today(path), to: today(path) };
  const asked = instruments.map((instrument) => ({ instrument, range }));
  await rememberAsked(path.draft, { dataset: 'fund_nav', provider: path.source.info.name, asked }, path.author);
}

/** What one fund is refused with, all others are too. */
const ENDS_ALL: ReadonlySet<string> = new Set([
  'source.banned',
  'source.rate_limited',
  'source.quota',
  'source.auth',
  'source.permission',
  'source.unreachable',
]);

type Wanted = { readonly instrument: string; readonly from: SessionDay | null };

/** A fund that had nothing new when it was asked for by itself is left alone for so long: many codes are of dead funds. */
const SILENT_DAYS = 7;
/** A hole that was asked for is asked for again after so long: a distribution may have been told of meanwhile. */
const HOLE_DAYS = 3;
/** As far back as holes are looked for, and then some. */
const HOLES_LOOKED_AT_DAYS = 45;
/** More staged dates than the market page brings: the fund's history waits to be validated. */
const MARKET_DATES = 2;

/** Who is behind what the market page can have brought: new funds, funds with a hole, and those that publish late. */
async function wantedHistories(
  path: FundPath,
  classes: ReadonlyMap<string, FundClass>,
  { historyFrom, recheckDays, recheckEveryDays }: CollectOptions,
): Promise<readonly Wanted[]> {
  const { draft, source } = path;
  const stored = await lastStored(draft);
  const staged = await countStaged(draft);
  const asked = askedOf(await readAsked(draft, 'fund_nav', source.info.name));
  const holes = await fundsWithHoles(draft);
  const now = today(path);
  return [...classes].flatMap(([instrument, fundClass]): Wanted[] => {
    if ((staged.get(instrument) ?? 0) > MARKET_DATES) return [];
    const own = stored.get(instrument);
    const askedAgo = now - Math.max(-Infinity, ...asked(instrument).map(({ to }) => to));
    if (own === undefined) return askedAgo < SILENT_DAYS ? [] : [{ instrument, from: historyFrom }];
    if (own < now - SILENT_DAYS && askedAgo < SILENT_DAYS) return [];
    const due = dueDay(path, fundClass);
    const begins = [
      due !== null && own < due ? own - recheckDays : Infinity,
      holes.has(instrument) && askedAgo >= HOLE_DAYS ? now - HOLES_LOOKED_AT_DAYS : Infinity,
      isTurnOf(instrument, now, recheckEveryDays) && askedAgo > 0 ? own - recheckEveryDays - recheckDays : Infinity,
    ];
    const from = Math.min(...begins);
    return from === Infinity ? [] : [{ instrument, from }];
  });
}

/** Each day another part of the funds is looked at again, so that a quiet restatement is seen within so many days. */
function isTurnOf(instrument: string, day: SessionDay, everyDays: number): boolean {
  return everyDays > 0 && (Number(instrument) + day) % everyDays === 0;
}

/** Funds without a value for a session between others: what was set aside, or never came. @reads fund_nav_status */
async function fundsWithHoles({ lake, files }: Draft): Promise<ReadonlySet<string>> {
  const columns = { instrument: 'text', sessions_missing: 'int' } as const;
  const table = await lake.read(files(FUND_ASSETS.fund_nav_status.name), { columns, orderBy: [] });
  const [{ codes, dictionary }, missing] = [text(table, 'instrument'), days(table, 'sessions_missing')];
  return new Set(Array.from(codes, (code, row) => (missing[row]! > 0 ? dictionary[code]! : '')).filter(Boolean));
}

/** The date that a fund must have for what the market page brings to continue it. */
function dueDay(path: FundPath, fundClass: FundClass): SessionDay | null {
  const { calendar, asOfMs } = path;
  const { lagSessions, isEveryDay } = RHYTHMS[fundClass];
  if (isEveryDay) return today(path) - MARKET_DATES;
  const closed = calendar.lastClosedSession(asOfMs);
  if (lagSessions === 0) return dayOfSession(calendar.previous(closed, MARKET_DATES));
  return expectedDay(calendar, fundClass, dayOfSession(closed));
}

/** Last merged date by fund. @reads fund_nav_status, fund_nav where there is no status yet */
export async function lastStored(draft: Draft): Promise<ReadonlyMap<string, SessionDay>> {
  const { fund_nav: nav, fund_nav_status: status } = FUND_ASSETS;
  const known = draft.files(status.name);
  if (known.length === 0) return lastDays(await readDays(draft, nav.name, 'nav_date'), 'nav_date');
  return lastDays(await readDays(draft, status.name, 'last_nav_date'), 'last_nav_date');
}

async function readDays({ lake, files }: Draft, asset: string, day: string): Promise<Frame> {
  return lake.read(files(asset), { columns: { instrument: 'text', [day]: 'day' }, orderBy: [] });
}
