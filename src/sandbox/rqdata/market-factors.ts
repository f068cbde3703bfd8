import { INDUSTRIES } from './industries.ts';
import { randomStream } from './random.ts';

/** What all stocks share: one return per session for the market, and one per session and industry. */
export type MarketFactors = { readonly market: Float64Array; readonly industries: readonly Float64Array[] };

const MARKET_SIGMA = 0.0085;
const INDUSTRY_SIGMA = 0.007;

/** A longer market begins with the same returns. */
export function simulateMarketFactors(seed: number, sessions: number): MarketFactors {
  return {
    market: simulateReturns({ key: [seed, 'market'], sessions, sigma: MARKET_SIGMA, drift: 0.0002 }),
    industries: INDUSTRIES.map((industry) =>
      simulateReturns({ key: [seed, 'industry', industry.code], sessions, sigma: INDUSTRY_SIGMA, drift: 0 }),
    ),
  };
}

type ReturnsQuestion = {
  readonly key: readonly (string | number)[];
  readonly sessions: number;
  readonly sigma: number;
  readonly drift: number;
};

/** Calm and stormy times: the logarithm of the volatility wanders around zero. */
function simulateReturns({ key, sessions, sigma, drift }: ReturnsQuestion): Float64Array {
  const random = randomStream(...key);
  const returns = new Float64Array(sessions);
  let storm = 0;
  for (let session = 0; session < sessions; session += 1) {
    storm = 0.96 * storm + 0.11 * random.normal();
    returns[session] = drift + sigma * Math.exp(storm) * random.normal();
  }
  return returns;
}
