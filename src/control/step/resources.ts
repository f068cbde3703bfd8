import { TapelineError } from '../../core/errors.ts';
import type { Provider, Resource, ResourceContext, Resources } from '../definition/resource.ts';

/**
 * Opens what an op names and closes it whatever happens, last opened first. A close that fails is reported and does
 * not stop the others.
 */
export class ResourceScope implements AsyncDisposable {
  readonly #providers: ReadonlyMap<string, Provider>;
  readonly #context: ResourceContext;
  readonly #open: { readonly name: string; readonly value: unknown; readonly close: () => Promise<void> }[] = [];

  constructor(providers: readonly Provider[], context: ResourceContext) {
    this.#providers = new Map(providers.map((provider) => [provider.resource, provider]));
    this.#context = context;
  }

  /** The values of a bag of resources; one opened before is used again. */
  async openAll(resources: Resources): Promise<Readonly<Record<string, unknown>>> {
    const values: Record<string, unknown> = {};
    for (const [field, resource] of Object.entries(resources)) values[field] = await this.#openOne(resource);
    return values;
  }

  async #openOne(resource: Resource<unknown>): Promise<unknown> {
    const opened = this.#open.find((each) => each.name === resource.name);
    if (opened !== undefined) return opened.value;
    const provider = this.#providers.get(resource.name) ?? (resource.open === null ? null : resource);
    if (provider === null || provider.open === null) throw unbound(resource.name, [...this.#providers.keys()]);
    const value = await provider.open(this.#context);
    const close = provider.close as ((value: unknown) => Promise<void> | void) | null;
    this.#open.push({ name: resource.name, value, close: async () => closeValue(value, close) });
    return value;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const { name, close } of this.#open.splice(0).reverse()) {
      try {
        await close();
      } catch (cause) {
        this.#context.log.error(`Resource "${name}" did not close`, { resource: name, cause });
      }
    }
  }
}

async function closeValue(value: unknown, close: ((value: unknown) => Promise<void> | void) | null): Promise<void> {
  if (close !== null) return close(value);
  if (typeof value !== 'object' || value === null) return;
  if (Symbol.asyncDispose in value) await (value as AsyncDisposable)[Symbol.asyncDispose]();
  else if (Symbol.dispose in value) (value as Disposable)[Symbol.dispose]();
}

function unbound(name: string, known: readonly string[]): TapelineError {
  const problem = `nothing is bound to it (bound here: ${known.join(', ') || 'nothing'})`;
  const wayOut = `Add provide(${name}, …) to the profile in tapeline.config.ts.`;
  return new TapelineError('definition.invalid', { facts: { where: `Resource "${name}"`, problem, wayOut } });
}
