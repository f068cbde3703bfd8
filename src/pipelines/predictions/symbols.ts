import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import type { MarketSelector } from '../../data/source/predictions.ts';

/** What the desk means by a symbol: a coin, and at each venue the questions about its price. */
export type SymbolSpec = {
  readonly pair: string;
  /** By venue: what the slugs of its questions begin with. */
  readonly slugs: Readonly<Record<string, readonly string[]>>;
  /** By venue: its own number of the topic, so that not every question has to be looked through. */
  readonly tags: Readonly<Record<string, string>>;
};

const BITCOIN = ['btc-updown-4h-', 'bitcoin-up-or-down-on-', 'bitcoin-above-'];
const ETHEREUM = ['eth-updown-4h-', 'ethereum-up-or-down-on-', 'ethereum-above-'];

/** Tags are numbers that public code uses, not documented ones: `tags` sets others. */
export const SYMBOLS: Readonly<Record<string, SymbolSpec>> = {
  BTC_PRICE: {
    pair: 'BTCUSDT',
    slugs: { polymarket: BITCOIN, predict: BITCOIN },
    tags: { polymarket: '235' },
  },
  ETH_PRICE: {
    pair: 'ETHUSDT',
    slugs: { polymarket: ETHEREUM, predict: ETHEREUM },
    tags: { polymarket: '39' },
  },
};

export type SymbolSettings = {
  /** `SYMBOL.venue` → prefixes, separated by spaces. */
  readonly slugs: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** `SYMBOL` → pair. */
  readonly pairs: Readonly<Record<string, string>>;
};

/** @throws usage.unknown_name for a symbol that nobody has described */
export function selectorOf(symbol: string, venue: string, { slugs, tags }: SymbolSettings): MarketSelector {
  const key = `${symbol}.${venue}`;
  const known = SYMBOLS[symbol];
  const slugPrefixes = slugs[key]?.split(/\s+/).filter((each) => each !== '') ?? known?.slugs[venue];
  if (slugPrefixes === undefined || slugPrefixes.length === 0) throw unknownSymbol(symbol, venue);
  return { symbol, slugPrefixes, tagId: tags[key] ?? known?.tags[venue] ?? null };
}

/** @throws usage.unknown_name */
export function pairOf(symbol: string, { pairs }: SymbolSettings): string {
  const pair = pairs[symbol] ?? SYMBOLS[symbol]?.pair;
  if (pair === undefined) throw unknownSymbol(symbol, null);
  return pair;
}

function unknownSymbol(symbol: string, venue: string | null): TapelineError {
  const known = Object.keys(SYMBOLS);
  if (SYMBOLS[symbol] === undefined) {
    const facts = { kind: 'symbol', name: symbol, nearest: nearestName(symbol, known), known };
    return new TapelineError('usage.unknown_name', { facts });
  }
  const wayOut = `Set slugs={"${symbol}.${venue}":"prefix-of-its-slugs-"}.`;
  const facts = { what: `Symbol "${symbol}" has no questions at "${venue}"`, got: symbol, wayOut };
  return new TapelineError('usage.invalid', { facts });
}
