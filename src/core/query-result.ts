/** What a statement over the lake answered: shown by every face, computed by none. */
export type QueryResult = {
  readonly columns: readonly { readonly name: string; readonly type: string }[];
  /** Cells as JSON-safe values: numbers, strings (dates ISO), booleans, null. */
  readonly rows: readonly (readonly (string | number | boolean | null)[])[];
  /** True when more rows existed than were asked for. */
  readonly isCut: boolean;
};
