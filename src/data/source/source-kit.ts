import { assert, isTapelineError } from '../../core/errors.ts';
import { type Column, days, type Frame, NO_INT, text, textAt } from '../../core/frame.ts';
import { canonicalJson } from '../../core/hash.ts';
import { dayOfSession, type Session, toSession } from '../../core/time.ts';
import { type KitFamily, MARKET_FAMILY } from './kit-families.ts';
import type { DataSource, Parsed, RawBody, RequestFor, SourceKind } from './source.ts';

type SourceOf<Kind extends string> = DataSource<RequestFor<Kind>>;
type BodyOf<Kind extends string> = RawBody<RequestFor<Kind>>;

export type SourceKitSetup<Kind extends string = SourceKind> = {
  /** A fresh source over data that does not change while the kit runs. */
  readonly open: () => Promise<SourceOf<Kind>>;
  /**
   * One request for every kind that the source provides. Those for the main kind must have rows, name at least one
   * instrument and both ends of a range, and the source must have further rows outside of it.
   */
  readonly requests: readonly RequestFor<Kind>[];
  /** A name that the source does not know. */
  readonly unknownInstrument: string;
  /** Texts that must not appear in bodies' descriptions or errors. */
  readonly secrets?: readonly string[];
  /** Sources that cannot work: a wrong key, a missing file, a dead address. */
  readonly broken?: readonly { readonly name: string; readonly open: () => Promise<SourceOf<Kind>> }[];
};

export type KitCase = { readonly name: string; readonly run: () => Promise<void> };

/** What every market source has to keep, whoever wrote it. Hand the cases to any test runner. */
export function sourceKit(setup: SourceKitSetup): readonly KitCase[] {
  return sourceKitOf(MARKET_FAMILY, setup);
}

type Kit<Kind extends string> = SourceKitSetup<Kind> & { readonly family: KitFamily<Kind> };

/** The same for the sources of another desk. */
export function sourceKitOf<Kind extends string>(
  family: KitFamily<Kind>,
  given: SourceKitSetup<Kind>,
): readonly KitCase[] {
  const setup = { ...given, family };
  return [
    { name: 'the source says who it is', run: () => withSource(setup, saysWhoItIs(setup)) },
    { name: 'check answers with one line', run: () => withSource(setup, checkAnswers) },
    { name: 'readiness is a session or null', run: () => withSource(setup, readinessIsASession) },
    { name: 'every provided kind has a request in the kit', run: () => withSource(setup, requestsAreComplete(setup)) },
    ...setup.requests.flatMap((request) => casesOf(setup, request)),
    {
      name: `${family.main} stay within the range and the names asked for`,
      run: () => withSource(setup, mainIsBounded(setup)),
    },
    { name: 'nothing after `asOf` is handed on', run: () => withSource(setup, asOfIsKept(setup)) },
    { name: 'an unknown name gives no rows, or source.not_found', run: () => withSource(setup, unknownIsTold(setup)) },
    {
      name: 'an abort ends check, readiness and fetch with its reason',
      run: () => withSource(setup, abortEnds(setup)),
    },
    { name: 'a fetch may be left early, and started again', run: () => withSource(setup, mayBeLeft(setup)) },
    {
      name: 'what is no body of this source is source.malformed',
      run: () => withSource(setup, garbageIsRefused(setup)),
    },
    { name: 'a kind that is not provided is refused', run: () => withSource(setup, otherKindsAreRefused(setup)) },
    { name: 'closing twice does no harm', run: () => closesTwice(setup) },
    ...(setup.broken ?? []).map((one) => ({
      name: `${one.name}: fails with a source.* code`,
      run: () => fails(setup, one),
    })),
  ];
}

function casesOf<Kind extends string>(setup: Kit<Kind>, request: RequestFor<Kind>): readonly KitCase[] {
  const { kind } = request;
  return [
    { name: `${kind}: bodies say what they are`, run: () => withBodies(setup, request, bodiesAreDescribed(setup)) },
    { name: `${kind}: rows have the columns of the kind`, run: () => withBodies(setup, request, rowsFit(setup)) },
    { name: `${kind}: the same body gives the same rows`, run: () => withBodies(setup, request, parseIsPure) },
    { name: `${kind}: two fetches give equal bodies`, run: () => withSource(setup, fetchIsRepeatable(request)) },
  ];
}

