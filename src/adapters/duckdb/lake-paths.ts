import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { TapelineError } from '../../core/errors.ts';
import { checkName } from '../../core/ids.ts';
import type { Provenance } from '../../core/provenance.ts';
import { pathSegment } from '../files/resolve-inside.ts';

/**
 * Where things lie in a lake:
 *
 *     <asset>/<partition>/<first 16 of sha256>.parquet    files that never change
 *     catalog.duckdb                                      views of the current files
 *     staging/<run>/<step>/<attempt>/<partition>.parquet.tmp
 *     staging/spill-<random>/                             larger-than-memory work of one process
 */
export const CATALOG_NAME = 'catalog.duckdb';
const STAGING_NAME = 'staging';
const RESERVED = new Set([STAGING_NAME, CATALOG_NAME]);
const PARTITION_PATTERN = /^[A-Za-z0-9_=][A-Za-z0-9_=.,+@%-]{0,127}$/;
const SEGMENT_MAX = 120;

export function stagingFolder(lake: string): string {
  return join(lake, STAGING_NAME);
}

export function newSpillFolder(lake: string): string {
  return join(stagingFolder(lake), `spill-${randomUUID()}`);
}

/** A folder for one attempt to write one file. Nobody else ever uses it. */
export function newAttemptFolder(lake: string, provenance: Provenance): string {
  const [run, step] = [provenance.runId, provenance.stepKey].map((name) => pathSegment(name).slice(0, SEGMENT_MAX));
  return join(stagingFolder(lake), run!, step!, randomUUID());
}

/** @throws definition.invalid when the two cannot be folders of the lake */
export function checkAssetAndPartition(asset: string, partition: string): void {
  checkName('asset', asset);
  if (RESERVED.has(asset)) {
    throw new TapelineError('definition.invalid', {
      facts: { where: `asset "${asset}"`, problem: 'the lake itself uses that name', wayOut: 'Choose another name.' },
    });
  }
  if (PARTITION_PATTERN.test(partition)) return;
  throw new TapelineError('definition.invalid', {
    facts: {
      where: `partition "${partition}" of asset "${asset}"`,
      problem: 'it has characters outside A-Z a-z 0-9 _ = . , + @ % -, or is empty or longer than 128',
      wayOut: 'Choose a partition like "y=2026" or "session=2026-11-20".',
    },
  });
}
