/**
 * What must not compile. Each case is a wrong line under `@ts-expect-error`, with the compiler's code, and the right
 * line below it behind `right:`. test/types.test.ts proves both: that the wrong line is refused for that reason, and
 * that the right one compiles. Nothing here is ever run.
 */
import {
  job,
  onRun,
  op,
  type PipelineBuilder,
  pipeline,
  port,
  provide,
  type Ref,
  runRequest,
  schedule,
  z,
} from '../../src/control/definition/index.ts';
import type { Dataset } from '../../src/core/snapshot.ts';

type Bar = { readonly close: number };
type Score = { readonly total: number };

declare const bars: Dataset<Bar>;
declare const scores: Dataset<Score>;

const sync = op({ name: 'sync', run: () => bars });
const count = op({ name: 'count', run: () => 3 });
const indicators = op({ name: 'indicators', run: (_: { readonly bars: Dataset<Bar> }) => bars });
const score = op({
  name: 'score',
  run: (_: { readonly tech: Dataset<Bar>; readonly limit: number }) => scores,
});
const countOrNothing = op({ name: 'count_or_nothing', run: (): number | undefined => undefined });
const untyped = op({ name: 'untyped', run: (): Dataset => bars });
const save = op({ name: 'save', run: (_: { readonly scores: Dataset<Score> }) => null });
export const saveIfAny = op({ name: 'save_if_any', run: (_: { readonly scores: Dataset<Score> | null }) => null });

export const wiring = pipeline('wiring', (p) => {
  const bars = p.add(sync);
  const limit = p.add(count);

  // A reference of another type.
  // @ts-expect-error TS2322
  p.add(indicators, { bars: limit });
  // right: p.add(indicators, { bars });

  // An input left out.
  // @ts-expect-error TS2741
  p.add(score, { tech: bars });
  // right: p.add(score, { tech: bars, limit });

  // All inputs left out.
  // @ts-expect-error TS2554
  p.add(indicators);
  // right: p.add(indicators, { bars });

  // An input that the op does not have.
  // @ts-expect-error TS2353
  p.add(indicators, { bars, limit });
  // right: p.add(indicators, { bars });

  // An input for an op that has none.
  // @ts-expect-error TS2322
  p.add(sync, { bars });
  // right: p.add(sync, {});

  // A misspelt input.
  // @ts-expect-error TS2561
  p.add(indicators, { bar: bars });
  // right: p.add(indicators, { bars });

  // An op where a reference is wanted.
  // @ts-expect-error TS2739
  p.add(indicators, { bars: sync });
  // right: p.add(indicators, { bars });

  // A value where a reference is wanted.
  // @ts-expect-error TS2322
  p.add(score, { tech: bars, limit: 3 });
  // right: p.add(score, { tech: bars, limit });
});

export const values = pipeline('values', (p) => {
  const bars = p.add(sync);
  const limit = p.add(count);

  // An output that may be undefined, where a value is wanted.
  // @ts-expect-error TS2322
  p.add(score, { tech: bars, limit: p.add(countOrNothing) });
  // right: p.add(score, { tech: bars, limit: p.add(count) });

  // Two references swapped.
  // @ts-expect-error TS2322
  p.add(score, { tech: limit, limit: bars });
  // right: p.add(score, { tech: bars, limit });

  // Bars where scores are wanted: datasets differ by their rows.
  // @ts-expect-error TS2322
  p.add(save, { scores: bars });
  // right: p.add(save, { scores: p.add(score, { tech: bars, limit }) });

  // A dataset of unknown rows where bars are wanted.
  // @ts-expect-error TS2322
  p.add(indicators, { bars: p.add(untyped) });
  // right: p.add(indicators, { bars: p.add(sync) });
});

export const conditions = pipeline('conditions', (p) => {
  const bars = p.add(sync);
  const limit = p.add(count);
  const build = (inner: PipelineBuilder) => inner.add(score, { tech: bars, limit });
  const some = p.when(limit, (n) => n > 0, build);

  // What a condition may skip, where a value is wanted.
  // @ts-expect-error TS2322
  p.add(save, { scores: some });
  // right: p.add(saveIfAny, { scores: some });

  // A condition that reads its output as another type.
  // @ts-expect-error TS2345
  p.when(limit, (n: string) => n !== '', build);
  // right: p.when(limit, (n: number) => n > 0, build);

  // A condition that does not answer yes or no.
  // @ts-expect-error TS2345
  p.when(limit, (n) => n, build);
  // right: p.when(limit, (n) => n > 0, build);

  // Waiting for an op instead of a step.
  // @ts-expect-error TS2739
  p.add(indicators, { bars }, { after: [sync] });
  // right: p.add(indicators, { bars }, { after: [limit] });
});

const symbols = op({ name: 'symbols', run: () => ['AAPL', 'IBM'] });
const fetchOne = op({ name: 'fetch_one', run: (_: { readonly symbol: string }) => bars });
const fetchSome = op({ name: 'fetch_some', run: (_: { readonly symbol: string; readonly limit: number }) => bars });
const mergeAll = op({ name: 'merge_all', run: (_: { readonly all: readonly Dataset<Bar>[] }) => bars });