const NEVER = new AbortController().signal;

async function withSource<Kind extends string>(
  setup: Kit<Kind>,
  use: (source: SourceOf<Kind>) => Promise<void>,
): Promise<void> {
  await using source = await setup.open();
  await use(source);
}

type Bodies<Kind extends string> = {
  readonly source: SourceOf<Kind>;
  readonly bodies: readonly BodyOf<Kind>[];
};

function withBodies<Kind extends string>(
  setup: Kit<Kind>,
  request: RequestFor<Kind>,
  use: (found: Bodies<Kind>) => void,
): Promise<void> {
  return withSource(setup, async (source) => use({ source, bodies: await bodiesOf(source, request) }));
}

async function bodiesOf<Kind extends string>(
  source: SourceOf<Kind>,
  request: RequestFor<Kind>,
): Promise<BodyOf<Kind>[]> {
  const bodies: BodyOf<Kind>[] = [];
  for await (const body of source.fetch(request, NEVER)) bodies.push(body);
  return bodies;
}

async function rowsOf<Kind extends string>(source: SourceOf<Kind>, request: RequestFor<Kind>): Promise<Parsed[]> {
  return (await bodiesOf(source, request)).map((body) => source.parse(body));
}

function saysWhoItIs<Kind extends string>({ family }: Kit<Kind>) {
  const kinds = Object.keys(family.schemas);
  return async ({ info }: SourceOf<Kind>) => {
    assert(/^[a-z0-9_.-]{1,64}$/.test(info.name), `the name "${info.name}" could be a folder`);
    assert(info.provides.length > 0, 'the source provides something');
    assert(new Set(info.provides).size === info.provides.length, 'no kind is provided twice');
    assert(
      info.provides.every((kind) => kinds.includes(kind)),
      'every provided kind is known',
    );
    assert(/^[A-Z0-9]{2,8}$/.test(info.venue), `"${info.venue}" is a venue code`);
    assert(info.description !== '' && !info.description.includes('\n'), 'the description is one line');
  };
}

async function checkAnswers<Kind extends string>(source: SourceOf<Kind>): Promise<void> {
  const { detail, quotaRemainingBytes } = await source.check(NEVER);
  assert(detail !== '' && !detail.includes('\n'), 'the detail is one line');
  assert(quotaRemainingBytes === null || quotaRemainingBytes >= 0, 'the quota is null or not negative');
}

async function readinessIsASession<Kind extends string>(source: SourceOf<Kind>): Promise<void> {
  for (const kind of source.info.provides) {
    const session = await source.readiness(kind, NEVER);
    assert(session === null || toSession(session) === session, `readiness of ${kind} is a session or null`);
  }
}

function requestsAreComplete<Kind extends string>(setup: Kit<Kind>) {
  return async ({ info }: SourceOf<Kind>) => {
    const asked = setup.requests.map((request) => request.kind);
    for (const kind of info.provides) assert(asked.includes(kind), `the kit has a request for ${kind}`);
  };
}

function bodiesAreDescribed<Kind extends string>({ secrets = [] }: Kit<Kind>) {
  return ({ source, bodies }: Bodies<Kind>) => {
    for (const { about, body, kind, request } of bodies) {
      assert(body instanceof Uint8Array, 'a body is bytes');
      assert(kind === request.kind, 'body and request are of one kind');
      assert(about.simulated === source.info.simulated, 'a body is as simulated as its source');
      assert(Number.isFinite(about.fetchedAtMs), 'a body has a time');
      const described = canonicalJson(about);
      assert(canonicalJson(JSON.parse(described)) === described, 'the description survives JSON');
      assert(!secrets.some((secret) => described.includes(secret)), 'the description holds no secret');
    }
  };
}

