import { assert, isTapelineError } from '../../core/errors.ts';
import { type Column, type Frame, textAt } from '../../core/frame.ts';
import { canonicalJson } from '../../core/hash.ts';
import {
  PREDICTION_SCHEMAS,
  type PredictionKind,
  type PredictionRequest,
  type PredictionSource,
} from './predictions.ts';
import type { Parsed, RawBody } from './source.ts';
import type { KitCase } from './source-kit.ts';

export type PredictionKitSetup = {
  /** A fresh source over data that does not change while the kit runs. */
  readonly open: () => Promise<PredictionSource>;
  /** One request for every kind that the source provides, each with rows. */
  readonly requests: readonly PredictionRequest[];
  /** Texts that must not appear in bodies' descriptions or errors. */
  readonly secrets?: readonly string[];
};

const NEVER = new AbortController().signal;
const KINDS = Object.keys(PREDICTION_SCHEMAS) as PredictionKind[];

/** What every source of predictions has to keep, whoever wrote it. Hand the cases to any test runner. */
export function predictionSourceKit(setup: PredictionKitSetup): readonly KitCase[] {
  const each = (name: string, check: (source: PredictionSource, request: PredictionRequest) => Promise<void>) =>
    setup.requests.map((request) => ({
      name: `${request.kind}: ${name}`,
      run: () => withSource(setup, (source) => check(source, request)),
    }));
  return [
    { name: 'the source says who it is', run: () => withSource(setup, saysWhoItIs(setup)) },
    { name: 'check answers with one line', run: () => withSource(setup, checkAnswers) },
    ...each('bodies say what they are', bodiesAreDescribed(setup)),
    ...each('rows have the columns of the kind', rowsFit),
    ...each('the same body gives the same rows', parseIsPure),
    ...each('two fetches give equal rows', fetchIsRepeatable),
    ...each('an abort ends the fetch with its reason', abortEnds),
    ...each('what is no body of this source is source.malformed', garbageIsRefused),
    { name: 'a kind that is not provided is refused', run: () => withSource(setup, othersAreRefused) },
    { name: 'closing twice does no harm', run: () => closesTwice(setup) },
  ];
}

async function withSource(setup: PredictionKitSetup, use: (source: PredictionSource) => Promise<void>): Promise<void> {
  await using source = await setup.open();
  await use(source);
}

async function bodiesOf(source: PredictionSource, request: PredictionRequest): Promise<RawBody<PredictionRequest>[]> {
  const bodies: RawBody<PredictionRequest>[] = [];
  for await (const body of source.fetch(request, NEVER)) bodies.push(body);
  assert(bodies.length > 0, 'there is at least one body');
  return bodies;
}

function saysWhoItIs(setup: PredictionKitSetup) {
  return async ({ info }: PredictionSource) => {
    assert(/^[a-z0-9_.-]{1,64}$/.test(info.name), `the name "${info.name}" could be a folder`);
    assert(
      info.provides.length > 0 && info.provides.every((kind) => KINDS.includes(kind)),
      'it provides kinds that there are',
    );
    assert(info.description !== '' && !info.description.includes('\n'), 'the description is one line');
    const asked = new Set(setup.requests.map(({ kind }) => kind));
    assert(
      info.provides.every((kind) => asked.has(kind)),
      'the kit has a request for every kind',
    );
  };
}

async function checkAnswers(source: PredictionSource): Promise<void> {
  const { detail, quotaRemainingBytes } = await source.check(NEVER);
  assert(detail !== '' && !detail.includes('\n'), 'the detail is one line');
  assert(quotaRemainingBytes === null || quotaRemainingBytes >= 0, 'the quota is null or not negative');
}

function bodiesAreDescribed({ secrets = [] }: PredictionKitSetup) {
  return async (source: PredictionSource, request: PredictionRequest) => {
    for (const { about, body, kind, request: answered } of await bodiesOf(source, request)) {
      assert(body instanceof Uint8Array, 'a body is bytes');
      assert(kind === answered.kind && kind === request.kind, 'body and request are of one kind');
      assert(about.simulated === source.info.simulated, 'a body is as simulated as its source');
      const described = canonicalJson({ about, answered });
      assert(canonicalJson(JSON.parse(described)) === described, 'the description survives JSON');
      assert(!secrets.some((secret) => described.includes(secret)), 'the description holds no secret');
    }
  };
}

