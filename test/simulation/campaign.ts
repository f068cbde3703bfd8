import { type Simulated, simulate } from './simulate.ts';

/** Prints the log of a seed and what is wrong with it. */
export const replayCommand = (seed: number): string => `node test/simulation/run.ts --seed ${seed}`;

/** The same seed again gives the same events: without that, a failing seed could not be looked at. */
export async function isDeterministic(first: Simulated): Promise<boolean> {
  return (await simulate(first.seed)).hash === first.hash;
}