function rowsFit<Kind extends string>({ family }: Kit<Kind>) {
  return ({ source, bodies }: Bodies<Kind>) => {
    assert(bodies.length > 0, 'there is at least one body');
    for (const body of bodies) {
      const { rows, lines, rejected } = source.parse(body);
      const schema = Object.entries(family.schemas[body.kind]).map(([name, type]) => `${name}:${type}`);
      const found = Object.entries(rows.columns).map(([name, column]) => `${name}:${column.type}`);
      assert(found.join() === schema.join(), `the columns are ${schema.join()}, not ${found.join()}`);
      assert(lines.length === rows.rows, 'every row has a line');
      assert(lines.every((line) => line >= 1) && rejected.every(({ line }) => line >= 1), 'lines count from 1');
      assert(
        rejected.every(({ reason }) => reason !== ''),
        'every rejection has a reason',
      );
      assert(!text(rows, 'instrument').dictionary.includes(''), 'no instrument is an empty text');
    }
  };
}

function parseIsPure<Kind extends string>({ source, bodies }: Bodies<Kind>): void {
  for (const body of bodies) {
    const before = body.body.join();
    const first = printed(source.parse(body));
    assert(body.body.join() === before, 'parse does not change the body');
    assert(printed(source.parse(copyOf(body))) === first, 'a copy of the body gives the same rows');
  }
}

/** What is left after the body was stored and read back. */
function copyOf<Kind extends string>({ kind, body, about, request }: BodyOf<Kind>): BodyOf<Kind> {
  return {
    kind,
    body: body.slice(),
    about: JSON.parse(canonicalJson(about)) as RawBody['about'],
    request: JSON.parse(canonicalJson(request)) as RequestFor<Kind>,
  };
}

function printed({ rows, lines, rejected }: Parsed): string {
  const columns = Object.entries(rows.columns).map(([name, column]) => [name, printedColumn(column)]);
  return JSON.stringify([columns, [...lines], rejected]);
}

function printedColumn(column: Column): readonly string[] {
  return column.type === 'text'
    ? Array.from(column.codes, (_, row) => String(textAt(column, row)))
    : Array.from(column.values, String);
}

function fetchIsRepeatable<Kind extends string>(request: RequestFor<Kind>) {
  return async (source: SourceOf<Kind>) => {
    const [first, second] = [await rowsOf(source, request), await rowsOf(source, request)];
    assert(first.map(printed).join() === second.map(printed).join(), 'the rows are the same both times');
  };
}

function mainRequest<Kind extends string>({ requests, family }: Kit<Kind>) {
  const found = requests.find(({ kind }) => kind === family.main);
  assert(found?.from && found.to && found.instruments.length > 0, `the kit has a bounded request for ${family.main}`);
  return { ...found, from: found.from, to: found.to };
}

function mainIsBounded<Kind extends string>(setup: Kit<Kind>) {
  const { main, dated } = setup.family;
  return async (source: SourceOf<Kind>) => {
    const request = mainRequest(setup);
    const parsed = await rowsOf(source, request);
    assert(
      parsed.some(({ rows }) => rows.rows > 0),
      `the request for ${main} has rows`,
    );
    for (const { rows } of parsed) {
      assertBetween(rows, dated[main]!, request.from, request.to);
      const strangers = text(rows, 'instrument').dictionary.filter((name) => !request.instruments.includes(name));
      assert(strangers.length === 0, `no rows of ${strangers.join(', ')}, which were not asked for`);
    }
    const later = { ...request, to: null };
    const counts = [await rowsOf(source, request), await rowsOf(source, later)].map(countRows);
    assert(counts[1]! > counts[0]!, 'without an end there are more rows: the end was honoured');
  };
}

function countRows(parsed: readonly Parsed[]): number {
  return parsed.reduce((sum, { rows }) => sum + rows.rows, 0);
}

function assertBetween(rows: Frame, column: string, from: Session, to: Session): void {
  const [first, last] = [dayOfSession(from), dayOfSession(to)];
  for (const day of days(rows, column)) {
    assert(day !== NO_INT && day >= first && day <= last, `${column} ${day} lies within ${from} and ${to}`);
  }
}

function asOfIsKept<Kind extends string>(setup: Kit<Kind>) {
  return async (source: SourceOf<Kind>) => {
    for (const request of setup.requests) {
      const column = setup.family.dated[request.kind];
      if (column === undefined) continue;
      const asOf = request.asOf ?? request.from ?? mainRequest(setup).from;
      for (const { rows } of await rowsOf(source, { ...request, asOf })) {
        const isKept = days(rows, column).every((day) => day <= dayOfSession(asOf));
        assert(isKept, `${request.kind}: ${column} is not after ${asOf}`);
      }
    }
  };
}

