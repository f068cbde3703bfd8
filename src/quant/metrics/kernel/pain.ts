import type { Formula } from './definition.ts';
import { ofWealth } from './drawdowns.ts';
import { defined } from './outcome.ts';
import { pathOfSample } from './sample.ts';

/** Mean distance below the peak; `0 -` keeps a calm sample at 0 rather than -0. */
export const painOf: Formula = ofWealth((sample) => defined(0 - pathOfSample(sample).sum / sample.returns.length));
