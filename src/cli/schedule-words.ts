import type { TickPolicy } from '../control/definition/schedule.ts';
import type { Trigger } from '../core/trigger.ts';
import type { ScheduleModel, TickDecisionModel } from '../runtime/schedule-models.ts';
import { durationText } from './format.ts';
import type { Output } from './output.ts';
import { type EngineTexts, engineTexts } from './texts/engine.ts';

/** A trigger in a few words: as it was written. */
export function triggerWords(trigger: Trigger): string {
  if ('cron' in trigger) return `${trigger.cron} ${trigger.zone}`;
  if ('calendar' in trigger) {
    const on = trigger.on === undefined ? '' : ` ${trigger.on.nth}/${trigger.on.of}`;
    const plus = trigger.plusSessions === undefined ? '' : ` T+${trigger.plusSessions}`;
    return `${trigger.calendar} ${trigger.at}${on}${plus}`;
  }
  if ('every' in trigger) return `every ${trigger.every}`;
  if ('once' in trigger) return `once ${trigger.once}`;
  const [parts, sign] = 'anyOf' in trigger ? [trigger.anyOf, ' | '] : [trigger.allOf, ' & '];
  return parts.map(triggerWords).join(sign);
}

/** What happens to a tick, a line each. */
export function policyWords(texts: EngineTexts, policy: TickPolicy): readonly string[] {
  const { misfireGraceMs, coalesce, overlap, instancesMax, catchUpMax, jitterMs } = policy;
  return [
    texts.grace(misfireGraceMs === null ? null : durationText(misfireGraceMs)),
    texts.coalesce[coalesce],
    texts.overlap(instancesMax, typeof overlap === 'object' ? overlap.queueAll : overlap),
    texts.catchUp(catchUpMax),
    ...(jitterMs === 0 ? [] : [texts.jitter(durationText(jitterMs))]),
  ];
}

export function outcomeWords(texts: EngineTexts, { outcome, detail, count }: TickDecisionModel): string {
  if (outcome === 'misfired')
    return texts.late(durationText(Number(detail.lateMs)), durationText(Number(detail.graceMs)));
  if (outcome === 'skipped_window') return texts.manySkipped(count, detail.isAtLeast === true);
  return texts.outcomes[outcome];
}

/** When it is due next, or why it is not. */
export function nextWords(output: Output, { paused, problem, next }: ScheduleModel): string {
  const texts = engineTexts(output.language);
  if (problem !== null) return problem.code;
  if (paused !== null) return texts.pausedShort;
  return next === null ? texts.never : spaced(next.at);
}

/** `2026-11-20T16:30:00+08:00` as people read it. */
export const spaced = (at: string): string => at.replace('T', ' ').replace(/(:\d{2})([+-])/, '$1 $2');
