import { TapelineError } from '../../core/errors.ts';
import { days, flags, text, textAt } from '../../core/frame.ts';
import type { RawAddress } from '../raw/raw-store.ts';
import type {
  BarInterval,
  InstantRange,
  MarketSelector,
  OutcomeRef,
  PredictionRequest,
} from '../source/predictions.ts';
import { type Asking, askAndKeep, type KeptBody, keepManifest } from './prediction-bodies.ts';

export type Collected = {
  /** Where the list of kept bodies is kept. */
  readonly manifest: RawAddress;
  readonly bodies: number;
  readonly bytes: number;
  /** Outcomes whose prices were asked for. */
  readonly outcomes: number;
};

export type CollectWish = InstantRange & {
  readonly selector: MarketSelector;
  /** The first outcome of each question, or all of them: the second one costs about what is left of one. */
  readonly outcomes: 'first' | 'all';
  readonly nowMs: number;
  readonly onProgress: (done: number, total: number) => void;
};

/**
 * Asks a venue which questions belong to a symbol, and for the prices and trades of their outcomes.
 *
 * writes  the raw store
 * throws  source.*; source.empty when no question belongs to the symbol
 */
export async function collectPredictions(asking: Asking, wish: CollectWish): Promise<Collected> {
  const { selector, fromMs, onProgress } = wish;
  // What is open now ends later: the range of ends reaches as far ahead as questions are put.
  const range = { fromMs, toMs: wish.nowMs + AHEAD_MS };
  const bodies: KeptBody[] = [];
  const found = new Map<string, OutcomeRef>();
  for await (const { bytes, ...kept } of askAndKeep(asking, { kind: 'markets', selector, ...range })) {
    bodies.push(kept);
    for (const outcome of outcomesIn(asking, { ...kept, body: bytes }, wish)) found.set(outcome.instrument, outcome);
  }
  if (found.size === 0) throw noQuestions(asking, selector);
  const wanted = [...found.values()];
  const kinds = (['probabilities', 'trades'] as const).filter((kind) => asking.source.info.provides.includes(kind));
  let done = 0;
  for (const outcome of wanted) {
    for (const kind of kinds) {
      const request: PredictionRequest = { kind, outcomes: [outcome], fromMs, toMs: wish.toMs };
      for await (const { bytes: _bytes, ...kept } of askAndKeep(asking, request)) bodies.push(kept);
    }
    done += 1;
    onProgress(done, wanted.length);
  }
  return kept(asking, bodies, wanted.length, wish.nowMs);
}

const AHEAD_MS = 8 * 86_400_000;

function noQuestions({ source }: Asking, { symbol, slugPrefixes }: MarketSelector): TapelineError {
  const reason = `no question of the range has a slug that begins with ${slugPrefixes.map((each) => `"${each}"`).join(' or ')}`;
  return new TapelineError('source.empty', { facts: { source: source.info.name, what: `symbol "${symbol}"`, reason } });
}

function outcomesIn(
  { source }: Asking,
  body: Parameters<typeof source.parse>[0],
  { outcomes }: CollectWish,
): readonly OutcomeRef[] {
  const { rows } = source.parse(body);
  const [instrument, market] = [text(rows, 'instrument'), text(rows, 'market')];
  const [closed, index] = [flags(rows, 'closed'), days(rows, 'outcome_index')];
  return Array.from({ length: rows.rows }, (_, row) => row)
    .filter((row) => outcomes === 'all' || index[row] === 0)
    .map((row) => ({
      instrument: textAt(instrument, row)!,
      market: textAt(market, row)!,
      index: index[row]!,
      isClosed: closed[row] === 1,
    }));
}

async function kept(
  { source, rawStore }: Asking,
  bodies: readonly KeptBody[],
  outcomes: number,
  fetchedAtMs: number,
): Promise<Collected> {
  const { name, simulated } = source.info;
  const manifest = await keepManifest(rawStore, bodies, { source: name, fetchedAtMs, simulated });
  const bytes = bodies.reduce((sum, { address }) => sum + address.bytes, 0);
  return { manifest, bodies: bodies.length, bytes, outcomes };
}

/** Candles of a pair. @writes the raw store @throws source.* */
export async function collectCoinBars(
  asking: Asking,
  wish: InstantRange & { readonly pair: string; readonly interval: BarInterval; readonly nowMs: number },
): Promise<Collected> {
  const { pair, interval, fromMs, toMs } = wish;
  const bodies: KeptBody[] = [];
  const request: PredictionRequest = { kind: 'klines', instruments: [pair], interval, fromMs, toMs };
  for await (const { bytes: _bytes, ...one } of askAndKeep(asking, request)) bodies.push(one);
  return kept(asking, bodies, 1, wish.nowMs);
}
