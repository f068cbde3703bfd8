import { dailyFullPipeline } from '../../src/pipelines/stocks/index.ts';
import { seededRandom } from '../../src/testing/seeded-random.ts';
import { type Desk, openDesk } from '../stocks/desk.ts';
import { asToldOn, LAST, MOMENTS, randomMarket, sessionAfter, type Told, worldOn } from './market.ts';

/** A random market and a session to stand on. */
export type Scene = { readonly market: readonly Told[]; readonly moment: string };
type Config = Readonly<Record<string, unknown>>;

const INDICATORS = ['SMA(5)', 'RSI(6)', 'MACD(3,6,3)', 'tdx.KDJ(9,3,3)', 'CDLDOJI', 'OBV'];
const SETTINGS = { indicators: INDICATORS, merge_sessions: 100, score_sessions: 16 };
/** Everything that is computed from what sources delivered. */
const COMPUTED = ['indicators_daily', 'fundamental_indicators_daily', 'merged_daily', 'scores'];

const evening = (day: string) => `${day}T22:00:00Z`;

export function sceneOf(seed: number): Scene {
  const moment = MOMENTS[Math.floor(seededRandom(seed).next() * MOMENTS.length)]!;
  return { market: randomMarket(seed), moment };
}

/** The same with a split of A on the session after the moment. */
export function splitAfter({ market, moment }: Scene): Scene {
  const ex_date = sessionAfter(moment);
  const row = { instrument: 'A', ex_date, ex_factor: 2, ex_cum_factor: 2, announced: ex_date };
  const others = market.filter((told) => told.kind !== 'ex_factors' || told.row.instrument !== 'A');
  return { moment, market: [...others, { kind: 'ex_factors', row, known: ex_date }] };
}

/** The same without the moment's own bar of A, whose neighbours are there. */
export function holeAt({ market, moment }: Scene): Scene {
  const { row } = market.find((told) => told.kind === 'bars' && told.row.instrument === 'B')!;
  const isOfA = (told: Told, session: string) => told.row.instrument === 'A' && told.row.session === session;
  const next = sessionAfter(moment);
  const others = market.filter((told) => !isOfA(told, moment) && !isOfA(told, next));
  const bar: Told = { kind: 'bars', row: { ...row, instrument: 'A', session: next }, known: next };
  return { moment, market: [...others, bar] };
}

/**
 * Where computing as of a session, on a lake that went on to the end, differs from having computed on that session's
 * evening: corrections, restatements, ex-dates, bars that closed a gap all came later. Null: nowhere.
 */
export async function differenceAsOf({ market, moment }: Scene, config: Config = {}): Promise<string | null> {
  await using cut = await openDesk(worldOn(market, moment), evening(moment));
  await run(cut, config);
  await using whole = await openDesk(worldOn(market, moment), evening(moment));
  await run(whole, config);
  whole.world.rows = asToldOn(market, LAST);
  await run(whole, config, { at: evening(LAST) });
  await run(whole, config, { asOf: evening(moment) });
  return await difference(whole, cut, moment);
}

/**
 * Where the history computed at the end differs, at or before a session, from the one computed without the rows that
 * became known after it. Corrected bars are left out: a source that is asked once has no older ones.
 */
export async function differenceInHistory({ market, moment }: Scene, config: Config = {}): Promise<string | null> {
  const once = market.filter(({ kind, row, known }) => kind !== 'bars' || row.session === known);
  await using cut = await openDesk(worldOn(once, moment), evening(moment));
  await run(cut, config);
  await using whole = await openDesk(worldOn(once, LAST), evening(LAST));
  await run(whole, config);
  return await difference(whole, cut, moment);
}

async function run(desk: Desk, config: Config, when: { readonly at?: string; readonly asOf?: string } = {}) {
  await desk.run(dailyFullPipeline, { config: { ...SETTINGS, ...config }, ...when });
}

/** The first row at or before the moment that is not the same; null when all are. Scores begin later in a longer history. */
async function difference(whole: Desk, cut: Desk, moment: string): Promise<string | null> {
  for (const asset of COMPUTED) {
    const columns = 'session::text as day, instrument, * exclude (session, instrument)';
    const sql = `select ${columns} from ${asset} where session <= '${moment}' order by day, instrument`;
    const [got, wanted] = [await whole.sql(sql), await cut.sql(sql)];
    if (got.length === 0 || wanted.length === 0) return `${asset} has no rows`;
    const from = [String(got[0]![0]), String(wanted[0]![0])].sort()[1]!;
    const found = firstDifference(rowsFrom(got, from), rowsFrom(wanted, from));
    if (found !== null) return `${asset}: ${found}`;
  }
  return null;
}

type Rows = readonly (readonly unknown[])[];

const rowsFrom = (rows: Rows, day: string): Rows => rows.filter((row) => String(row[0]) >= day);

function firstDifference(got: Rows, wanted: Rows): string | null {
  for (let at = 0; at < Math.max(got.length, wanted.length); at += 1) {
    const [later, before] = [text(got[at]), text(wanted[at])];
    if (later !== before) return `${later} with what came later, ${before} without`;
  }
  return null;
}

const text = (row: readonly unknown[] | undefined): string =>
  row === undefined ? 'no row' : row.map(String).join(' ');
