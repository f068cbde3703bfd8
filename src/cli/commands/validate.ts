import type { Command } from 'commander';
import { type ErrorRecord, EXIT } from '../../core/errors.ts';
import type { CheckModel } from '../../runtime/validate.ts';
import { contextOf } from '../context.ts';
import { failureText } from '../failure.ts';
import type { Output } from '../output.ts';

export function addValidate(program: Command, finish: (code: number) => void): void {
  program
    .command('validate')
    .summary('check definitions and config, and with --connect the world')
    .description(
      'Checks definitions, wiring and config of every job, and asks every trigger when it is due. With --connect also folders, state, credentials and sources, for real.',
    )
    .option('--connect', 'also open folders, state and sources')
    .addHelpText('after', '\nExamples:\n  tapeline validate\n  tapeline validate --connect --profile sandbox')
    .action(async ({ connect = false }: { readonly connect?: boolean }, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { checkConnections, checkDefinitions } = await import('../../runtime/validate.ts');
      const workspace = await context.workspace();
      const checks = [...(await checkDefinitions(workspace)), ...(connect ? await checkConnections(workspace) : [])];
      if (output.isJson)
        output.json({ profile: workspace.profileName, isValid: checks.every((check) => check.error === null), checks });
      else for (const check of checks) show(output, check);
      finish(exitOf(checks));
    });
}

function show(output: Output, { what, detail, error }: CheckModel): void {
  if (error === null) output.line(`${output.style('green', '✔')} ${output.texts.checked(what, detail)}`);
  else output.line(`${output.style('red', '✘')} ${what}: ${failureText(error, output)}`);
}

/** The exit code of the first problem. */
function exitOf(checks: readonly CheckModel[]): number {
  const first: ErrorRecord | null = checks.find((check) => check.error !== null)?.error ?? null;
  return first === null ? EXIT.ok : first.exit;
}
