import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { BoundedLog } from './bounded-log.ts';
import { boundedLine, boundedText, LINE_CHARACTERS_MAX, printable } from './bounded-text.ts';
import type { StepLogLine } from './task.ts';

const line = (message: string): StepLogLine => ({ level: 'info', message, fields: {}, error: null });

function logged(messages: readonly string[], headCharacters: number, tailCharacters: number): readonly StepLogLine[] {
  const told: StepLogLine[] = [];
  const log = new BoundedLog((each) => told.push(each), { headCharacters, tailCharacters });
  for (const message of messages) {
    log.add(line(message));
    assert.ok(log.held <= tailCharacters, 'what is held is bounded at every moment');
  }
  log.end();
  log.add(line('too late'));
  log.end();
  return told;
}

describe('the log of an attempt', () => {
  test('that is short goes out as it comes', () => {
    assert.deepEqual(
      logged(['a', 'b'], 10_000, 1000).map(({ message }) => message),
      ['a', 'b'],
    );
  });

  test('that is long keeps how it began and how it ended, and counts what lies between', () => {
    const messages = Array.from({ length: 10 }, (_, index) => `line ${index}`);
    assert.deepEqual(
      logged(messages, 220, 330).map(({ message }) => message),
      ['line 0', 'line 1', '5 lines with 30 characters are left out here', 'line 7', 'line 8', 'line 9'],
    );
  });

  test('loses no line uncounted, and keeps them in order', () => {
    const sizes = fc.array(fc.nat(600), { maxLength: 60 });
    fc.assert(
      fc.property(sizes, fc.nat(4000), fc.nat(4000), (lengths, head, tail) => {
        const messages = lengths.map((length, index) => `${index} ${'x'.repeat(length)}`);
        const told = logged(messages, head, tail);
        const gap = told.find(({ fields }) => fields.lines !== undefined);
        const kept = told.filter((each) => each !== gap).map(({ message }) => messages.indexOf(message));
        assert.deepEqual(
          kept,
          [...kept].sort((left, right) => left - right),
        );
        assert.equal(kept.length + Number(gap?.fields.lines ?? 0), messages.length);
      }),
    );
  });
});

describe('one line', () => {
  test('within the limit stays as it is', () => {
    const given = line('x'.repeat(LINE_CHARACTERS_MAX));
    assert.deepEqual(boundedLine(given), given);
  });

  test('over it is cut between words, never within', () => {
    assert.equal(boundedText('one two three', 8), 'one two [6 characters more]');
    assert.equal(boundedText('onetwothree', 8), '[11 characters more]');
  });

  test('with fields over it, or that cannot be printed, says so', () => {
    const fieldsOf = (fields: object): object => boundedLine({ ...line('x'), fields: { ...fields } }).fields;
    assert.deepEqual(fieldsOf({ rows: 'y'.repeat(9000) }), { cut: 'fields of more than 8192 characters' });
    assert.deepEqual(fieldsOf({ rows: new Array(9000).fill(1) }), { cut: 'fields of more than 8192 characters' });
    assert.deepEqual(fieldsOf({ big: 1n }), { cut: '$.big is a bigint' });
  });

  test('has nothing in it that a terminal would act on', () => {
    const text = '\u001b[31mred\u001b[0m \u001b]8;;http://x\u0007link\u001b]8;;\u0007 \u0007 \u001bc \u202e\tend';
    assert.equal(printable(text), 'red link \\u{7} \\u{1b}c \\u{202e}\tend');
  });

  test('of escapes that never end takes no longer than any other', () => {
    const text = '\u001b]'.repeat(2_000_000);
    assert.equal(printable(text).length, 2_000_000 * '\\u{1b}]'.length);
  });
});
