import type { PartitionKey } from '../../../core/partition.ts';
import type { EngineLease } from '../store.ts';

/** What is said of partitioned assets besides making them, which is part of a step's success. */
export interface PartitionStore {
  /** Gives names their lanes; names that have one keep it, and get the dates that are said now. */
  addPartitionKeys(lease: EngineLease, change: PartitionKeysChange): Promise<void>;
  /** The slices of these names no longer exist; what was made of them stays, and comes back with the name. */
  removePartitionKeys(lease: EngineLease, gone: PartitionKeysGone): Promise<void>;
  /** Takes slices out of what is current: they are missing from now on. */
  forgetPartitions(lease: EngineLease, forgotten: ForgottenPartitions): Promise<void>;
}

export type PartitionKeysChange = KeySetChange & { readonly keys: readonly PartitionKey[] };
export type PartitionKeysGone = KeySetChange & { readonly keys: readonly string[] };

type KeySetChange = {
  readonly keysOf: string;
  /** The request that asked for it, to be answered with it; absent: nobody did. */
  readonly requestId?: number;
  readonly atMs: number;
};

/** What other processes ask of a dynamic set. */
export type KeysRequestBody =
  | {
      readonly kind: 'add_partition_keys';
      readonly data: { readonly keysOf: string; readonly keys: readonly PartitionKey[] };
    }
  | {
      readonly kind: 'remove_partition_keys';
      readonly data: { readonly keysOf: string; readonly keys: readonly string[] };
    };

export type ForgottenPartitions = {
  readonly asset: string;
  readonly region: string;
  readonly reason: string;
  readonly atMs: number;
};
