import type { Command } from 'commander';
import { EXIT, TapelineError } from '../../core/errors.ts';
import type { SensorPreview } from '../../runtime/evaluate-sensor.ts';
import type { SensorDetails, SensorModel } from '../../runtime/sensor-models.ts';
import { contextOf } from '../context.ts';
import { sentenceOf } from '../failure.ts';
import { momentText, tagsText } from '../format.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { plain, table } from '../table.ts';
import { sensorTexts } from '../texts/sensor.ts';

type Finish = (code: number) => void;

export function addSensor(program: Command, finish: Finish): void {
  const sensor = program
    .command('sensor')
    .summary('what looks and asks for runs')
    .description('Shows sensors, what each saw last and when it looks again; pauses them and tries them out.');
  addLs(sensor, finish);
  addShow(sensor, finish);
  addPause(sensor, finish);
  addResume(sensor, finish);
  addEval(sensor, finish);
}

function addLs(sensor: Command, finish: Finish): void {
  sensor
    .command('ls')
    .summary('every sensor and its state')
    .description('Lists the sensors. Exit code 1 when one of them is failing or alarms.')
    .addHelpText('after', '\nExample:\n  tapeline sensor ls')
    .action(async (_flags: unknown, command: Command) => {
      const { output, workspace } = contextOf(command);
      const { sensorModels } = await import('../../runtime/sensor-models.ts');
      const models = await sensorModels(await workspace());
      if (output.isJson) output.json(models);
      else showSensors(output, models);
      const isBad = models.some(({ state }) => state === 'failing' || state === 'alarm');
      finish(isBad ? EXIT.failed : EXIT.ok);
    });
}

function addShow(sensor: Command, finish: Finish): void {
  sensor
    .command('show')
    .summary('one sensor and its last evaluations')
    .description('Shows one sensor: its cursor, its failures and what came of its last evaluations.')
    .argument('<sensor>', 'name, or the last part of it')
    .addHelpText('after', '\nExample:\n  tapeline sensor show stocks.bars_ready')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const { output, workspace } = contextOf(command);
      const { sensorDetails } = await import('../../runtime/sensor-models.ts');
      const details = await sensorDetails(await workspace(), name);
      if (output.isJson) output.json(details);
      else showSensor(output, details);
      finish(EXIT.ok);
    });
}

function addPause(sensor: Command, finish: Finish): void {
  sensor
    .command('pause')
    .summary('let a sensor look no more')
    .description('Pauses a sensor. What happens meanwhile is seen when it is resumed.')
    .argument('<sensor>', 'name, or the last part of it')
    .option('--reason <text>', 'why, for those who find it paused', 'asked for')
    .addHelpText('after', '\nExample:\n  tapeline sensor pause stocks.bars_ready --reason "vendor is down"')
    .action(async (name: string, { reason }: { readonly reason: string }, command: Command) => {
      const { output } = contextOf(command);
      const texts = sensorTexts(output.language);
      await ask(command, (full) => ({ kind: 'pause_sensor', data: { sensor: full, reason } }), name, texts.paused);
      finish(EXIT.ok);
    });
}

function addResume(sensor: Command, finish: Finish): void {
  sensor
    .command('resume')
    .summary('let a paused sensor look again')
    .description('Resumes a paused sensor from where it was.')
    .argument('<sensor>', 'name, or the last part of it')
    .addHelpText('after', '\nExample:\n  tapeline sensor resume stocks.bars_ready')
    .action(async (name: string, _flags: unknown, command: Command) => {
      const { output } = contextOf(command);
      const texts = sensorTexts(output.language);
      await ask(command, (full) => ({ kind: 'resume_sensor', data: { sensor: full } }), name, texts.resumed);
      finish(EXIT.ok);
    });
}

type Body = Parameters<typeof import('../../runtime/ask-sensor.ts').askAboutSensors>[1];

async function ask(
  command: Command,
  bodyOf: (sensor: string) => Body,
  name: string,
  say: (sensor: string) => string,
): Promise<void> {
  const { output, workspace } = contextOf(command);
  const opened = await workspace();
  const { findSensor } = await import('../../control/sensor/known-sensor.ts');
  const { askAboutSensors } = await import('../../runtime/ask-sensor.ts');
  const { name: sensor } = findSensor(opened.project, name);
  const body = bodyOf(sensor);
  const result = await askAboutSensors(opened, body);
  if (output.isJson) output.json({ sensor, result });
  else output.line(result === 'done' ? say(sensor) : sensorTexts(output.language).asked(body.kind));
}

