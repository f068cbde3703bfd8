import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import {
  type ErrorRecord,
  EXIT,
  fromErrorRecord,
  assert as invariant,
  isTapelineError,
  TapelineError,
  toErrorRecord,
} from './errors.ts';
import { redactor } from './secret.ts';

const limited = (cause?: unknown): TapelineError =>
  new TapelineError('source.rate_limited', {
    facts: { source: 'rqdata', detail: '500 calls a minute' },
    retry: 'later',
    retryAfterMs: 7000,
    cause,
  });

describe('an error as a record', () => {
  test('holds code, facts, intent and the English sentence', () => {
    const { stack, ...record } = toErrorRecord(limited());
    assert.deepEqual(record, {
      code: 'source.rate_limited',
      message: 'Source "rqdata" asks for fewer calls: 500 calls a minute. Wait a while before asking again.',
      facts: { source: 'rqdata', detail: '500 calls a minute' },
      retry: 'later',
      retryAfterMs: 7000,
      exit: EXIT.source,
      cause: null,
    });
    assert.match(stack!, /errors\.test\.ts/);
  });

  test('comes back the same, with all its causes and their stacks', () => {
    const chain = limited(new Error('socket closed', { cause: new RangeError('port 99999') }));
    const record = toErrorRecord(chain);
    assert.equal(record.cause?.message, 'Error: socket closed');
    assert.equal(record.cause?.cause?.message, 'RangeError: port 99999');
    const back = fromErrorRecord(JSON.parse(JSON.stringify(record)));
    assert.ok(isTapelineError(back));
    assert.deepEqual(toErrorRecord(back), record);
  });

  test('survives the way out and back whatever it holds', () => {
    const record: fc.Arbitrary<ErrorRecord> = fc.letrec((tie) => ({
      record: fc.record(
        {
          code: fc.constantFrom('step.threw', 'usage.invalid', 'source.auth'),
          message: fc.string(),
          facts: fc.dictionary(fc.constantFrom('message', 'what', 'got', 'wayOut', 'source', 'detail'), fc.string(), {
            noNullPrototype: true,
          }),
          retry: fc.constantFrom('never', 'later'),
          retryAfterMs: fc.option(fc.nat()),
          exit: fc.constantFrom(1, 2, 5),
          stack: fc.option(fc.string()),
          cause: fc.option(tie('record'), { maxDepth: 4 }),
        },
        { noNullPrototype: true },
      ),
    })).record as fc.Arbitrary<ErrorRecord>;
    fc.assert(fc.property(record, (each) => assert.deepEqual(toErrorRecord(fromErrorRecord(each)), each)));
  });

  test('stops at eight causes, so that a loop of causes ends', () => {
    const error = new Error('loop');
    error.cause = error;
    let depth = 0;
    for (let at: ErrorRecord | null = toErrorRecord(error); at !== null; at = at.cause) depth += 1;
    assert.equal(depth, 9);
  });

  test('says what several failures were and keeps the first as its cause', () => {
    const tried = new AggregateError([
      new Error('connect ECONNREFUSED ::1:80'),
      new Error('connect ECONNREFUSED 127.0.0.1:80'),
    ]);
    const record = toErrorRecord(tried);
    assert.match(record.message, /::1:80; Error: connect ECONNREFUSED 127\.0\.0\.1:80/);
    assert.equal(record.cause?.message, 'Error: connect ECONNREFUSED ::1:80');
  });

  test('is made of anything that can be thrown', () => {
    const bare = Object.create(null);
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const thrown: readonly [unknown, string][] = [
      ['plain text', 'plain text'],
      [undefined, 'undefined'],
      [null, 'null'],
      [42n, '42'],
      [Symbol('x'), 'Symbol(x)'],
      [{ status: 500 }, '{"status":500}'],
      [bare, '{}'],
      [loop, '[object Object]'],
    ];
    for (const [value, message] of thrown) {
      const record = toErrorRecord(value);
      assert.deepEqual([record.code, record.message, record.retry], ['step.threw', message, 'later']);
    }
  });

  test('can be stored even when its facts cannot', () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const unstorable: readonly (readonly [object, object])[] = [
      [
        { message: 'rows', rows: 10n },
        { message: 'rows', rows: '10' },
      ],
      [{ message: 'loop', loop }, { message: 'loop' }],
    ];
    for (const [facts, expected] of unstorable) {
      const record = toErrorRecord(new TapelineError('step.threw', { facts: facts as { message: string } }));
      assert.deepEqual(JSON.parse(JSON.stringify(record)).facts, expected);
    }
  });
});

describe('a record of another version', () => {
  const record = (change: Partial<ErrorRecord>): ErrorRecord => ({ ...toErrorRecord(limited()), ...change });

  test('with an unknown code keeps its message, intent and exit', () => {
    for (const code of ['source.weather', 'toString', 'constructor', '']) {
      const back = fromErrorRecord(record({ code, message: 'The vendor sleeps.' }));
      assert.deepEqual(
        [back.code, back.message, back.retry, back.exit],
        ['step.threw', 'The vendor sleeps.', 'later', 5],
      );
    }
  });

  test('with facts that today’s sentence cannot use is still read', () => {
    const back = fromErrorRecord(record({ code: 'usage.unknown_name', facts: {}, message: 'Unknown job "x".' }));
    assert.deepEqual([back.code, back.message], ['step.threw', 'Unknown job "x".']);
  });
});

test('families of codes have their exit codes', () => {
  const exitOf = (error: TapelineError): number => error.exit;
  const facts = { where: 'x', problem: 'y', wayOut: 'z' };
  assert.equal(exitOf(new TapelineError('definition.invalid', { facts })), 3);
  assert.equal(exitOf(new TapelineError('usage.invalid', { facts: { what: '', got: '', wayOut: '' } })), 2);
  assert.equal(exitOf(new TapelineError('engine.fenced', { facts: { what: '' } })), 75);
  assert.equal(exitOf(new TapelineError('timeout.step', { facts: { step: '', timeoutMs: 1 } })), 6);
  assert.equal(exitOf(new TapelineError('step.threw', { facts: { message: '' } })), 1);
});

test('an error of another copy of the package is known by its shape', () => {
  const foreign = Object.assign(new Error('x'), { name: 'TapelineError', code: 'step.threw', facts: { message: 'x' } });
  assert.ok(isTapelineError(foreign));
  assert.ok(!isTapelineError({ name: 'TapelineError', code: 'step.threw', facts: {} }), 'an object is no error');
});

test('a broken invariant is a plain error', () => {
  assert.throws(
    () => invariant(false, 'two engines'),
    (error: unknown) => !isTapelineError(error) && /two engines/.test(String(error)),
  );
});

test('a record of an error holds no secret once it is redacted', () => {
  const redact = redactor(['s3cr3t-pass']);
  const record = toErrorRecord(limited(new Error('GET https://host/?key=s3cr3t-pass')));
  assert.ok(!redact(JSON.stringify(record)).includes('s3cr3t-pass'));
});
