import { resolve } from 'node:path';
import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import { contextOf } from '../context.ts';
import { countText } from '../format.ts';
import { showAudit } from './audit.ts';

export function addBackup(program: Command, finish: (code: number) => void): void {
  program
    .command('backup')
    .summary('copy the state, also while an engine works')
    .description(
      'Copies the state of one profile as it is at this moment and checks the copy. The lake’s files are listed, or copied with --with-lake.',
    )
    .option('--to <folder>', 'a new folder; backups/ in the state folder when not given')
    .option('--with-lake', 'copy the current files of the lake too')
    .addHelpText('after', '\nExamples:\n  tapeline backup\n  tapeline backup --to /mnt/backup/monday --with-lake')
    .action(async (flags: { readonly to?: string; readonly withLake?: boolean }, command: Command) => {
      const { output, workspace, from } = contextOf(command);
      const { backUp } = await import('../../runtime/backup.ts');
      const to = flags.to === undefined ? null : resolve(from, flags.to);
      const { folder, manifest } = await backUp(await workspace(), {
        to,
        lake: flags.withLake === true ? 'files' : 'pointers',
      });
      const files = manifest.assets.reduce((sum, { files: list }) => sum + list.length, 0);
      if (output.isJson) output.json({ folder, ...manifest });
      else output.line(output.typed(output.texts.backedUp(folder, countText(manifest.events), countText(files))));
      finish(EXIT.ok);
    });
}

export function addRestore(program: Command, finish: (code: number) => void): void {
  program
    .command('restore')
    .summary('put a backup in the place of the state')
    .description(
      'Puts a backup in the place of the state of one profile, keeps aside what stood there, and audits it. Refused while an engine works.',
    )
    .argument('<from>', 'the folder of a backup, or a state file')
    .addHelpText('after', '\nExample:\n  tapeline restore .tapeline/demo/backups/2026-11-22T05-30-00.000Z')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const { output, workspace, from } = contextOf(command);
      const { restore } = await import('../../runtime/backup.ts');
      const model = await restore(await workspace(), resolve(from, name));
      if (output.isJson) output.json(model);
      else {
        showAudit(output, model.audit);
        output.line(output.texts.restored(model.from, model.replaced));
      }
      finish(model.audit.isOk ? EXIT.ok : EXIT.failed);
    });
}
