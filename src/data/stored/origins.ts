import { flags, text, textAt, textColumn } from '../../core/frame.ts';
import type { Draft } from '../lake/draft.ts';
import { type Authorship, provenanceOf, readAsset, writePartition } from '../lake/upsert.ts';
import { sortRows } from '../rows.ts';
import { ASSETS } from './assets.ts';

export type Origin = Pick<Authorship, 'providers' | 'simulated'>;

/** Where these datasets came from, all together: one simulated row makes everything made of them simulated. */
export async function readOrigin(draft: Draft, assets: readonly string[]): Promise<Origin> {
  const table = await readAsset(draft, ASSETS.origins);
  const [asset, provider, simulated] = [text(table, 'asset'), text(table, 'provider'), flags(table, 'simulated')];
  const rows = Array.from({ length: table.rows }, (_, row) => row).filter((row) =>
    assets.includes(textAt(asset, row)!),
  );
  return {
    providers: [...new Set(rows.map((row) => textAt(provider, row)!))].sort(),
    simulated: rows.some((row) => simulated[row] === 1),
  };
}

/** @writes origins, one file per asset; idempotent by content */
export async function rememberOrigin(draft: Draft, asset: string, origin: Origin, author: Authorship): Promise<void> {
  const before = await readOrigin(draft, [asset]);
  const providers = [...new Set([...before.providers, ...origin.providers])].sort();
  const isSimulated = before.simulated || origin.simulated;
  if (providers.length === before.providers.length && isSimulated === before.simulated) return;
  const columns = {
    asset: textColumn(providers.map(() => asset)),
    provider: textColumn(providers),
    simulated: { type: 'flag', values: new Uint8Array(providers.length).fill(isSimulated ? 1 : 0) } as const,
  };
  const rows = sortRows({ rows: providers.length, columns }, ASSETS.origins.key);
  const provenance = provenanceOf('origins', author);
  await writePartition(draft, { asset: ASSETS.origins, partition: `asset=${asset}`, rows, provenance });
}