function addEval(sensor: Command, finish: Finish): void {
  sensor
    .command('eval')
    .summary('try a sensor out')
    .description('Evaluates a sensor once, from where it stands, and shows what it would ask for. Commits nothing.')
    .argument('<sensor>', 'name, or the last part of it')
    .option('--dry-run', 'only look: the engine that is up evaluates sensors by itself')
    .addHelpText('after', '\nExample:\n  tapeline sensor eval stocks.bars_ready --dry-run')
    .action(async (name: string, { dryRun }: { readonly dryRun?: boolean }, command: Command) => {
      if (dryRun !== true) throw onlyDry();
      const { output, workspace } = contextOf(command);
      const { previewSensor } = await import('../../runtime/evaluate-sensor.ts');
      using interrupt = interruptible();
      const preview = await previewSensor(await workspace(), name, interrupt.signal);
      if (output.isJson) output.json(preview);
      else showPreview(output, preview);
      finish(EXIT.ok);
    });
}

function onlyDry(): TapelineError {
  const what = 'Only an engine that is up evaluates a sensor for good';
  const facts = { what, got: 'sensor eval', wayOut: 'Add --dry-run to look once, or start "tapeline up".' };
  return new TapelineError('usage.invalid', { facts });
}

function showSensors(output: Output, models: readonly SensorModel[]): void {
  const texts = sensorTexts(output.language);
  if (models.length === 0) {
    output.line(texts.noSensors);
    return;
  }
  const rows = models.map((model) => [
    model.sensor,
    texts.states[model.state],
    model.watches,
    model.targets === null ? texts.anyJob : model.targets.join(', '),
    model.evaluatedAtMs === null ? '' : momentText(model.evaluatedAtMs),
    model.nextAtMs === null || model.pausedAtMs !== null ? '' : momentText(model.nextAtMs),
    wordsOf(output, model),
  ]);
  output.line(table(texts.columns, rows));
}

function wordsOf(output: Output, model: SensorModel): string {
  const texts = sensorTexts(output.language);
  const { pausedAtMs, pauseReason, failures, error, alarm, skipReason } = model;
  if (pausedAtMs !== null) return plain(texts.pausedSince(momentText(pausedAtMs), pauseReason ?? ''));
  if (failures > 0 && error !== null) return plain(texts.failures(failures, sentenceOf(error, output)));
  return plain(alarm === null ? (skipReason ?? '') : sentenceOf(alarm, output));
}

function showSensor(output: Output, details: SensorDetails): void {
  const texts = sensorTexts(output.language);
  const { sensor, state, watches, description, cursor, evaluations } = details;
  output.line(`${sensor} · ${texts.states[state]} · ${watches}`);
  if (description !== '') output.line(description);
  const words = wordsOf(output, details);
  if (words !== '') output.line(words);
  output.line(`${texts.cursor}: ${plain(JSON.stringify(cursor))}`);
  if (evaluations.length === 0) return;
  const rows = evaluations.map((each) => [
    String(each.tick),
    momentText(each.atMs),
    texts.outcomes[each.outcome],
    each.requests.map(({ runId, isNew }) => (isNew ? runId : `(${runId})`)).join(' '),
    plain(each.error === null ? (each.skipReason ?? '') : sentenceOf(each.error, output)),
  ]);
  output.line();
  output.line(table(texts.evaluationColumns, rows, ['right']));
}

function showPreview(output: Output, preview: SensorPreview): void {
  const texts = sensorTexts(output.language);
  const { sensor, requests, refused, skipReason, alarm, cursorBefore, cursor } = preview;
  if (requests.length === 0) output.line(plain(texts.wouldNot(sensor, skipReason ?? '')));
  else {
    const rows = requests.map(({ job, runKey, runId, isNew, tags }) => {
      return [job, plain(runKey), runId, isNew ? texts.isNew : texts.isKnown, plain(tagsText(tags))];
    });
    output.line(table(texts.requestColumns, rows));
    output.line(texts.wouldAsk(sensor, requests.filter(({ isNew }) => isNew).length));
  }
  for (const { error } of refused) output.line(plain(sentenceOf(error, output)));
  if (alarm !== null) output.line(`${texts.alarm}: ${plain(sentenceOf(alarm, output))}`);
  output.line(`${texts.cursor}: ${plain(JSON.stringify(cursorBefore))} -> ${plain(JSON.stringify(cursor))}`);
}
