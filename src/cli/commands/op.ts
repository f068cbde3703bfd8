import { existsSync, readFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { StepLogLine } from '../../control/step/task.ts';
import { EXIT, fromErrorRecord, TapelineError } from '../../core/errors.ts';
import { systemProblemText } from '../../core/system-problem.ts';
import { collectPairs, contextOf } from '../context.ts';
import { plain } from '../table.ts';

type OpFlags = { readonly input?: readonly string[]; readonly set?: Readonly<Record<string, string>> };

const EXAMPLES = `
Examples:
  tapeline op load_market_data > market.json
  tapeline op calculate_technical_indicators --input data=market.json --set indicators='SMA(5),RSI(14)'
  tapeline op collect_metrics --input inputs.json`;

export function addOp(program: Command, finish: (code: number) => void): void {
  program
    .command('op')
    .summary('run one op alone, for debugging')
    .description(
      'Runs one op in this process over the current assets. No run is recorded and nothing is published; what it would publish is shown.',
    )
    .argument('<op>', 'the op’s name')
    .option(
      '--input <name=file>',
      'an input: what tapeline op printed, or any JSON (repeatable); without a name: all inputs as one JSON object, - from standard input',
      (word: string, before: readonly string[] = []) => [...before, word],
    )
    .option('--set <key=value>', 'its config (repeatable)', collectPairs('--set'))
    .addHelpText('after', EXAMPLES)
    .action(async (op: string, flags: OpFlags, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const workspace = await context.workspace();
      const listener = {
        onLog: ({ level, message, fields }: StepLogLine) =>
          output.note(plain(`${level} ${message} ${JSON.stringify(fields)}`)),
        onProgress: () => {},
      };
      const inputs = Object.assign({}, ...(flags.input ?? []).map(readInputs)) as Readonly<Record<string, unknown>>;
      const signal = new AbortController().signal;
      const { runOp } = await import('../../runtime/run-op.ts');
      const result = await runOp(workspace, { op, inputs, settings: flags.set ?? {}, asOfMs: null, listener, signal });
      if (result.outcome === 'failed') throw fromErrorRecord(result.error);
      const { changes, metrics } = result;
      // JSON for people too: it is what the next op takes.
      output.json({ output: JSON.parse(result.output) as unknown, wouldPublish: changes, metrics });
      finish(EXIT.ok);
    });
}

function readInputs(word: string): Readonly<Record<string, unknown>> {
  const named = existsSync(word) ? null : /^([A-Za-z_]\w*)=(.+)$/s.exec(word);
  return named === null ? readAll(word) : { [named[1]!]: readOne(named[2]!) };
}

/** One input; of what this verb printed, the output. */
function readOne(path: string): unknown {
  try {
    const value: unknown = JSON.parse(readText(path));
    const isPrinted = typeof value === 'object' && value !== null && 'output' in value && 'wouldPublish' in value;
    return isPrinted ? value.output : value;
  } catch (cause) {
    if (cause instanceof TapelineError) throw cause;
    throw notInputs(path, cause);
  }
}

function readAll(path: string): Readonly<Record<string, unknown>> {
  const text = readText(path);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value))
      return value as Readonly<Record<string, unknown>>;
  } catch (cause) {
    throw notInputs(path, cause);
  }
  throw notInputs(path, undefined);
}

function readText(path: string): string {
  try {
    return readFileSync(path === '-' ? 0 : path, 'utf8');
  } catch (cause) {
    const problem = systemProblemText(cause);
    const facts = {
      action: 'read inputs from',
      path,
      problem,
      wayOut: 'Give an existing JSON file, name=file for one input, or - for standard input.',
    };
    throw new TapelineError('io.failed', { facts, cause, exit: EXIT.usage });
  }
}

function notInputs(path: string, cause: unknown): TapelineError {
  const wayOut = 'Write {"name": value, …} into it, or --input name=file for one input.';
  const facts = { what: '--input wants a JSON object of inputs', got: path, wayOut };
  return new TapelineError('usage.invalid', { facts, cause });
}
