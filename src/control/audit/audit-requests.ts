import type { StateReader } from '../state/store.ts';
import type { Violation } from './violation.ts';

const PAGE_REQUESTS = 1000;

/**
 * Whoever asked for a run got one: the run that the answer names is there, unless it is old enough to be pruned. A cancel
 * names a run that may have been over long before.
 */
export async function auditRequests(
  reader: Pick<StateReader, 'answeredRequests' | 'run'>,
  prunedBeforeMs: number,
): Promise<readonly Violation[]> {
  const found: Violation[] = [];
  for (let afterId = 0; ; ) {
    const page = await reader.answeredRequests({ afterId, limit: PAGE_REQUESTS });
    for (const { id, kind, atMs, answer } of page) {
      const runId = answer!.runId;
      if (runId === null || kind === 'cancel' || atMs < prunedBeforeMs || (await reader.run(runId)) !== null) continue;
      const what = `request ${id} (${kind}) was answered with run ${runId}, which is not there`;
      found.push({ invariant: 'requests', what, seq: null });
    }
    if (page.length < PAGE_REQUESTS) return found;
    afterId = page.at(-1)!.id;
  }
}
