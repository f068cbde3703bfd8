import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { SessionModel, VenueModel } from '../../runtime/calendar-models.ts';
import { contextOf } from '../context.ts';
import { countText } from '../format.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';

export function addCalendar(program: Command, finish: (code: number) => void): void {
  const calendar = program
    .command('calendar')
    .summary('trading days and hours of exchanges')
    .description('Shows which days an exchange trades, when it opens and closes on them, and how far that is known.');
  addLs(calendar, finish);
  addSessions(calendar, finish);
}

function addLs(calendar: Command, finish: (code: number) => void): void {
  calendar
    .command('ls')
    .summary('the exchanges it knows')
    .description('Lists the exchanges: code, name, time zone, first session, and the date up to which they are known.')
    .addHelpText('after', '\nExample:\n  tapeline calendar ls')
    .action(async (_flags: unknown, command: Command) => {
      const { output } = contextOf(command);
      const { venueModels } = await import('../../runtime/calendar-models.ts');
      const venues = venueModels();
      if (output.isJson) output.json(venues);
      else showVenues(output, venues);
      finish(EXIT.ok);
    });
}

function showVenues({ line, texts }: Output, venues: readonly VenueModel[]): void {
  const rows = venues.map((each) => [each.venue, each.name, each.zone, each.firstSession, each.last]);
  line(table([texts.venue, texts.description, texts.zone, texts.firstSession, texts.horizon], rows));
}

type SessionFlags = { readonly from: string; readonly to: string };

function addSessions(calendar: Command, finish: (code: number) => void): void {
  calendar
    .command('sessions')
    .summary('the sessions between two dates')
    .description('Lists the sessions of an exchange between two dates, both included, in the exchange’s own time.')
    .argument('<venue>', 'market identifier code, e.g. XSHG; "calendar ls" lists them')
    .requiredOption('--from <date>', 'first date')
    .requiredOption('--to <date>', 'last date')
    .addHelpText('after', '\nExample:\n  tapeline calendar sessions XSHG --from 2024-01-01 --to 2024-12-31')
    .action(async (venue: string, { from, to }: SessionFlags, command: Command) => {
      const { output } = contextOf(command);
      const { sessionModels, zoneOfVenue } = await import('../../runtime/calendar-models.ts');
      const sessions = sessionModels({ venue, from, to });
      if (output.isJson) output.json(sessions);
      else showSessions(output, sessions, { venue, zone: zoneOfVenue(venue) });
      finish(EXIT.ok);
    });
}

function showSessions(
  { line, texts }: Output,
  sessions: readonly SessionModel[],
  { venue, zone }: { readonly venue: string; readonly zone: string },
): void {
  const rows = sessions.map(({ session, open, breakStart, breakEnd, close, kind }) => [
    session,
    timeOn(session, open),
    breakStart === null || breakEnd === null ? '' : `${timeOn(session, breakStart)}-${timeOn(session, breakEnd)}`,
    timeOn(session, close),
    kind === 'half' ? texts.halfDay : texts.fullDay,
  ]);
  if (sessions.length === 0) line(texts.noSessions);
  else line(table([texts.session, texts.open, texts.lunch, texts.close, texts.kind], rows));
  const halves = sessions.filter(({ kind }) => kind === 'half').length;
  line(texts.sessionsCounted(venue, countText(sessions.length), countText(halves), zone));
}

/** `HH:MM` of an instant; midnight at the end of the session is 24:00. */
function timeOn(session: string, instant: string): string {
  return instant.startsWith(session) ? instant.slice(11, 16) : '24:00';
}
