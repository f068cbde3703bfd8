import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from './errors.ts';
import { checkStorable, decodeOutput, encodeOutput, OUTPUT_BYTES_MAX } from './json.ts';

/** What the codec says is wrong with a value; null when it takes it. */
function problemOf(value: unknown): string | null {
  try {
    encodeOutput('save', value);
    return null;
  } catch (error) {
    assert.ok(isTapelineError(error) && error.code === 'step.output_invalid', String(error));
    return (error.facts as { problem: string }).problem;
  }
}

describe('what the codec takes', () => {
  test('comes back equal', () => {
    fc.assert(
      fc.property(fc.jsonValue({ noUnicodeString: false }), (value) => {
        fc.pre(!JSON.stringify(value).includes('__proto__'));
        assert.deepEqual(decodeOutput(encodeOutput('save', value)), withoutNegativeZero(value));
      }),
    );
  });

  test('nothing returned is null, and undefined fields are left out', () => {
    assert.equal(encodeOutput('save', undefined), 'null');
    assert.equal(encodeOutput('save', { a: 1, b: undefined }), '{"a":1}');
  });

  test('one object may stand in two places', () => {
    const file = { path: 'a' };
    assert.deepEqual(decodeOutput(encodeOutput('save', [file, { file }])), [{ path: 'a' }, { file: { path: 'a' } }]);
  });

  test('an object without a prototype, and text that is half a character', () => {
    const bare = Object.assign(Object.create(null), { a: '\ud800' });
    assert.deepEqual(decodeOutput(encodeOutput('save', bare)), { a: '\ud800' });
  });

  test('as many bytes as the limit', () => {
    assert.equal(problemOf('x'.repeat(OUTPUT_BYTES_MAX - 2)), null);
  });
});

describe('what the codec refuses, by the path to it', () => {
  class Bar {
    close = 1;
  }
  const loop: Record<string, unknown> = { name: 'loop' };
  loop.self = { again: loop };
  const holed: number[] = [1];
  holed[2] = 3;
  const refusals: readonly [string, unknown, RegExp][] = [
    ['NaN', { rows: [{ close: Number.NaN }] }, /\$\.rows\[0\]\.close is NaN/],
    ['infinity', [1, Number.NEGATIVE_INFINITY], /\$\[1\] is -Infinity/],
    ['a date', { at: new Date(0) }, /\$\.at is a Date/],
    ['a map', new Map(), /\$ is a Map/],
    ['a typed array', { close: new Float64Array(2) }, /\$\.close is a Float64Array/],
    ['a class instance', { bar: new Bar() }, /\$\.bar is a Bar/],
    ['a big integer', { rows: 10n }, /\$\.rows is a bigint/],
    ['a function', { run: () => 1 }, /\$\.run is a function/],
    ['a symbol', { kind: Symbol('x') }, /\$\.kind is a symbol/],
    ['nothing in a list', [1, undefined], /\$\[1\] is a undefined/],
    ['a hole in a list', holed, /\$\[1\] is a hole/],
    ['a list with a name on it', Object.assign([1], { total: 2 }), /\$\.total stands on a list/],
    ['a symbol as key', { [Symbol('brand')]: 1 }, /\$ has a symbol as key/],
    ['a loop', loop, /\$\.self\.again refers back to itself/],
    ['a key that rewires objects', JSON.parse('{"a":{"__proto__":{"x":1}}}'), /\$\.a has a key "__proto__"/],
    ['what decides itself how it is written', { toJSON: () => 1 }, /\$\.toJSON is a function/],
  ];
  for (const [name, value, problem] of refusals) test(name, () => assert.match(problemOf(value) ?? 'taken', problem));

  test('what is nested too deeply', () => {
    let deep: unknown = 1;
    for (let level = 0; level < 1000; level += 1) deep = [deep];
    assert.match(problemOf(deep)!, /nested deeper than 64/);
  });

  test('more bytes than the limit, counted as UTF-8', () => {
    assert.match(problemOf('x'.repeat(OUTPUT_BYTES_MAX - 1))!, /1048577 bytes, the limit is 1048576/);
    // Each of these characters takes three bytes.
    assert.match(problemOf('价'.repeat(400_000))!, /1200002 bytes, the limit is 1048576/);
  });
});

test('a gigabyte costs no more than the limit: it is refused without being written', () => {
  const half = 'x'.repeat(300_000_000);
  assert.throws(() => encodeOutput('s', [half, half, half, half]), /it has more than 2097152 bytes, the limit/);
  const rows = new Array(30_000_000).fill({ close: 1 });
  assert.throws(() => encodeOutput('s', { rows }), /it has more than 2097152 bytes, the limit/);
});

test('a value that is not an output is named by what it is', () => {
  const isRefused = (error: unknown): boolean =>
    isTapelineError(error) && /the published change has \$\.rows is a bigint/.test(error.message);
  assert.throws(() => checkStorable('save', 'the published change', { rows: 1n }), isRefused);
  checkStorable('save', 'the published change', { rows: 1 });
});

/** JSON writes -0 as 0: the one change the codec makes, and no reader can tell. */
function withoutNegativeZero(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
