import type { PublishedChange, RunEvent } from '../event/events.ts';
import type { Report } from './violation.ts';

type Asset = {
  version: number;
  rows: number;
  readonly current: Map<string, { readonly rows: number; readonly partition: string }>;
};

/** I17 and I22: versions follow each other, each made of the one before; only what no version shows is pruned. */
export class AssetAudit {
  readonly #report: Report;
  readonly #assets = new Map<string, Asset>();

  constructor(report: Report) {
    this.#report = report;
  }

  take(event: RunEvent): void {
    if (event.kind === 'step_succeeded') for (const change of event.data.published) this.#published(change);
    else if (event.kind === 'files_pruned') this.#pruned(event);
    else if (event.kind === 'state_checkpointed')
      for (const { table, key, set } of event.data.rows) this.#row(table, { ...key, ...set });
  }

  #asset(name: string): Asset {
    const known = this.#assets.get(name);
    if (known !== undefined) return known;
    const asset: Asset = { version: 0, rows: 0, current: new Map() };
    this.#assets.set(name, asset);
    return asset;
  }

  #published({ asset: name, version, rows, removed, added }: PublishedChange): void {
    const asset = this.#asset(name);
    if (version !== asset.version + 1) this.#report('I17', `${name}@${version} follows ${name}@${asset.version}`);
    for (const { path } of removed) {
      if (!asset.current.delete(path))
        this.#report('I17', `${name}@${version} removes "${path}", which is not current`);
    }
    const partitions = new Set([...asset.current.values()].map(({ partition }) => partition));
    for (const { path, partition, rows: fileRows } of added) {
      if (partitions.has(partition))
        this.#report('I17', `${name}@${version} adds to partition "${partition}", which is taken`);
      asset.current.set(path, { rows: fileRows, partition });
    }
    asset.version = version;
    asset.rows = [...asset.current.values()].reduce((sum, file) => sum + file.rows, 0);
    if (rows !== asset.rows)
      this.#report('I17', `${name}@${version} claims ${rows} rows, its files have ${asset.rows}`);
  }

  #pruned({ data }: Extract<RunEvent, { kind: 'files_pruned' }>): void {
    const { current } = this.#asset(data.asset);
    for (const { path } of data.files) {
      if (current.has(path)) this.#report('I22', `"${path}" of ${data.asset} is pruned and current`);
    }
  }

  /** A checkpoint stands for everything before it. */
  #row(table: string, cells: Readonly<Record<string, string | number | null>>): void {
    if (table === 'snapshot') {
      const asset = this.#asset(cells.asset as string);
      asset.version = Math.max(asset.version, cells.version as number);
    }
    if (table === 'lake_file' && cells.removed_in === null)
      this.#asset(cells.asset as string).current.set(cells.path as string, {
        rows: cells.rows as number,
        partition: cells.partition as string,
      });
  }
}
