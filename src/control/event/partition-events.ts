import type { PartitionKey, PartitionsMade } from '../../core/partition.ts';

/** What a making did to the asset's state. It carries all that changes, so that folding it reads nothing. */
export type Materialized = Omit<PartitionsMade, 'isAll' | 'absent'> & {
  readonly number: number;
  readonly version: number;
  /** The slices whose content is another one than before. */
  readonly changed: string;
  /** The region of the new coverage row: what it covers, and what it could take over from rows before it. */
  readonly current: string;
  /** Coverage rows before it: what is left of each; empty text when nothing is. */
  readonly replaced: readonly { readonly number: number; readonly region: string }[];
  /** By reason, all that is absent for it from now on; reasons for which nothing changed are left out. */
  readonly absences?: Absences;
};

/** Region by reason; the empty text where nothing is absent for it any more. */
export type Absences = Readonly<Record<string, string>>;

export type PartitionEventBody =
  | {
      readonly kind: 'partition_keys_added';
      readonly data: {
        readonly keysOf: string;
        readonly keys: readonly (PartitionKey & { readonly lane: number })[];
      };
    }
  | {
      readonly kind: 'partition_keys_removed';
      readonly data: { readonly keysOf: string; readonly keys: readonly string[] };
    }
  /** Slices are no longer current: somebody said so, or a calendar learned of a session inside of them. */
  | {
      readonly kind: 'partitions_forgotten';
      readonly data: {
        readonly asset: string;
        readonly region: string;
        readonly reason: string;
        readonly replaced: Materialized['replaced'];
        readonly absences?: Absences;
      };
    };
