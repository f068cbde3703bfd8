/** Where received bytes are kept, as received, named by their content. Writing the same bytes twice is one file. */
export interface RawStore {
  /** Durable when it resolves. The folder holds `<source>/<first two of sha>/<sha>.<ext>.gz`. */
  put(body: Uint8Array, about: RawAbout): Promise<RawAddress>;
  get(address: RawAddress): Promise<Uint8Array>;
}

export type RawAbout = {
  readonly source: string;
  readonly extension: 'csv' | 'json' | 'parquet' | 'html' | 'txt';
  /** What was asked, without secrets. */
  readonly query: Readonly<Record<string, unknown>>;
  readonly fetchedAtMs: number;
  readonly simulated: boolean;
};

export type RawAddress = { readonly sha256: string; readonly path: string; readonly bytes: number };
