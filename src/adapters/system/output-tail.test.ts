import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { OutputTail, TAIL_CHARACTERS } from './output-tail.ts';

const tailOf = (chunks: readonly string[]): string => {
  const tail = new OutputTail();
  for (const chunk of chunks) tail.push(chunk);
  return tail.text();
};

test('the tail of an output keeps whole lines only', () => {
  const tail = new OutputTail();
  tail.push('short\n');
  assert.equal(tail.text(), 'short\n');
  tail.push(`secret-${'a'.repeat(3990)}\n`);
  tail.push('end\n');
  assert.ok(!tail.text().includes('aaa'), 'the long line was cut, so nothing of it is left');
  assert.match(tail.text(), /^\[4004 characters before\]\nend\n$/);
  tail.clear();
  assert.equal(tail.text(), '');
});

test('a line that was cut is gone up to its end, also the part that comes later', () => {
  const tail = new OutputTail();
  tail.push('x'.repeat(TAIL_CHARACTERS + 1));
  tail.push('half-a-secret');
  assert.equal(tail.text(), '[4014 characters before]\n');
  tail.push(' and its end\nwhole\n');
  assert.equal(tail.text(), '[4027 characters before]\nwhole\n');
});

test('a tail that is cleared within a cut line keeps the next line', () => {
  const tail = new OutputTail();
  tail.push('x'.repeat(TAIL_CHARACTERS + 1));
  tail.clear();
  tail.push('whole\n');
  assert.equal(tail.text(), 'whole\n');
});

/** What has to be left of a text, said without chunks: the longest run of last lines within the limit. */
function expectedTail(text: string): string {
  if (text.length <= TAIL_CHARACTERS) return text;
  const lines = text.split('\n');
  let kept = lines.pop()!;
  if (kept.length > TAIL_CHARACTERS) return `[${text.length} characters before]\n`;
  while (lines.length > 0 && kept.length + lines.at(-1)!.length + 1 <= TAIL_CHARACTERS)
    kept = `${lines.pop()}\n${kept}`;
  return `[${text.length - kept.length} characters before]\n${kept}`;
}

test('any chunking of any text gives the same tail', () => {
  const length = fc.oneof(fc.nat(60), fc.nat({ max: 3 * TAIL_CHARACTERS }), fc.integer({ min: 3990, max: 4010 }));
  const line = fc.tuple(fc.constantFrom('a', 'b', 'é', '9'), length).map(([letter, count]) => letter.repeat(count));
  const text = fc.array(line, { maxLength: 8 }).map((lines) => lines.join('\n'));
  fc.assert(
    fc.property(text, fc.array(fc.nat(20_000), { maxLength: 12 }), (whole, cuts) => {
      const at = [0, ...cuts.map((cut) => cut % (whole.length + 1)).sort((left, right) => left - right), whole.length];
      const chunks = at.slice(1).map((end, index) => whole.slice(at[index], end));
      assert.ok(tailOf(chunks) === expectedTail(whole), `lengths ${chunks.map((chunk) => chunk.length)}`);
    }),
    { numRuns: 500 },
  );
});
