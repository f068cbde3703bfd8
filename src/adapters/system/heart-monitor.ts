import { BEAT, BEAT_MS } from './heart.ts';

export type HeartState = 'turning' | 'busy' | 'silent';

/** A look that comes later than this after the last one: the one who looks was away, beats may still lie unread. */
const AWAY_MS = 5 * BEAT_MS;

/** Judges a child by its beats. A busy one is at work; only one that says nothing at all is lost. */
export class HeartMonitor {
  readonly #silentMaxMs: number;
  #beatAtMs: number;
  #lookAtMs: number;
  #isBusy = false;

  constructor(silentMaxMs: number, nowMs: number) {
    this.#silentMaxMs = silentMaxMs;
    this.#beatAtMs = nowMs;
    this.#lookAtMs = nowMs;
  }

  beats(letters: string, nowMs: number): void {
    this.#beatAtMs = nowMs;
    this.#isBusy = letters.endsWith(BEAT.busy);
  }

  /** How the child is. To be asked at least once a second while a step works. */
  look(nowMs: number): HeartState {
    if (nowMs - this.#lookAtMs > AWAY_MS) this.#beatAtMs = nowMs;
    this.#lookAtMs = nowMs;
    if (this.silentMs(nowMs) > this.#silentMaxMs) return 'silent';
    return this.#isBusy ? 'busy' : 'turning';
  }

  silentMs(nowMs: number): number {
    return nowMs - this.#beatAtMs;
  }
}
