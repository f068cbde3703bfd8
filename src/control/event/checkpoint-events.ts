import type { Patch } from '../state/tables.ts';

/**
 * Stands for every event before it, which is gone: folding it gives the rows that were kept. Large ones come in
 * several events, one after the other.
 */
export type CheckpointEventBody = {
  readonly kind: 'state_checkpointed';
  readonly data: {
    readonly rows: readonly Patch[];
    readonly part: number;
    readonly parts: number;
    /** Runs that were over before this moment may be gone, though what they made is still named after them. */
    readonly beforeMs: number;
  };
};
