import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { ConfigModel, ShownValue } from '../../runtime/config-model.ts';
import { collectPairs, contextOf } from '../context.ts';
import { valueText } from '../format.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';

export function addConfig(program: Command, finish: (code: number) => void): void {
  program
    .command('config')
    .summary('show settings and config with their origins')
    .description('Shows the program’s settings and a job’s config, each value with where it came from.')
    .command('show')
    .summary('each value with its origin')
    .description(
      'Shows each value with its origin: default, job, project, file, environment, flag. Secrets are hidden.',
    )
    .argument('[job]', 'a job, to see the config of its steps')
    .option('--set <key=value>', 'as for run (repeatable)', collectPairs('--set'))
    .addHelpText('after', '\nExamples:\n  tapeline config show\n  tapeline config show sync --set days_back=60')
    .action(
      async (
        job: string | undefined,
        { set = {} }: { readonly set?: Readonly<Record<string, string>> },
        command: Command,
      ) => {
        const context = contextOf(command);
        const { configModel } = await import('../../runtime/config-model.ts');
        const model = await configModel(await context.workspace(), job ?? null, set);
        if (context.output.isJson) context.output.json(model);
        else show(context.output, model);
        finish(EXIT.ok);
      },
    );
}

function show(output: Output, model: ConfigModel): void {
  const { step, key, value, origin, description } = output.texts;
  if (model.config === undefined) {
    output.line(table([key, value, origin, description], model.settings.map(cells)));
    return;
  }
  const rows = model.config.map((each) => [each.step, ...cells(each)]);
  output.line(table([step, key, value, origin, description], rows));
}

function cells({ key, value, origin, where, description }: ShownValue): readonly string[] {
  // The place of a job’s value names the job.
  const from = origin === 'default' ? origin : where.includes(origin) ? where : `${origin} (${where})`;
  return [key, value === null ? '–' : valueText(value), from, description ?? ''];
}
