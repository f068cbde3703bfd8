import type { Frame } from '../../core/frame.ts';
import type { Session } from '../../core/time.ts';
import type { RawAbout } from '../raw/raw-store.ts';

/** The kinds of rows that a market source can give. Their columns stand in `source/kinds.ts`. */
export type SourceKind = 'instruments' | 'bars' | 'ex_factors' | 'suspensions' | 'fundamentals' | 'valuations';

/**
 * Where data comes from: a vendor, a local sandbox, the user's own files. Thin: it fetches bytes and maps them to our
 * columns. It never fills, repairs, sorts out or drops; what it cannot read it hands on as rejections.
 *
 * Fails with the `source.*` codes, or config.invalid where its own settings do not fit what it finds. Retries nothing but
 * one re-login: retry policy belongs to the step.
 */
export interface DataSource<Request extends { readonly kind: string }> extends AsyncDisposable {
  readonly info: SourceInfo<Request['kind']>;
  /** The newest session the source itself has for this kind; null when it cannot say. */
  readiness(kind: Request['kind'], signal: AbortSignal): Promise<Session | null>;
  /** Proves credentials, folders and reachability without fetching data. @throws source.* */
  check(signal: AbortSignal): Promise<SourceCheck>;
  /** Bodies as received, in pages whose size is the source's business. */
  fetch(request: Request, signal: AbortSignal): AsyncIterable<RawBody<Request>>;
  /** Reads one body into our columns. Pure: the same body gives the same rows. @throws source.malformed */
  parse(body: RawBody<Request>): Parsed;
}

/** Instruments of an exchange: daily bars and what stands around them. */
export type MarketSource = DataSource<SourceRequest>;

export type SourceInfo<Kind extends string = SourceKind> = {
  readonly name: string;
  readonly simulated: boolean;
  /** Venue code whose calendar the instruments follow, e.g. XSHG or XNYS. */
  readonly venue: string;
  readonly provides: readonly Kind[];
  /** One line for people: what it is and where it is. No secrets. */
  readonly description: string;
};

export type SourceCheck = { readonly detail: string; readonly quotaRemainingBytes: number | null };

export type SourceRequest = RequestFor<SourceKind>;

/** What sources of instruments are asked, whatever the kinds of their desk. */
export type RequestFor<Kind extends string> = {
  readonly kind: Kind;
  /** Empty: everything the source knows. A name it does not know has no rows, or ends the fetch with source.not_found. */
  readonly instruments: readonly string[];
  /**
   * Both ends are inclusive; null is open. They bound the session of bars, suspensions and valuations, the ex-date of
   * ex-factors, and the last day of the quarter of fundamentals. Instruments are not bounded.
   */
  readonly from: Session | null;
  readonly to: Session | null;
  /** Nothing announced after this session may be in the answer; null asks for what is known now. */
  readonly asOf: Session | null;
};

export type RawBody<Request extends { readonly kind: string } = SourceRequest> = {
  readonly kind: Request['kind'];
  readonly body: Uint8Array;
  readonly about: RawAbout;
  readonly request: Request;
};

export type Parsed = {
  /** Columns of `KIND_SCHEMAS[kind]`, rows in the order received. */
  readonly rows: Frame;
  /** The 1-based line or record number of each row in the body. */
  readonly lines: Int32Array;
  readonly rejected: readonly ParseRejection[];
};

export type ParseRejection = { readonly line: number; readonly reason: string; readonly text: string };
