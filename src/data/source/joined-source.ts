import { assert, TapelineError } from '../../core/errors.ts';
import type { Session } from '../../core/time.ts';
import type { MarketSource, RawBody, SourceInfo, SourceKind, SourceRequest } from './source.ts';

export type JoinOptions = { readonly name: string; readonly sources: readonly MarketSource[] };

/**
 * Several sources of one venue as one. Bodies keep the name of the source they came from, and are read by it. The
 * sources hold different instruments; a kind comes from those that provide it.
 */
export function joinSources({ name, sources }: JoinOptions): MarketSource {
  assert(sources.length > 0, 'a joined source has parts');
  const venues = new Set(sources.map((source) => source.info.venue));
  assert(venues.size === 1, `the parts of "${name}" follow one venue, not ${[...venues].join(', ')}`);
  const givers = (kind: SourceKind) => sources.filter((source) => source.info.provides.includes(kind));
  return {
    get info() {
      return joinedInfo(name, sources);
    },
    readiness: (kind, signal) => oldest(givers(kind), kind, signal),
    async check(signal) {
      const checks = [];
      for (const source of sources) checks.push({ name: source.info.name, ...(await source.check(signal)) });
      const quotas = checks.flatMap(({ quotaRemainingBytes }) => quotaRemainingBytes ?? []);
      const detail = checks.map((check) => `${check.name}: ${check.detail}`).join('; ');
      return { detail, quotaRemainingBytes: quotas.length === 0 ? null : Math.min(...quotas) };
    },
    fetch: (request, signal) => fetchFrom(name, givers(request.kind), request, signal),
    parse: (body) => partOf(name, sources, body).parse(body),
    async [Symbol.asyncDispose]() {
      for (const source of sources) await source[Symbol.asyncDispose]();
    },
  };
}

function joinedInfo(name: string, sources: readonly MarketSource[]): SourceInfo {
  const infos = sources.map((source) => source.info);
  return {
    name,
    simulated: infos.some((info) => info.simulated),
    venue: infos[0]!.venue,
    provides: [...new Set(infos.flatMap((info) => info.provides))],
    description: infos.map((info) => info.description).join('; '),
  };
}

/** Ready is what every part has: a part that lags would look as if it had gaps. */
async function oldest(
  sources: readonly MarketSource[],
  kind: SourceKind,
  signal: AbortSignal,
): Promise<Session | null> {
  let oldest: Session | null = null;
  for (const source of sources) {
    const session = await source.readiness(kind, signal);
    if (session === null) return null;
    if (oldest === null || session < oldest) oldest = session;
  }
  return oldest;
}

async function* fetchFrom(
  name: string,
  sources: readonly MarketSource[],
  request: SourceRequest,
  signal: AbortSignal,
): AsyncIterable<RawBody> {
  if (sources.length === 0) {
    throw new TapelineError('source.not_found', { facts: { source: name, what: `rows of kind "${request.kind}"` } });
  }
  for (const source of sources) yield* source.fetch(request, signal);
}

function partOf(name: string, sources: readonly MarketSource[], { about }: RawBody): MarketSource {
  const part = sources.find((source) => source.info.name === about.source);
  if (part !== undefined) return part;
  const facts = { source: name, what: 'a body', got: `one of "${about.source}", which is no part of this source` };
  throw new TapelineError('source.malformed', { facts });
}
