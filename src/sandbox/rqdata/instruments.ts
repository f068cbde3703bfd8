import { INDUSTRIES, type Industry } from './industries.ts';
import { type Life, type LifeQuestion, simulateLife } from './life.ts';
import type { Board } from './price-limits.ts';
import { type RandomStream, randomStream } from './random.ts';

/** One simulated stock: what it is, how long it lives, and how it behaves. */
export type SimulatedInstrument = {
  readonly orderBookId: string;
  readonly board: Board;
  readonly exchange: 'XSHE' | 'XSHG';
  readonly industry: Industry;
  readonly industryIndex: number;
  /** Begins with 模拟: a screen that shows it says that it is simulated. */
  readonly symbol: string;
  /** Begins with SIM. */
  readonly abbreviation: string;
  readonly life: Life;
  readonly traits: Traits;
};

/** The numbers a stock is simulated from. */
export type Traits = {
  /** Issue price, or the last close before the market begins. */
  readonly priceCentsFirst: number;
  readonly sharesFirst: number;
  /** Tradable part of the shares. */
  readonly floatRatio: number;
  readonly marketBeta: number;
  readonly industryBeta: number;
  /** Standard deviation of the stock's own daily return. */
  readonly ownSigma: number;
  /** Median share of the float that changes hands on a session. */
  readonly turnoverMedian: number;
  /** Cash dividend over profit. */
  readonly payoutRatio: number;
  /** Price over earnings when the market begins; negative for a company that loses money. */
  readonly priceEarningsFirst: number;
};

export type InstrumentQuestion = Omit<LifeQuestion, 'board' | 'orderBookId'> & { readonly symbols: number };

/** The boards of the first, second … stock; then again from the start. */
const BOARD_PATTERN = 'ZHGKHZGHZKHGZHGHZKGHZGHZK';
/** More would run out of codes: 300001 … 301999 and the like. */
export const INSTRUMENTS_MAX = 5_000;

/** Stocks in a fixed order: the first `n` of a larger market are the same ones. */
export function simulateInstruments(question: InstrumentQuestion): readonly SimulatedInstrument[] {
  const counts: Record<string, number> = { Z: 0, H: 0, G: 0, K: 0 };
  return Array.from({ length: question.symbols }, (_, index) => {
    const letter = BOARD_PATTERN[index % BOARD_PATTERN.length]!;
    counts[letter]! += 1;
    return simulateInstrument(letter, counts[letter]!, question);
  });
}

function simulateInstrument(letter: string, number: number, question: InstrumentQuestion): SimulatedInstrument {
  const { board, exchange, first } = CODES[letter]!;
  const code = String(first + number - 1).padStart(6, '0');
  const orderBookId = `${code}.${exchange}`;
  const random = randomStream(question.seed, 'traits', orderBookId);
  const industryIndex = random.below(INDUSTRIES.length);
  return {
    orderBookId,
    board,
    exchange,
    industry: INDUSTRIES[industryIndex]!,
    industryIndex,
    symbol: `模拟${SHORT_NAMES[industryIndex]}${code.slice(2)}`,
    abbreviation: `SIM${code}`,
    life: simulateLife({ ...question, board, orderBookId }),
    traits: simulateTraits(random, board),
  };
}

const CODES: Readonly<Record<string, { board: Board; exchange: 'XSHE' | 'XSHG'; first: number }>> = {
  Z: { board: 'MainBoard', exchange: 'XSHE', first: 1 },
  H: { board: 'MainBoard', exchange: 'XSHG', first: 600_000 },
  G: { board: 'GEM', exchange: 'XSHE', first: 300_001 },
  K: { board: 'KSH', exchange: 'XSHG', first: 688_001 },
};

const SHORT_NAMES = [
  ...['银行', '证券', '地产', '医药', '电子', '软件', '电气', '专用', '通用', '汽车'],
  ...['化工', '有色', '酒业', '食品', '零售', '运输', '电力', '煤炭', '电信', '环境'],
];

const MEDIANS: Readonly<Record<Board, { priceYuan: number; shares: number; ownSigma: number }>> = {
  MainBoard: { priceYuan: 10, shares: 8e8, ownSigma: 0.016 },
  GEM: { priceYuan: 16, shares: 4e8, ownSigma: 0.021 },
  KSH: { priceYuan: 30, shares: 2.5e8, ownSigma: 0.022 },
};

function simulateTraits(random: RandomStream, board: Board): Traits {
  const { priceYuan, shares, ownSigma } = MEDIANS[board];
  const priceCents = Math.round(100 * priceYuan * Math.exp(0.6 * random.normal()));
  const earnsMoney = random.next() >= 0.12;
  const earningsMultiple = Math.min(120, Math.max(6, 24 * Math.exp(0.5 * random.normal())));
  return {
    priceCentsFirst: Math.min(60_000, Math.max(260, priceCents)),
    sharesFirst: 10_000 * Math.round((shares * Math.exp(0.8 * random.normal())) / 10_000) + 50_000_000,
    floatRatio: 0.3 + 0.6 * random.next(),
    marketBeta: 0.6 + 0.8 * random.next(),
    industryBeta: 0.5 + 0.8 * random.next(),
    ownSigma: ownSigma * Math.exp(0.2 * random.normal()),
    turnoverMedian: 0.012 * Math.exp(0.5 * random.normal()),
    payoutRatio: 0.15 + 0.4 * random.next(),
    priceEarningsFirst: earnsMoney ? earningsMultiple : -earningsMultiple,
  };
}