export const mapped = pipeline('mapped', (p) => {
  const list = p.add(symbols);
  const limit = p.add(count);
  const all = p.map(fetchOne, { over: { symbol: list } });

  // A map over what is no list.
  // @ts-expect-error TS2322
  p.map(fetchOne, { over: { symbol: limit } });
  // right: p.map(fetchOne, { over: { symbol: list } });

  // A map over a list of other items than the op takes.
  // @ts-expect-error TS2322
  p.map(fetchOne, { over: { symbol: p.add(op({ name: 'numbers', run: () => [1, 2] })) } });
  // right: p.map(fetchOne, { over: { symbol: p.add(op({ name: 'numbers', run: () => ['1', '2'] })) } });

  // A map that leaves an input of its op out.
  // @ts-expect-error TS2345
  p.map(fetchSome, { over: { symbol: list } });
  // right: p.map(fetchSome, { over: { symbol: list }, inputs: { limit } });

  // The list of a map where one output is wanted.
  // @ts-expect-error TS2322
  p.add(indicators, { bars: all });
  // right: p.add(mergeAll, { all });

  // One output where the list of a map is wanted.
  // @ts-expect-error TS2322
  p.add(mergeAll, { all: p.add(sync) });
  // right: p.add(mergeAll, { all });

  // An item taken as another type than the list has.
  // @ts-expect-error TS2322
  p.mapEach(list, (symbol, each) => each.add(fetchSome, { symbol, limit: symbol }));
  // right: p.mapEach(list, (symbol, each) => each.add(fetchSome, { symbol, limit }));

  // A map inside of a map.
  // @ts-expect-error TS2339
  p.mapEach(list, (_, each) => each.map(fetchOne, { over: { symbol: list } }));
  // right: p.mapEach(list, (symbol, each) => each.add(fetchOne, { symbol }));

  // A key that is no text.
  // @ts-expect-error TS2322
  p.map(fetchOne, { over: { symbol: list }, key: (symbol) => symbol.length });
  // right: p.map(fetchOne, { over: { symbol: list }, key: (symbol) => symbol });

  // A branch that is not there.
  // @ts-expect-error TS2322
  p.branch(limit, () => 'large', { small: (b) => b.add(sync) });
  // right: p.branch(limit, () => 'small', { small: (b) => b.add(sync) });
});

export const typed = pipeline('typed', (p) => {
  // The reference of one type kept as another.
  // @ts-expect-error TS2322
  const kept: Ref<Dataset<Score>> = p.add(sync);
  // right: const kept: Ref<Dataset<Bar>> = p.add(sync);
  return kept;
});

export const configured = op({
  name: 'configured',
  config: z.object({ days_back: z.number(), note: z.string().optional() }),
  run: (_, { config }) => {
    // Config read as another type.
    // @ts-expect-error TS2322
    const days: string = config.days_back;
    // right: const days: number = config.days_back;

    // Config that may be absent, read as if it were always there.
    // @ts-expect-error TS2322
    const note: string = config.note;
    // right: const note: string | undefined = config.note;

    // A key the config does not have.
    // @ts-expect-error TS2551
    const back = config.day_back;
    // right: const back = config.days_back;
    return [days, note, back];
  },
});

// A resource that the op did not name.
// @ts-expect-error TS2339
export const resourceful = op({ name: 'resourceful', run: (_, { rqdata }) => rqdata });
// right: export const resourceful = op({ name: 'resourceful', run: (_, { clock }) => clock });

const vendor = port<{ readonly fetch: (symbol: string) => string }>('vendor', 'Where prices come from.');

// A provider that gives something else than its port promises.
// @ts-expect-error TS2322
provide(vendor, () => ({ fetch: (count: number) => count }));
// right: provide(vendor, () => ({ fetch: (symbol: string) => symbol }));

// A resource used as what it is not.
// @ts-expect-error TS2551
op({ name: 'fetcher', resources: { vendor }, run: (_, { vendor }) => vendor.fetsh('IBM') });
// right: op({ name: 'fetcher', resources: { vendor }, run: (_, { vendor }) => vendor.fetch('IBM') });

const daily = job(wiring);

// An op, or a pipeline, where a job is wanted.
// @ts-expect-error TS2345
schedule(wiring, { calendar: 'XSHG', at: 'close+90m' });
// right: schedule(daily, { calendar: 'XSHG', at: 'close+90m' });

// A cron expression without a zone.
// @ts-expect-error TS2345
schedule(daily, { cron: '0 19 * * 1-5' });
// right: schedule(daily, { cron: '0 19 * * 1-5', zone: 'Asia/Shanghai' });

// A session's moment without a calendar.
// @ts-expect-error TS2345
schedule(daily, { at: 'close+90m' });
// right: schedule(daily, { calendar: 'XSHG', at: 'close+90m' });

// Policies alone: neither zone nor calendar.
// @ts-expect-error TS2345
schedule(daily, { misfireGrace: '1h' });
// right: schedule(daily, { calendar: 'XSHG', at: 'close', misfireGrace: '1h' });

// A duration without a unit.
// @ts-expect-error TS2322
schedule(daily, { calendar: 'XSHG', at: 'close', misfireGrace: '60' });
// right: schedule(daily, { calendar: 'XSHG', at: 'close', misfireGrace: '60s' });

// A job that is made from an op.
// @ts-expect-error TS2345
job(sync);
// right: job(wiring);

// Asking for a run of a pipeline.
// @ts-expect-error TS2345
onRun(daily, 'success', () => runRequest(wiring));
// right: onRun(daily, 'success', () => runRequest(daily));

// An outcome that no run has.
// @ts-expect-error TS2345
onRun(daily, 'finished', () => runRequest(daily));
// right: onRun(daily, 'success', () => runRequest(daily));
