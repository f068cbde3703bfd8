import { op } from '../control/definition/op.ts';
import type { AnyOp } from '../control/definition/pipeline.ts';
import { z } from '../control/definition/schema.ts';
import type { QueryResult } from '../core/query-result.ts';
import { lake } from '../pipelines/stocks/ports.ts';
import type { Views } from './views.ts';
import type { Workspace } from './workspace.ts';

/** What the program itself does in a child: everything that touches DuckDB and belongs to no run. */
export const SYSTEM_JOB = 'tapeline.system';

const querySchema = z.object({ sql: z.string(), rowsMax: z.number().int().positive() });

export type SystemOp = 'refresh_catalog' | 'query';

export function systemOps(_workspace: Workspace): Readonly<Record<string, AnyOp>> {
  return {
    refresh_catalog: op({
      name: 'refresh_catalog',
      description: 'Rebuilds catalog.duckdb: a view for each asset over its current files.',
      resources: { lake },
      async run({ views, empty }: Views, context) {
        await context.lake.writeCatalog(views, empty);
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
  };
}
