import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { CONVENTION_IDS, list } from './index.ts';

const PAGE = readFileSync(new URL('../../../docs/metrics.md', import.meta.url), 'utf8');
const ROW = /^\| (\w*) ?\| ([a-z, ]+) \| (.+) \|$/;

/** The tables of the page: conventions with a formula, by metric; an empty first cell continues the metric above it. */
function documented(): ReadonlyMap<string, readonly string[]> {
  const conventions = new Map<string, string[]>();
  let metric = '';
  for (const line of PAGE.split('\n')) {
    const row = ROW.exec(line);
    if (row === null || row[1] === 'metric') continue;
    if (row[1] !== '') metric = row[1]!;
    conventions.set(metric, [...(conventions.get(metric) ?? []), ...row[2]!.split(', ')]);
  }
  return conventions;
}

describe('docs/metrics.md', () => {
  it('has a formula for every metric by every convention, and no other', () => {
    const listed = new Map(list().map(({ name, conventions }) => [name, [...conventions].sort()]));
    const shown = new Map([...documented()].map(([name, conventions]) => [name, [...conventions].sort()]));
    assert.deepEqual(Object.fromEntries([...shown].sort()), Object.fromEntries([...listed].sort()));
  });

  it('mentions every convention and every reason', () => {
    const source = readFileSync(new URL('kernel/outcome.ts', import.meta.url), 'utf8');
    const reasons = [...source.matchAll(/^ {2}\| '(\w+)'/gm)].map((match) => match[1]!);
    assert.ok(reasons.length > 10);
    for (const word of [...reasons.map((reason) => `\`${reason}\``), ...CONVENTION_IDS]) {
      assert.ok(PAGE.includes(word), word);
    }
  });
});
