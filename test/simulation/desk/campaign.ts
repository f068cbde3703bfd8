import { simulateDesk } from './desk.ts';
import { OFTEN, RARE } from './sometimes.ts';

export type SeedFailure = { readonly seed: number; readonly violations: readonly string[]; readonly replay: string };

export type Played = {
  readonly seeds: number;
  readonly doubled: number;
  readonly events: number;
  readonly effects: number;
  readonly virtualMs: number;
  readonly seen: Readonly<Record<string, number>>;
  readonly failures: readonly SeedFailure[];
};

export type SeedRange = {
  readonly from: number;
  readonly to: number;
  /** Seeds before this one are played twice. */
  readonly twice: number;
  /** Stop at the first that fails. */
  readonly firstOnly: boolean;
};

export const replayCommand = (seed: number): string => `node test/simulation/desk/run.ts --seed ${seed}`;

/** Plays seeds one after the other; the same seed must give the same events. */
export async function playRange({ from, to, twice, firstOnly }: SeedRange): Promise<Played> {
  const seen: Record<string, number> = {};
  const failures: SeedFailure[] = [];
  let [seeds, doubled, events, effects, virtualMs] = [0, 0, 0, 0, 0];
  for (let seed = from; seed < to && !(firstOnly && failures.length > 0); seed += 1) {
    const desk = await simulateDesk(seed);
    const violations = [...desk.violations];
    if (seed < twice || seed % 50 === 0) {
      doubled += 1;
      if ((await simulateDesk(seed)).hash !== desk.hash) violations.push('not the same events twice');
    }
    if (violations.length > 0) failures.push({ seed, violations, replay: replayCommand(seed) });
    for (const what of desk.seen) seen[what] = (seen[what] ?? 0) + 1;
    seeds += 1;
    events += desk.events.length;
    effects += desk.effects;
    virtualMs += desk.virtualMs;
  }
  return { seeds, doubled, events, effects, virtualMs, seen, failures };
}

/** What several ranges came to together. */
export function newCampaign() {
  const seen = new Map<string, number>();
  const total = { seeds: 0, doubled: 0, events: 0, effects: 0, virtualMs: 0, failures: 0 };
  return {
    take(played: Played): readonly SeedFailure[] {
      for (const [what, count] of Object.entries(played.seen)) seen.set(what, (seen.get(what) ?? 0) + count);
      total.seeds += played.seeds;
      total.doubled += played.doubled;
      total.events += played.events;
      total.effects += played.effects;
      total.virtualMs += played.virtualMs;
      total.failures += played.failures.length;
      return played.failures;
    },
    crashed(_why: string): void {
      total.failures += 1;
    },
    /** What a campaign of this size must have seen, and has not. */
    missing(): readonly string[] {
      const wanted = total.seeds >= 1000 ? [...OFTEN, ...RARE] : [];
      return wanted.filter((what) => !seen.has(what));
    },
    get failures(): number {
      return total.failures;
    },
    summary(seconds: number): string {
      const { seeds, doubled, events, effects, virtualMs, failures } = total;
      const rate = (count: number): string => (count / seconds).toFixed(1);
      const times = [...seen]
        .sort(([left], [right]) => (left < right ? -1 : 1))
        .map(([what, count]) => `${what} ${count}`);
      return [
        `${seeds} seeds (${doubled} of them twice), ${failures} with violations, in ${seconds.toFixed(0)} s`,
        `${rate(seeds)} seeds/s, ${rate(events)} events/s, ${rate(effects)} effects/s, ${(virtualMs / 3_600_000).toFixed(0)} virtual hours`,
        `seeds that saw: ${times.join('; ')}`,
      ].join('\n');
    },
  };
}
