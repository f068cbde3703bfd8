import type { EngineLease } from '../store.ts';

/** What is said of partitioned assets besides making them, which is part of a step's success. */
export interface PartitionStore {
  /** Gives names their lanes; names that have one keep it. */
  addPartitionKeys(lease: EngineLease, change: PartitionKeysChange): Promise<void>;
  /** The slices of these names no longer exist; what was made of them stays, and comes back with the name. */
  removePartitionKeys(lease: EngineLease, change: PartitionKeysChange): Promise<void>;
  /** Takes slices out of what is current: they are missing from now on. */
  forgetPartitions(lease: EngineLease, forgotten: ForgottenPartitions): Promise<void>;
}

export type PartitionKeysChange = { readonly keysOf: string; readonly keys: readonly string[]; readonly atMs: number };

export type ForgottenPartitions = {
  readonly asset: string;
  readonly region: string;
  readonly reason: string;
  readonly atMs: number;
};