async function rowsFit(source: PredictionSource, request: PredictionRequest): Promise<void> {
  const parsed = (await bodiesOf(source, request)).map((body) => source.parse(body));
  assert(
    parsed.some(({ rows }) => rows.rows > 0),
    'the request has rows',
  );
  for (const { rows, lines, rejected } of parsed) {
    const schema = Object.entries(PREDICTION_SCHEMAS[request.kind]).map(([name, type]) => `${name}:${type}`);
    const found = Object.entries(rows.columns).map(([name, column]) => `${name}:${column.type}`);
    assert(found.join() === schema.join(), `the columns are ${schema.join()}, not ${found.join()}`);
    assert(lines.length === rows.rows && lines.every((line) => line >= 1), 'every row has a line, counted from 1');
    assert(rejected.length === 0, `no row is rejected: ${rejected[0]?.reason}`);
  }
}

async function parseIsPure(source: PredictionSource, request: PredictionRequest): Promise<void> {
  for (const body of await bodiesOf(source, request)) {
    const before = body.body.join();
    const first = printed(source.parse(body));
    assert(body.body.join() === before, 'parse does not change the body');
    const { about, request: answered } = JSON.parse(canonicalJson({ about: body.about, request: body.request }));
    const copy = { kind: body.kind, body: body.body.slice(), about, request: answered };
    assert(printed(source.parse(copy)) === first, 'a body that was stored and read back gives the same rows');
  }
}

async function fetchIsRepeatable(source: PredictionSource, request: PredictionRequest): Promise<void> {
  const rowsOf = async () => (await bodiesOf(source, request)).map((body) => printed(source.parse(body))).join();
  const [first, second] = [await rowsOf(), await rowsOf()];
  assert(first === second, 'the rows are the same both times');
}

function printed({ rows, lines, rejected }: Parsed): string {
  return JSON.stringify([columnsOf(rows), [...lines], rejected]);
}

function columnsOf(rows: Frame): unknown {
  const cells = (column: Column) =>
    column.type === 'text'
      ? Array.from(column.codes, (_, row) => String(textAt(column, row)))
      : Array.from(column.values, String);
  return Object.entries(rows.columns).map(([name, column]) => [name, cells(column)]);
}

async function abortEnds(source: PredictionSource, request: PredictionRequest): Promise<void> {
  const reason = new Error('the kit stops');
  const thrown = await thrownBy(async () => {
    for await (const body of source.fetch(request, AbortSignal.abort(reason))) assert(body, 'a body');
  });
  assert(thrown === reason, `the abort's reason comes out, not ${String(thrown)}`);
}

async function garbageIsRefused(source: PredictionSource, request: PredictionRequest): Promise<void> {
  const [body] = await bodiesOf(source, request);
  const page = new TextEncoder().encode('<!DOCTYPE html><html><head><title>Just a moment...</title></head></html>\n');
  const foreign = new TextEncoder().encode('"nothing"');
  const cut = body!.body.slice(0, -1);
  for (const bytes of [page, foreign, cut, Uint8Array.from([0xff, 0xfe, 0xff])]) {
    const error = await thrownBy(async () => source.parse({ ...body!, body: bytes }));
    assert(isTapelineError(error) && error.code === 'source.malformed', `source.malformed, not ${String(error)}`);
  }
}

async function othersAreRefused(source: PredictionSource): Promise<void> {
  const kind = KINDS.find((each) => !source.info.provides.includes(each));
  if (kind === undefined) return;
  const shape = { fromMs: 0, toMs: 1, outcomes: [], instruments: [], interval: '1h' };
  const selector = { symbol: 'X', slugPrefixes: [], tagId: null };
  const error = await thrownBy(() => bodiesOf(source, { kind, selector, ...shape } as PredictionRequest));
  assert(isTapelineError(error) && error.code.startsWith('source.'), `a source.* code, not ${String(error)}`);
}

async function thrownBy(run: () => Promise<unknown>): Promise<unknown> {
  return run().then(
    () => null,
    (error: unknown) => error,
  );
}

async function closesTwice(setup: PredictionKitSetup): Promise<void> {
  const source = await setup.open();
  await source[Symbol.asyncDispose]();
  await source[Symbol.asyncDispose]();
}
