import type { Recovered } from '../control/run/orphans.ts';
import type { Output } from './output.ts';

/** What became of the runs that a dead engine left open. */
export function tellRecovered(output: Output, { resumed, closed }: Recovered): void {
  const { texts } = output;
  if (resumed.length > 0) output.note(output.typed(texts.resumed(resumed.join(', '))));
  if (closed.length > 0) output.note(output.typed(texts.orphans(closed.join(', '))));
}
