import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { TapelineError } from '../core/errors.ts';
import { type Duration, durationMs } from '../core/time.ts';
import type { Workspace } from '../runtime/workspace.ts';
import { hideFromNowOn } from './hidden.ts';
import { LANGUAGES, languageOf, type Output, openOutput, settleLanguage } from './output.ts';

/** Flags that every verb has. */
export type GlobalFlags = {
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly lang?: string;
  readonly profile?: string;
  readonly directory?: string;
};

/** What a verb works with. The workspace opens when it is first asked for: `--help` needs none. */
export type Context = {
  readonly output: Output;
  readonly flags: GlobalFlags;
  readonly from: string;
  readonly workspace: (profile?: string) => Promise<Workspace>;
};

export function contextOf(command: Command): Context {
  const flags = command.optsWithGlobals<GlobalFlags>();
  const output = openOutput({
    json: flags.json === true,
    quiet: flags.quiet === true,
    language: languageOf(flags.lang, process.env),
  });
  if (flags.lang !== undefined) checkLanguage(flags.lang);
  const from = folderOf(flags.directory);
  return {
    output,
    flags,
    from,
    async workspace(profile) {
      const { openWorkspace } = await import('../runtime/workspace.ts');
      const opened = await openWorkspace({ from, env: process.env, profile: profile ?? flags.profile ?? null });
      hideFromNowOn(opened.settings.secrets);
      const language = opened.settings.get('TAPELINE_LANG');
      if (flags.lang === undefined && language !== undefined) settleLanguage(language);
      return opened;
    },
  };
}

/** @throws usage.unknown_name */
function checkLanguage(name: string): void {
  if ((LANGUAGES as readonly string[]).includes(name)) return;
  throw new TapelineError('usage.unknown_name', { facts: { kind: 'language', name, nearest: null, known: LANGUAGES } });
}

/** @throws usage.invalid: a project is looked for in folders above, so a slip of the pen would find another one. */
function folderOf(directory: string | undefined): string {
  if (directory === undefined) return process.cwd();
  if (statSync(directory, { throwIfNoEntry: false })?.isDirectory() === true) return resolve(directory);
  const facts = { what: '--directory wants a folder that exists', got: directory, wayOut: 'Correct the path.' };
  throw new TapelineError('usage.invalid', { facts });
}

/** `--set a=1 --set b=2`, collected. @throws usage.invalid */
export function collectPairs(
  flag: string,
): (text: string, before: Readonly<Record<string, string>> | undefined) => Record<string, string> {
  return (text, before = {}) => {
    const at = text.indexOf('=');
    if (at > 0) return { ...before, [text.slice(0, at).trim()]: text.slice(at + 1) };
    throw new TapelineError('usage.invalid', {
      facts: { what: `${flag} wants key=value`, got: text, wayOut: `Write ${flag} key=value.` },
    });
  };
}

export function wholeNumber(flag: string, min: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (Number.isInteger(value) && value >= min) return value;
    throw new TapelineError('usage.invalid', {
      facts: {
        what: `${flag} wants a whole number of ${min} or more`,
        got: text,
        wayOut: `Write ${flag} ${Math.max(min, 2)}.`,
      },
    });
  };
}

/** Milliseconds. @throws usage.invalid */
export function durationOf(flag: string): (text: string) => number {
  return (text) => {
    try {
      return durationMs(text as Duration);
    } catch (cause) {
      const facts = { what: `${flag} wants a duration`, got: text, wayOut: `Write ${flag} 90d, 12h or 30m.` };
      throw new TapelineError('usage.invalid', { facts, cause });
    }
  };
}

export function collectFaults(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}

/** `a,b`. @throws usage.invalid for nothing at all: an empty variable must not mean everything. */
export function listOf(flag: string): (text: string) => readonly string[] {
  return (text) => {
    const cells = text
      .split(',')
      .map((cell) => cell.trim())
      .filter((cell) => cell !== '');
    if (cells.length > 0) return cells;
    throw new TapelineError('usage.invalid', {
      facts: { what: `${flag} wants names, separated by commas`, got: text, wayOut: 'Leave it out to mean all.' },
    });
  };
}
