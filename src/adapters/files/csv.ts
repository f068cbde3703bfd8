import { parse } from 'csv-parse/sync';
import { TapelineError } from '../../core/errors.ts';

export type TextEncodingName = 'utf-8' | 'gb18030';

export type CsvTable = {
  readonly header: readonly string[];
  /** Without the header and without blank lines. A record may have more or fewer cells than the header. */
  readonly records: readonly (readonly string[])[];
  /** The 1-based line on which each record begins. */
  readonly lines: readonly number[];
  /** False when the last line was not finished: the mark of a body that was cut off. */
  readonly endsWithNewline: boolean;
};

export type CsvOptions = {
  /** Named in errors. */
  readonly source: string;
  /** What was asked: a method, a file. */
  readonly what: string;
  readonly encoding?: TextEncodingName;
  readonly delimiter?: string;
};

const CELL_CHARACTERS_MAX = 1_000_000;

/**
 * Reads CSV bytes: a byte order mark is dropped, cells may be quoted (RFC 4180), lines end with LF or CRLF.
 *
 * @throws source.malformed for bytes that are not of the encoding (nothing is replaced), markup in place of CSV, and
 * quotes that do not close.
 */
export function readCsv(bytes: Uint8Array, options: CsvOptions): CsvTable {
  const text = decode(bytes, options);
  refuseMarkup(text, options);
  const { rows, lines } = text.includes('"') ? splitQuoted(text, options) : splitPlain(text, options.delimiter ?? ',');
  const header = rows[0] ?? [];
  return { header, records: rows.slice(1), lines: lines.slice(1), endsWithNewline: text === '' || text.endsWith('\n') };
}

function decode(bytes: Uint8Array, options: CsvOptions): string {
  const encoding = options.encoding ?? 'utf-8';
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    const other = encoding === 'utf-8' ? 'gb18030' : 'utf-8';
    throw malformed(options, `bytes that are not ${encoding} (set the encoding to ${other}?)`, { cause });
  }
}

/** An error page or a captcha sent with status 200. */
function refuseMarkup(text: string, options: CsvOptions): void {
  const start = text.slice(0, 2000).trimStart();
  if (!/^<(!doctype|html|head|body|\?xml|script|!--)/i.test(start)) return;
  const title = /<title[^>]*>([^<]{1,80})/i.exec(start)?.[1]?.trim();
  throw malformed(options, title === undefined ? 'an HTML page' : `an HTML page titled "${title}"`, { retry: 'later' });
}

/** Blank lines are no rows, but count as lines. */
type Split = { readonly rows: string[][]; readonly lines: number[] };

function addRow(split: Split, cells: string[], line: number): void {
  if (cells.length === 1 && cells[0] === '') return;
  split.rows.push(cells);
  split.lines.push(line);
}

/** Without quotes a line is its cells: 80 MB/s here, csv-parse 32 MB/s. */
function splitPlain(text: string, delimiter: string): Split {
  const split: Split = { rows: [], lines: [] };
  for (let begin = 0, line = 1; begin < text.length; line += 1) {
    const found = text.indexOf('\n', begin);
    const end = found === -1 ? text.length : found;
    const isCrLf = end > begin && text.charCodeAt(end - 1) === 13;
    addRow(split, text.slice(begin, isCrLf ? end - 1 : end).split(delimiter), line);
    begin = end + 1;
  }
  return split;
}

function splitQuoted(text: string, options: CsvOptions): Split {
  const split: Split = { rows: [], lines: [] };
  const lineEnds: number[] = [];
  parseQuoted(text, options, lineEnds).forEach((cells, index) => {
    addRow(split, cells, (lineEnds[index - 1] ?? 0) + 1);
  });
  return split;
}

function parseQuoted(text: string, options: CsvOptions, lineEnds: number[]): string[][] {
  try {
    return parse(text, {
      delimiter: options.delimiter ?? ',',
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      max_record_size: CELL_CHARACTERS_MAX,
      on_record: (record, { lines }) => {
        lineEnds.push(lines);
        return record;
      },
    });
  } catch (cause) {
    const { code, lines } = cause as { code?: string; lines?: number };
    const isOpen = code === 'CSV_QUOTE_NOT_CLOSED';
    const got = isOpen ? 'a quote that never closes' : `quotes that do not fit (${code ?? 'unknown'})`;
    throw malformed(options, lines === undefined ? got : `${got}, line ${lines}`, {
      cause,
      ...(isOpen ? { retry: 'later' as const } : {}),
    });
  }
}

function malformed(
  { source, what }: CsvOptions,
  got: string,
  more: { readonly cause?: unknown; readonly retry?: 'later' } = {},
): TapelineError {
  return new TapelineError('source.malformed', { facts: { source, what, got }, ...more });
}
