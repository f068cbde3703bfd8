import { createReadStream } from 'node:fs';
import { createGunzip } from 'node:zlib';
import { TapelineError } from '../../core/errors.ts';

/** Whole records of a CSV file, behind the file's header line. */
export type CsvPage = {
  readonly bytes: Uint8Array;
  /** The line of the file on which the page's first line after the header stands. */
  readonly firstLine: number;
};

export type CsvPagesOptions = {
  readonly source: string;
  /** A page ends with the first record that reaches this size. */
  readonly pageBytes: number;
  readonly signal: AbortSignal;
};

/**
 * Reads a CSV file, packed when it ends in .gz, page by page, so that its size is no limit. Cuts only between records: a
 * line end within quotes is none. Works on bytes, as quotes and line ends are the same in UTF-8 and GB18030.
 *
 * @throws source.unreachable, source.permission, source.malformed
 */
export async function* csvPages(path: string, options: CsvPagesOptions): AsyncGenerator<CsvPage> {
  const pages = createPager(path, options);
  const file = createReadStream(path);
  const bytes = path.endsWith('.gz') ? file.pipe(createGunzip()) : file;
  file.once('error', (error) => bytes.destroy(error));
  try {
    for await (const chunk of bytes as AsyncIterable<Buffer>) {
      options.signal.throwIfAborted();
      const page = pages.add(chunk);
      if (page !== null) yield page;
    }
    const last = pages.end();
    if (last !== null) yield last;
  } catch (error) {
    options.signal.throwIfAborted();
    throw fileError(error, path, options.source);
  } finally {
    file.destroy();
    bytes.destroy();
  }
}

function createPager(path: string, { pageBytes, source }: CsvPagesOptions) {
  let chunks: Buffer[] = [];
  let size = 0;
  let header: Buffer | null = null;
  let line = 1;

  function page(body: Buffer): CsvPage {
    const isFirst = header === null;
    header ??= body.subarray(0, recordEnd(body, 'first'));
    const firstLine = isFirst ? 1 + countLines(header) : line;
    line += countLines(body);
    return { bytes: new Uint8Array(isFirst ? body : Buffer.concat([header, body])), firstLine };
  }

  return {
    add(chunk: Buffer): CsvPage | null {
      chunks.push(chunk);
      size += chunk.length;
      if (size < pageBytes) return null;
      const held = Buffer.concat(chunks);
      const end = recordEnd(held, 'last');
      if (end === 0) {
        const got = `no end of a line within ${size} bytes (a quote that never closes?)`;
        throw new TapelineError('source.malformed', { facts: { source, what: path, got } });
      }
      chunks = [held.subarray(end)];
      size = held.length - end;
      return page(held.subarray(0, end));
    },
    end(): CsvPage | null {
      const rest = Buffer.concat(chunks);
      return rest.length === 0 && header !== null ? null : page(rest);
    },
  };
}

const QUOTE = 0x22;
const LINE_FEED = 0x0a;

/** Where the first or last record ends, behind its line feed: the length without one for the first, 0 for the last. */
function recordEnd(bytes: Buffer, which: 'first' | 'last'): number {
  let isQuoted = false;
  let end = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const byte = bytes[index];
    if (byte === QUOTE) isQuoted = !isQuoted;
    else if (byte === LINE_FEED && !isQuoted) {
      end = index + 1;
      if (which === 'first') return end;
    }
  }
  return which === 'first' ? bytes.length : end;
}

function countLines(bytes: Buffer): number {
  let count = 0;
  for (let at = bytes.indexOf(LINE_FEED); at !== -1; at = bytes.indexOf(LINE_FEED, at + 1)) count += 1;
  return count;
}

/** What the file system or gzip said, as an error of the source. */
export function fileError(error: unknown, path: string, source: string): unknown {
  const { code } = error as { code?: unknown };
  if (typeof code !== 'string' || error instanceof TapelineError) return error;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'EISDIR') {
    const detail = code === 'EISDIR' ? 'it is a folder' : 'there is no such file';
    return new TapelineError('source.unreachable', { facts: { source, url: path, detail }, cause: error });
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new TapelineError('source.permission', {
      facts: { source, detail: `"${path}" may not be read` },
      cause: error,
    });
  }
  if (code.startsWith('Z_')) {
    const got = `damaged gzip data (${code})`;
    return new TapelineError('source.malformed', { facts: { source, what: path, got }, cause: error });
  }
  return new TapelineError('source.transient', {
    facts: { source, detail: `"${path}": ${code}` },
    retry: 'later',
    cause: error,
  });
}
