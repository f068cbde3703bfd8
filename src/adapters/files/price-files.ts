import { extname } from 'node:path';
import { TapelineError } from '../../core/errors.ts';
import { readCsv } from './csv.ts';
import { type CsvPage, csvPages, fileError } from './csv-pages.ts';
import { type ParquetReader, parquetPages } from './parquet-source.ts';
import type { PriceLayout } from './price-table.ts';

/** One file; `instrument` when the file holds that instrument alone and no column says so. */
export type PriceFile = { readonly path: string; readonly instrument?: string };

export type PriceFiles = {
  readonly source: string;
  readonly files: readonly PriceFile[];
  readonly layout: PriceLayout;
  /** Null for CSV. */
  readonly parquet: ParquetReader | null;
  readonly pageBytes: number;
};

/** A piece of the data: as it stands in a file, or in our own spelling. `file` is null for what is made of several. */
export type PricePart = CsvPage & { readonly file: PriceFile | null; readonly isPlain: boolean };

/** Every file from its beginning to its end, in parts that fit into memory. */
export async function* partsOf(from: PriceFiles, signal: AbortSignal): AsyncGenerator<PricePart> {
  for (const file of from.files) {
    const isPlain = from.parquet !== null;
    for await (const page of pagesOf(from, file, signal)) yield { ...page, file, isPlain };
  }
}

function pagesOf(from: PriceFiles, file: PriceFile, signal: AbortSignal): AsyncIterable<CsvPage> {
  const { source, pageBytes, parquet, layout } = from;
  if (parquet === null) return csvPages(file.path, { source, pageBytes, signal });
  return readSafely(from, file, parquetPages(file.path, { reader: parquet, layout, signal }), signal);
}

/** Whatever the Parquet reader throws, as an error of the source. */
async function* readSafely(
  from: PriceFiles,
  file: PriceFile,
  pages: AsyncIterable<CsvPage>,
  signal: AbortSignal,
): AsyncGenerator<CsvPage> {
  try {
    yield* pages;
  } catch (error) {
    signal.throwIfAborted();
    throw parquetError(from, file, error);
  }
}

function parquetError({ source }: PriceFiles, { path }: PriceFile, error: unknown): unknown {
  const known = fileError(error, path, source);
  if (known !== error || error instanceof TapelineError) return known;
  const got = error instanceof Error ? error.message.split('\n')[0]! : String(error);
  return new TapelineError('source.malformed', { facts: { source, what: path, got }, cause: error });
}

const HEADER_PAGE_BYTES = 64 * 1024;

/** The names of a file's columns. @throws source.* when there is no readable file or nothing in it */
export async function headerOf(from: PriceFiles, file: PriceFile, signal: AbortSignal): Promise<readonly string[]> {
  const { source, parquet, layout } = from;
  if (parquet !== null) {
    return await parquet.columns(file.path, signal).catch((error: unknown) => {
      signal.throwIfAborted();
      throw parquetError(from, file, error);
    });
  }
  const { encoding, delimiter } = layout;
  for await (const page of csvPages(file.path, { source, pageBytes: HEADER_PAGE_BYTES, signal })) {
    const { header } = readCsv(page.bytes, { source, what: file.path, encoding, delimiter });
    if (header.length > 0) return header;
  }
  const facts = { source, what: file.path, got: `an empty ${extname(file.path)} file` };
  throw new TapelineError('source.malformed', { facts });
}
