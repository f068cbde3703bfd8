/** Where a file's numbers came from: written into every file's metadata, shown on every screen. */
export type Provenance = {
  readonly asset: string;
  /** Provider names: `rqdata`, `csv:us-stocks`. */
  readonly providers: readonly string[];
  /** True when any of it was made up by a simulator. */
  readonly simulated: boolean;
  readonly runId: string;
  readonly stepKey: string;
  readonly codeVersion: string;
  /** Assets and versions that the file was derived from. */
  readonly inputs: readonly { readonly asset: string; readonly version: number }[];
};
