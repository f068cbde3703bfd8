import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { KeySetModel } from '../../runtime/partition-keys.ts';
import { contextOf } from '../context.ts';
import { countText } from '../format.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { assetTextsIn } from '../texts/assets.ts';

export function addPartitionKeys(assets: Command, finish: (code: number) => void): void {
  const keys = assets
    .command('keys')
    .summary('the names that slices are cut by')
    .description('Shows the names that slices are cut by, and changes those of dynamic sets.');
  addLs(keys, finish);
  addAdd(keys, finish);
  addRm(keys, finish);
}

function addLs(keys: Command, finish: (code: number) => void): void {
  keys
    .command('ls')
    .summary('all sets, or the names of one')
    .description('Lists the sets of names, or the names of one with the dates in which each has slices.')
    .argument('[set]', 'its name')
    .addHelpText('after', '\nExample:\n  tapeline assets keys ls instruments --json')
    .action(async (name: string | undefined, _: unknown, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { keySetModels, keySetModel } = await import('../../runtime/partition-keys.ts');
      const workspace = await context.workspace();
      const models = name === undefined ? await keySetModels(workspace) : [await keySetModel(workspace, name)];
      if (output.isJson) output.json(name === undefined ? models : models[0]);
      else if (name === undefined) showSets(output, models);
      else showKeys(output, models[0]!);
      finish(EXIT.ok);
    });
}

function showSets(output: Output, models: readonly KeySetModel[]): void {
  const texts = assetTextsIn(output.language);
  if (models.length === 0) {
    output.line(texts.noKeySets);
    return;
  }
  const rows = models.map(({ set, kind, keys, assets }) => [set, kind, countText(keys.length), assets.join(', ')]);
  output.line(table([texts.keySet, '', texts.keys, texts.usedBy], rows, ['left', 'left', 'right']));
}

function showKeys(output: Output, { keys }: KeySetModel): void {
  const texts = assetTextsIn(output.language);
  const rows = keys.map(({ key, first, last }) => [key, first ?? '-', last ?? '-']);
  output.line(table([texts.key, texts.firstDate, texts.lastDate], rows));
}

type Dates = { readonly first?: string; readonly last?: string };

function addAdd(keys: Command, finish: (code: number) => void): void {
  keys
    .command('add')
    .summary('add names to a dynamic set')
    .description('Adds names to a dynamic set; those that are there get the dates that are said now.')
    .argument('<set>', 'its name')
    .argument('<keys...>', 'the names')
    .option('--first <date>', 'the first date on which they have slices')
    .option('--last <date>', 'the last date on which they have slices')
    .addHelpText('after', '\nExample:\n  tapeline assets keys add funds 000011 110022 --first 2019-03-01')
    .action(async (set: string, names: readonly string[], dates: Dates, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { changeKeys } = await import('../../runtime/partition-keys.ts');
      const { first = null, last = null } = dates;
      const added = names.map((key) => ({ key, first, last }));
      const data = { keysOf: set, keys: added };
      await changeKeys(await context.workspace(), { kind: 'add_partition_keys', data });
      if (output.isJson) output.json({ set, added });
      else output.line(assetTextsIn(output.language).keysAdded(countText(names.length), set));
      finish(EXIT.ok);
    });
}

function addRm(keys: Command, finish: (code: number) => void): void {
  keys
    .command('rm')
    .summary('remove names from a dynamic set')
    .description('Removes names from a dynamic set: their slices no longer exist. What was made of them stays.')
    .argument('<set>', 'its name')
    .argument('<keys...>', 'the names')
    .addHelpText('after', '\nExample:\n  tapeline assets keys rm funds 000011')
    .action(async (set: string, names: readonly string[], _: unknown, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { changeKeys } = await import('../../runtime/partition-keys.ts');
      await changeKeys(await context.workspace(), {
        kind: 'remove_partition_keys',
        data: { keysOf: set, keys: names },
      });
      if (output.isJson) output.json({ set, removed: names });
      else output.line(assetTextsIn(output.language).keysRemoved(countText(names.length), set));
      finish(EXIT.ok);
    });
}
