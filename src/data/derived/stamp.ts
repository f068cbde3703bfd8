import type { Calendar } from '../../calendar/index.ts';
import { type Schema, text, textAt, textColumn } from '../../core/frame.ts';
import { canonicalJson, sha256Hex } from '../../core/hash.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, readFiles, writePartition } from '../lake/upsert.ts';
import { isLive } from '../live.ts';
import { ASSETS } from '../stored/assets.ts';

/** Changes whenever the way something is computed changes: then everything is computed again. */
export const FORMULAS_VERSION = 1;

/**
 * What a derived dataset depends on, as one hash: the content of its inputs, its configuration, and the as-of where
 * that cuts anything off. Equal stamps mean that computing again would give the same rows.
 */
export async function stampOf(
  draft: Draft,
  inputs: readonly string[],
  settings: { readonly asOfMs: number; readonly calendar: Calendar } & Readonly<Record<string, unknown>>,
): Promise<string> {
  const { asOfMs, calendar, ...config } = settings;
  const files = inputs.map((asset) => [
    asset,
    draft
      .files(asset)
      .map((file) => file.sha256)
      .sort(),
  ]);
  const isCut = inputs.some((asset) => !isLive(calendar, asOfMs, draft.snapshot(asset).committedAtMs));
  return sha256Hex(canonicalJson({ FORMULAS_VERSION, files, config, cutAtMs: isCut ? asOfMs : null }));
}

/** What was noted when a dataset was derived last. */
export type Derivation = { readonly asset: string; readonly stamp: string; readonly columns: Schema };

/** Null when the asset was never derived. */
export async function readDerivation(draft: Draft, asset: string): Promise<Derivation | null> {
  const files = draft.files('derivations').filter((file) => file.partition === partitionOf(asset));
  const table = await readFiles(draft, ASSETS.derivations, files);
  if (table.rows === 0 || draft.files(asset).length === 0) return null;
  const cell = (name: string) => textAt(text(table, name), 0)!;
  return { asset, stamp: cell('stamp'), columns: JSON.parse(cell('columns')) as Schema };
}

export async function isCurrent(draft: Draft, asset: string, stamp: string): Promise<boolean> {
  return (await readDerivation(draft, asset))?.stamp === stamp;
}

/** One file per derived dataset, so that steps that derive side by side do not meet in one. */
export async function rememberStamp(
  draft: Draft,
  { asset, stamp, columns }: Derivation,
  author: Authorship,
): Promise<void> {
  const cells = {
    asset: textColumn([asset]),
    stamp: textColumn([stamp]),
    columns: textColumn([JSON.stringify(columns)]),
  };
  const provenance = provenanceOf('derivations', author);
  const rows = { rows: 1, columns: cells };
  await writePartition(draft, { asset: ASSETS.derivations, partition: partitionOf(asset), rows, provenance });
}

function partitionOf(asset: string): string {
  return `asset=${asset}`;
}
