import { TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { INDICATORS } from './catalogue.ts';
import { ADDED_IN_0_8 } from './catalogue-0-8.ts';
import type { Indicator } from './kernel/definition.ts';
import { SOUND } from './sound/catalogue.ts';
import { TALIB08 } from './talib08/catalogue.ts';
import { TDX } from './tdx/catalogue.ts';
import { lookAheadError } from './tdx/look-ahead.ts';

/**
 * Whose definition a name stands for. `talib`: TA-Lib 0.7, to the bit. `talib-0.8`: TA-Lib 0.8.1, its defaults, its
 * additions. `sound`: TA-Lib's definitions computed accurately. `tdx`: 通达信 and 同花顺.
 */
export const CONVENTIONS = ['talib', 'talib-0.8', 'sound', 'tdx'] as const;
export type Convention = (typeof CONVENTIONS)[number];

/** As they are written before the name: `talib08.BBANDS`, `talib-0.8.BBANDS`. */
const SPELLINGS: Readonly<Record<string, Convention>> = {
  talib: 'talib',
  'talib-0.7': 'talib',
  'talib-0.8': 'talib-0.8',
  talib08: 'talib-0.8',
  sound: 'sound',
  tdx: 'tdx',
};

/** Later ones of a name take the place of earlier ones. */
const namesOf = (indicators: readonly Indicator[]): ReadonlyMap<string, Indicator> =>
  new Map(indicators.map((indicator) => [bareName(indicator), indicator]));

const BY_CONVENTION: Readonly<Record<Convention, ReadonlyMap<string, Indicator>>> = {
  talib: namesOf(INDICATORS),
  'talib-0.8': namesOf([...INDICATORS, ...ADDED_IN_0_8, ...TALIB08]),
  sound: namesOf([...INDICATORS, ...ADDED_IN_0_8, ...SOUND]),
  tdx: namesOf(TDX),
};
const BY_BARE_NAME = namesOf([...INDICATORS, ...ADDED_IN_0_8]);

/** Every definition there is, each once. */
export const ALL_INDICATORS: readonly Indicator[] = [...INDICATORS, ...ADDED_IN_0_8, ...TALIB08, ...SOUND, ...TDX];

/** Every function of a convention; without one, every function that a bare name calls: TA-Lib 0.7's and 0.8's additions. */
export function indicatorsOf(convention?: Convention): readonly Indicator[] {
  return [...(convention === undefined ? BY_BARE_NAME : BY_CONVENTION[convention]).values()];
}

/**
 * `MACD`, `tdx.KDJ`, `talib-0.8.BBANDS`, in any case. A bare name is TA-Lib 0.7's, or 0.8's where 0.7 has none.
 *
 * @throws usage.unknown_name with the nearest known name; quant.look_ahead for tdx.ZIG and its like
 */
export function indicatorNamed(name: string): Indicator {
  const dot = name.lastIndexOf('.');
  const convention = dot === -1 ? null : SPELLINGS[name.slice(0, dot).toLowerCase()];
  if (convention === undefined) throw unknown('convention of indicators', name.slice(0, dot), Object.keys(SPELLINGS));
  const known = convention === null ? BY_BARE_NAME : BY_CONVENTION[convention];
  const indicator = known.get(name.slice(dot + 1).toUpperCase());
  if (indicator !== undefined) return indicator;
  const refusal = convention === 'tdx' ? lookAheadError(name.slice(dot + 1)) : null;
  if (refusal !== null) throw refusal;
  const prefix = name.slice(0, dot + 1);
  const names = [...known.keys()].map((bare) => prefix + bare);
  throw unknown('indicator', name, names, elsewhere(name.slice(dot + 1)));
}

/** The name under a convention that has it: `tdx.BOLL` for a bare BOLL. */
function elsewhere(bare: string): string | null {
  const convention = CONVENTIONS.find((each) => BY_CONVENTION[each].has(bare.toUpperCase()));
  return convention === undefined ? null : `${convention}.${bare.toUpperCase()}`;
}

/** Without the convention. */
export function bareName(indicator: Indicator): string {
  return indicator.name.slice(indicator.name.lastIndexOf('.') + 1);
}

function unknown(kind: string, name: string, known: readonly string[], meant: string | null = null): TapelineError {
  const nearest = meant ?? nearestName(name, known);
  return new TapelineError('usage.unknown_name', { facts: { kind, name, nearest, known } });
}
