import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { Language } from '../../core/messages/sentence.ts';
import type { ServeOutput } from '../../sandbox/venue/serve.ts';
import { type Context, collectFaults, contextOf, wholeNumber } from '../context.ts';
import { interruptible } from '../interrupt.ts';

type SandboxFlags = {
  readonly port?: number;
  readonly seed?: number;
  readonly symbols?: number;
  readonly from?: string;
  readonly to?: string;
  readonly fault?: readonly string[];
};

const EXAMPLES = `
Examples:
  tapeline sandbox rqdata --port 8801
  tapeline sandbox rqdata --fault rate_limit@2 --fault truncate@get_price:3`;

export function addSandbox(program: Command, finish: (code: number) => void): void {
  const sandbox = program
    .command('sandbox')
    .summary('serve a simulated vendor on this machine')
    .description('Serves simulated vendors that speak the real protocols, on this machine only.');
  addRqdata(sandbox, finish);
  for (const venue of VENUES) addVenue(sandbox, venue, finish);
}

type VenueFlags = Pick<SandboxFlags, 'port' | 'seed' | 'fault'>;
type VenueOptions = { readonly port?: number; readonly seed?: number; readonly faults: string };
type RunVenue = (
  options: VenueOptions & { readonly language: Language },
  output: ServeOutput,
  signal: AbortSignal,
) => Promise<void>;

/** Venues that are served the same way. */
type Venue = { readonly name: string; readonly summary: string; readonly load: () => Promise<RunVenue> };

const VENUES: readonly Venue[] = [
  {
    name: 'tushare',
    summary: 'simulated mutual funds behind Tushare’s protocol',
    load: async () => (await import('../../sandbox/tushare/serve.ts')).runTushareSandbox,
  },
  {
    name: 'eastmoney',
    summary: 'simulated mutual funds behind the pages of Eastmoney’s fund site',
    load: async () => (await import('../../sandbox/eastmoney/serve.ts')).runEastmoneySandbox,
  },
  {
    name: 'binance',
    summary: 'simulated BTC and ETH behind Binance’s spot protocol',
    load: async () => (await import('../../sandbox/binance/serve.ts')).runBinanceSandbox,
  },
  {
    name: 'polymarket',
    summary: 'simulated questions about BTC and ETH behind Polymarket’s three HTTP services',
    load: async () => (await import('../../sandbox/polymarket/serve.ts')).runPolymarketSandbox,
  },
  {
    name: 'predictfun',
    summary: 'simulated questions about BTC and ETH behind predict.fun’s HTTP service',
    load: async () => (await import('../../sandbox/predictfun/serve.ts')).runPredictFunSandbox,
  },
];

function addVenue(sandbox: Command, { name, summary, load }: Venue, finish: (code: number) => void): void {
  sandbox
    .command(name)
    .summary(summary)
    .description(`Serves ${summary} on 127.0.0.1 until Ctrl-C. All of it is SIMULATED.`)
    .option('--port <n>', 'port; 0 takes a free one', wholeNumber('--port', 0), 0)
    .option('--seed <n>', 'another seed is another market', wholeNumber('--seed', 0))
    .option('--fault <fault>', 'a fault to serve, e.g. rate_limit@2 (repeatable)', collectFaults)
    .action(async ({ fault = [], ...flags }: VenueFlags, command: Command) => {
      const context = contextOf(command);
      const run = await load();
      using interrupt = interruptible();
      const options = { ...flags, faults: fault.join(','), language: context.output.language };
      await run(options, sayTo(context), interrupt.signal);
      finish(EXIT.ok);
    });
}

function sayTo({ output }: Context): ServeOutput {
  return { line: output.line, ...(output.isJson ? { document: output.json } : {}) };
}

function addRqdata(sandbox: Command, finish: (code: number) => void): void {
  sandbox
    .command('rqdata')
    .summary('a simulated A-share market behind RQData’s HTTP protocol')
    .description('Serves a SIMULATED A-share market behind RQData’s HTTP protocol on 127.0.0.1 until Ctrl-C.')
    .option('--port <n>', 'port; 0 takes a free one', wholeNumber('--port', 0), 0)
    .option('--seed <n>', 'another seed is another market', wholeNumber('--seed', 0))
    .option('--symbols <n>', 'how many stocks', wholeNumber('--symbols', 1))
    .option('--from <date>', 'first date')
    .option('--to <date>', 'last date that has data')
    .option('--fault <fault>', 'a fault to serve, e.g. rate_limit@2 (repeatable)', collectFaults)
    .addHelpText('after', EXAMPLES)
    .action(async ({ fault = [], ...flags }: SandboxFlags, command: Command) => {
      const context = contextOf(command);
      const { runRqdataSandbox } = await import('../../sandbox/rqdata/serve.ts');
      using interrupt = interruptible();
      const options = { ...flags, faults: fault.join(','), language: context.output.language };
      await runRqdataSandbox(options, sayTo(context), interrupt.signal);
      finish(EXIT.ok);
    });
}
