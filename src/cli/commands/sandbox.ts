import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { collectFaults, contextOf, wholeNumber } from '../context.ts';
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
  program
    .command('sandbox')
    .summary('serve a simulated vendor on this machine')
    .description('Serves simulated vendors that speak the real protocols, on this machine only.')
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
      const { output } = contextOf(command);
      const { runRqdataSandbox } = await import('../../sandbox/rqdata/serve.ts');
      using interrupt = interruptible();
      const options = { ...flags, faults: fault.join(','), language: output.language };
      const say = { line: output.line, ...(output.isJson ? { document: output.json } : {}) };
      await runRqdataSandbox(options, say, interrupt.signal);
      finish(EXIT.ok);
    });
}
