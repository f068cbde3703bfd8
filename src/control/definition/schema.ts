import { z } from 'zod';
import { TapelineError } from '../../core/errors.ts';
import { unstorableIn } from '../../core/json.ts';
import { nearestName } from '../../core/nearest.ts';
import { isSecretName, Secret } from '../../core/secret.ts';

/** The one door of zod. Shipped ops write their config with this `z`; a user's own zod 4 works as well. */
export { z };

/**
 * What validates a config: anything that speaks Standard Schema (zod, valibot, arktype …).
 * @see https://standardschema.dev
 */
export type ConfigSchema<Out = unknown> = {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => Validation<Out> | Promise<Validation<Out>>;
    readonly types?: { readonly input: unknown; readonly output: Out } | undefined;
  };
};
type Validation<Out> = { readonly value: Out; readonly issues?: undefined } | { readonly issues: readonly Issue[] };
type Issue = {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
};

export type ConfigOf<S> = S extends ConfigSchema<infer Out> ? Out : Record<never, never>;

/** One key of a config, as help, hints and forms show it. */
export type ConfigKey = {
  readonly key: string;
  readonly type: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'any';
  readonly itemType: string | null;
  readonly description: string | null;
  readonly defaultValue: unknown;
  readonly choices: readonly string[] | null;
  readonly required: boolean;
};

type JsonSchema = {
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly description?: string;
};

/** The keys of a schema; null when its library cannot say (then any key is handed to it). */
export function configKeys(schema: ConfigSchema | null): readonly ConfigKey[] | null {
  if (schema === null) return [];
  if (!(schema instanceof z.core.$ZodType)) return null;
  if (!KEYS.has(schema)) KEYS.set(schema, keysIn(schema));
  return KEYS.get(schema)!;
}

/** A schema never changes, and working out its keys takes longer than anything else of planning a run. */
const KEYS = new WeakMap<object, readonly ConfigKey[] | null>();

function keysIn(schema: z.core.$ZodType): readonly ConfigKey[] | null {
  const json = z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' }) as JsonSchema;
  if (json.properties === undefined) return null;
  return Object.entries(json.properties).map(([key, property]) => ({
    key,
    ...typeOf(property),
    description: property.description ?? null,
    defaultValue: property.default,
    required: (json.required ?? []).includes(key),
  }));
}

/** A key of which only the name is known. */
export function unknownKeyOf(key: string): ConfigKey {
  const unknown = { type: 'any', itemType: null, description: null, defaultValue: undefined, choices: null } as const;
  return { key, ...unknown, required: false };
}

function typeOf(property: JsonSchema): Pick<ConfigKey, 'type' | 'itemType' | 'choices'> {
  const inner = property.anyOf?.find((option) => option.type !== 'null') ?? property;
  const type = Array.isArray(inner.type) ? inner.type.find((name) => name !== 'null') : inner.type;
  const itemType = typeof inner.items?.type === 'string' ? inner.items.type : null;
  return { type: (type as ConfigKey['type'] | undefined) ?? 'any', itemType, choices: inner.enum?.map(String) ?? null };
}

/**
 * A value written as text (`--set`, environment) in the type its key wants. Text that does not fit stays text,
 * so that validation names it.
 */
export function valueOfText(key: ConfigKey, text: string): unknown {
  const trimmed = text.trim();
  if (key.type === 'number' || key.type === 'integer')
    return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : text;
  if (key.type === 'boolean') return trimmed === 'true' ? true : trimmed === 'false' ? false : text;
  if (key.type === 'array') return listOfText(key, trimmed);
  const mayBeJson = (key.type === 'object' || key.type === 'any') && /^[[{"\d-]|^(true|false|null)$/.test(trimmed);
  return mayBeJson ? jsonOrText(trimmed) : text;
}

function listOfText(key: ConfigKey, text: string): unknown {
  if (text.startsWith('[')) return jsonOrText(text);
  const cells = text
    .split(',')
    .map((cell) => cell.trim())
    .filter((cell) => cell !== '');
  const item = { ...key, type: (key.itemType ?? 'string') as ConfigKey['type'] };
  return cells.map((cell) => valueOfText(item, cell));
}

function jsonOrText(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** All problems at once. @throws config.invalid, or usage.unknown_name for a key that does not exist. */
export async function validateConfig<Out>(
  where: string,
  schema: ConfigSchema<Out> | null,
  value: Readonly<Record<string, unknown>>,
): Promise<Out> {
  checkKeys(where, schema, value);
  if (schema === null) return {} as Out;
  const result = await schema['~standard'].validate(value);
  if (result.issues === undefined) return result.value;
  const problems = result.issues.map((issue) => `${pathText(issue)}: ${textOf(issue)}${gotText(value, issue)}`);
  const wayOut = 'Correct these keys with --set key=value, in the settings file, or in the definition.';
  throw new TapelineError('config.invalid', { facts: { where, problems, wayOut } });
}

function checkKeys(where: string, schema: ConfigSchema | null, value: Readonly<Record<string, unknown>>): void {
  const known = configKeys(schema)?.map((key) => key.key);
  if (known === undefined) return;
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown === undefined) return;
  const facts = { kind: 'config key', name: unknown, nearest: nearestName(unknown, known), known };
  throw new TapelineError('usage.unknown_name', { facts: { ...facts, where: `in the config of ${where}` } });
}

/** zod says of a union only that nothing fits; what would have fitted stands inside. */
function textOf(issue: Issue): string {
  const inner = 'errors' in issue && Array.isArray(issue.errors) ? (issue.errors as readonly Issue[][]).flat() : [];
  const texts = [...new Set(inner.map(textOf))];
  const text = texts.length === 0 ? issue.message : texts.join(', or ');
  return text.replaceAll(/Invalid input: |, received \w+/g, '');
}

function pathOf(issue: Issue): readonly string[] {
  return (issue.path ?? []).map((part) => String(typeof part === 'object' ? part.key : part));
}

function pathText(issue: Issue): string {
  return pathOf(issue).join('.') || '(whole)';
}

function gotText(value: unknown, issue: Issue): string {
  const path = pathOf(issue);
  let inner: unknown = value;
  for (const part of path) inner = (inner as Record<string, unknown> | null | undefined)?.[part];
  if (inner === undefined || inner instanceof Secret || path.some(isSecretName)) return '';
  return ` (got ${unstorableIn(inner) === null ? JSON.stringify(inner) : String(inner)})`;
}
