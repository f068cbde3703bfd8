/**
 * The facts of each error and its English sentence: what, where, got, and the way out.
 * `zh.ts` has the same keys; a missing one does not compile.
 */
export type ErrorFacts = {
  'usage.unknown_name': {
    kind: string;
    name: string;
    nearest: string | null;
    known: readonly string[];
    /** What named it, when that is not the command line at hand: a file, a variable, a flag. */
    where?: string;
  };
  'usage.invalid': { what: string; got: string; wayOut: string };
  /** `field` is null where the pattern as a whole is meant. */
  'usage.cron': {
    pattern: string;
    problem: 'field_count' | 'value' | 'never';
    field: 'second' | 'minute' | 'hour' | 'day' | 'month' | 'weekday' | null;
    got: string;
  };
  'usage.zone': { name: string; nearest: string | null };
  'usage.trigger': { part: TriggerPart; got: string };
  'definition.invalid': { where: string; problem: string; wayOut: string };
  'definition.changed': { run: string; job: string; began: string; now: string };
  'definition.cycle': { pipeline: string; path: readonly string[] };
  'definition.job_circle': { path: readonly string[]; sensors: readonly string[] };
  'config.invalid': { where: string; problems: readonly string[]; wayOut: string };
  'config.unreadable': { path: string; problem: string; wayOut: string };
  'quality.blocked': { dataset: string; problem: string; wayOut: string };
  'calendar.beyond_horizon': { venue: string; asked: string; first: string; last: string };
  'data.invalid': { dataset: string; problem: string; wayOut: string };
  'data.beyond_as_of': { dataset: string; asOf: string; got: string };
  'source.auth': { source: string; detail: string; wayOut: string };
  'source.permission': { source: string; detail: string };
  'source.quota': { source: string; detail: string };
  'source.rate_limited': { source: string; detail: string };
  'source.not_found': { source: string; what: string };
  'source.empty': { source: string; what: string; reason: string };
  'source.malformed': { source: string; what: string; got: string };
  'source.transient': { source: string; detail: string };
  'source.unreachable': { source: string; url: string; detail: string };
  'source.banned': { source: string; detail: string };
  'database.unreachable': { database: string; detail: string };
  'database.refused': { database: string; detail: string };
  'database.busy': { database: string; detail: string };
  'database.failed': { database: string; detail: string };
  'database.schema': { database: string; table: string; problems: readonly string[]; wayOut: string };
  'sensor.timed_out': { sensor: string; timeoutMs: number };
  'sensor.too_many_requests': { sensor: string; got: number; max: number };
  'sensor.invalid_result': { sensor: string; problem: string; wayOut: string };
  'sensor.chain_too_long': { sensor: string; job: string; runs: number; last: readonly string[] };
  'sensor.asset_late': { sensor: string; asset: string; deadline: string; newest: string | null };
  'sensor.gave_up': { sensor: string; moment: string; because: string };
  'timeout.step': { step: string; timeoutMs: number };
  'step.threw': { message: string };
  'step.crashed': { step: string; how: string };
  /** `limitBytes`: null when V8's own heap was full. `peakBytes`: null when nobody looked in time. */
  'step.out_of_memory': { step: string; limitBytes: number | null; peakBytes: number | null };
  'step.lost': { step: string; silentMs: number };
  /** `steps`: those at work in the loop, `null` when there was none. */
  'engine.blocked': { steps: string | null; blockedMs: number };
  'step.cancelled': { step: string; reason: string };
  'step.output_invalid': { step: string; problem: string; wayOut: string };
  'step.map_invalid': { step: string; problem: string; wayOut: string };
  /** `skipped`: items that an earlier step of theirs did not bring that far. */
  'step.items_failed': { step: string; failed: number; skipped: number; total: number; first: string; problem: string };
  'schedule.misfired': { schedule: string; lateMs: number; graceMs: number };
  'engine.held': { folder: string; pid: number; host: string; since: string };
  'engine.fenced': { what: string };
  'program.stopped': { how: string };
  'store.corrupt': { path: string; problem: string; backup?: string };
  'store.newer': { path: string; found: number; supported: number; backup?: string };
  'store.conflict': { asset: string; detail: string };
  'quant.parameter': { function: string; parameter: string; got: string; wayOut: string };
  'quant.look_ahead': { function: string; reason: string };
  'quant.input': { function: string; input: string; got: string; wayOut: string };
  'backtest.invalid': { where: string; problem: string; wayOut: string };
  'backtest.strategy_threw': { strategy: string; bar: number; session: string; message: string };
  'io.failed': { action: string; path: string; problem: string; wayOut: string };
  'io.no_space': { action: string; path: string; limit: 'disk' | 'quota' | 'file_size' };
  'io.read_only': { action: string; path: string };
};

