import { type ErrorFacts, messagesEn } from './messages/en.ts';

/** Every code the program can fail with: stable, dotted, never translated. The sentences live in `messages/`. */
export type ErrorCode = keyof ErrorFacts;

/** `later`: the same call may succeed after a pause. `never`: something has to change first. */
export type RetryIntent = 'never' | 'later';

/** Process exit codes that scripts and schedulers can rely on. */
export const EXIT = {
  ok: 0,
  failed: 1,
  usage: 2,
  definitions: 3,
  qualityGate: 4,
  source: 5,
  timedOut: 6,
  temporary: 75,
  skipped: 99,
  interrupted: 130,
  terminated: 143,
} as const;
export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

export type ErrorOptions<C extends ErrorCode> = {
  readonly facts: ErrorFacts[C];
  readonly retry?: RetryIntent;
  /** The earliest moment a retry makes sense, as told by the other side. */
  readonly retryAfterMs?: number;
  readonly exit?: ExitCode;
  readonly cause?: unknown;
};

/**
 * Something the world did to us: typed, with the facts as fields. `message` is the English sentence
 * (what, where, got, way out); `sentence(error, 'zh')` gives the Chinese one.
 */
export class TapelineError<C extends ErrorCode = ErrorCode> extends Error {
  readonly code: C;
  readonly facts: ErrorFacts[C];
  readonly retry: RetryIntent;
  readonly retryAfterMs: number | null;
  readonly exit: ExitCode;

  constructor(code: C, options: ErrorOptions<C>) {
    super(messagesEn[code](options.facts), options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'TapelineError';
    this.code = code;
    this.facts = options.facts;
    this.retry = options.retry ?? 'never';
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.exit = options.exit ?? exitOfCode(code);
  }
}

/** An error as it is stored in an event, sent over a process boundary, or printed by `--json`. */
export type ErrorRecord = {
  readonly code: string;
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
  readonly retry: RetryIntent;
  readonly retryAfterMs: number | null;
  readonly exit: ExitCode;
  readonly stack: string | null;
  readonly cause: ErrorRecord | null;
};

const CAUSES_MAX = 8;

/** Any thrown value as a record, which is always storable. Foreign errors become `step.threw` and may be retried. */
export function toErrorRecord(error: unknown, depth = 0): ErrorRecord {
  const cause = depth < CAUSES_MAX ? causeOf(error) : undefined;
  const shared = {
    stack: error instanceof Error && typeof error.stack === 'string' ? error.stack : null,
    cause: cause === undefined ? null : toErrorRecord(cause, depth + 1),
  };
  if (isTapelineError(error)) {
    const { code, message, retry, retryAfterMs, exit } = error;
    return { code, message, facts: storableFacts(error), retry, retryAfterMs, exit, ...shared };
  }
  const message = messageOf(error);
  return { code: 'step.threw', message, facts: { message }, retry: 'later', retryAfterMs: null, exit: 1, ...shared };
}

/** An error read back from an event or another process: same code, facts and intent. */
export function fromErrorRecord(record: ErrorRecord): TapelineError {
  const error = readError(record);
  error.message = record.message;
  if (record.stack === null) delete error.stack;
  else error.stack = record.stack;
  return error;
}

function readError(record: ErrorRecord): TapelineError {
  const options = {
    retry: record.retry,
    exit: record.exit,
    ...(record.retryAfterMs === null ? {} : { retryAfterMs: record.retryAfterMs }),
    ...(record.cause === null ? {} : { cause: fromErrorRecord(record.cause) }),
  };
  if (Object.hasOwn(messagesEn, record.code)) {
    try {
      const facts = record.facts as ErrorFacts[ErrorCode];
      return new TapelineError(record.code as ErrorCode, { ...options, facts });
    } catch {
      // Facts of another version, of which today's sentence cannot be made.
    }
  }
  return new TapelineError('step.threw', { ...options, facts: { message: record.message } });
}

/** What lies behind an error; of several (a name that resolved to many addresses) the first. */
function causeOf(error: unknown): unknown {
  if (!(error instanceof Error)) return undefined;
  if (error.cause !== undefined && error.cause !== null) return error.cause;
  return error instanceof AggregateError ? error.errors[0] : undefined;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error === 'string' ? error : printed(error);
  const inner = error instanceof AggregateError ? error.errors.map((each) => messageOf(each)).join('; ') : '';
  return `${error.name}: ${error.message || inner}`;
}

function printed(value: unknown): string {
  try {
    return (typeof value === 'object' ? JSON.stringify(value) : undefined) ?? String(value);
  } catch {
    return Object.prototype.toString.call(value);
  }
}

/** Facts are made by whoever throws, so they may hold anything; what cannot be stored is printed. */
function storableFacts({ facts, message }: TapelineError): ErrorRecord['facts'] {
  try {
    return JSON.parse(
      JSON.stringify(facts, (_key, value: unknown) => (typeof value === 'bigint' ? String(value) : value)),
    );
  } catch {
    return { message };
  }
}

/** Structural, so that two copies of the package understand each other. */
export function isTapelineError(error: unknown): error is TapelineError {
  return error instanceof Error && error.name === 'TapelineError' && 'code' in error && 'facts' in error;
}

/** A bug, not an event: a broken invariant stops the program. */
export function assert(condition: unknown, text: string): asserts condition {
  if (!condition) throw new Error(`Broken invariant: ${text}`);
}

function exitOfCode(code: ErrorCode): ExitCode {
  const family = code.slice(0, code.indexOf('.'));
  return EXIT_OF_FAMILY[family] ?? EXIT.failed;
}

const EXIT_OF_FAMILY: Readonly<Record<string, ExitCode>> = {
  usage: EXIT.usage,
  definition: EXIT.definitions,
  config: EXIT.definitions,
  quality: EXIT.qualityGate,
  source: EXIT.source,
  timeout: EXIT.timedOut,
  engine: EXIT.temporary,
  schedule: EXIT.skipped,
};
