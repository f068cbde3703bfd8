/**
 * Definitions are plain values with a brand that every copy of the package shares, so that a project's own copy
 * and the one that runs the command understand each other.
 */
const BRAND = Symbol.for('tapeline.definition');

export type Brand =
  | 'op'
  | 'pipeline'
  | 'job'
  | 'asset'
  | 'resource'
  | 'provider'
  | 'schedule'
  | 'sensor'
  | 'check'
  | 'check'
  | 'pool'
  | 'budget'
  | 'project';
export type Branded<B extends Brand> = { readonly [BRAND]: B };

export function brand<B extends Brand, T extends object>(kind: B, value: T): T & Branded<B> {
  return Object.freeze({ ...value, [BRAND]: kind });
}

export function isBranded<B extends Brand>(value: unknown, kind: B): value is Branded<B> {
  return typeof value === 'object' && value !== null && BRAND in value && value[BRAND] === kind;
}
