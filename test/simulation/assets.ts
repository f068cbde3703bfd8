import type { PublishedChange } from '../../src/control/event/events.ts';
import type { SnapshotChange } from '../../src/core/snapshot.ts';

type Current = {
  version: number;
  readonly files: Map<string, { readonly addedIn: number; readonly partition: string; readonly rows: number }>;
};

/** The assets as the log has them: I17, every version is wholly made of what committed attempts published. */
export class AssetsModel {
  readonly #assets = new Map<string, Current>();
  readonly #bad: (violation: string) => void;

  constructor(bad: (violation: string) => void) {
    this.#bad = bad;
  }

  publish(published: readonly PublishedChange[], wanted: readonly SnapshotChange[]): void {
    const real = wanted.filter(({ removed, added }) => removed.length + added.length > 0);
    if (published.length !== real.length)
      this.#bad(`I17 ${real.length} changes were wanted, ${published.length} published`);
    for (const change of published)
      this.#one(
        change,
        real.find(({ asset }) => asset === change.asset),
      );
  }

  #one(change: PublishedChange, wanted: SnapshotChange | undefined): void {
    const current = this.#of(change.asset);
    const removed = change.removed.map(({ path }) => path);
    const same = JSON.stringify([removed, change.added]) === JSON.stringify([wanted?.removed, wanted?.added]);
    if (!same) this.#bad(`I17 version ${change.version} of ${change.asset} is not what its step wanted`);
    if (change.version !== current.version + 1) this.#bad(`I17 version ${change.version} follows ${current.version}`);
    for (const { path, addedIn } of change.removed) {
      if (current.files.get(path)?.addedIn !== addedIn) this.#bad(`I17 ${path} is removed though it is not current`);
      current.files.delete(path);
    }
    for (const { path, partition, rows } of change.added) {
      if ([...current.files.values()].some((file) => file.partition === partition))
        this.#bad(`I18 partition ${partition} is held twice`);
      current.files.set(path, { addedIn: change.version, partition, rows });
    }
    const rows = [...current.files.values()].reduce((sum, file) => sum + file.rows, 0);
    if (rows !== change.rows) this.#bad(`I26 version ${change.version} says ${change.rows} rows and has ${rows}`);
    current.version = change.version;
  }

  #of(asset: string): Current {
    const known = this.#assets.get(asset) ?? { version: 0, files: new Map() };
    this.#assets.set(asset, known);
    return known;
  }
}
