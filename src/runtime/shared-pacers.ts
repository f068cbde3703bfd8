import { createPacer, type Pacer, type PacerOptions } from '../adapters/http/pacer.ts';

const PACERS = new Map<string, Pacer>();

/** One pacer for each address in this process: steps side by side stay within a venue's limits together. */
export function sharedPacer(address: string, options: PacerOptions): Pacer {
  const known = PACERS.get(address) ?? createPacer(options);
  PACERS.set(address, known);
  return known;
}
