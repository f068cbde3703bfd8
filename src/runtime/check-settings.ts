import { EXIT, TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { PROGRAM_SETTINGS, type ProgramSetting } from './program-settings.ts';
import type { SettingValue } from './settings.ts';

const TABLE: Readonly<Record<string, ProgramSetting>> = PROGRAM_SETTINGS;

/** @throws config.invalid for the first setting whose value its kind does not have. */
export function checkValues(find: (name: string) => SettingValue | undefined): void {
  for (const [name, { choices, min }] of Object.entries(TABLE)) {
    const found = find(name);
    if (found === undefined) continue;
    if (choices !== undefined && !choices.includes(wordOf(found.value))) {
      throw refused(found, `"${found.value}" is none of ${choices.join(', ')}`, `Write one of ${choices.join(', ')}.`);
    }
    if (min !== undefined && !(/^\d+$/.test(found.value) && Number(found.value) >= min)) {
      throw refused(
        found,
        `"${found.value}" is no whole number of ${min} or more`,
        `Write ${TABLE[name]!.fallback}, say.`,
      );
    }
  }
}

/** `zh_CN.UTF-8` is a way to write `zh`. */
function wordOf(value: string): string {
  return value.toLowerCase().split(/[-_.]/)[0]!;
}

function refused({ name, where }: SettingValue, problem: string, wayOut: string): TapelineError {
  const facts = { where: `Setting ${name} (from ${where})`, problems: [problem], wayOut };
  return new TapelineError('config.invalid', { facts });
}

/**
 * Names in capitals may belong to sources of one's own, so an unknown one is no error; one that looks like a slip of
 * the pen is. @throws usage.unknown_name, config.invalid for a value that is no text
 */
export function checkOwnSettings(where: string, values: Readonly<Record<string, unknown>>): void {
  for (const [name, value] of Object.entries(values)) {
    const nearest = Object.hasOwn(TABLE, name) ? null : nearestName(name, Object.keys(TABLE));
    if (nearest !== null) {
      const facts = { kind: 'setting', name, nearest, known: Object.keys(TABLE), where: `in ${where}` };
      throw new TapelineError('usage.unknown_name', { facts, exit: EXIT.definitions });
    }
    if (!['string', 'number', 'boolean'].includes(typeof value)) {
      const got = Array.isArray(value) ? 'a list' : value === null ? 'null' : 'an object';
      throw refused({ name, where, value: '', origin: 'file' }, `it is ${got}`, 'Write a text or a number.');
    }
  }
}
