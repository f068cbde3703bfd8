import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isTapelineError } from './errors.ts';
import { checkName, derivedRunId, newRunId } from './ids.ts';

const zeros = { next: () => 0, bytes: (count: number) => new Uint8Array(count) };
const ones = { next: () => 0, bytes: (count: number) => new Uint8Array(count).fill(255) };
const at = (nowMs: number) => ({ nowMs: () => nowMs });

test('a run id is a UUIDv7: 48 bits of time, version 7, variant 10', () => {
  // The timestamp of the example in RFC 9562, appendix A.6: 0x017F22E279B0 = 2022-02-22T19:22:22Z.
  assert.equal(newRunId(at(0x017f22e279b0), zeros), '017f22e2-79b0-7000-8000-000000000000');
  assert.equal(newRunId(at(0x017f22e279b0), ones), '017f22e2-79b0-7fff-bfff-ffffffffffff');
});

test('run ids sort by the time they were made', () => {
  const moment = fc.integer({ min: 0, max: 2 ** 47 });
  fc.assert(
    fc.property(moment, moment, (left, right) => {
      fc.pre(left !== right);
      assert.equal(newRunId(at(left), ones) < newRunId(at(right), zeros), left < right);
    }),
  );
});

test('a good name is given back', () => {
  for (const name of ['a', 'daily_sync', 'stocks.full', 'x-1', '0', 'a'.repeat(64)])
    assert.equal(checkName('job', name), name);
});

test('a name that could not be a folder, a column or a URL is refused', () => {
  const wrong = ['', 'A', 'a b', 'a/b', '..', '.', 'ä', 'a'.repeat(65), 'a\n', 'a:b', '数据'];
  for (const name of wrong) {
    const isRefused = (error: unknown): boolean => isTapelineError(error) && error.code === 'definition.invalid';
    assert.throws(() => checkName('op', name), isRefused, JSON.stringify(name));
  }
});

test('a name that every JavaScript object has already is refused', () => {
  for (const name of ['constructor', '__proto__'])
    assert.throws(() => checkName('step', name), /already has this name/);
});

test('a derived id is a UUIDv8 of what it stands for', async () => {
  const id = await derivedRunId('tick', 'stocks.evening', 1_700_000_000_000);
  // printf '["tick","stocks.evening",1700000000000]' | sha256sum, with the version and variant bits put in.
  assert.equal(id, '747aa10a-43f5-8046-b70c-60c178b402a6');
  assert.notEqual(await derivedRunId('tick', 'stocks.evenin', 'g1700000000000'), id);
});
