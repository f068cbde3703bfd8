import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { AuditModel } from '../../runtime/audit.ts';
import { contextOf } from '../context.ts';
import { countText } from '../format.ts';
import type { Output } from '../output.ts';
import { plain, table } from '../table.ts';

export function addAudit(program: Command, finish: (code: number) => void): void {
  program
    .command('audit')
    .summary('hold state and lake against their invariants')
    .description(
      'Reads the whole log and checks what must always hold, read-only, beside a working engine. Exit code 1 when something does not.',
    )
    .option('--deep', 'read every current file and compare its hash')
    .addHelpText('after', '\nExamples:\n  tapeline audit\n  tapeline audit --deep --json')
    .action(async (flags: { readonly deep?: boolean }, command: Command) => {
      const context = contextOf(command);
      const { auditProfile } = await import('../../runtime/audit.ts');
      const { profileNames } = await import('../../runtime/workspace.ts');
      const { project } = await context.workspace();
      const names = context.flags.profile === undefined ? profileNames(project) : [context.flags.profile];
      const models: AuditModel[] = [];
      for (const name of names) {
        const workspace = await context.workspace(name);
        const model = await auditProfile(workspace, { files: flags.deep === true ? 'hashed' : 'there' });
        if (model !== null) models.push(model);
      }
      if (context.output.isJson) context.output.json(models);
      else for (const model of models) showAudit(context.output, model);
      if (models.length === 0 && !context.output.isJson)
        context.output.line(context.output.typed(context.output.texts.noRuns));
      finish(models.every(({ isOk }) => isOk) ? EXIT.ok : EXIT.failed);
    });
}

export function showAudit(output: Output, { profile, events, checks, isOk }: AuditModel): void {
  const { texts, style } = output;
  output.line(style('bold', texts.auditOf(profile, countText(events))));
  const rows = checks.map(({ invariant, count }) => [
    invariant,
    count === 0 ? style('green', texts.auditOk) : style('red', texts.auditBroken(countText(count))),
    texts.invariants[invariant],
  ]);
  output.line(table([texts.auditInvariant, texts.state, texts.description], rows));
  for (const { invariant, violations } of checks) {
    for (const { what, seq } of violations)
      output.line(plain(`${style('red', '✘')} ${invariant}${seq === null ? '' : ` · event ${seq}`}  ${what}`));
  }
  output.line(isOk ? texts.auditFine : texts.auditNotFine);
}
