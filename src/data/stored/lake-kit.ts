import type { KitCase } from '../kit-case.ts';
import { filesCases } from './lake-kit/file-cases.ts';
import type { LakeWorld } from './lake-kit/lake-world.ts';
import { queryCases } from './lake-kit/query-cases.ts';
import { readCases } from './lake-kit/read-cases.ts';
import { writeCases } from './lake-kit/write-cases.ts';

export type { LakeWorld } from './lake-kit/lake-world.ts';

/**
 * Every promise of the `Lake` port as cases for any test runner. `newWorld` makes an empty lake; each case makes its
 * own and disposes of it.
 */
export function lakeKit(newWorld: () => Promise<LakeWorld>): readonly KitCase[] {
  return [writeCases, readCases, filesCases, queryCases].flatMap((cases) => cases(newWorld));
}
