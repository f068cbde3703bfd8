import { type ErrorRecord, TapelineError, toErrorRecord } from '../../core/errors.ts';
import { decodeOutput } from '../../core/json.ts';
import { nearestName } from '../../core/nearest.ts';
import type { StepsJoined } from '../event/mapped-events.ts';
import { type ItemKeys, mappedKey } from '../plan/mapped-key.ts';
import type { PlannedStep } from '../plan/plan.ts';
import { type BoardStep, newStep } from './board.ts';
import { collected, failuresOf } from './map-join.ts';

/** A list handed on by a map; more belongs into the lake. */
export const COLLECTED_LENGTH_MAX = 64 * 1024 * 1024;

/** The maps of one run: their items in the order of the lists, and how many of them are open or work. */
export class Maps {
  readonly #step: (key: string) => BoardStep;
  readonly #members = new Map<string, { readonly keys: string[]; open: number }>();
  readonly #running = new Map<string, number>();
  /** By the step whose list it is, with the text it was read from. */
  readonly #lists = new Map<string, { readonly text: string; readonly list: readonly unknown[] }>();
  readonly #collected = new Map<string, string>();
  /** Where in its list an item stands, by step and key: a run may do some of them only. */
  readonly #places = new Map<string, ReadonlyMap<string, number>>();
  readonly #rules: ListRules;

  constructor(step: (key: string) => BoardStep, rules: ListRules) {
    this.#step = step;
    this.#rules = rules;
  }

  add({ key, plan }: BoardStep): void {
    const member = this.#members.get(plan.key);
    if (member === undefined) this.#members.set(plan.key, { keys: [key], open: 0 });
    else member.keys.push(key);
  }

  /** Takes all of the step's map back. */
  remove({ plan }: BoardStep): void {
    this.#members.delete(plan.key);
  }

  count({ plan }: BoardStep, open: number, running: number): void {
    const member = this.#members.get(plan.key);
    if (member !== undefined) member.open += open;
    const group = plan.map!.members[0]!;
    if (running !== 0) this.#running.set(group, this.running(group) + running);
  }

  open(planKey: string): number {
    return this.#members.get(planKey)?.open ?? 0;
  }

  running(group: string): number {
    return this.#running.get(group) ?? 0;
  }

  /** In the order of the list. */
  items(planKey: string): readonly BoardStep[] {
    return (this.#members.get(planKey)?.keys ?? []).map(this.#step);
  }

  /** Steps of the same item for which `isFollower` holds. */
  followers({ plan, item }: BoardStep, isFollower: (plan: PlannedStep) => boolean): readonly string[] {
    const { members } = plan.map!;
    if (members.length === 1) return [];
    return members.filter((key) => isFollower(this.#step(key).plan)).map((key) => mappedKey(key, item!.key));
  }

  /** The list's items by key, or why there are none. */
  keysOf(map: BoardStep): ItemsOfMap {
    try {
      const found = onlyThese(this.#allKeys(map.plan), this.#rules.itemsOf(map.key));
      if ('keys' in found) return found;
      return { error: toErrorRecord(new TapelineError('step.map_invalid', { facts: { step: map.key, ...found } })) };
    } catch (cause) {
      const { message } = toErrorRecord(cause);
      const facts = { step: map.key, problem: `its key threw: ${message}`, wayOut: 'Correct the function.' };
      return { error: toErrorRecord(new TapelineError('step.map_invalid', { facts, cause })) };
    }
  }

  /** JSON text of the item that a step is done for. */
  itemText(source: BoardStep, { plan, item }: BoardStep): string {
    return JSON.stringify(this.#listOf(source)[this.#placeOf(plan, item!.key)]);
  }

  /** What a step hands on: of a map the list of its items' outputs, which is kept nowhere else. @throws step.output_invalid */
  outputText(source: BoardStep): string {
    if (source.output !== null || source.plan.map === undefined || source.item !== null) return source.output ?? 'null';
    const known = this.#collected.get(source.key);
    if (known !== undefined) return known;
    const items = this.items(source.key);
    checkLength(source.key, items);
    const text = collected(items);
    this.#collected.set(source.key, text);
    return text;
  }

  failuresText(source: BoardStep): string {
    const failures = failuresOf(this.items(source.key));
    return JSON.stringify(failures.map((each) => ({ ...each, index: this.#placeOf(source.plan, each.key) })));
  }

  #allKeys({ key, map }: PlannedStep): ItemKeys {
    const found = this.#rules.keysOf(key, this.#listOf(this.#step(map!.over)));
    if ('keys' in found) this.#places.set(key, new Map(found.keys.map((item, index) => [item, index])));
    return found;
  }

  /** Keys say the same of the same list: a run that was taken up asks again. */
  #placeOf(plan: PlannedStep, item: string): number {
    if (!this.#places.has(plan.key)) this.#allKeys(plan);
    return this.#places.get(plan.key)!.get(item)!;
  }

  #listOf(source: BoardStep): readonly unknown[] {
    const text = this.outputText(source);
    const known = this.#lists.get(source.key);
    if (known?.text === text) return known.list;
    const list = decodeOutput(text) as readonly unknown[];
    this.#lists.set(source.key, { text, list });
    return list;
  }
}

type ListRules = {
  readonly keysOf: (stepKey: string, list: unknown) => ItemKeys;
  readonly itemsOf: (stepKey: string) => readonly string[] | null;
};

export type ItemsOfMap = { readonly keys: readonly string[] } | { readonly error: ErrorRecord };

/** Of the items those asked for; asking for one that is not there is a mistake, not an empty list. */
function onlyThese(found: ItemKeys, items: readonly string[] | null): ItemKeys {
  if (items === null || !('keys' in found)) return found;
  const missing = items.find((item) => !found.keys.includes(item));
  if (missing === undefined) return { keys: found.keys.filter((key) => items.includes(key)) };
  const nearest = nearestName(missing, found.keys.slice(0, NEAREST_SEARCHED_MAX));
  const hint = nearest === null ? '' : `, did you mean "${nearest}"`;
  return { problem: `the list has no item "${missing}"${hint}`, wayOut: 'Name items that it has.' };
}

const NEAREST_SEARCHED_MAX = 1000;

/** One step for every item, in the order of the list. */
export function newItems(
  plan: PlannedStep,
  { keys, reused }: { readonly keys: readonly string[]; readonly reused: Readonly<Record<string, string>> },
): readonly BoardStep[] {
  return keys.map((key, index) => newStep(plan, { key, index }, Object.hasOwn(reused, key) ? reused[key]! : null));
}

/** The end of a map that never had items. */
export function mapFailure(error: ErrorRecord): StepsJoined {
  return { outcome: 'failed', counts: { succeeded: 0, failed: 0, skipped: 0, cancelled: 0 }, error };
}

function checkLength(step: string, items: readonly BoardStep[]): void {
  const length = items.reduce((sum, { output }) => sum + (output?.length ?? 0), 0);
  if (length <= COLLECTED_LENGTH_MAX) return;
  const problem = `the list of its ${items.length} outputs has ${length} characters, the limit is ${COLLECTED_LENGTH_MAX}`;
  const wayOut = 'Let each item write to the lake and return a reference.';
  throw new TapelineError('step.output_invalid', { facts: { step, problem, wayOut } });
}
