import type { RunRow } from '../../control/state/rows.ts';
import type { OpenProfile, OpenProfiles } from '../../runtime/every-profile.ts';
import type { Context } from '../context.ts';
import { hideFromNowOn } from '../hidden.ts';

/** A run as people name it: by id, its beginning or end, or `last`. */
export async function runNamed(opened: OpenProfiles, name: string): Promise<OpenProfile & { readonly run: RunRow }> {
  const { findRun } = await import('../../runtime/every-profile.ts');
  return findRun(opened, name);
}

/** The states of all profiles, or of the one that was asked for, for looking at. */
export async function profilesOf(context: Context): Promise<OpenProfiles> {
  const { openEach } = await import('../../runtime/every-profile.ts');
  const opened = await openEach(context.from, process.env, context.flags.profile ?? null);
  for (const { workspace } of opened.each) hideFromNowOn(workspace.settings.secrets);
  return opened;
}
