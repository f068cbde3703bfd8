/**
 * The one door for `Temporal`: the platform's own where it has one (Node 26), the polyfill elsewhere.
 * The polyfill is only loaded where it is needed: it costs 14 ms at start-up.
 */
export const Temporal: typeof globalThis.Temporal = await temporalHere();

async function temporalHere(): Promise<typeof globalThis.Temporal> {
  const native = (globalThis as { readonly Temporal?: typeof globalThis.Temporal }).Temporal;
  return native ?? (await import('temporal-polyfill')).Temporal;
}
