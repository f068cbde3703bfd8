import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { NextAsked, NotDueModel, ScheduleNextModel, TickModel } from '../../runtime/schedule-next-model.ts';
import { type Context, contextOf, wholeNumber } from '../context.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';

const COUNT = 10;

const EXAMPLES = `
Examples:
  tapeline schedule next --cron "30 2 * * *" --tz America/New_York --from 2026-03-07T00:00 --count 5
  tapeline schedule next --calendar XSHG --at close+90m
  tapeline schedule next --calendar XNYS --at 20:30 --on last/month --plus-sessions 1
  tapeline schedule next --every 15m --anchor 2026-03-01T09:00:00+08:00`;

export function addScheduleNext(schedule: Command, finish: (code: number) => void): void {
  schedule
    .command('next')
    .summary('the next moments of a schedule or any expression')
    .description(
      'Lists the next moments at which a schedule or an expression is due, and what in between looks due and is not.',
    )
    .argument('[name]', 'a schedule of the project; without it, an expression by flags')
    .option('--cron <pattern>', 'five fields, or six with seconds first; wants --tz')
    .option('--tz <zone>', 'IANA time zone, e.g. Asia/Shanghai')
    .option('--calendar <venue>', 'sessions of an exchange; wants --at')
    .option('--at <moment>', 'close+90m, open-15m, or a wall time such as 20:30')
    .option('--on <nth/period>', 'only some sessions: first/week, last/month, 3/month, -2/month')
    .option('--plus-sessions <n>', 'T+n: so many sessions after', wholeNumber('--plus-sessions', 0))
    .option('--every <duration>', 'real time between: 15m, 6h; wants --anchor')
    .option('--anchor <instant>', 'what --every counts from, with offset')
    .option('--once <instant>', 'one instant, with offset')
    .option('--gap <next|skip>', 'a wall time that clocks leave out: the first instant after it, or nothing')
    .option('--overlap <first|second|both>', 'a wall time that comes twice')
    .option('--from <time>', 'from here on, included; without an offset it is wall time in the zone; now by default')
    .option('--count <n>', 'how many', wholeNumber('--count', 1), COUNT)
    .addHelpText('after', EXAMPLES)
    .action(async (name: string | undefined, flags: NextAsked, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { scheduleNextFromNow } = await import('../../runtime/schedule-next-model.ts');
      const model = name === undefined ? scheduleNextFromNow(flags) : await nextOfNamed(context, name, flags);
      if (output.isJson) output.json(model);
      else showNext(output, model);
      finish(EXIT.ok);
    });
}

async function nextOfNamed(context: Context, name: string, flags: NextAsked): Promise<ScheduleNextModel> {
  const { findSchedule, nextOfSchedule } = await import('../../runtime/schedule-models.ts');
  return nextOfSchedule(findSchedule((await context.workspace()).project, name), flags);
}

export function showNext(output: Output, model: ScheduleNextModel): void {
  const { line, note, texts } = output;
  const { from, zone, version, ticks, horizon, endsAtHorizon } = model;
  if (from.readAs === 'wall') note(texts.fromWall(from.at, zone));
  if (ticks.length === 0) line(texts.neverDue);
  else line(table([texts.due, texts.utc, texts.session, texts.note], rowsOf(output, model)));
  if (endsAtHorizon && horizon !== null) note(texts.endsAtHorizon(horizon));
  note(texts.ticksOf(zone, version));
}

/** Ticks and what lies between them, in the order of time; neighbours with one reason are one row. */
function rowsOf(output: Output, { ticks, notDue }: ScheduleNextModel): readonly (readonly string[])[] {
  const rows: (readonly string[])[] = [];
  let next = 0;
  for (const tick of ticks) {
    const before = notDue.slice(next).filter(({ nominalUtc }) => nominalUtc < tick.utc);
    next += before.length;
    rows.push(...notDueRows(output, before), tickRow(output, tick));
  }
  return rows;
}

function tickRow({ texts }: Output, { at, utc, session, note }: TickModel): readonly string[] {
  const told =
    note === null ? '' : note.because === 'dst_gap' ? texts.tickAfterGap(note.time) : texts.tickOfTwo(note.time);
  return [spaced(at), spaced(utc), session ?? '', told];
}

function notDueRows(output: Output, notDue: readonly NotDueModel[]): readonly (readonly string[])[] {
  const runs: { readonly why: string; readonly first: string; last: string }[] = [];
  for (const each of notDue) {
    const why = whyText(output, each);
    const run = runs.at(-1);
    const isWithin = each.because === 'weekend' && run?.why === output.texts.becauseNotChosen;
    if (run !== undefined && (run.why === why || isWithin)) run.last = each.date;
    else runs.push({ why, first: each.date, last: each.date });
  }
  return runs.map(({ why, first, last }) => [
    first === last ? first : `${first} … ${last}`,
    '',
    '',
    output.texts.notDue(why),
  ]);
}

function whyText({ texts }: Output, { because, detail, time }: NotDueModel): string {
  const named = detail === null ? '' : ` (${detail})`;
  return {
    holiday: `${texts.becauseHoliday}${named}`,
    weekend: texts.becauseWeekend,
    closure: `${texts.becauseClosure}${named}`,
    dst_gap: texts.becauseGap(time),
    dst_overlap: texts.becauseOverlap(time, detail ?? ''),
    not_chosen: texts.becauseNotChosen,
    not_all: texts.becauseNotAll,
  }[because];
}

/** `2026-03-07 02:30:00 -05:00`: for people. */
function spaced(instant: string): string {
  return instant
    .replace('T', ' ')
    .replace(/(?:\.000)?Z$/, '')
    .replace(/([+-]\d{2}:\d{2})$/, ' $1');
}
