import { POOLS } from './project.ts';

export type SlotUse = {
  readonly life: number;
  readonly uses: readonly { readonly name: string; readonly slots: number }[];
  readonly signal: AbortSignal;
};

/**
 * I5: the slots of pools as the ops themselves see them: who works right now, in one process, and was not told to stop.
 * The log has an end a moment later than the work, so it cannot tell.
 */
export class SlotsInUse {
  readonly #working = new Set<SlotUse>();
  readonly #report: (violation: string) => void;
  readonly #saw: (what: string) => void;

  constructor(report: (violation: string) => void, saw: (what: string) => void) {
    this.#report = report;
    this.#saw = saw;
  }

  take(use: SlotUse): Disposable {
    this.#working.add(use);
    for (const { name, slots } of POOLS) {
      const others = [...this.#working].filter(({ life, signal }) => life === use.life && !signal.aborted);
      const used = others.flatMap(({ uses }) => uses).filter((each) => each.name === name);
      const sum = used.reduce((total, each) => total + each.slots, 0);
      if (sum > slots) this.#report(`I5 ${sum} slots of pool ${name} are in use, it has ${slots}`);
      if (sum === slots) this.#saw('pool lent out');
    }
    return { [Symbol.dispose]: () => void this.#working.delete(use) };
  }
}
