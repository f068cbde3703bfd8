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
  /** Memory of its process and all it starts; absent when free. */
  readonly memoryBytes?: number;
  readonly critical: boolean;
  readonly priority: number;
  readonly timeoutMs: number | null;
  readonly retry: PlannedRetry;
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  /** Present when the step is done once for every item of a list. */
  readonly map?: PlannedMap;
  /** Slots of named pools that an attempt holds. */
  readonly pools?: readonly PlannedPool[];
  /** What an attempt costs, taken when it starts. */
  readonly budgets?: readonly PlannedBudget[];
};

/** Steps that are done for every item of a list, an item's steps after each other as they are wired. */
export type PlannedMap = {
  /** The step whose output is the list. */
  readonly over: string;
  /** All steps that are done for each item, this one too, in the order in which they were added. */
  readonly members: readonly string[];
  /** All that must be over before there are items: the list, and whatever the members take from outside. */
  readonly waits: readonly string[];
  /** Items' steps of this map that may work at once; null: as many as the run allows. */
  readonly concurrency: number | null;
  readonly onItemFailure: 'fail' | 'skip';
  readonly itemsMax: number;
};

export type PlannedPool = { readonly name: string; readonly slots: number };
export type PlannedBudget = { readonly name: string; readonly cost: number };

export type PlannedInput = {
  readonly from: string;
  /** The source may be skipped by its condition; the input is then null. */
  readonly optional: boolean;
  /** `item`: one item of the list; `failures`: the items of a map that have no output. Otherwise the whole output. */
  readonly part?: 'item' | 'failures';
  /** Ends of branches, of which one ran: its output. `from` is the first of them. */
  readonly oneOf?: readonly string[];
};

/** The predicate itself is code and stays in the definition; `index` finds it again. */
export type PlannedCondition = {
  readonly on: string;
  /** The step it looks at may be skipped by a condition itself; it then looks at null. */
  readonly optional: boolean;
  readonly index: number;
  readonly label: string;
  /** It looks at one item of a list, not at the list. */
  readonly part?: 'item';
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
