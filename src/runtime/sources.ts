import { resolve } from 'node:path';
import type { CsvSourceOptions } from '../adapters/files/csv-source.ts';
import type { ResourceContext } from '../control/definition/resource.ts';
import type { MarketSource } from '../data/source/source.ts';

/** Daily prices from your own files: paths are relative to the project's folder. */
export type FilePrices = Omit<CsvSourceOptions, 'clock' | 'readParquet'>;

/** Opens a source, and says before it is open on which exchange's sessions its rows stand. */
export type SourceOpener = ((context: ResourceContext) => Promise<MarketSource>) & { readonly venue: string };

/**
 * An opener for `provide(marketSource, …)`: prices from CSV (also gzipped) or Parquet files, with their columns mapped.
 *
 * @example
 * provide(marketSource, filePrices({
 *   name: 'mine', files: ['prices.csv'], venue: 'XNYS',
 *   mapping: { instrument: 'symbol', session: 'date', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' },
 * }))
 */
export function filePrices(options: FilePrices): SourceOpener {
  const open = async ({ clock, projectDir }: ResourceContext): Promise<MarketSource> => {
    const { createCsvSource } = await import('../adapters/files/csv-source.ts');
    const at = (path: string): string => resolve(projectDir, path);
    const files = options.files.map((file) => (typeof file === 'string' ? at(file) : { ...file, path: at(file.path) }));
    if (options.format !== 'parquet') return createCsvSource({ ...options, files, clock });
    const { createParquetReader } = await import('../adapters/duckdb/parquet-reader.ts');
    const readParquet = createParquetReader();
    const source = createCsvSource({ ...options, files, clock, readParquet });
    return { ...source, [Symbol.asyncDispose]: () => readParquet[Symbol.asyncDispose]() };
  };
  return Object.assign(open, { venue: options.venue });
}
