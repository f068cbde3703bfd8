import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import type { Report } from '../../charts/report/model.ts';
import { EXIT, isTapelineError, TapelineError } from '../../core/errors.ts';
import { nearestName } from '../../core/nearest.ts';
import { dayOfSession, sessionOfDay, toSession } from '../../core/time.ts';
import type { ReportContext } from '../../runtime/reports/read.ts';
import { type Context, collectPairs, contextOf, listOf, wholeNumber } from '../context.ts';
import { pathText } from '../format.ts';
import { documentWithoutSecrets } from '../hidden.ts';
import { interrupted, interruptible } from '../interrupt.ts';
import { reasonText } from '../texts/reasons.ts';

export type SharedFlags = {
  readonly output?: string;
  readonly rising?: 'red' | 'green';
  readonly theme: 'auto' | 'light' | 'dark';
  readonly force?: boolean;
};
type RangeFlags = { readonly from?: number; readonly to?: number };
type DailyFlags = SharedFlags & { readonly charts: number; readonly sessions: number };
type InstrumentFlags = SharedFlags & RangeFlags & { readonly indicators?: readonly string[] };
type FactorFlags = SharedFlags & { readonly horizon: number; readonly quantiles: number };
type BacktestFlags = SharedFlags &
  RangeFlags & {
    readonly instrument: readonly string[];
    readonly set?: Readonly<Record<string, string>>;
    readonly sweep?: Readonly<Record<string, string>>;
    readonly cash: number;
    readonly rules?: string;
    readonly commission?: number;
    readonly slippage: number;
    readonly convention?: string;
  };

const EXAMPLES = `
Examples:
  tapeline report daily
  tapeline report instrument AAPL --from 2012-01-01 -o aapl.html
  tapeline report backtest sma_cross --instrument AAPL --sweep fast=5,10,20 --sweep slow=50,100`;

export function addReport(program: Command, finish: (code: number) => void): void {
  const report = program
    .command('report')
    .summary('one HTML file: the day, an instrument, a backtest, factors')
    .description('Writes a report as one HTML file that needs nothing else: charts, tables, and how it came to be.')
    .addHelpText('after', EXAMPLES);
  addDaily(report, finish);
  addInstrument(report, finish);
  addBacktest(report, finish);
  addFactors(report, finish);
}

/** Flags that every report has. */
export function shared(command: Command): Command {
  return command
    .option('-o, --output <file>', 'where; by default into the exports of the profile')
    .option(
      '--rising <red|green>',
      'which colour rises; red in Chinese, green in English',
      oneOf('--rising', ['red', 'green']),
    )
    .option('--theme <auto|light|dark>', 'colours on screens', oneOf('--theme', ['auto', 'light', 'dark']), 'auto')
    .option('--force', 'replace a file that is no report');
}

function ranged(command: Command): Command {
  return command
    .option('--from <date>', 'first session', dateOf('--from'))
    .option('--to <date>', 'last session', dateOf('--to'));
}

function addDaily(report: Command, finish: (code: number) => void): void {
  shared(report.command('daily'))
    .summary('what the last run of the stock desk did')
    .description(
      'Shows what the last run brought in, what is missing, how good it is, and the best scores with charts.',
    )
    .option('--charts <n>', 'instruments with a chart', wholeNumber('--charts', 0), 3)
    .option('--sessions <n>', 'sessions that a chart shows', wholeNumber('--sessions', 2), 120)
    .addHelpText('after', '\nExample:\n  tapeline report daily --lang zh -o today.html')
    .action(async ({ charts, sessions, ...flags }: DailyFlags, command: Command) => {
      const { dailyReport } = await import('../../runtime/reports/daily.ts');
      finish(await make(command, flags, 'daily', (context) => dailyReport(context, { charts, sessions })));
    });
}

