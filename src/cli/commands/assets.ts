import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type {
  AssetDetail,
  AssetModel,
  CoverageModel,
  CoveragePart,
  Edge,
  LineageModel,
} from '../../runtime/asset-models.ts';
import { contextOf, listOf } from '../context.ts';
import { countText, momentText } from '../format.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';
import { type AssetTexts, assetTextsIn } from '../texts/assets.ts';
import { reasonText as codeText } from '../texts/reasons.ts';
import type { Texts } from '../texts/texts.ts';
import { addPartitionKeys } from './partition-keys.ts';

/** The words of every screen, and those of assets. */
export const textsOf = (output: Output): Texts & AssetTexts => ({
  ...output.texts,
  ...assetTextsIn(output.language),
});

export function addAssets(program: Command, finish: (code: number) => void): void {
  const assets = program
    .command('assets')
    .summary('datasets: what there is, from what, and what is missing')
    .description('Shows the datasets of this folder: versions, slices, lineage.');
  addLs(assets, finish);
  addShow(assets, finish);
  addLineage(assets, finish);
  addPartitionKeys(assets, finish);
}

function addLs(assets: Command, finish: (code: number) => void): void {
  assets
    .command('ls')
    .summary('all of them')
    .description('Lists the assets. Exit 1 when slices of one are later than they may be.')
    .addHelpText('after', '\nExample:\n  tapeline assets ls --json')
    .action(async (_: unknown, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { assetModels } = await import('../../runtime/asset-models.ts');
      const models = await assetModels(await context.workspace());
      if (output.isJson) output.json(models);
      else showAssets(output, models);
      finish(models.some(({ slices }) => (slices?.late ?? 0) > 0) ? EXIT.failed : EXIT.ok);
    });
}

function showAssets(output: Output, models: readonly AssetModel[]): void {
  const texts = textsOf(output);
  if (models.length === 0) {
    output.line(texts.noAssets);
    return;
  }
  const rows = models.map(({ name, version, rows: count, committedAtMs, slices, description }) => [
    name,
    version === 0 ? '-' : String(version),
    countText(count),
    committedAtMs === null ? '-' : momentText(committedAtMs),
    slices === null ? '-' : slicesText(output, slices),
    description,
  ]);
  const header = [texts.asset, texts.version, texts.rows, texts.published, texts.slices, texts.description];
  output.line(table(header, rows, ['left', 'right', 'right']));
}

function slicesText(output: Output, slices: NonNullable<AssetModel['slices']>): string {
  const texts = textsOf(output);
  const { current, existing, absent, missing, stale, late } = slices;
  const marks = [
    absent > 0 ? texts.slicesAbsent(countText(absent)) : null,
    missing > 0 ? texts.slicesMissing(countText(missing)) : null,
    stale > 0 ? texts.slicesStale(countText(stale)) : null,
    late > 0 ? texts.slicesLate(countText(late)) : null,
  ].filter((each) => each !== null);
  return [`${countText(current)}/${countText(existing)}`, ...marks].join(', ');
}

function addShow(assets: Command, finish: (code: number) => void): void {
  assets
    .command('show')
    .summary('one of them, and how it was made')
    .description('Shows an asset: what makes it, from what, its slices, and its latest makings.')
    .argument('<asset>', 'its name')
    .addHelpText('after', '\nExample:\n  tapeline assets show ohlcv_daily')
    .action(async (name: string, _: unknown, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { assetDetail } = await import('../../runtime/asset-models.ts');
      const detail = await assetDetail(await context.workspace(), name);
      if (output.isJson) output.json(detail);
      else showDetail(output, detail);
      finish(EXIT.ok);
    });
}

function showDetail(output: Output, detail: AssetDetail): void {
  const texts = textsOf(output);
  const none = '-';
  const makers = detail.madeBy.map(({ job, op }) => `${op} (${job})`);
  const pairs: readonly (readonly [string, string])[] = [
    [texts.asset, detail.name],
    [texts.description, detail.description || none],
    [texts.version, detail.version === 0 ? none : `${detail.version}, ${momentText(detail.committedAtMs!)}`],
    [texts.rows, countText(detail.rows)],
    [texts.partitions, detail.partitions ?? texts.wholeAsset],
    [texts.slices, detail.slices === null ? none : slicesText(output, detail.slices)],
    [texts.madeBy, [...new Set(makers)].join(', ') || none],
    [texts.madeFrom, detail.deps.join(', ') || none],
    [texts.feeds, detail.feeds.join(', ') || none],
    [texts.checks, detail.checks.join(', ') || none],
  ];
  output.line(table(['', ''], pairs).trimStart());
  if (detail.makings.length === 0) return;
  const rows = detail.makings.map((making) => [
    momentText(making.atMs),
    String(making.version),
    blocksText(making.slices),
    countText(making.changed),
    Object.entries(making.inputs)
      .map(([input, version]) => `${input}@${version}`)
      .join(', '),
    making.reason,
    Object.entries(making.checks)
      .map(([check, { verdict }]) => `${check}: ${verdict}`)
      .join(', '),
    making.runId ?? none,
  ]);
  const header = [
    texts.made,
    texts.version,
    texts.slices,
    texts.changed,
    texts.madeFrom,
    texts.why,
    texts.checks,
    texts.run,
  ];
  output.line('');
  output.line(table(header, rows));
}

type Block = Pick<CoveragePart, 'spans' | 'lanes'>;

const LANES_SHOWN = 5;
const SPANS_SHOWN = 4;

