import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { isSecretName, redactor, redactTexts, Secret } from './secret.ts';

describe('a secret', () => {
  const secret = new Secret('hunter2hunter2');

  test('shows itself only when it is asked to', () => {
    assert.equal(secret.reveal(), 'hunter2hunter2');
    const shown = [
      `${secret}`,
      JSON.stringify({ secret }),
      inspect({ secret }),
      String(secret),
      inspect(secret, { showHidden: true }),
    ];
    for (const text of shown) assert.ok(!text.includes('hunter2'), text);
  });

  test('does not come along in a copy', () => {
    assert.ok(!inspect(structuredClone({ secret }), { showHidden: true }).includes('hunter2'));
    assert.deepEqual({ ...secret }, {});
  });
});

test('names of secrets are known', () => {
  const secret = [
    'RQDATA_PASSWORD',
    'RQDATAC_API_KEY',
    'RQDATAC_CONF',
    'GITHUB_TOKEN',
    'licence_key',
    'client_secret',
    'CREDENTIALS',
  ];
  for (const name of secret) assert.ok(isSecretName(name), name);
  for (const name of ['DATA_DIR', 'RQDATA_USERNAME', 'days_back', 'CONFIG']) assert.ok(!isSecretName(name), name);
});

describe('redaction', () => {
  test('replaces a secret wherever it stands and leaves the rest', () => {
    const redact = redactor(['s3cr3t', 's3cr3t-long']);
    assert.equal(redact('a s3cr3t and s3cr3t-long, twice: s3cr3t'), 'a [secret] and [secret], twice: [secret]');
    assert.equal(redact('nothing here'), 'nothing here');
    assert.equal(redactor([])('s3cr3t'), 's3cr3t');
  });

  test('leaves secrets of fewer than four characters', () => {
    assert.equal(redactor(['abc'])('abc'), 'abc');
    assert.equal(redactor(['abcd'])('abcd'), '[secret]');
  });

  const secret = '密p@ss/w+rd "x"\\?';
  const redact = redactor([secret]);
  const forms: readonly [string, string][] = [
    ['plain', secret],
    ['URL-encoded', encodeURIComponent(secret)],
    ['a form field', new URLSearchParams({ k: secret }).toString()],
    ['URL-encoded in lower case', encodeURIComponent(secret).toLowerCase()],
    ['Base64', Buffer.from(secret).toString('base64')],
    ['Base64 for URLs', Buffer.from(secret).toString('base64url')],
    ['JSON', JSON.stringify({ k: secret })],
    ['JSON within JSON', JSON.stringify({ body: JSON.stringify({ k: secret }) })],
  ];
  for (const [name, text] of forms) {
    test(`finds it as ${name}`, () => {
      const redacted = redact(text);
      assert.notEqual(redacted, text);
      for (const piece of ['p@ss', 'p%40', Buffer.from('p@ss/w+rd').toString('base64').slice(0, 8)])
        assert.ok(!redacted.toLowerCase().includes(piece.toLowerCase()), redacted);
    });
  }

  test('finds it in the Base64 of a longer text, wherever it begins', () => {
    const word = fc.string({
      unit: fc.constantFrom(...'abcdefghijklmnopqrstuvwxyz0123456789'),
      minLength: 8,
      maxLength: 20,
    });
    // Without the password's own characters: what is left of its neighbours must not look like a part of it.
    const around = fc.string({ unit: fc.constantFrom(...'ABCXYZ:;-_ é'), maxLength: 9 });
    fc.assert(
      fc.property(word, around, around, (password, before, after) => {
        const header = `Basic ${Buffer.from(`${before}${password}${after}`).toString('base64')}`;
        const left = redactor([password])(header).replace('Basic ', '').split('[secret]').join('\0');
        const decoded = left
          .split('\0')
          .map((piece) => Buffer.from(piece, 'base64').toString('latin1'))
          .join('\0');
        assert.ok(!decoded.includes(password.slice(1, -1)), `${header} -> ${left}`);
        assert.ok(left.includes('\0'), `nothing was found in ${header}`);
      }),
    );
  });

  test('half a character in a secret does not stop it', () => {
    assert.equal(redactor(['\ud800abcd'])('x\ud800abcd'), 'x[secret]');
  });

  test('a redacted line of JSON is still JSON', () => {
    const line = JSON.stringify({
      level: 'info',
      message: `pw ${secret}`,
      url: `https://x/?k=${encodeURIComponent(secret)}`,
    });
    assert.deepEqual(JSON.parse(redact(line)), { level: 'info', message: 'pw [secret]', url: 'https://x/?k=[secret]' });
  });
});

test('texts of a value are redacted, its keys and numbers are not', () => {
  const hide = redactor(['message']);
  assert.deepEqual(redactTexts({ message: 'the message', list: ['message', 1, null] }, hide), {
    message: 'the [secret]',
    list: ['[secret]', 1, null],
  });
});