/** What of a trigger can be wrong. */
export type TriggerPart =
  | 'form'
  | 'at'
  | 'on'
  | 'plus_sessions'
  | 'horizon'
  | 'every'
  | 'instant'
  | 'dst'
  | 'any_of'
  | 'all_of'
  | 'never_together';

export type Messages = { readonly [C in keyof ErrorFacts]: (facts: ErrorFacts[C]) => string };

/** A source may be a folder of files. */
export const isAddress = (where: string): boolean => /^\w+:\/\//.test(where);

/** Memory as people read it: `700 MB`, `2.3 GB`. */
export const bytesText = (bytes: number): string =>
  bytes < 1024 ** 3 ? `${Math.round(bytes / 1024 ** 2)} MB` : `${(bytes / 1024 ** 3).toFixed(1)} GB`;

const list = (names: readonly string[]): string => names.map((name) => `"${name}"`).join(', ');

const CRON_FIELD = {
  second: '0-59, *, a range, a list or a step such as */10',
  minute: '0-59, *, a range, a list or a step such as */5',
  hour: '0-23, *, a range, a list or a step such as 9-17/2; a range over midnight is two, joined by a comma',
  day: '1-31, *, L (last), LW (last weekday), 15W (weekday nearest the 15th), a range, a list or a step such as */2',
  month: '1-12, JAN-DEC, *, a range, a list or a step such as */3',
  weekday: '0-7 (0 and 7 are Sunday), SUN-SAT, *, 5#2 (second Friday), 5L (last Friday), a range or a list',
} as const;

const TRIGGER: Readonly<Record<TriggerPart, readonly [what: string, wayOut: string]>> = {
  form: [
    'A trigger is one of cron with zone, calendar with at, every with anchor, once, anyOf, allOf',
    'Write one of them, e.g. { calendar: "XSHG", at: "close+90m" }.',
  ],
  at: [
    'A moment of a session counts at most seven days from its open or close, or is a wall time',
    'Write it like "close+90m", "open-15m" or "20:30".',
  ],
  on: [
    'A choice of sessions wants a whole number, not 0, up to 5 of a week or 23 of a month',
    'Write it like { nth: -1, of: "month" }, which is the last one.',
  ],
  plus_sessions: ['plusSessions wants a whole number from 0 to 250', 'Write 1 for T+1.'],
  horizon: ['The calendar is too short for this trigger: it knows none of its moments', 'Load a longer calendar.'],
  every: ['An interval is a second or more', 'Write it like "15m", "6h" or "1d".'],
  instant: ['An instant wants a date, a time and an offset', 'Write it like "2026-03-01T09:00:00+08:00".'],
  dst: [
    'A rule for clock changes has gap (next, skip) and overlap (first, second, both)',
    'Write it like { gap: "next", overlap: "first" }.',
  ],
  any_of: ['anyOf wants at least one trigger', 'List the triggers, any of which makes it due.'],
  all_of: ['allOf wants at least one trigger', 'List the triggers, all of which make it due.'],
  never_together: [
    'The triggers of allOf do not meet, as far as was looked',
    'Give them times in common: allOf is due at the instants at which all of them are.',
  ],
};

