import { TapelineError, toErrorRecord } from '../../core/errors.ts';
import type { BackfillRequestBody } from '../state/backfill/port.ts';
import type { EngineLease, Request, StateStore } from '../state/store.ts';

export type BackfillAskRequest = Extract<Request, { kind: BackfillRequestBody['kind'] }>;

const KINDS: readonly string[] = ['backfill', 'cancel_backfill'] satisfies BackfillRequestBody['kind'][];

export function isBackfillAsk(request: Request): request is BackfillAskRequest {
  return KINDS.includes(request.kind);
}

/** An engine that knows no partitions cannot do it. */
export async function refuseBackfillAsk(
  { store, lease }: { readonly store: StateStore; readonly lease: EngineLease },
  { id }: BackfillAskRequest,
): Promise<void> {
  const facts = { what: 'This engine makes no backfills', got: 'backfill', wayOut: 'Ask the engine of a project.' };
  const error = toErrorRecord(new TapelineError('usage.invalid', { facts }));
  await store.answerRequest(lease, id, { runId: null, error });
}
