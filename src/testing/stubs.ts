import { type Provider, provide, type Resource, type Resources } from '../control/definition/resource.ts';

/** Values that stand in for resources, by the resource's name. They are lent, and not closed. */
export type ResourceStubs = Readonly<Record<string, unknown>>;

/** Binds each stub to the resource of its name. */
export function providersOf(stubs: ResourceStubs, resources: readonly Resource<unknown>[]): readonly Provider[] {
  const byName = new Map(resources.map((resource) => [resource.name, resource]));
  return Object.entries(stubs).map(([name, value]) => {
    const resource = byName.get(name);
    if (resource === undefined)
      throw new Error(`Nothing names a resource "${name}". Named: ${[...byName.keys()].join(', ') || 'none'}.`);
    return provide(
      resource,
      () => value,
      () => {},
    );
  });
}

export const resourcesIn = (bags: readonly Resources[]): readonly Resource<unknown>[] =>
  bags.flatMap((bag) => Object.values(bag));