export const messagesEn: Messages = {
  'usage.unknown_name': (f) =>
    `Unknown ${f.kind} "${f.name}"${f.where === undefined ? '' : ` (${f.where})`}.${f.nearest === null ? '' : ` Did you mean "${f.nearest}"?`} ${f.known.length === 0 ? 'There is none yet.' : `Known: ${list(f.known)}.`}`,
  'usage.invalid': (f) => `${f.what}: got "${f.got}". ${f.wayOut}`,
  'usage.cron': (f) => {
    if (f.problem === 'field_count')
      return `Cron pattern "${f.pattern}" has ${f.got} ${f.got === '1' ? 'field' : 'fields'}. Write five (minute hour day month weekday), or six with seconds first.`;
    if (f.problem === 'never')
      return `Cron pattern "${f.pattern}" is never due: no month has that day. Choose a day that comes.`;
    return `Cron pattern "${f.pattern}" cannot have "${f.got}" as ${f.field}. Write ${CRON_FIELD[f.field!] ?? f.field}.`;
  },
  'usage.zone': (f) =>
    `Unknown time zone "${f.name}".${f.nearest === null ? '' : ` Did you mean "${f.nearest}"?`} Write an IANA name such as "Asia/Shanghai", or "UTC".`,
  'usage.trigger': (f) => {
    const [what, wayOut] = TRIGGER[f.part] ?? [f.part, 'Look up triggers in the documentation.'];
    return `${what}: got "${f.got}". ${wayOut}`;
  },
  'definition.invalid': (f) => `${f.where}: ${f.problem}. ${f.wayOut}`,
  'definition.changed': (f) =>
    `Run ${f.run} of "${f.job}" began with definitions ${f.began}, the files now hold ${f.now}. Bring the old code back, or do the rest with the new one: "tapeline runs retry ${f.run} --adopt".`,
  'definition.cycle': (f) =>
    `Pipeline "${f.pipeline}" has a cycle: ${f.path.join(' -> ')}. Remove one of these inputs.`,
  'definition.job_circle': (f) =>
    `Jobs set each other off in a circle: ${f.path.join(' -> ')} (by ${list(f.sensors)}). Remove one of these sensors, or what it asks for.`,
  'config.invalid': (f) => `${f.where} is not valid: ${f.problems.join('; ')}. ${f.wayOut}`,
  'config.unreadable': (f) => `Cannot load "${f.path}": ${f.problem}. ${f.wayOut}`,
  'quality.blocked': (f) => `Data quality blocked "${f.dataset}": ${f.problem}. ${f.wayOut}`,
  'calendar.beyond_horizon': (f) =>
    `Calendar ${f.venue} knows the sessions from ${f.first} to ${f.last}, not ${f.asked}. Ask within that range, or load a newer calendar.`,
  'data.invalid': (f) => `Dataset "${f.dataset}": ${f.problem}. ${f.wayOut}`,
  'data.beyond_as_of': (f) =>
    `Dataset "${f.dataset}" was read as of ${f.asOf} but a value known only at ${f.got} was used. Join on the announcement date.`,
  'source.auth': (f) => `Source "${f.source}" refused the credentials: ${f.detail}. ${f.wayOut}`,
  'source.permission': (f) =>
    `Source "${f.source}" does not permit this: ${f.detail}. Ask the vendor to add it to your licence, or leave it out of the configuration.`,
  'source.quota': (f) =>
    `The quota of source "${f.source}" is used up: ${f.detail}. Wait for the next day or narrow the symbols or dates.`,
  'source.rate_limited': (f) =>
    `Source "${f.source}" asks for fewer calls: ${f.detail}. Wait a while before asking again.`,
  'source.not_found': (f) => `Source "${f.source}" does not know ${f.what}. Check the spelling, or remove it.`,
  'source.empty': (f) => `Source "${f.source}" returned no rows for ${f.what}: ${f.reason}.`,
  'source.malformed': (f) =>
    `Source "${f.source}" answered ${f.what} with something else: ${f.got}. Nothing of it was stored. Look at the source, or try again later.`,
  'source.transient': (f) => `Source "${f.source}" failed for now: ${f.detail}. Try again later.`,
  'source.unreachable': (f) =>
    `Source "${f.source}" cannot be reached at ${f.url}: ${f.detail}. Check the ${isAddress(f.url) ? 'address and the network' : 'path'}.`,
  'source.banned': (f) =>
    `Source "${f.source}" has blocked this client: ${f.detail}. Stop for a while and lower the pace.`,
  'database.unreachable': (f) =>
    `${f.database} cannot be reached: ${f.detail}. Start it, or correct DATABASE_URL (DB_HOST, DB_PORT); what was published stays.`,
  'database.refused': (f) =>
    `${f.database} refuses: ${f.detail}. Check user, password, the name of the database and what the user may do.`,
  'database.busy': (f) => `${f.database} is busy: ${f.detail}. Nothing was changed; it is tried again.`,
  'database.failed': (f) => `${f.database} failed: ${f.detail}. Nothing was changed.`,
  'database.schema': (f) =>
    `Table "${f.table}" of ${f.database} cannot take the rows: ${f.problems.join('; ')}. ${f.wayOut}`,
  'sensor.timed_out': (f) =>
    `Sensor "${f.sensor}" had not answered after ${f.timeoutMs} ms and was stopped; its cursor stays where it was. Look at less at a time, or raise its timeout.`,
  'sensor.too_many_requests': (f) =>
    `Sensor "${f.sensor}" asked for ${f.got} runs at once, the limit is ${f.max}; none was made. Ask for some, and for the others by the cursor next time.`,
  'sensor.invalid_result': (f) =>
    `Sensor "${f.sensor}" returned something that cannot be used: ${f.problem}. ${f.wayOut}`,
  'sensor.chain_too_long': (f) =>
    `Sensor "${f.sensor}" would set off job "${f.job}" at the end of a chain of ${f.runs} runs (last: ${f.last.join(' -> ')}): it was not done. Runs that set each other off without an end need a condition that ends them.`,
  'sensor.asset_late': (f) =>
    `Asset "${f.asset}" was late at its deadline ${f.deadline}: its newest version was ${f.newest ?? 'none'}. Look at the runs that make it.`,
  'sensor.gave_up': (f) =>
    `Sensor "${f.sensor}" gave up on ${f.moment}: ${f.because}. Run the job by hand when it is there.`,
  'timeout.step': (f) =>
    `Step "${f.step}" took longer than its timeout of ${f.timeoutMs} ms and was stopped. Raise the timeout or do less in one step.`,
  'step.threw': (f) => f.message,
  'step.crashed': (f) =>
    `The process of step "${f.step}" ended without a result: ${f.how}. Its log has the last lines; the step can be retried.`,
  'step.out_of_memory': (f) =>
    f.limitBytes === null
      ? `Step "${f.step}" filled the JavaScript heap of its process${f.peakBytes === null ? '' : ` (${bytesText(f.peakBytes)} of memory at its peak)`} and was ended. Keep less in objects at once: do less in one step, or leave rows to the lake.`
      : `Step "${f.step}" used ${bytesText(f.peakBytes ?? f.limitBytes)} of memory, its limit is ${bytesText(f.limitBytes)}, and was ended. Raise memory of its op, or do less in one step.`,
  'step.lost': (f) =>
    `The process of step "${f.step}" gave no sign of life for ${Math.round(f.silentMs / 1000)} s and was ended: it was stopped, or the machine was. The step can be retried.`,
  'engine.blocked': (f) =>
    `The engine was ended by its watchdog: ${f.steps === null ? 'something in its own process' : `step ${f.steps}`} did not let its event loop turn for ${Math.round(f.blockedMs / 1000)} s, so that no run could go on. Give such a step isolate: 'process', or raise TAPELINE_BLOCKED_SECONDS; the next command goes on from what was finished.`,
  'step.cancelled': (f) => `"${f.step}" was cancelled: ${f.reason}.`,
  'step.map_invalid': (f) => `Step "${f.step}" cannot be done for every item: ${f.problem}. ${f.wayOut}`,
  'step.items_failed': (f) =>
    `Step "${f.step}": of ${f.total} items ${f.failed} failed${f.skipped === 0 ? '' : ` and ${f.skipped} were skipped`}, first "${f.first}": ${f.problem.replace(/[.。]$/, '')}. "tapeline runs retry" does only these again; onItemFailure: "skip" goes on without them.`,
  'step.output_invalid': (f) => `Step "${f.step}" returned something that cannot be stored: ${f.problem}. ${f.wayOut}`,
  'schedule.misfired': (f) =>
    `A tick of "${f.schedule}" came up ${f.lateMs} ms late, later than its grace of ${f.graceMs} ms, and was not run. Raise misfireGrace, or run the job by hand.`,
  'engine.held': (f) =>
    `Another engine works on "${f.folder}": pid ${f.pid} on ${f.host}, since ${f.since}. Wait for it, or stop it first.`,
  'engine.fenced': (f) =>
    `This engine has lost its right to write: ${f.what}. Another one has taken over; nothing of this attempt was stored.`,
  'program.stopped': (f) =>
    `The program was stopped before its work was over: ${f.how}. What had ended is kept; look at it with "tapeline runs show last".`,
  'store.corrupt': (f) =>
    `The state file "${f.path}" is damaged: ${f.problem}. ${f.backup === undefined ? 'Restore a backup' : `Restore the newest backup (tapeline restore "${f.backup}")`}, or move the file away to start empty.`,
  'store.newer': (f) =>
    `The state file "${f.path}" has version ${f.found}; this program knows ${f.supported}. Use a newer tapeline${f.backup === undefined ? '' : `, or go back to what it was before: tapeline restore "${f.backup}"`}.`,
  'store.conflict': (f) => `Asset "${f.asset}" changed while this step worked on it: ${f.detail}. Run the step again.`,
  'quant.parameter': (f) => `Parameter "${f.parameter}" of ${f.function} cannot be "${f.got}". ${f.wayOut}`,
  'quant.look_ahead': (f) =>
    `${f.function} looks ahead: it ${f.reason}. It is refused; use a function that knows the past only, such as tdx.HHVBARS or FRACTAL.`,
  'quant.input': (f) => `Input "${f.input}" of ${f.function} cannot be used: got ${f.got}. ${f.wayOut}`,
  'backtest.invalid': (f) => `${f.where}: ${f.problem}. ${f.wayOut}`,
  'backtest.strategy_threw': (f) =>
    `Strategy "${f.strategy}" threw at bar ${f.bar} (${f.session}): ${f.message}. Nothing was returned; repair the strategy.`,
  'io.failed': (f) => `Cannot ${f.action} "${f.path}": ${f.problem}. ${f.wayOut}`,
  'io.no_space': (f) => `Cannot ${f.action} "${f.path}": ${NO_SPACE[f.limit]} What was stored before is kept.`,
  'io.read_only': (f) =>
    `Cannot ${f.action} "${f.path}": the file system is read-only. Mount it writable, or choose another folder (DATA_DIR, TAPELINE_STATE_DIR, LOG_DIR).`,
};

const NO_SPACE: Readonly<Record<ErrorFacts['io.no_space']['limit'], string>> = {
  disk: 'the disk is full. Free some space and run again.',
  quota: 'the disk quota is used up. Free some space or have it raised, and run again.',
  file_size: 'the file would be larger than the system allows. Raise the limit (ulimit -f) and run again.',
};
