import { type Command, CommanderError } from 'commander';
import { EXIT } from '../core/errors.ts';
import { codeVersion } from '../runtime/code-version.ts';
import { CheckedCommand } from './checked-command.ts';
import { showFailure } from './failure.ts';
import { guardProcess } from './guard.ts';
import { languageOf, openOutput } from './output.ts';

type AddVerb = (program: Command, finish: (code: number) => void) => void;

/** Verb → where it is defined: only the verb that is asked for is loaded, so that help and lists are quick. */
const VERBS: Readonly<Record<string, () => Promise<AddVerb>>> = {
  run: async () => (await import('./commands/run.ts')).addRun,
  up: async () => (await import('./commands/up.ts')).addUp,
  down: async () => (await import('./commands/down.ts')).addDown,
  sensor: async () => (await import('./commands/sensor.ts')).addSensor,
  emit: async () => (await import('./commands/emit.ts')).addEmit,
  list: async () => (await import('./commands/list.ts')).addList,
  status: async () => (await import('./commands/status.ts')).addStatus,
  runs: async () => (await import('./commands/runs.ts')).addRuns,
  audit: async () => (await import('./commands/audit.ts')).addAudit,
  backup: async () => (await import('./commands/backup.ts')).addBackup,
  restore: async () => (await import('./commands/backup.ts')).addRestore,
  prune: async () => (await import('./commands/prune.ts')).addPrune,
  assets: async () => (await import('./commands/assets.ts')).addAssets,
  coverage: async () => (await import('./commands/assets.ts')).addCoverage,
  backfill: async () => (await import('./commands/backfill.ts')).addBackfill,
  backfills: async () => (await import('./commands/backfill.ts')).addBackfills,
  sql: async () => (await import('./commands/sql.ts')).addSql,
  monitor: async () => (await import('./commands/monitor.ts')).addMonitor,
  quality: async () => (await import('./commands/quality.ts')).addQuality,
  quarantine: async () => (await import('./commands/quarantine.ts')).addQuarantine,
  report: async () => (await import('./commands/report.ts')).addReport,
  validate: async () => (await import('./commands/validate.ts')).addValidate,
  config: async () => (await import('./commands/config.ts')).addConfig,
  calendar: async () => (await import('./commands/calendar.ts')).addCalendar,
  simulate: async () => (await import('./commands/simulate.ts')).addSimulate,
  'why-not': async () => (await import('./commands/why-not.ts')).addWhyNot,
  schedule: async () => (await import('./commands/schedule.ts')).addSchedule,
  op: async () => (await import('./commands/op.ts')).addOp,
  init: async () => (await import('./commands/init.ts')).addInit,
  sandbox: async () => (await import('./commands/sandbox.ts')).addSandbox,
  demo: async () => (await import('./commands/demo.ts')).addDemo,
};

/** Runs one command line; resolves with the exit code. Never throws. */
export async function main(argv: readonly string[]): Promise<number> {
  let code: number = EXIT.ok;
  using guard = guardProcess((error) => failed(error, argv, guard.isOver()));
  try {
    const program = await programFor(argv, (finished) => {
      code = finished;
    });
    if (argv.length === 0) program.outputHelp();
    else await program.parseAsync([...argv], { from: 'user' });
    return code;
  } catch (error) {
    return failed(error, argv, false);
  }
}

async function programFor(argv: readonly string[], finish: (code: number) => void): Promise<Command> {
  const program = new CheckedCommand('tapeline')
    .description('Market data in, on time, complete and provable; indicators, scores and reports out.')
    .version(codeVersion(), '-V, --version')
    .option('--json', 'one JSON document on stdout, nothing else')
    .option('--quiet', 'no progress and notes on stderr')
    .option('--lang <en|zh>', 'language of messages')
    .option('--profile <name>', 'which sources stand behind the ports: demo, sandbox, rqdata, or your own')
    .option('-C, --directory <dir>', 'work as if started in this folder')
    .addHelpText('after', '\nExamples:\n  tapeline run full\n  tapeline list --json\n  tapeline runs show last')
    .configureOutput({ writeErr: () => {} });
  const verb = verbOf(argv);
  const wanted = verb !== null && Object.hasOwn(VERBS, verb) ? [verb] : Object.keys(VERBS);
  for (const name of wanted) (await VERBS[name]!())(program, finish);
  for (const command of [program, ...descendants(program)])
    command.exitOverride().configureOutput({ writeErr: () => {} });
  return program;
}

/** The first word that is no flag and no flag's value. */
function verbOf(argv: readonly string[]): string | null {
  for (let index = 0; index < argv.length; index += 1) {
    const word = argv[index]!;
    if (VALUED_FLAGS.includes(word)) index += 1;
    else if (!word.startsWith('-')) return word;
  }
  return null;
}

const VALUED_FLAGS = ['--lang', '--profile', '-C', '--directory'];

function descendants(command: Command): readonly Command[] {
  return command.commands.flatMap((each) => [each, ...descendants(each)]);
}

/** Once the document of `--json` is out, no second one follows: what still goes wrong is told to people. */
function failed(error: unknown, argv: readonly string[], isOver: boolean): number {
  if (error instanceof CommanderError && error.exitCode === 0) return EXIT.ok;
  const lang = argv.find((word, index) => argv[index - 1] === '--lang' || word.startsWith('--lang='));
  const language = languageOf(lang?.replace('--lang=', ''), process.env);
  const output = openOutput({ json: argv.includes('--json') && !isOver, quiet: false, language });
  return showFailure(error, output);
}
