import { type ErrorCode, isTapelineError, TapelineError } from '../../core/errors.ts';

/** What a database's own error means. */
export type Failure = 'unreachable' | 'refused' | 'busy' | 'failed';

const CODES: Readonly<Record<Failure, ErrorCode>> = {
  unreachable: 'database.unreachable',
  refused: 'database.refused',
  busy: 'database.busy',
  failed: 'database.failed',
};

/** Sockets that are not there, or break. */
const BROKEN_SOCKET =
  /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|PROTOCOL_CONNECTION_LOST)$/;

/** Does the work; what the driver throws becomes an error that says where, what, and whether to try again. Others stay. */
export async function within<T>(
  database: string,
  meaningOf: (code: string) => Failure,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (isTapelineError(error) || !(error instanceof Error)) throw error;
    throw failureOf(database, error, meaningOf) ?? error;
  }
}

function failureOf(database: string, error: Error, meaningOf: (code: string) => Failure): TapelineError | null {
  const code = codeOf(error);
  const isBroken =
    BROKEN_SOCKET.test(code) || /terminated|closed state|connection error|Connection lost/i.test(error.message);
  if (!isBroken && code === '') return null;
  const failure = isBroken ? 'unreachable' : meaningOf(code);
  const detail = error.message === '' ? code : error.message;
  const retry = failure === 'unreachable' || failure === 'busy' ? 'later' : 'never';
  return new TapelineError(CODES[failure] as 'database.failed', { facts: { database, detail }, retry, cause: error });
}

/** Several addresses of one name fail together. */
function codeOf(error: Error & { readonly code?: unknown; readonly errors?: readonly unknown[] }): string {
  if (typeof error.code === 'string') return error.code;
  const [first] = error.errors ?? [];
  return first instanceof Error ? codeOf(first) : '';
}
