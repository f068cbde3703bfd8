/** The standard normal distribution, to about 15 digits. */

const SQRT_TAU = Math.sqrt(2 * Math.PI);
/** Beyond this the fraction of the tail converges fast; below it the series does. */
const SERIES_MAX = 4;
const TERMS_MAX = 200;
const STEPS_MAX = 20;

export function normalDensity(z: number): number {
  return Math.exp(-0.5 * z * z) / SQRT_TAU;
}

/** Probability of a value at or below z; accurate in relative terms far into the lower tail. */
export function normalBelow(z: number): number {
  if (Number.isNaN(z)) return Number.NaN;
  if (z > SERIES_MAX) return 1 - lowerTail(-z);
  return z < -SERIES_MAX ? lowerTail(z) : 0.5 + normalDensity(z) * oddSeries(z);
}

/**
 * The z that has probability p at or below it.
 *
 * in    p  0..1
 * out   -Infinity and Infinity at the ends, NaN outside
 * cost  a handful of Halley steps on `normalBelow`, each of which triples the digits
 */
export function normalQuantile(p: number): number {
  if (!(p >= 0 && p <= 1)) return Number.NaN;
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity;
  if (p > 0.5) return -normalQuantile(1 - p);
  let z = p === 0.5 ? 0 : roughQuantile(p);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const error = (normalBelow(z) - p) / normalDensity(z);
    const move = error / (1 + (z * error) / 2);
    z -= move;
    if (Math.abs(move) <= 1e-16 * (1 + Math.abs(z))) break;
  }
  return z;
}

/** z + z^3/3 + z^5/(3*5) + …: times the density it is the probability between 0 and z. */
function oddSeries(z: number): number {
  let term = z;
  let sum = z;
  for (let k = 1; k < TERMS_MAX && Math.abs(term) > 1e-17 * Math.abs(sum); k += 1) {
    term *= (z * z) / (2 * k + 1);
    sum += term;
  }
  return sum;
}

/** Laplace's continued fraction 1/(x + 1/(x + 2/(x + …))), from its far end. */
function lowerTail(z: number): number {
  const x = -z;
  let fraction = x;
  for (let k = TERMS_MAX; k >= 1; k -= 1) fraction = x + k / fraction;
  return normalDensity(z) / fraction;
}

/** A first guess below the median, from the tail's leading behaviour. */
function roughQuantile(p: number): number {
  const t = Math.sqrt(-2 * Math.log(p));
  return t > 2 ? -(t - Math.log(t * SQRT_TAU) / t) : -(0.5 - p) * SQRT_TAU;
}
