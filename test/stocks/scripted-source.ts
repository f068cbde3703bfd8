import type { Session } from '../../src/core/time.ts';
import type { MarketSource, RawBody, SourceKind, SourceRequest } from '../../src/data/index.ts';
import { KIND_SCHEMAS } from '../../src/data/index.ts';
import { frameOf, type RowLiteral } from '../../src/data/rows-kit.ts';

/** A market that a test writes down and changes between runs. */
export type World = {
  name: string;
  venue: string;
  /** The newest session the source says it has; null: it does not say. */
  published: string | null;
  rows: Partial<Record<SourceKind, RowLiteral[]>>;
  /** What was asked, in order. */
  requests: SourceRequest[];
  now: () => number;
  quotaRemainingBytes: number | null;
};

export function worldOf(rows: World['rows'], more: Partial<World> = {}): World {
  return {
    name: 'scripted',
    venue: 'XNYS',
    published: null,
    rows,
    requests: [],
    now: () => 0,
    quotaRemainingBytes: null,
    ...more,
  };
}

/** Speaks for the world: one JSON body per request, with the rows that were asked for. */
export function scriptedSource(world: World): MarketSource {
  return {
    get info() {
      const provides = Object.keys(world.rows) as SourceKind[];
      const { name, venue } = world;
      return { name, venue, provides, simulated: true, description: 'A market written down by a test' };
    },
    readiness: async () => world.published as Session | null,
    check: async () => ({ detail: 'fine', quotaRemainingBytes: world.quotaRemainingBytes }),
    async *fetch(request) {
      world.requests.push(request);
      const asked = (world.rows[request.kind] ?? []).filter((row) => isAsked(row, request));
      const about = {
        source: world.name,
        extension: 'json' as const,
        query: { kind: request.kind },
        fetchedAtMs: world.now(),
        simulated: true,
      };
      yield { kind: request.kind, body: new TextEncoder().encode(JSON.stringify(asked)), about, request };
    },
    parse: parseBody,
    async [Symbol.asyncDispose]() {},
  };
}

function parseBody(body: RawBody) {
  const all: RowLiteral[] = JSON.parse(new TextDecoder().decode(body.body));
  const readable = all.filter((row) => row.unreadable === undefined);
  const rejected = all.flatMap((row, k) =>
    row.unreadable === undefined ? [] : [{ line: k + 1, reason: String(row.unreadable), text: JSON.stringify(row) }],
  );
  const lines = Int32Array.from(
    [...all.keys()].filter((k) => all[k]!.unreadable === undefined),
    (k) => k + 1,
  );
  return { rows: frameOf(KIND_SCHEMAS[body.kind], readable), lines, rejected };
}

function isAsked(row: RowLiteral, { kind, instruments, from, to }: SourceRequest): boolean {
  if (row.sent === 'always') return true;
  if (instruments.length > 0 && !instruments.includes(String(row.instrument))) return false;
  const day = kind === 'bars' || kind === 'suspensions' || kind === 'valuations' ? row.session : row.ex_date;
  if (typeof day !== 'string') return true;
  return (from === null || day >= from) && (to === null || day <= to);
}
