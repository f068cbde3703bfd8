import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { calendarOf } from '../../src/calendar/index.ts';
import { toSession } from '../../src/core/time.ts';

/** Instruments of the fixture; the second has a hole, the third a row that cannot be. */
const INSTRUMENTS = ['AAA', 'BBB', 'CCC'] as const;
export const HOLE = { instrument: 'BBB', session: '2012-03-14' } as const;
export const BAD = { instrument: 'CCC', session: '2012-04-11' } as const;

/** A project of three small stocks over a hundred sessions, and a job that does nothing. */
export function writeFixture(folder: string): void {
  mkdirSync(folder, { recursive: true });
  const index = new URL('../../src/index.ts', import.meta.url).href;
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}\n');
  writeFileSync(join(folder, 'prices.csv'), pricesCsv());
  writeFileSync(join(folder, 'tapeline.config.ts'), configText(index));
}

function configText(index: string): string {
  return `
import { defineProject, filePrices, job, op, pipeline, marketSource, provide, stockAssets, stockJobs } from '${index}';

const mapping = { instrument: 'symbol', session: 'date', open: 'o', high: 'h', low: 'l', close: 'c', volume: 'v' };
const prices = filePrices({ name: 'fixture', files: ['prices.csv'], mapping, venue: 'XNYS', simulated: true });

const idle = job(pipeline('idle', (p) => p.add(op({ name: 'idle', run: () => null }))));

export default defineProject({
  jobs: [...stockJobs, idle],
  assets: stockAssets,
  profiles: { small: { description: 'Three made-up stocks', simulated: true, providers: [provide(marketSource, prices)] } },
});
`;
}

function pricesCsv(): string {
  const sessions = calendarOf('XNYS').sessions(toSession('2012-03-01'), toSession('2012-07-20'));
  const lines = INSTRUMENTS.flatMap((instrument, column) =>
    sessions
      .filter((session) => instrument !== HOLE.instrument || session !== HOLE.session)
      .map((session, row) => priceLine(instrument, session, 20 + 10 * column + ((row * 7 + column * 3) % 11) / 4)),
  );
  return ['symbol,date,o,h,l,c,v', ...lines, ''].join('\n');
}

function priceLine(instrument: string, session: string, close: number): string {
  const isBad = instrument === BAD.instrument && session === BAD.session;
  const low = isBad ? close + 5 : close - 0.5;
  return [instrument, session, close - 0.25, close + 0.5, low, close, 1000].join(',');
}
