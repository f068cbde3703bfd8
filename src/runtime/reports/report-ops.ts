import { op } from '../../control/definition/op.ts';
import type { AnyOp } from '../../control/definition/pipeline.ts';
import { z } from '../../control/definition/schema.ts';
import type { Snapshot } from '../../core/snapshot.ts';
import { lake } from '../../pipelines/stocks/ports.ts';
import type { BarTables } from './bar-table.ts';
import type { FactorMeasure } from './factor-figures.ts';
import type { QualityMeasure } from './quality-figures.ts';

const barsSchema = z.object({
  instruments: z.array(z.string()),
  named: z.array(z.string()),
  from: z.number().int().nullable(),
  asOfMs: z.number(),
});

const factorsSchema = z.object({
  columns: z.array(z.string()),
  horizon: z.number().int().positive(),
  quantiles: z.number().int().min(2),
});

const qualitySchema = z.object({ dataset: z.string() });

type Current = { readonly snapshots: readonly Snapshot[] };

export type ReportOp = 'read_bars' | 'measure_factors' | 'measure_quality';

/** What reports read from the lake, in a child. */
export function reportOps(): Readonly<Record<ReportOp, AnyOp>> {
  return {
    read_bars: op({
      name: 'read_bars',
      description: 'Reads bars of instruments as they are known, with what a chart needs beside them.',
      config: barsSchema,
      resources: { lake },
      run: async ({ snapshots }: Current, { lake: opened, config }): Promise<BarTables> => {
        const { draftOfSnapshots, readBarTables } = await import('./bar-table.ts');
        return readBarTables(draftOfSnapshots(opened, snapshots), config);
      },
    }),
    measure_factors: op({
      name: 'measure_factors',
      description: 'Measures what each part of the score was followed by.',
      config: factorsSchema,
      resources: { lake },
      run: async ({ snapshots }: Current, { lake: opened, config }): Promise<FactorMeasure> => {
        const { draftOfSnapshots } = await import('./bar-table.ts');
        const { measureFactors } = await import('./factor-figures.ts');
        return measureFactors(draftOfSnapshots(opened, snapshots), config);
      },
    }),
    measure_quality: op({
      name: 'measure_quality',
      description: 'Measures what the newest runs found about a dataset, and what lies in its quarantine.',
      config: qualitySchema,
      resources: { lake },
      run: async ({ snapshots }: Current, { lake: opened, config }): Promise<QualityMeasure> => {
        const { draftOfSnapshots } = await import('./bar-table.ts');
        const { measureQuality } = await import('./quality-figures.ts');
        return measureQuality(draftOfSnapshots(opened, snapshots), config.dataset);
      },
    }),
  };
}
