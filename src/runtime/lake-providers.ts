import type { Provider } from '../control/definition/resource.ts';
import { provide } from '../control/definition/resource.ts';
import { pageStore } from '../pipelines/predictions/ports.ts';
import { lake, rawStore } from '../pipelines/stocks/ports.ts';
import { crashPoint } from './crash-point.ts';
import type { ProfileFolders } from './folders.ts';

/** The lake, the raw store and the folder of pages of a profile. Their modules load only where a step opens them. */
export function lakeProviders(folders: ProfileFolders, profile: string): readonly Provider[] {
  return [
    provide(lake, async () => {
      const { openLake } = await import('../adapters/duckdb/lake.ts');
      return openLake({ folder: folders.lake, ...crashPoint() });
    }),
    provide(rawStore, async () => {
      const { openRawStore } = await import('../adapters/files/raw-store.ts');
      return openRawStore({ folder: folders.raw, ...crashPoint() });
    }),
    provide(pageStore, async () => {
      const { openPageStore } = await import('../adapters/files/page-store.ts');
      return { profile, ...openPageStore(folders.exports) };
    }),
  ];
}
