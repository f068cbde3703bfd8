import { join } from 'node:path';
import { killLeftChildren } from '../adapters/system/child-records.ts';
import type { LogFiles } from '../adapters/system/log.ts';
import { ProcessHost, type ProcessHostOptions } from '../adapters/system/process-host.ts';
import type { Workspace } from './workspace.ts';

/** The children of an engine: noted in its state folder, where it first looks for those that an earlier one left. */
export function engineChildren({ folders }: Workspace, options: ProcessHostOptions, logs: LogFiles): ProcessHost {
  const recordFolder = join(folders.state, 'children');
  const pids = killLeftChildren(recordFolder);
  if (pids.length > 0) {
    const message = `Ended ${pids.length} processes that an engine before this one left behind`;
    logs.write({ level: 'warn', message, fields: { pids } }, null);
  }
  return new ProcessHost({ ...options, recordFolder });
}
