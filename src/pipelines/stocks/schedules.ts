import { type Schedule, schedule } from '../../control/definition/schedule.ts';
import type { Sensor } from '../../control/definition/sensor.ts';
import { readinessSensor } from '../../control/definition/sensor-kinds.ts';
import type { Readiness, ReadinessContext } from '../../control/definition/watch.ts';
import type { MarketSource } from '../../data/source/source.ts';
import { follow, runFor } from '../by-session.ts';
import {
  dailyDataSync,
  dailyEtlPipeline,
  dataCompletion,
  eveningPipeline,
  indicatorCalculation,
  morningPipeline,
  scoringAndSave,
} from './jobs.ts';
import { marketSource } from './ports.ts';

/** The sessions of Shanghai; Shenzhen keeps the same. */
const VENUE = 'XSHG';

/** The vendor itself says how far it is: no guess at a time of day. */
async function barsArePublished({
  source,
  session,
  signal,
}: ReadinessContext & { readonly source: MarketSource }): Promise<Readiness> {
  const { name, venue } = source.info;
  if (venue !== VENUE) return { ready: false, because: `source "${name}" follows ${venue}, not ${VENUE}`, never: true };
  const newest = await source.readiness('bars', signal);
  if (newest === null || session === null || newest >= session) return { ready: true };
  return { ready: false, because: `source "${name}" has bars up to ${newest}` };
}

const barsReady = readinessSensor(({ session }) => runFor(dailyDataSync, session), {
  name: 'stocks.bars_ready',
  description: 'From half an hour after the close: asks the vendor whether it has published the session, then syncs.',
  trigger: { calendar: VENUE, at: 'close+30m' },
  every: '5m',
  giveUpAfter: '6h',
  targets: [dailyDataSync],
  resources: { source: marketSource },
  isReady: barsArePublished,
});

const OTHER_CUT = 'The same work in another cut: resume it in place of the chain.';

const etlReady = readinessSensor(({ session }) => runFor(dailyEtlPipeline, session), {
  name: 'stocks.etl_ready',
  description: `Extract, transform, load, when the vendor has published the session. ${OTHER_CUT}`,
  trigger: { calendar: VENUE, at: 'close+30m' },
  every: '5m',
  giveUpAfter: '6h',
  paused: true,
  targets: [dailyEtlPipeline],
  resources: { source: marketSource },
  isReady: barsArePublished,
});

/** The evening takes what the morning of the same session left. */
const eveningReady = readinessSensor(({ session }) => runFor(eveningPipeline, session), {
  name: 'stocks.evening_ready',
  description: `Two hours after the close, when the morning's run of the session has succeeded. ${OTHER_CUT}`,
  trigger: { calendar: VENUE, at: 'close+2h' },
  every: '5m',
  giveUpAfter: '6h',
  paused: true,
  targets: [eveningPipeline],
  async isReady({ session, state }) {
    const mornings = await state.runs({ job: morningPipeline.name, states: ['succeeded'], limit: MORNINGS_LOOKED_AT });
    const isDone = mornings.some(({ trigger }) => trigger.tick?.session === session);
    return isDone ? { ready: true } : { ready: false, because: `${morningPipeline.name} has not succeeded` };
  },
});

const MORNINGS_LOOKED_AT = 20;

/** When the stock jobs are due by the clock. */
export const stockSchedules: readonly Schedule[] = [
  schedule(morningPipeline, {
    name: 'stocks.morning',
    description: `An hour before the open. ${OTHER_CUT}`,
    calendar: VENUE,
    at: 'open-1h',
    misfireGrace: '2h',
    paused: true,
  }),
];

/** What sets the stock jobs off: sync, completion, indicators and scores, each once for a session. */
export const stockSensors: readonly Sensor[] = [
  barsReady,
  follow('stocks.sync_to_completion', dailyDataSync, dataCompletion),
  follow('stocks.completion_to_calculation', dataCompletion, indicatorCalculation),
  follow('stocks.calculation_to_scoring', indicatorCalculation, scoringAndSave),
  etlReady,
  eveningReady,
];
