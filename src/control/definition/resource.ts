import type { Clock } from '../../core/clock.ts';
import { checkName } from '../../core/ids.ts';
import { type Branded, brand } from './brand.ts';
import type { Log } from './log.ts';

/** What an opening resource may use. `setting` reads the project's settings and secrets; a missing one is undefined. */
export type ResourceContext = {
  readonly clock: Clock;
  readonly log: Log;
  readonly signal: AbortSignal;
  /** The project's folder, absolute. */
  readonly projectDir: string;
  readonly setting: (key: string) => string | undefined;
};

/**
 * A shared, closable thing that ops name and do not make: a client, a connection, the lake. Without `open` it is a
 * port: the project's configuration binds a provider to it.
 */
export type Resource<T> = Branded<'resource'> & {
  readonly name: string;
  readonly description: string;
  readonly open: ((context: ResourceContext) => Promise<T> | T) | null;
  readonly close: ((value: T) => Promise<void> | void) | null;
};

export type ResourceSpec<T> = {
  readonly name: string;
  readonly description?: string;
  readonly open: (context: ResourceContext) => Promise<T> | T;
  readonly close?: (value: T) => Promise<void> | void;
};

/** A resource that knows how to open itself. Without `close`, its own async dispose is used. */
export function resource<T>(spec: ResourceSpec<T>): Resource<T> {
  const { name, description = '', open, close = null } = spec;
  return brand('resource', { name: checkName('resource', name), description, open, close });
}

/** A resource of which only the shape is known; `provide` binds it. */
export function port<T>(name: string, description: string): Resource<T> {
  return brand('resource', { name: checkName('resource', name), description, open: null, close: null });
}

/** What stands behind a port in one profile. `provide` has checked that its value fits the port. */
export type Provider = Branded<'provider'> & {
  readonly resource: string;
  readonly open: (context: ResourceContext) => unknown;
  readonly close: ((value: never) => Promise<void> | void) | null;
};

export function provide<T>(
  target: Resource<T>,
  open: (context: ResourceContext) => Promise<T> | T,
  close: ((value: T) => Promise<void> | void) | null = null,
): Provider {
  return brand('provider', { resource: target.name, open, close });
}

// biome-ignore lint/suspicious/noExplicitAny: a bag of resources holds values of any type; each keeps its own.
export type Resources = Readonly<Record<string, Resource<any>>>;
export type ResourceValues<R extends Resources> = {
  readonly [K in keyof R]: R[K] extends Resource<infer T> ? T : never;
};
