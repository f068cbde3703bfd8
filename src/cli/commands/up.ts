import type { Command } from 'commander';
import type { Observe } from '../../control/run/observer.ts';
import type { SchedulerNotice } from '../../control/schedule/notice.ts';
import { EXIT, fromErrorRecord } from '../../core/errors.ts';
import type { StandbyOptions } from '../../runtime/standby.ts';
import type { Workspace } from '../../runtime/workspace.ts';
import { type Context, contextOf } from '../context.ts';
import { durationText, momentText } from '../format.ts';
import { interruptible } from '../interrupt.ts';
import type { Output } from '../output.ts';
import { tellRecovered } from '../recovered.ts';
import { tellSpace } from '../space.ts';
import { engineTexts } from '../texts/engine.ts';
import { reasonText } from '../texts/reasons.ts';

const EXAMPLES = `
Examples:
  tapeline up
  tapeline up --detach && tapeline down`;

export function addUp(program: Command, finish: (code: number) => void): void {
  program
    .command('up')
    .summary('stay up: schedules, sensors and the queue')
    .description(
      'Makes runs of schedules and sensors until it is stopped. SIGTERM or Ctrl-C lets what works end; a second one stops at once.',
    )
    .option('--detach', 'in the background, with a log file; stop it with tapeline down')
    .option('--standby', 'wait while another engine has this folder, and take over when it is gone')
    .addHelpText('after', EXAMPLES)
    .action(async ({ detach, standby }: UpFlags, command: Command) => {
      const context = contextOf(command);
      const workspace = await context.workspace();
      finish(
        detach === true
          ? await detached(context, workspace)
          : await foreground(context, workspace, standby ? 'standby' : 'alone'),
      );
    });
}

type UpFlags = { readonly detach?: boolean; readonly standby?: boolean };

async function foreground({ output }: Context, workspace: Workspace, role: 'alone' | 'standby'): Promise<number> {
  const texts = engineTexts(output.language);
  const { up } = await import('../../runtime/up.ts');
  const { waitForRight } = await import('../../runtime/standby.ts');
  using interrupt = interruptible();
  const { signal } = interrupt;
  const onWaiting: StandbyOptions['onWaiting'] = (holder) =>
    output.note(texts.isStandby(holder?.pid ?? 0, holder?.host ?? ''));
  const upOrStopped = up(workspace, {
    ...(role === 'standby' ? { acquire: waitForRight({ signal, onWaiting }) } : {}),
    drain: interrupt.signal,
    observe: runLines(output),
    onUp: ({ holder, recovered }) => {
      output.note(texts.isUp(workspace.project.schedules.length, holder.pid));
      tellRecovered(output, recovered);
    },
    onSpace: tellSpace(output),
    onDraining: (_why, runIds) => output.note(texts.draining(runIds.length)),
    onNotice: noticeLines(output),
  });
  // Stopped while it waited: it never had anything to put down.
  await upOrStopped.catch((error: unknown) => {
    if (!signal.aborted || error !== signal.reason) throw error;
  });
  output.note(texts.isDown);
  if (output.isJson) output.json({ drained: true });
  return EXIT.ok;
}

async function detached({ output }: Context, workspace: Workspace): Promise<number> {
  const { upDetached } = await import('../../runtime/up-detached.ts');
  const { pid, log } = await upDetached(
    workspace,
    process.argv.slice(1).filter((word) => word !== '--detach'),
  );
  if (output.isJson) output.json({ pid, log });
  else output.line(output.typed(engineTexts(output.language).isUpDetached(pid, log)));
  return EXIT.ok;
}

/** A line where a run begins and one where it ends. */
function runLines(output: Output): Observe {
  const texts = engineTexts(output.language);
  const jobs = new Map<string, string>();
  return (runId, _atMs, seen) => {
    if (seen.kind === 'run_created') {
      jobs.set(runId, seen.created.job);
      output.note(texts.runBegins(seen.created.job, seen.created.trigger.by));
    }
    if (seen.kind !== 'run_ended') return;
    const outcome = reasonText(output, seen.ended.outcome);
    output.note(texts.runEnds(jobs.get(runId) ?? runId, outcome, durationText(seen.durationMs)));
    jobs.delete(runId);
  };
}

function noticeLines(output: Output): (notice: SchedulerNotice) => void {
  const texts = engineTexts(output.language);
  return (notice) => {
    if (notice.kind === 'schedule_broken') {
      output.note(texts.broken(notice.schedule, fromErrorRecord(notice.error).message));
      return;
    }
    for (const tick of notice.ticks) {
      if (tick.outcome === 'fired' || tick.outcome === 'coalesced') continue;
      output.note(texts.tick(notice.schedule, momentText(tick.atMs), texts.outcomes[tick.outcome]));
    }
  };
}
