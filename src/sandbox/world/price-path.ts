/** Coins whose prices are made up; the levels are where the paths wander around. */
export const COINS = {
  BTC: { level: 64_000, volatilityAnnual: 0.55, decimals: 2, volumePerMinute: 14 },
  ETH: { level: 3_100, volatilityAnnual: 0.7, decimals: 2, volumePerMinute: 190 },
} as const;

export type Coin = keyof typeof COINS;

export const MINUTE_MS = 60_000;
const MINUTES_A_YEAR = 525_600;
/** From one minute to 2^17 minutes, some three months. */
const OCTAVES = 18;
/** So that the sum of all octaves moves over a minute, and over a month, about as the coin's volatility says. */
const SHARE = 0.5;

/**
 * The price at an instant: a sum of smooth noises whose periods double and whose heights grow with the root of the period,
 * as a random walk's do. A pure function of seed, coin and time: any two askers see one market, whenever they ask.
 */
export function priceAt(seed: number, coin: Coin, atMs: number): number {
  const { level, volatilityAnnual, decimals } = COINS[coin];
  const perMinute = volatilityAnnual / Math.sqrt(MINUTES_A_YEAR);
  const minutes = atMs / MINUTE_MS;
  const key = seed ^ Math.imul(coin.charCodeAt(0), 0x9e3779b1);
  let logarithm = 0;
  for (let octave = 0; octave < OCTAVES; octave += 1) {
    const period = 2 ** octave;
    logarithm += perMinute * SHARE * Math.sqrt(period) * noiseAt(key + octave, minutes / period);
  }
  const scale = 10 ** decimals;
  return Math.round(level * Math.exp(logarithm) * scale) / scale;
}

/** Between -1.7 and 1.7 with deviation 1 on whole numbers, smooth between them. */
function noiseAt(key: number, x: number): number {
  const left = Math.floor(x);
  const part = x - left;
  const weight = part * part * (3 - 2 * part);
  return (uniform(key, left) * (1 - weight) + uniform(key, left + 1) * weight) * DEVIATION;
}

/** The deviation of a number in [-1, 1) is 1/√3. */
const DEVIATION = Math.sqrt(3);

function uniform(key: number, index: number): number {
  return hashInts(key, index) / 2_147_483_648 - 1;
}

/** Two whole numbers to one of 32 bits, well mixed; the second may exceed 32 bits. */
export function hashInts(left: number, right: number): number {
  let hash = Math.imul(left ^ 0x85ebca6b, 0xcc9e2d51);
  hash = Math.imul(hash ^ (right | 0), 0x1b873593) ^ Math.floor(right / 4_294_967_296);
  hash = Math.imul(hash ^ (hash >>> 16), 0x7feb352d);
  hash = Math.imul(hash ^ (hash >>> 15), 0x846ca68b);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** In [0, 1). */
export function shareOf(left: number, right: number): number {
  return hashInts(left, right) / 4_294_967_296;
}