function unknownIsTold<Kind extends string>(setup: Kit<Kind>) {
  return async (source: SourceOf<Kind>) => {
    const request = { ...mainRequest(setup), instruments: [setup.unknownInstrument] };
    try {
      assert(countRows(await rowsOf(source, request)) === 0, 'an unknown name has no rows');
    } catch (error) {
      assert(isTapelineError(error) && error.code === 'source.not_found', `source.not_found, not ${String(error)}`);
      assert(error.message.includes(setup.unknownInstrument), 'the sentence names what is unknown');
    }
  };
}

function abortEnds<Kind extends string>(setup: Kit<Kind>) {
  return async (source: SourceOf<Kind>) => {
    const reason = new Error('the kit stops');
    const aborted = AbortSignal.abort(reason);
    const request = mainRequest(setup);
    await rejectsWith(reason, () => source.check(aborted));
    const { main } = setup.family;
    if (source.info.provides.includes(main)) await rejectsWith(reason, () => source.readiness(main, aborted));
    await rejectsWith(reason, () => drain(source.fetch(request, aborted)));
  };
}

async function rejectsWith(reason: Error, start: () => Promise<unknown>): Promise<void> {
  const thrown = await start().then(
    () => null,
    (error: unknown) => error,
  );
  assert(thrown === reason, `the abort's reason comes out, not ${String(thrown)}`);
}

async function drain(bodies: AsyncIterable<{ readonly body: Uint8Array }>): Promise<void> {
  for await (const body of bodies) assert(body.body instanceof Uint8Array, 'a body is bytes');
}

function mayBeLeft<Kind extends string>(setup: Kit<Kind>) {
  return async (source: SourceOf<Kind>) => {
    const request = mainRequest(setup);
    for await (const body of source.fetch(request, NEVER)) {
      assert(body.kind === request.kind, 'a body of the main kind');
      break;
    }
    assert(countRows(await rowsOf(source, request)) > 0, 'the next fetch is whole');
  };
}

function garbageIsRefused<Kind extends string>(setup: Kit<Kind>) {
  return async (source: SourceOf<Kind>) => {
    const [body] = await bodiesOf(source, mainRequest(setup));
    assert(body !== undefined, 'there is a body');
    const page = new TextEncoder().encode('<!DOCTYPE html><html><head><title>Please log in</title></head></html>\n');
    const foreign = new TextEncoder().encode('foo,bar\n1,2\n');
    const broken = Uint8Array.from([0xff, 0xfe, 0xff, 0x0a]);
    for (const bytes of [page, foreign, broken]) {
      const error = thrownBy(() => source.parse({ ...body, body: bytes }));
      assert(isTapelineError(error) && error.code === 'source.malformed', `source.malformed, not ${String(error)}`);
    }
  };
}

function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  return null;
}

function otherKindsAreRefused<Kind extends string>({ family }: Kit<Kind>) {
  return async (source: SourceOf<Kind>) => {
    const other = (Object.keys(family.schemas) as Kind[]).find((kind) => !source.info.provides.includes(kind));
    if (other === undefined) return;
    const request: RequestFor<Kind> = { kind: other, instruments: [], from: null, to: null, asOf: null };
    const error = await drain(source.fetch(request, NEVER)).then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert(
      isTapelineError(error) && error.code.startsWith('source.'),
      `a source.* code for ${other}, not ${String(error)}`,
    );
  };
}

async function closesTwice<Kind extends string>(setup: Kit<Kind>): Promise<void> {
  const source = await setup.open();
  await source[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
}

async function fails<Kind extends string>(
  setup: Kit<Kind>,
  broken: { readonly open: () => Promise<SourceOf<Kind>> },
): Promise<void> {
  await using source = await broken.open();
  const attempts = [() => source.check(NEVER), () => drain(source.fetch(mainRequest(setup), NEVER))];
  for (const attempt of attempts) {
    const error = await attempt().then(
      () => null,
      (thrown: unknown) => thrown,
    );
    assert(isTapelineError(error) && error.code.startsWith('source.'), `a source.* code, not ${String(error)}`);
    assert(!(setup.secrets ?? []).some((secret) => error.message.includes(secret)), 'the sentence holds no secret');
  }
}
