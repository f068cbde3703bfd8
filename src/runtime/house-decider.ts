import { type Decider, NOTHING_DECIDED } from '../control/run/decider.ts';

/** Keeps house while the engine goes on: after runs, one round at a time, only where something was published. */
export function houseDecider(
  isAfterDeath: boolean,
  versions: () => Promise<string>,
  keepHouse: (hasChanged: boolean) => Promise<void>,
): Decider {
  let isDue = isAfterDeath;
  let seen: string | null = isAfterDeath ? '' : null;
  let round: Promise<void> | null = null;
  const once = async (): Promise<void> => {
    const now = await versions();
    const hasChanged = seen !== null && seen !== now;
    seen = now;
    await keepHouse(hasChanged);
  };
  const begin = (): void => {
    isDue = false;
    round = once().finally(() => {
      round = null;
    });
    // It logs what goes wrong; nothing of it stops the engine.
    round.catch(() => {});
  };
  return {
    async begin() {
      seen ??= await versions();
    },
    async decide() {
      if (isDue && round === null) begin();
      return NOTHING_DECIDED;
    },
    async afterRunEnded() {
      isDue = true;
    },
    async end() {
      await round;
      if (isDue) await once();
    },
  };
}
