import { TapelineError } from '../core/errors.ts';
import { DST_RULE_DEFAULT, type DstRule, type SessionChoice, type Trigger } from '../core/trigger.ts';

/** A trigger as it is written on a command line. */
export type TriggerFlags = {
  readonly cron?: string;
  readonly tz?: string;
  readonly calendar?: string;
  readonly at?: string;
  readonly on?: string;
  readonly plusSessions?: number;
  readonly every?: string;
  readonly anchor?: string;
  readonly once?: string;
  readonly gap?: string;
  readonly overlap?: string;
};

type FlagName = keyof TriggerFlags;

/** What each form takes besides the flag that names it, and which of it it cannot do without. */
const FORMS: readonly {
  readonly form: FlagName;
  readonly takes: readonly FlagName[];
  readonly wants: readonly FlagName[];
}[] = [
  { form: 'cron', takes: ['tz', 'gap', 'overlap'], wants: ['tz'] },
  { form: 'calendar', takes: ['at', 'on', 'plusSessions', 'gap', 'overlap'], wants: ['at'] },
  { form: 'every', takes: ['anchor', 'tz'], wants: ['anchor'] },
  { form: 'once', takes: ['tz'], wants: [] },
];

/** @throws usage.invalid when the flags name no form, several, or what does not go with it. */
export function triggerOfFlags(flags: TriggerFlags): Trigger {
  const given = Object.keys(flags).filter((name) => flags[name as FlagName] !== undefined) as FlagName[];
  const forms = FORMS.filter(({ form }) => given.includes(form));
  const form = forms[0];
  if (form === undefined || forms.length > 1) {
    const got = forms.map((each) => flagText(each.form)).join(' ');
    throw refused('A schedule is one of --cron, --calendar, --every, --once', got, 'Give one of them.');
  }
  const foreign = given.filter((name) => name !== form.form && !form.takes.includes(name));
  const takes = form.takes.map(flagText).join(', ');
  if (foreign.length > 0) {
    throw refused(`${flagText(form.form)} takes ${takes}`, foreign.map(flagText).join(' '), 'Leave the rest out.');
  }
  const missing = form.wants.find((name) => !given.includes(name));
  if (missing !== undefined)
    throw refused(`${flagText(form.form)} wants ${flagText(missing)}`, 'none', WAY_OUT[missing]!);
  return triggerOf(form.form, flags);
}

const WAY_OUT: Partial<Readonly<Record<FlagName, string>>> = {
  tz: 'Write the time zone that the pattern means, e.g. --tz Asia/Shanghai.',
  at: 'Write the moment of the session, e.g. --at close+90m, --at open-15m or --at 20:30.',
  anchor: 'Write the instant it counts from, e.g. --anchor 2026-03-01T09:00:00+08:00.',
};

function triggerOf(form: FlagName, flags: TriggerFlags): Trigger {
  const { cron = '', tz = '', calendar = '', at = '', every = '', anchor = '', once = '', on, plusSessions } = flags;
  const rule = dstOf(flags);
  const dst = rule === null ? {} : { dst: rule };
  if (form === 'cron') return { cron, zone: tz, ...dst };
  if (form === 'once') return { once };
  if (form === 'every') return { every: every as `${number}s`, anchor };
  const chosen = on === undefined ? {} : { on: choiceOf(on) };
  return { calendar, at: at as 'close', ...chosen, ...(plusSessions === undefined ? {} : { plusSessions }), ...dst };
}

/** What is left out is as by default; what is not known is refused by the trigger itself. */
function dstOf({ gap, overlap }: TriggerFlags): DstRule | null {
  if (gap === undefined && overlap === undefined) return null;
  return { gap: gap ?? DST_RULE_DEFAULT.gap, overlap: overlap ?? DST_RULE_DEFAULT.overlap } as DstRule;
}

/** `first/month`, `last/week`, `3/month`, `-2/month`. */
function choiceOf(text: string): SessionChoice {
  const match = /^(first|last|-?\d+)\/(week|month)$/.exec(text);
  if (match === null) {
    throw refused(
      '--on wants a number and a period',
      text,
      'Write it like last/month, first/week, 3/month or -2/month.',
    );
  }
  const nth = match[1] === 'first' ? 1 : match[1] === 'last' ? -1 : Number(match[1]);
  return { nth, of: match[2] as SessionChoice['of'] };
}

function flagText(name: FlagName): string {
  return `--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function refused(what: string, got: string, wayOut: string): TapelineError {
  return new TapelineError('usage.invalid', { facts: { what, got: got === '' ? 'none' : got, wayOut } });
}
