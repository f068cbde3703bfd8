/**
 * SHA-256 (FIPS 180-4) in plain arithmetic: for short texts, where handing the work to another thread costs more than
 * doing it. Long ones are for `sha256Hex`.
 */
export function sha256OfShort(text: string): Uint8Array {
  const words = padded(new TextEncoder().encode(text));
  const state = Uint32Array.from(INITIAL);
  const schedule = new Uint32Array(64);
  for (let block = 0; block < words.length; block += 16) {
    schedule.set(words.subarray(block, block + 16));
    for (let at = 16; at < 64; at += 1) {
      const [near, far] = [schedule[at - 2]!, schedule[at - 15]!];
      const s0 = rotated(far, 7) ^ rotated(far, 18) ^ (far >>> 3);
      const s1 = rotated(near, 17) ^ rotated(near, 19) ^ (near >>> 10);
      schedule[at] = schedule[at - 16]! + s0 + schedule[at - 7]! + s1;
    }
    compress(state, schedule);
  }
  const out = new DataView(new ArrayBuffer(32));
  for (const [index, word] of state.entries()) out.setUint32(index * 4, word);
  return new Uint8Array(out.buffer);
}

/** The message, a one, zeros, and its length in bits, as big-endian words of whole blocks. */
function padded(bytes: Uint8Array): Uint32Array {
  const length = Math.ceil((bytes.length + 9) / 64) * 64;
  const view = new DataView(new ArrayBuffer(length));
  new Uint8Array(view.buffer).set(bytes);
  view.setUint8(bytes.length, 0x80);
  view.setUint32(length - 4, bytes.length * 8);
  return Uint32Array.from({ length: length / 4 }, (_word, index) => view.getUint32(index * 4));
}

function compress(state: Uint32Array, schedule: Uint32Array): void {
  let [a, b, c, d, e, f, g, h] = eightOf(state);
  for (let at = 0; at < 64; at += 1) {
    const s1 = rotated(e, 6) ^ rotated(e, 11) ^ rotated(e, 25);
    const one = (h + s1 + ((e & f) ^ (~e & g)) + ROUND[at]! + schedule[at]!) | 0;
    const s0 = rotated(a, 2) ^ rotated(a, 13) ^ rotated(a, 22);
    const two = (s0 + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  for (const [index, word] of [a, b, c, d, e, f, g, h].entries()) state[index] = state[index]! + word;
}

type Eight = readonly [number, number, number, number, number, number, number, number];

function eightOf([a, b, c, d, e, f, g, h]: Uint32Array): Eight {
  return [a!, b!, c!, d!, e!, f!, g!, h!];
}

const rotated = (word: number, by: number): number => (word >>> by) | (word << (32 - by));

const PRIMES = firstPrimes(64);
/** The first 32 bits of the fractions of the square roots and cube roots of the first primes. */
const INITIAL = PRIMES.slice(0, 8).map((prime) => fractionBits(prime ** (1 / 2)));
const ROUND = PRIMES.map((prime) => fractionBits(Math.cbrt(prime)));

function fractionBits(value: number): number {
  return Math.floor((value - Math.floor(value)) * 2 ** 32);
}

function firstPrimes(count: number): readonly number[] {
  const primes: number[] = [];
  for (let next = 2; primes.length < count; next += 1)
    if (primes.every((prime) => next % prime !== 0)) primes.push(next);
  return primes;
}
