import { defineProject } from '../../src/control/definition/project.ts';
import { provide } from '../../src/control/definition/resource.ts';
import type { MarketSource } from '../../src/data/source/source.ts';
import { stockAssets, stockJobs } from '../../src/pipelines/stocks/index.ts';
import { marketSource } from '../../src/pipelines/stocks/ports.ts';
import { seedJob } from './seed-market.ts';

/** The jobs that only compute ask their source who it is, and nothing else. */
const description: MarketSource['info'] = {
  name: 'simulated',
  simulated: true,
  venue: 'XSHG',
  provides: ['instruments', 'bars', 'ex_factors', 'fundamentals', 'valuations'],
  description: 'A simulated universe that was written into the lake',
};

function notAsked(): never {
  throw new Error('this bench fetches nothing');
}

const source: MarketSource = {
  info: description,
  readiness: async () => null,
  check: async () => ({ detail: 'nothing to check', quotaRemainingBytes: null }),
  fetch: notAsked,
  parse: notAsked,
  async [Symbol.asyncDispose]() {},
};

export default defineProject({
  jobs: [...stockJobs, seedJob],
  assets: stockAssets,
  profiles: {
    bench: { description: 'a simulated universe', simulated: true, providers: [provide(marketSource, () => source)] },
  },
});