function addInstrument(report: Command, finish: (code: number) => void): void {
  ranged(shared(report.command('instrument')))
    .summary('candles, volume, indicators and ex-dates of one instrument')
    .description('Shows candles, volume, indicators, ex-dates, suspensions and filled bars of one instrument.')
    .argument('<symbol>', 'as the source writes it: AAPL, 000001.XSHE')
    .option('--indicators <list>', 'as in a pipeline: "SMA(20),RSI(14),tdx.KDJ(9,3,3)"', indicatorsOf)
    .addHelpText(
      'after',
      '\nExample:\n  tapeline report instrument AAPL --from 2012-01-01 --indicators "EMA(20),BBANDS(20)"',
    )
    .action(
      async (
        symbol: string,
        { from = null, to = null, indicators, ...flags }: Nullable<InstrumentFlags>,
        command: Command,
      ) => {
        checkRange(from, to);
        const { instrumentReport } = await import('../../runtime/reports/instrument.ts');
        const { INDICATORS_SHOWN } = await import('../../runtime/reports/instrument-chart.ts');
        const wish = { symbol, from, to, indicators: indicators ?? INDICATORS_SHOWN };
        finish(await make(command, flags, symbol, (context) => instrumentReport(context, wish)));
      },
    );
}

function addBacktest(report: Command, finish: (code: number) => void): void {
  ranged(shared(report.command('backtest')))
    .summary('a classic strategy over stored bars')
    .description(
      'Runs sma_cross, rsi_reversion, momentum_rotation or buy_and_hold over stored bars: equity, drawdown, trades, months, metrics, costs. With --sweep every combination, and what luck alone would have found.',
    )
    .argument('<strategy>', 'sma_cross, rsi_reversion, momentum_rotation, buy_and_hold')
    .requiredOption('--instrument <list>', 'one, or several separated by commas', listOf('--instrument'))
    .option('--set <key=value>', 'a parameter of the strategy (repeatable)', collectPairs('--set'))
    .option('--sweep <key=list>', 'values of a parameter to try: fast=5,10,20 (repeatable)', collectPairs('--sweep'))
    .option('--cash <amount>', 'money to begin with', amountOf('--cash'), 1_000_000)
    .option('--rules <name>', 'a_shares, us_shares, crypto, frictionless; by the symbols')
    .option('--commission <rate>', 'fraction of the value traded: 0.0005', amountOf('--commission'))
    .option('--slippage <bp>', 'basis points that each fill is worse', amountOf('--slippage'), 0)
    .option('--convention <name>', 'who defines the metrics: cn, empyrical, quantstats …')
    .addHelpText(
      'after',
      '\nExample:\n  tapeline report backtest sma_cross --instrument AAPL --set fast=10 --commission 0.0005',
    )
    .action(async (strategy: string, flags: Nullable<BacktestFlags>, command: Command) => {
      const { from = null, to = null, instrument, set = {}, sweep = {}, cash, slippage } = flags;
      checkRange(from, to);
      const { backtestReport } = await import('../../runtime/reports/backtest.ts');
      const { rules = null, commission = null, convention = null } = flags;
      const asked = { strategy, symbols: instrument, set, sweep, from, to, cash, convention };
      const wish = { ...asked, rules, commission, slippageBps: slippage };
      finish(
        await make(command, flags, `${strategy}-${instrument.join('-')}`, (context) => backtestReport(context, wish)),
      );
    });
}

function addFactors(report: Command, finish: (code: number) => void): void {
  shared(report.command('factors'))
    .summary('what scores were followed by: quantiles and rank correlation')
    .description('Shows the mean return after each quantile of the score and of its parts, and their rank correlation.')
    .option('--horizon <n>', 'sessions from the score to the return', wholeNumber('--horizon', 1), 5)
    .option('--quantiles <n>', 'parts of the cross-section', wholeNumber('--quantiles', 2), 5)
    .addHelpText('after', '\nExample:\n  tapeline report factors --profile sandbox --horizon 5')
    .action(async ({ horizon, quantiles, ...flags }: FactorFlags, command: Command) => {
      const { factorReport } = await import('../../runtime/reports/factors.ts');
      finish(await make(command, flags, 'factors', (context) => factorReport(context, { horizon, quantiles })));
    });
}

type Nullable<T> = { readonly [K in keyof T]: T[K] | (K extends 'from' | 'to' ? null : never) };
type Ask = (context: ReportContext) => Promise<Report>;

