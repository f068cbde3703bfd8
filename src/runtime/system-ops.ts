import { op } from '../control/definition/op.ts';
import type { AnyOp } from '../control/definition/pipeline.ts';
import { z } from '../control/definition/schema.ts';
import type { QueryResult } from '../core/query-result.ts';
import type { Snapshot } from '../core/snapshot.ts';
import type { ReviewedRow } from '../data/stored/quarantine.ts';
import { lake } from '../pipelines/stocks/ports.ts';
import { type ReportOp, reportOps } from './reports/report-ops.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What the program itself does in a child: everything that touches DuckDB and belongs to no run. */
export const SYSTEM_JOB = 'tapeline.system';

const querySchema = z.object({ sql: z.string(), rowsMax: z.number().int().positive() });

const datasetSchema = z.object({ dataset: z.string() });

const backUpSchema = z.object({ to: z.string() });

type Current = { readonly snapshots: readonly Snapshot[] };

export type SystemOp = ReportOp | 'refresh_catalog' | 'back_up' | 'query' | 'read_quarantine';

export function systemOps(workspace: Workspace): Readonly<Record<string, AnyOp>> {
  return {
    ...reportOps(),
    refresh_catalog: op({
      name: 'refresh_catalog',
      description: 'Rebuilds catalog.duckdb: a view for each asset over its current files.',
      resources: { lake },
      async run({ views, empty }: Views, context) {
        await context.lake.writeCatalog(views, empty);
        return null;
      },
    }),
    back_up: op({
      name: 'back_up',
      description: 'Copies the state, and checks the copy.',
      config: backUpSchema,
      async run(_: object, { config }) {
        const { backUp } = await import('./backup.ts');
        await backUp(workspace, { to: config.to, lake: 'pointers' });
        return null;
      },
    }),
    query: op({
      name: 'query',
      description: 'Runs one read-only statement over the assets.',
      config: querySchema,
      resources: { lake },
      run: ({ views, empty }: Views, { lake: opened, config, signal }): Promise<QueryResult> =>
        opened.query({ ...config, views, empty, signal }),
    }),
    read_quarantine: op({
      name: 'read_quarantine',
      description: 'Reads the rows in quarantine of a dataset, with what was decided about them.',
      config: datasetSchema,
      resources: { lake },
      run: async ({ snapshots }: Current, { lake: opened, config }): Promise<readonly ReviewedRow[]> => {
        const { draftOfSnapshots } = await import('./reports/bar-table.ts');
        const { readReviewed } = await import('../data/stored/quarantine.ts');
        return readReviewed(draftOfSnapshots(opened, snapshots), config.dataset);
      },
    }),
  };
}
