import { invalid } from '../error.ts';

/** Values to try, by name of the parameter. */
export type Grid<P extends Parameters> = { readonly [name in keyof P]: readonly P[name][] };
export type Parameters = Readonly<Record<string, number | string>>;

/** More than this is a mistake, or needs a machine of its own. */
export const TRIALS_MAX = 1_000_000;

/** Every combination, the last parameter changing fastest. @throws backtest.invalid */
export function combinations<P extends Parameters>(
  grid: Grid<P>,
  isWanted: (parameters: P) => boolean = () => true,
): readonly P[] {
  const names = Object.keys(grid) as (keyof P & string)[];
  const count = names.reduce((product, name) => product * grid[name].length, 1);
  if (names.length === 0 || count === 0 || count > TRIALS_MAX) {
    throw invalid('The grid', `it has ${names.length === 0 ? 0 : count} combinations`, `Give 1 to ${TRIALS_MAX}.`);
  }
  const all = names.reduce<readonly Parameters[]>(
    (partial, name) => partial.flatMap((each) => grid[name].map((value) => ({ ...each, [name]: value }))),
    [{}],
  ) as readonly P[];
  const wanted = all.filter(isWanted);
  if (wanted.length > 0) return wanted;
  throw invalid('The grid', `"where" refuses all of its ${count} combinations`, 'Widen the grid, or the condition.');
}
