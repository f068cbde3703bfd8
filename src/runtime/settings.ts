import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import type { ConfigLayer, ConfigOrigin } from '../control/definition/config.ts';
import { TapelineError } from '../core/errors.ts';
import { nearestName } from '../core/nearest.ts';
import { isSecretName } from '../core/secret.ts';
import { systemProblemText } from '../core/system-problem.ts';
import { checkOwnSettings, checkValues } from './check-settings.ts';
import { PROGRAM_SETTINGS, type ProgramSetting, type SettingName } from './program-settings.ts';

export const SETTINGS_FILE = 'tapeline.settings.json';
/** Environment variables that set op config: `TAPELINE_SET_DAYS_BACK=60`. */
export const CONFIG_VARIABLE_PREFIX = 'TAPELINE_SET_';

export type SettingValue = {
  readonly name: string;
  readonly value: string;
  readonly origin: ConfigOrigin;
  readonly where: string;
};

/**
 * Every setting of the program and of its ops, with where it came from. Later wins:
 * default, project (`tapeline.config.ts`), file (`tapeline.settings.json`, then `.env`), environment, flag.
 */
export type Settings = {
  readonly projectDir: string;
  /** The value that counts, or undefined. */
  readonly get: (name: string) => string | undefined;
  readonly find: (name: string) => SettingValue | undefined;
  readonly all: () => readonly SettingValue[];
  /** Where op config comes from, weakest first; flags are added per run. */
  readonly configLayers: readonly ConfigLayer[];
  /** Values that must not be seen anywhere. */
  readonly secrets: readonly string[];
  readonly folders: Folders;
};

export type Folders = {
  readonly data: string;
  readonly cache: string;
  readonly logs: string;
  /** `.tapeline`, where state lives. */
  readonly state: string;
};

export type SettingsInput = {
  readonly projectDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** What the project's definition sets: program settings in capitals, op config otherwise. */
  readonly project?: Readonly<Record<string, unknown>>;
  /** What a profile sets, over the project. */
  readonly profile?: Readonly<Record<string, unknown>>;
  readonly flags?: Readonly<Record<string, string>>;
};

type Layer = {
  readonly origin: ConfigOrigin;
  readonly where: string;
  readonly values: Readonly<Record<string, string>>;
};

/** @throws config.unreadable, config.invalid for a settings file that cannot be. */
export function loadSettings(input: SettingsInput): Settings {
  const { projectDir, env, project = {}, profile = {}, flags = {} } = input;
  const file = readSettingsFile(join(projectDir, SETTINGS_FILE));
  const dotEnv = readDotEnv(join(projectDir, '.env'));
  const definitions = { ...project, ...profile };
  const layers: readonly Layer[] = [
    { origin: 'default', where: 'the program', values: defaults() },
    { origin: 'project', where: 'tapeline.config.ts', values: textsOf(programPart(definitions)) },
    { origin: 'file', where: SETTINGS_FILE, values: textsOf(programPart(file)) },
    { origin: 'file', where: '.env', values: dotEnv },
    { origin: 'environment', where: 'the environment', values: definedOnly(env) },
    { origin: 'flag', where: 'a flag', values: flags },
  ];
  const find = (name: string): SettingValue | undefined => findIn(layers, name);
  checkOwnSettings('tapeline.config.ts', programPart(definitions));
  checkOwnSettings(SETTINGS_FILE, programPart(file));
  checkValues(find);
  const get = (name: string): string | undefined => find(name)?.value;
  const known = [
    ...new Set([...Object.keys(PROGRAM_SETTINGS), ...layers.slice(1, 4).flatMap((layer) => Object.keys(layer.values))]),
  ];
  return {
    projectDir,
    find,
    get,
    all: () => known.flatMap((name) => find(name) ?? []),
    configLayers: configLayersOf(definitions, file, dotEnv, definedOnly(env)),
    secrets: secretsOf(layers),
    folders: foldersOf(projectDir, get),
  };
}

function findIn(layers: readonly Layer[], name: string): SettingValue | undefined {
  const table: Readonly<Record<string, ProgramSetting>> = PROGRAM_SETTINGS;
  const names = [name, ...(table[name]?.aliases ?? [])];
  for (const { origin, where, values } of [...layers].reverse()) {
    const hit = names.find((each) => values[each] !== undefined && values[each] !== '');
    if (hit !== undefined) return { name, value: values[hit]!, origin, where: origin === 'environment' ? hit : where };
  }
  return undefined;
}

function defaults(): Record<string, string> {
  const entries = Object.entries<ProgramSetting>(PROGRAM_SETTINGS);
  return Object.fromEntries(entries.flatMap(([name, { fallback }]) => (fallback === null ? [] : [[name, fallback]])));
}

function definedOnly(env: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}

/** Keys in capitals are the program's. */
const isProgramName = (name: string): boolean => /^[A-Z][A-Z0-9_]*$/.test(name);

function programPart(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => isProgramName(name)));
}

function textsOf(values: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}

function configPart(values: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isProgramName(name)));
}

