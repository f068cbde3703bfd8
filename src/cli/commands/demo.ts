import type { Command } from 'commander';
import type { RequestBody } from '../../control/state/store.ts';
import { EXIT } from '../../core/errors.ts';
import { contextOf } from '../context.ts';
import { exitOf, reportModel, runWatched, showReport, thisProcess } from './run.ts';

const PROFILES = ['demo', 'sandbox'] as const;

export function addDemo(program: Command, finish: (code: number) => void): void {
  program
    .command('demo')
    .summary('the daily stock pipeline, on real prices and on a simulated market')
    .description(
      'Runs the daily stock pipeline end to end: on the bundled real prices, then on a SIMULATED A-share market over RQData’s HTTP protocol. Needs no key and no network.',
    )
    .addHelpText('after', '\nExample:\n  tapeline demo')
    .action(async (_flags: unknown, command: Command) => {
      const context = contextOf(command);
      const { output } = context;
      const models: object[] = [];
      let worst: number = EXIT.ok;
      for (const profile of PROFILES) {
        const workspace = await context.workspace(profile);
        const report = await runWatched(context, workspace, fullRun(profile), {});
        if (output.isJson) models.push(await reportModel(workspace, report));
        else showReport(context, workspace, report);
        output.line();
        const code = exitOf(report);
        if (worst === EXIT.ok) worst = code;
        if (report.run.state === 'cancelled') break;
      }
      if (output.isJson) output.json(models);
      finish(worst);
    });
}

function fullRun(profile: string): RequestBody {
  const selection = { until: null, from: null, only: [] };
  const by = 'tapeline demo';
  return {
    kind: 'run',
    data: { job: 'full', settings: {}, selection, profile, concurrency: null, tags: {}, by, asker: thisProcess() },
  };
}