/** `2024-01-02..2024-03-29, 2024-04-08 × 000001.XSHE, 000002.XSHE +498` */
export function blockText({ spans, lanes }: Block): string {
  const shown = spans.length <= SPANS_SHOWN + 1 ? spans : spans.slice(0, SPANS_SHOWN);
  const rest = spans.length === shown.length ? '' : ` +${spans.length - shown.length}`;
  const times = shown.map(({ from, to }) => (from === to ? from : `${from}..${to}`)).join(', ') + rest;
  const more = lanes.length > LANES_SHOWN ? ` +${lanes.length - LANES_SHOWN}` : '';
  const names = lanes.slice(0, LANES_SHOWN).join(', ') + more;
  return [times, names].filter((each) => each !== '').join(' × ');
}

const BLOCKS_IN_A_CELL = 2;

function blocksText(blocks: readonly Block[]): string {
  const more = blocks.length > BLOCKS_IN_A_CELL ? [`+${blocks.length - BLOCKS_IN_A_CELL}`] : [];
  return [...blocks.slice(0, BLOCKS_IN_A_CELL).map(blockText), ...more].join('; ');
}

function addLineage(assets: Command, finish: (code: number) => void): void {
  assets
    .command('lineage')
    .summary('what it is made from, and what is made from it')
    .description('Shows everything an asset is made from, and everything that is made from it.')
    .argument('<asset>', 'its name')
    .addHelpText('after', '\nExample:\n  tapeline assets lineage scores')
    .action(async (name: string, _: unknown, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { lineageModel } = await import('../../runtime/asset-models.ts');
      const model = await lineageModel(await context.workspace(), name);
      if (output.isJson) output.json(model);
      else showLineage(output, model);
      finish(EXIT.ok);
    });
}

function showLineage(output: Output, { asset, from, into }: LineageModel): void {
  const texts = textsOf(output);
  const lines = (edges: LineageModel['from'], text: (edge: Edge) => string): readonly string[] =>
    edges.length === 0 ? ['  -'] : edges.map((edge) => `${'  '.repeat(edge.depth)}${text(edge)}`);
  output.line(texts.lineageFrom(asset));
  for (const line of lines(from, (edge) => `${edge.from} → ${edge.to}`)) output.line(line);
  output.line(texts.lineageInto(asset));
  for (const line of lines(into, (edge) => `${edge.from} → ${edge.to}`)) output.line(line);
}

type CoverageFlags = { readonly from?: string; readonly to?: string; readonly keys?: readonly string[] };

export function addCoverage(program: Command, finish: (code: number) => void): void {
  program
    .command('coverage')
    .summary('which slices of a dataset are there')
    .description(
      'Shows which slices of an asset are current, stale, missing or late, as ranges. Exit 1 when one is late.',
    )
    .argument('<asset>', 'its name')
    .option('--from <date>', 'from this date, month or year on')
    .option('--to <date>', 'up to this date, month or year')
    .option('--keys <list>', 'only these names, comma-separated', listOf('--keys'))
    .addHelpText('after', '\nExample:\n  tapeline coverage ohlcv_daily --from 2024 --json')
    .action(async (name: string, flags: CoverageFlags, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const { coverageModel } = await import('../../runtime/asset-models.ts');
      const ask = { from: flags.from ?? null, to: flags.to ?? null, lanes: flags.keys ?? null };
      const model = await coverageModel(await context.workspace(), name, ask);
      if (output.isJson) output.json(model);
      else showCoverage(output, model);
      finish(model.counts.late > 0 ? EXIT.failed : EXIT.ok);
    });
}

function showCoverage(output: Output, { asset, counts, parts }: CoverageModel): void {
  const texts = textsOf(output);
  output.line(`${asset}: ${slicesText(output, counts)}`);
  if (parts.length === 0) return;
  const rows = [...Map.groupBy(parts, ({ state, reason }) => JSON.stringify([state, reason])).values()].flatMap(
    (alike) => rowsOf(output, alike),
  );
  output.line(table([texts.state, texts.slices, texts.which, texts.why], rows, ['left', 'right']));
}

const BLOCKS_SHOWN = 8;

/** Blocks that stand alike, the largest first; `--json` has all of them. */
function rowsOf(output: Output, alike: readonly CoveragePart[]): readonly (readonly string[])[] {
  const texts = textsOf(output);
  const { state, reason } = alike[0]!;
  const why = reason === null ? '' : reasonText(output, reason);
  const sorted = alike.toSorted((left, right) => right.slices - left.slices);
  const shown = sorted.length <= BLOCKS_SHOWN + 1 ? sorted : sorted.slice(0, BLOCKS_SHOWN);
  const rest = sorted.slice(shown.length);
  const rows = shown.map((part) => [texts.sliceStates[state], countText(part.slices), blockText(part), why]);
  if (rest.length === 0) return rows;
  const slices = rest.reduce((sum, part) => sum + part.slices, 0);
  return [...rows, [texts.sliceStates[state], countText(slices), texts.moreBlocks(countText(rest.length)), why]];
}

function reasonText(output: Output, reason: NonNullable<CoveragePart['reason']>): string {
  const texts = textsOf(output);
  if (reason.because === 'absent') return codeText(output, reason.why);
  if (reason.because === 'code_changed') return texts.staleCode(reason.from ?? '-', reason.to ?? '-');
  return texts.staleInput(reason.input, String(reason.fromVersion), String(reason.toVersion));
}
