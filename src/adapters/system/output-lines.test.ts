import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { OutputLines, outputMarker } from './output-lines.ts';

const MARK = 'c0ffee';
const begin = (epoch: number): string => outputMarker(MARK, 'begin', epoch);
const end = (epoch: number): string => outputMarker(MARK, 'end', epoch);

function linesOf(chunks: readonly string[], redact = (text: string): string => text): readonly string[] {
  const told: string[] = [];
  const lines = new OutputLines({ mark: MARK, redact, onLine: (line) => told.push(line) });
  for (const chunk of chunks) lines.push(chunk);
  lines.finish();
  return told;
}

/** A text cut at any places. */
function chunksOf(text: string, cuts: readonly number[]): readonly string[] {
  const at = [0, ...cuts.map((cut) => cut % (text.length + 1)).sort((left, right) => left - right), text.length];
  return at.slice(1).map((stop, index) => text.slice(at[index], stop));
}

describe('the output of a child', () => {
  test('is lines between the markers of an attempt; the last one needs no end', () => {
    assert.deepEqual(linesOf([`${begin(1)}one\ntwo\n\nthree${end(1)}`]), ['one', 'two', '', 'three']);
    assert.deepEqual(linesOf([`${begin(1)}one\nlast words`]), ['one', 'last words']);
  });

  test('outside of an attempt is nobody’s', () => {
    const text = `before\n${begin(1)}one\n${end(1)}between\nhalf ${begin(2)}two\n${end(2)}after\n`;
    assert.deepEqual(linesOf([text]), ['one', 'two']);
  });

  test('is not fooled by a marker of another child', () => {
    const foreign = outputMarker('other', 'end', 1).trimEnd();
    assert.deepEqual(linesOf([`${begin(1)}${foreign}\nstill here\n${end(1)}`]).at(-1), 'still here');
  });

  test('is the same however it was cut into chunks', () => {
    const line = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }).map((text) => text.replaceAll('\n', '')),
      fc.integer({ min: 8000, max: 140_000 }).map((length) => 'z'.repeat(length)),
    );
    const attempt = fc.tuple(fc.array(line, { maxLength: 5 }), fc.boolean());
    fc.assert(
      fc.property(fc.array(attempt, { maxLength: 4 }), fc.array(fc.nat(), { maxLength: 20 }), (attempts, cuts) => {
        const text = attempts
          .map(
            ([lines, isEnded], index) => `${begin(index)}${lines.join('\n')}${isEnded ? '\n' : ''}${end(index)}late\n`,
          )
          .join('');
        const cut = linesOf(chunksOf(text, cuts));
        assert.ok(JSON.stringify(cut) === JSON.stringify(linesOf([text])), `cut at ${cuts}`);
        assert.ok(!cut.includes('late'));
      }),
      { numRuns: 60 },
    );
  });

  test('tells when all of an attempt was heard, also when it was before one asked', async () => {
    const lines = new OutputLines({ mark: MARK, redact: (text) => text, onLine() {} });
    let isHeard = false;
    const heard = lines.ended(1).then(() => {
      isHeard = true;
    });
    lines.push(`${begin(1)}x\n`);
    await Promise.resolve();
    assert.equal(isHeard, false);
    lines.push(end(1));
    await Promise.all([heard, lines.ended(1)]);
    assert.equal(isHeard, true);
  });
});

describe('a line that is too long', () => {
  test('is cut between words, with what is missing counted', () => {
    const [line] = linesOf([`${begin(1)}word ${'x'.repeat(100_000)}${end(1)}`]);
    assert.equal(line, 'word [100001 characters more]');
  });

  test('ends where the marker stands in it, however long it is', () => {
    const told = linesOf([begin(1), 'x'.repeat(200_000), end(1).slice(0, 9), end(1).slice(9), `${begin(2)}two\n`]);
    assert.deepEqual(told, ['[200000 characters more]', 'two']);
  });

  test('has no half of a secret at its cut', () => {
    const secret = 'correct horse battery staple';
    const redact = (text: string): string => text.replaceAll(secret, '[secret]');
    for (let before = 8160; before < 8200; before += 1) {
      const [line] = linesOf([`${begin(1)}${'a '.repeat(before / 2)}${secret} ${'b '.repeat(5000)}${end(1)}`], redact);
      assert.doesNotMatch(line!, /correct|horse|battery/);
    }
  });
});
