import { TapelineError } from '../../core/errors.ts';
import { checkStorable } from '../../core/json.ts';
import type { LakeFile, SnapshotChange } from '../../core/snapshot.ts';

/**
 * A change as an op handed it over, looked at and copied. What would break the state must fail the step that wants it
 * and nothing else.
 *
 * @throws step.output_invalid
 */
export function checkedChange(
  step: string,
  change: SnapshotChange,
  earlier: readonly SnapshotChange[],
): SnapshotChange {
  checkStorable(step, `the change of asset "${change.asset}"`, change);
  const { asset, removed, added } = change;
  const problem = problemOf(change) ?? (earlier.some((each) => each.asset === asset) ? 'it is the second one' : null);
  if (problem !== null) {
    const facts = {
      step,
      problem: `the change of asset "${asset}" cannot be: ${problem}`,
      wayOut: 'Publish each asset once, with whole files.',
    };
    throw new TapelineError('step.output_invalid', { facts });
  }
  return structuredClone({ asset, removed, added });
}

function problemOf({ removed, added }: SnapshotChange): string | null {
  const paths = added.map(({ path }) => path);
  if (new Set(removed).size < removed.length) return 'it removes a file twice';
  if (new Set(paths).size < paths.length) return 'it adds a file twice';
  const odd = added.find((file) => !isWhole(file));
  return odd === undefined ? null : `file "${odd.path}" lacks its path, partition, hash, rows or bytes`;
}

function isWhole({ path, partition, sha256, rows, bytes }: LakeFile): boolean {
  const texts = [path, partition, sha256].every((text) => typeof text === 'string' && text !== '');
  return texts && [rows, bytes].every((count) => Number.isSafeInteger(count) && count >= 0);
}