/** Makes the report, writes it or prints it; with `--json` a file is written only where one is named. */
export async function make(command: Command, flags: SharedFlags, name: string, ask: Ask): Promise<number> {
  const context = contextOf(command);
  using interrupt = interruptible();
  try {
    const workspace = await context.workspace();
    const report = await ask({ workspace, signal: interrupt.signal, command: commandLine() });
    const { output } = context;
    const path =
      flags.output === undefined
        ? join(workspace.folders.exports, fileName(name))
        : resolve(context.from, flags.output);
    if (!output.isJson || flags.output !== undefined) await write(context, report, path, flags);
    if (output.isJson) output.json(report);
    else output.line(output.texts.wrote(pathText(path)));
    return EXIT.ok;
  } catch (error) {
    throw interrupt.signal.aborted ? interrupted('tapeline report') : asUsage(error);
  }
}

async function write(
  { output }: Context,
  report: Report,
  path: string,
  { rising, theme, force }: SharedFlags,
): Promise<void> {
  const { page } = await import('../../charts/report/page.ts');
  const { writeReport } = await import('../../runtime/reports/write-report.ts');
  const { language } = output;
  const words = (code: string) => reasonText(output, code);
  const shown = documentWithoutSecrets(report) as Report;
  const html = page(shown, { language, rising: rising ?? (language === 'zh' ? 'red' : 'green'), theme, words });
  await writeReport(path, html, force === true ? 'anything' : 'reports');
}

/** What a strategy or an indicator refuses was typed here. */
function asUsage(error: unknown): unknown {
  if (!isTapelineError(error) || !/^(quant\.parameter|backtest\.invalid)$/.test(error.code)) return error;
  return new TapelineError(error.code, { facts: error.facts, exit: EXIT.usage, cause: error.cause });
}

/** A name that any file system takes. */
function fileName(name: string): string {
  return `report-${name.replaceAll(/[^\p{L}\p{N}._-]+/gu, '_').slice(0, 80)}.html`;
}

/** Flags that say where, not what. */
const NOT_TOLD = /^(--json|--quiet|--force)$/;
const NOT_TOLD_WITH_VALUE = /^(-o|--output|-C|--directory)$/;

/** What was typed, as far as it decides what the report says. */
function commandLine(): string {
  const words = process.argv.slice(2).filter((word, index, all) => {
    if (NOT_TOLD.test(word) || NOT_TOLD_WITH_VALUE.test(word)) return false;
    return !NOT_TOLD_WITH_VALUE.test(all[index - 1] ?? '') && !/^(--output|--directory)=/.test(word);
  });
  const quoted = words.map((word) =>
    /^[\w.,:=/@-]+$/.test(word) ? word : `"${word.replaceAll(/(["\\$`])/g, '\\$1')}"`,
  );
  return ['tapeline', ...quoted].join(' ');
}

function oneOf<T extends string>(flag: string, known: readonly T[]): (text: string) => T {
  return (text) => {
    const found = known.find((each) => each === text);
    if (found !== undefined) return found;
    const facts = { kind: `value of ${flag}`, name: text, nearest: nearestName(text, known), known };
    throw new TapelineError('usage.unknown_name', { facts });
  };
}

function dateOf(flag: string): (text: string) => number {
  return (text) => {
    try {
      return dayOfSession(toSession(text));
    } catch {
      const facts = { what: `${flag} wants a date that exists`, got: text, wayOut: 'Write it like 2026-11-20.' };
      throw new TapelineError('usage.invalid', { facts });
    }
  };
}

function amountOf(flag: string): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
    const facts = { what: `${flag} wants a number of 0 or more`, got: text, wayOut: `Write ${flag} 0.0005, say.` };
    throw new TapelineError('usage.invalid', { facts });
  };
}

/** At semicolons, and at commas that are not between parentheses. */
function indicatorsOf(text: string): readonly string[] {
  return text
    .split(/;|,(?![^(]*\))/)
    .map((each) => each.trim())
    .filter((each) => each !== '');
}

function checkRange(from: number | null, to: number | null): void {
  if (from === null || to === null || from <= to) return;
  const facts = {
    what: '--from lies after --to',
    got: `${sessionOfDay(from)} … ${sessionOfDay(to)}`,
    wayOut: 'Swap them.',
  };
  throw new TapelineError('usage.invalid', { facts });
}
