/**
 * The key of one item's step: `fetch[000001.XSHE]` is step `fetch` for item `000001.XSHE`. Neither names of steps nor
 * keys of items have brackets, so that the two can always be told apart again.
 */
export function mappedKey(step: string, item: string): string {
  return `${step}[${item}]`;
}

/** The step as the plan has it: `fetch` of `fetch[000001.XSHE]`, and of `fetch`. */
export function planKeyOf(stepKey: string): string {
  const at = stepKey.indexOf('[');
  return at < 0 ? stepKey : stepKey.slice(0, at);
}

/** The item of `fetch[000001.XSHE]`; null for a step that is no item's. */
export function itemKeyOf(stepKey: string): string | null {
  const at = stepKey.indexOf('[');
  return at < 0 ? null : stepKey.slice(at + 1, -1);
}

/** Letters, digits and marks of any language, no spaces, no brackets: what can stand in a step's key. */
const ITEM_KEY_PATTERN = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}_.:@+=,/-]{0,99}$/u;

export const isItemKey = (text: unknown): text is string => typeof text === 'string' && ITEM_KEY_PATTERN.test(text);

/** Items of one map; more would be a run that nobody can look at. */
export const MAP_ITEMS_MAX = 100_000;

/** What of a list of items is wrong, in words for `step.map_invalid`. */
export type MapProblem = { readonly problem: string; readonly wayOut: string };

export type ItemKeys = { readonly keys: readonly string[] } | MapProblem;

/**
 * The keys of a map's items, in the list's order: what `keyOf` says; without one the items themselves, if all of them
 * can be keys, and their positions otherwise.
 */
export function itemKeys(
  list: unknown,
  itemsMax: number,
  keyOf: ((item: never, index: number) => unknown) | null,
): ItemKeys {
  if (!Array.isArray(list)) {
    const problem = `what it goes over is no list (${list === null ? 'null' : typeof list})`;
    return { problem, wayOut: 'Let the op return a list.' };
  }
  if (list.length > itemsMax) {
    const problem = `the list has ${list.length} items, the limit is ${itemsMax}`;
    const mayRaise = itemsMax < MAP_ITEMS_MAX ? ', or raise itemsMax of the map' : '';
    return { problem, wayOut: `Let an item be a batch of them${mayRaise}.` };
  }
  const named = keyOf === null ? byThemselves(list) : list.map((item, index) => keyOf(item as never, index));
  return checkedKeys(named);
}

function byThemselves(list: readonly unknown[]): readonly string[] {
  return list.every(isItemKey) ? list : list.map((_, index) => `${index}`);
}

function checkedKeys(keys: readonly unknown[]): ItemKeys {
  const first = new Map<string, number>();
  for (const [index, key] of keys.entries()) {
    if (!isItemKey(key)) {
      const problem = `item ${index} has the key ${JSON.stringify(key) ?? String(key)}`;
      const wayOut = 'A key has up to 100 letters, digits and _ . : @ + = , / - and begins with a letter, digit or _.';
      return { problem, wayOut };
    }
    const earlier = first.get(key);
    if (earlier !== undefined) {
      const problem = `items ${earlier} and ${index} have the same key "${key}"`;
      return { problem, wayOut: 'List each once, or give the map a key that tells them apart.' };
    }
    first.set(key, index);
  }
  return { keys: keys as readonly string[] };
}
