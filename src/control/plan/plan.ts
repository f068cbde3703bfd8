/** One step of a plan: everything the engine needs to know about it, as data. */
export type PlannedStep = {
  readonly key: string;
  readonly op: string;
  /** Input name → the step whose output it takes. */
  readonly inputs: Readonly<Record<string, PlannedInput>>;
  /** All steps that must be over before this one may start: inputs, conditions and `after`. */
  readonly after: readonly string[];
  readonly conditions: readonly PlannedCondition[];
  readonly isolate: 'none' | 'process';
  readonly critical: boolean;
  readonly priority: number;
  readonly timeoutMs: number | null;
  readonly retry: PlannedRetry;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
};

export type PlannedInput = {
  readonly from: string;
  /** The source may be skipped by its condition; the input is then null. */
  readonly optional: boolean;
};

/** The predicate itself is code and stays in the definition; `index` finds it again. */
export type PlannedCondition = {
  readonly on: string;
  /** The step it looks at may be skipped by a condition itself; it then looks at null. */
  readonly optional: boolean;
  readonly index: number;
  readonly label: string;
};

export type PlannedRetry = {
  /** Retries after the first attempt. */
  readonly max: number;
  readonly delaysMs: readonly number[];
  readonly backoff: 'fixed' | 'exponential' | 'list';
  readonly delayMaxMs: number;
  /** 0..1: how much of a delay is left to chance. */
  readonly jitter: number;
};
