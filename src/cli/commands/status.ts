import type { Command } from 'commander';
import { EXIT } from '../../core/errors.ts';
import type { JobStatusModel } from '../../runtime/models.ts';
import { contextOf } from '../context.ts';
import { durationText, momentText, percentText } from '../format.ts';
import type { Output } from '../output.ts';
import { table } from '../table.ts';

export function addStatus(program: Command, finish: (code: number) => void): void {
  program
    .command('status')
    .summary('last run, duration and success rate of each job')
    .description(
      'Shows the last run of each job, its state and duration, and the success rate of the last hundred runs.',
    )
    .argument('[job]', 'one job')
    .addHelpText('after', '\nExamples:\n  tapeline status\n  tapeline status full --json')
    .action(async (name: string | undefined, _flags: unknown, command: Command) => {
      const context = contextOf(command);
      const { project } = await context.workspace();
      const { findJob } = await import('../../control/definition/project.ts');
      const { openEach } = await import('../../runtime/every-profile.ts');
      const { jobStatus } = await import('../../runtime/models.ts');
      const jobs = name === undefined ? project.jobs.map((job) => job.name).sort() : [findJob(project, name).name];
      const models: JobStatusModel[] = [];
      await using opened = await openEach(context.from, process.env, context.flags.profile ?? null);
      for (const { workspace, reader } of opened.each) {
        for (const job of jobs) models.push(await jobStatus(reader, workspace.profileName, job));
      }
      const shown = name === undefined ? models.filter((model) => model.lastRun !== null) : models;
      if (context.output.isJson) context.output.json(models);
      else show(context.output, shown);
      finish(EXIT.ok);
    });
}

function show(output: Output, models: readonly JobStatusModel[]): void {
  if (models.length === 0) {
    output.line(output.typed(output.texts.noRuns));
    return;
  }
  const { job, profile, lastRun, started, state, took, successRate, runs, never } = output.texts;
  const rows = models.map((model) => [
    model.job,
    model.profile,
    model.lastRun?.runId ?? never,
    model.lastRun?.state ?? '',
    model.lastRun === null ? '' : momentText(model.lastRun.createdAtMs),
    model.lastRun?.durationMs == null ? '' : durationText(model.lastRun.durationMs),
    model.successRate === null ? '' : percentText(model.successRate),
    String(model.runs),
  ]);
  const header = [job, profile, lastRun, state, started, took, successRate, runs];
  output.line(table(header, rows, ['left', 'left', 'left', 'left', 'left', 'right', 'right', 'right']));
}
