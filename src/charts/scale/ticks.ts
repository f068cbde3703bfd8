/** Steps people count in. */
const NICE = [1, 2, 2.5, 5, 10] as const;

/** The smallest step of 1, 2, 2.5 or 5 times a power of ten that needs at most `countMax` ticks for a range. */
export function niceStep(range: number, countMax: number): number {
  const rough = range / Math.max(1, countMax);
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = NICE.find((each) => each * power >= rough * (1 - 1e-9)) ?? 10;
  return factor * power;
}

/** Multiples of a nice step within a range. */
export function linearTicks(min: number, max: number, countMax: number): readonly number[] {
  if (!(max > min) || countMax < 1) return [];
  const step = niceStep(max - min, countMax);
  const slack = step * 1e-9;
  const first = Math.ceil((min - slack) / step);
  const last = Math.floor((max + slack) / step);
  // Rounded to the decimals of the step: 3 * 0.1 is 0.30000000000000004.
  const decimals = decimalsOf(step);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, k) =>
    Number(((first + k) * step).toFixed(decimals)),
  );
}

const LOG_DIGITS = [[1, 2, 5], [1, 3], [1]] as const;

/** 1, 2 and 5 of each power of ten within a range above zero; plain ticks where it spans less than about a decade. */
export function logTicks(min: number, max: number, countMax: number): readonly number[] {
  if (!(min > 0 && max > min)) return [];
  if (max / min < 8) return linearTicks(min, max, countMax);
  const powers = { first: Math.floor(Math.log10(min)), last: Math.ceil(Math.log10(max)) };
  const candidates = LOG_DIGITS.map((digits) => {
    const all = Array.from({ length: powers.last - powers.first + 1 }, (_, k) => powers.first + k);
    return all.flatMap((power) => digits.map((digit) => Number(`${digit}e${power}`)));
  }).map((ticks) => ticks.filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9)));
  const fitting = candidates.find((ticks) => ticks.length <= Math.max(2, countMax));
  if (fitting !== undefined) return fitting;
  const tens = candidates.at(-1)!;
  const every = Math.ceil(tens.length / Math.max(2, countMax));
  return tens.filter((_, index) => index % every === 0);
}

/** Decimals that a number of few digits needs: 2 for 0.25. */
export function decimalsOf(step: number): number {
  for (let decimals = 0; decimals < 12; decimals += 1) {
    const scaled = step * 10 ** decimals;
    if (Math.abs(scaled - Math.round(scaled)) < 1e-6 * Math.max(1, Math.abs(scaled))) return decimals;
  }
  return 12;
}
