/** What a step says while it works. Lines carry fields; wording of the engine's own lines lives with its listener. */
export type Log = {
  readonly debug: (message: string, fields?: LogFields) => void;
  readonly info: (message: string, fields?: LogFields) => void;
  readonly warn: (message: string, fields?: LogFields) => void;
  readonly error: (message: string, fields?: LogFields & { readonly cause?: unknown }) => void;
};
export type LogFields = Readonly<Record<string, unknown>>;
export type LogLevel = keyof Log;
