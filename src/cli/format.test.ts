import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { pathText, percentText, signedText } from './format.ts';
import { openOutput } from './output.ts';
import { reasonText, skipWords } from './texts/reasons.ts';

describe('a share in percent', () => {
  test('says 100 % only when nothing is missing', () => {
    assert.equal(percentText(1), '100 %');
    assert.equal(percentText(0.99996), '99.9 %');
    assert.equal(percentText(0), '0 %');
  });
});

describe('a signed number', () => {
  test('has its sign in characters that a spreadsheet reads', () => {
    assert.equal(signedText(0.3, 2), '+0.30');
    assert.equal(signedText(-1.5, 2), '-1.50');
  });

  test('has no negative zero', () => assert.equal(signedText(-0.001, 2), '+0.00'));
});

describe('a path in the summary', () => {
  test('is what one would type here', () => {
    assert.equal(pathText(join(process.cwd(), 'data', 'x.parquet')), join('data', 'x.parquet'));
    assert.equal(pathText('/elsewhere/x.parquet'), '/elsewhere/x.parquet');
  });
});

describe('reasons in words', () => {
  const english = openOutput({ json: false, quiet: true, language: 'en' });
  const chinese = openOutput({ json: false, quiet: true, language: 'zh' });

  test('name the step that a condition looked at, not its code', () => {
    const condition = 'find_missing_sessions: (found) => found.toDo > 0';
    assert.equal(
      skipWords(english, { because: 'condition', condition }),
      'not needed, by what find_missing_sessions found',
    );
    assert.equal(skipWords(chinese, { because: 'condition', condition }), '根据 find_missing_sessions 的结果无需执行');
  });

  test('are in the reader’s language where there is a word, and as they came where there is none', () => {
    assert.equal(reasonText(chinese, 'suspended'), '停牌');
    assert.equal(reasonText(chinese, 'no column pe_ttm'), 'no column pe_ttm');
    assert.equal(reasonText(english, 'constructor'), 'constructor');
  });
});

describe('a proposed command', () => {
  test('begins with npx where npm started the program', () => {
    const before = process.env.npm_command;
    process.env.npm_command = 'exec';
    const output = openOutput({ json: false, quiet: true, language: 'en' });
    if (before === undefined) delete process.env.npm_command;
    else process.env.npm_command = before;
    assert.equal(output.typed('tapeline list'), 'npx tapeline list');
  });
});
