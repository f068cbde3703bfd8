import { systemClock } from '../adapters/system/clock.ts';
import type { Workspace } from './workspace.ts';

/** What a profile runs beside the steps, and the settings that lead them to it. */
export type Service = AsyncDisposable & { readonly settings: Readonly<Record<string, string>> };

/** Starts the profile's own service (a local sandbox, say); one without settings when it has none. */
export async function startService({ profile, projectDir, settings }: Workspace): Promise<Service> {
  if (profile.start === undefined) return { settings: {}, async [Symbol.asyncDispose]() {} };
  const log = { debug() {}, info() {}, warn() {}, error() {} };
  const signal = new AbortController().signal;
  const started = await profile.start({ clock: systemClock, log, signal, projectDir, setting: settings.get });
  return { settings: started.settings, [Symbol.asyncDispose]: () => started.close() };
}
