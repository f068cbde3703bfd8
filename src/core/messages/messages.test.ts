import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type ErrorCode, TapelineError } from '../errors.ts';
import { messagesEn } from './en.ts';
import { sentence } from './sentence.ts';
import { messagesZh } from './zh.ts';

/** Facts that are easy to find again in a sentence. */
const FACTS = new Proxy({} as Record<string, unknown>, {
  get: (_facts, name) => {
    if (['known', 'path', 'problems', 'sensors', 'last'].includes(String(name))) return listOrText(String(name));
    // One of few words, each with a sentence of its own.
    if (name === 'limit') return 'disk';
    return ['pid', 'timeoutMs', 'found', 'supported'].includes(String(name)) ? 4711 : `<${String(name)}>`;
  },
});

/** `path` is a list of steps in one error and a file in others: text that also joins and maps. */
function listOrText(name: string): unknown {
  const text = `<${name}>`;
  return Object.assign([text], { toString: () => text });
}

const codes = Object.keys(messagesEn) as ErrorCode[];

test('every error has a sentence in both languages, with the same facts in it', () => {
  for (const code of codes) {
    const error = new TapelineError(code, { facts: FACTS as never });
    const [english, chinese] = [sentence(error, 'en'), sentence(error, 'zh')];
    const named = (text: string): readonly string[] => [...new Set(text.match(/<\w+>|4711/g))].sort();
    assert.deepEqual(named(chinese), named(english), `${code}\n${english}\n${chinese}`);
    assert.ok(!/undefined|\[object/.test(english + chinese), `${english} ${chinese}`);
  }
});

test('every sentence ends as a sentence', () => {
  for (const code of codes.filter((each) => each !== 'step.threw')) {
    const error = new TapelineError(code, { facts: FACTS as never });
    assert.match(sentence(error, 'en'), /[.>]$/, code);
    assert.match(sentence(error, 'zh'), /[。>]$/, code);
  }
});

test('both catalogues have the same codes', () => {
  assert.deepEqual(Object.keys(messagesZh).sort(), [...codes].sort());
});

test('an unknown name says what was meant, or only what is known', () => {
  const of = (nearest: string | null): string =>
    new TapelineError('usage.unknown_name', { facts: { kind: 'job', name: 'snyc', nearest, known: ['sync', 'full'] } })
      .message;
  assert.equal(of('sync'), 'Unknown job "snyc". Did you mean "sync"? Known: "sync", "full".');
  assert.equal(of(null), 'Unknown job "snyc". Known: "sync", "full".');
});

test('an unknown name says where it stood, and that nothing is known when nothing is', () => {
  const facts = { kind: 'run', name: 'last', nearest: null, known: [] };
  const of = (more: { readonly where?: string }): TapelineError =>
    new TapelineError('usage.unknown_name', { facts: { ...facts, ...more } });
  assert.equal(of({}).message, 'Unknown run "last". There is none yet.');
  assert.equal(of({ where: 'set by --set' }).message, 'Unknown run "last" (set by --set). There is none yet.');
  assert.equal(sentence(of({ where: '--set' }), 'zh'), '未知的运行“last”（--set）。目前一个也没有。');
});