function configLayersOf(
  project: Readonly<Record<string, unknown>>,
  file: Readonly<Record<string, unknown>>,
  dotEnv: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>>,
): readonly ConfigLayer[] {
  const loose = { isStrict: false } as const;
  return [
    { origin: 'project', where: 'tapeline.config.ts', values: configPart(project), isText: false, ...loose },
    { origin: 'file', where: SETTINGS_FILE, values: configPart(file), isText: false, ...loose },
    { origin: 'file', where: '.env', values: configVariables(dotEnv), isText: true, ...loose },
    {
      origin: 'environment',
      where: `${CONFIG_VARIABLE_PREFIX}…`,
      values: configVariables(env),
      isText: true,
      ...loose,
    },
  ];
}

function configVariables(env: Readonly<Record<string, string>>): Record<string, string> {
  const ours = Object.entries(env).filter(([name]) => name.startsWith(CONFIG_VARIABLE_PREFIX));
  return Object.fromEntries(
    ours.map(([name, value]) => [name.slice(CONFIG_VARIABLE_PREFIX.length).toLowerCase(), value]),
  );
}

function secretsOf(layers: readonly Layer[]): readonly string[] {
  const named = layers.flatMap(({ values }) => Object.entries(values).filter(([name]) => isSecretName(name)));
  const values = named.flatMap(([name, value]) => [value, ...passwordIn(name, value)]);
  return [...new Set(values.filter((value) => value !== ''))];
}

/** A connection text (`tcp://user:password@host:port`) is a secret as a whole, and so is its password, as written and as meant. */
function passwordIn(name: string, value: string): readonly string[] {
  const password = /^\w+:\/\/[^:]*:(.*)@/s.exec(value)?.[1];
  const isText = name.endsWith('_CONF') || name === 'DATABASE_URL';
  return isText && password !== undefined ? [password, decoded(password)] : [];
}

/** A stray percent sign is no code. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function foldersOf(projectDir: string, get: (name: string) => string | undefined): Folders {
  const folder = (name: SettingName): string => resolve(projectDir, get(name)!);
  return {
    data: folder('DATA_DIR'),
    cache: folder('CACHE_DIR'),
    logs: folder('LOG_DIR'),
    state: folder('TAPELINE_STATE_DIR'),
  };
}

function readSettingsFile(path: string): Readonly<Record<string, unknown>> {
  if (!existsSync(path)) return {};
  const parsed = parseSettings(path);
  const isObject = typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
  if (!isObject) throw unreadable(path, 'it is not a JSON object', 'Write { "DATA_DIR": "…", "config": { … } }.');
  const { config = {}, ...program } = parsed as Readonly<Record<string, unknown>>;
  if (typeof config !== 'object' || config === null || Array.isArray(config)) {
    throw unreadable(path, '"config" is not a JSON object', 'Write "config": { "days_back": 60 }.');
  }
  const unknown = Object.keys(program).find((name) => !isProgramName(name));
  if (unknown !== undefined) {
    const nearest = nearestName(unknown, ['config', ...Object.keys(PROGRAM_SETTINGS)]);
    const hint = nearest === null ? '' : ` (did you mean "${nearest}"?)`;
    throw unreadable(path, `"${unknown}" is neither a setting nor "config"${hint}`, 'Op config goes under "config".');
  }
  return { ...program, ...(config as Readonly<Record<string, unknown>>) };
}

function parseSettings(path: string): unknown {
  const text = readText(path);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(path, cause instanceof Error ? cause.message : String(cause), 'Correct the JSON.', cause);
  }
}

function readDotEnv(path: string): Record<string, string> {
  if (!existsSync(path)) return {};
  const text = readText(path);
  const line = lineWithoutName(text);
  if (line !== null) throw unreadable(path, `line ${line} is not NAME=value`, 'Correct it, or begin it with #.');
  return definedOnly(parseEnv(text));
}

/** The parser leaves such a line out without a word, and the setting with it. Null when there is none. */
function lineWithoutName(text: string): number | null {
  const blanked = text.replaceAll(
    /=[ \t]*(["'`])[\s\S]*?\1/g,
    (value) => `=${value.replaceAll(/[^\n]/g, '').replaceAll('\n', '\n#')}`,
  );
  const at = blanked.split('\n').findIndex((line) => !/^\s*(#.*)?$|^\s*(export\s+)?[\w.-]+\s*=/.test(line));
  return at < 0 ? null : at + 1;
}

/** @throws config.unreadable also for bytes that are no UTF-8. */
function readText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
  } catch (cause) {
    const isEncoding = cause instanceof TypeError;
    const problem = isEncoding ? 'it is not in UTF-8' : systemProblemText(cause);
    throw unreadable(path, problem, isEncoding ? 'Save it in UTF-8.' : 'Make it a file that can be read.', cause);
  }
}

function unreadable(path: string, problem: string, wayOut: string, cause?: unknown): TapelineError {
  return new TapelineError('config.unreadable', { facts: { path, problem, wayOut }, cause });
}
