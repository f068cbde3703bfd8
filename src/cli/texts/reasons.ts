import type { SkipReason } from '../../control/event/events.ts';
import { plain } from '../table.ts';
import { reasonsEn } from './reasons-en.ts';
import { reasonsZh } from './reasons-zh.ts';
import type { Texts } from './texts.ts';

type Reader = { readonly language: 'en' | 'zh'; readonly texts: Texts };

/** A code in words; text that is no code stands for itself. */
export function reasonText({ language }: Reader, code: string): string {
  const words: Readonly<Record<string, string>> = language === 'zh' ? reasonsZh : reasonsEn;
  return Object.hasOwn(words, code) ? words[code]! : plain(code);
}

/** Why a step did not run, in a few words. The condition's own code stands in the log and in `--json`. */
export function skipWords(reader: Reader, reason: SkipReason): string {
  const { texts } = reader;
  switch (reason.because) {
    case 'condition':
      return texts.skipCondition(reason.condition.split(':')[0]!);
    case 'upstream':
      return texts.skipUpstream(reason.upstream, reasonText(reader, reason.upstreamState));
    case 'critical_failure':
      return texts.skipCritical(reason.upstream);
    case 'run_failed':
      return plain(reason.reason);
    case 'not_selected':
      return texts.skipNotSelected;
    case 'unchanged':
      return texts.skipUnchanged(reason.runId);
    case 'cancelled':
      return texts.skipCancelled(plain(reason.reason));
  }
}
