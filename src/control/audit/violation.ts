/** What must hold in every state, at every moment. The numbers are those of docs/operations.md. */
export const INVARIANTS = [
  'fold',
  'sequence',
  'requests',
  'I1',
  'I2',
  'I3',
  'I6',
  'I8',
  'I9',
  'I10',
  'I11',
  'I12',
  'I13',
  'I15',
  'I17',
  'I20',
  'I22',
  'I23',
] as const;
export type Invariant = (typeof INVARIANTS)[number];

/** One place where an invariant does not hold, in words for people. */
export type Violation = {
  readonly invariant: Invariant;
  readonly what: string;
  /** The event at which it shows; null when it shows in the state as a whole. */
  readonly seq: number | null;
};

export type Report = (invariant: Invariant, what: string) => void;
