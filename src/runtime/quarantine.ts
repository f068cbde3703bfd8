import { hostname, userInfo } from 'node:os';
import type { RequestBody } from '../control/state/store.ts';
import { TapelineError } from '../core/errors.ts';
import { type Decision, idText, type QuarantinedRow, type ReviewedRow } from '../data/stored/quarantine.ts';
import { quarantineReview } from '../pipelines/stocks/jobs.ts';
import { askLake } from './reports/read.ts';
import type { Workspace } from './workspace.ts';

/** Which rows of the quarantine somebody means: all of these that are given must fit. */
export type QuarantineChoice = {
  readonly dataset: string;
  readonly instrument: string | null;
  readonly session: string | null;
  readonly reason: string | null;
  /** `raw_sha256:raw_line`; the beginning of the hash is enough. */
  readonly rows: readonly string[];
};

/** Rows that can still be decided about so, oldest first. @throws usage.invalid when none fits */
export async function chooseQuarantined(
  workspace: Workspace,
  decision: Decision,
  choice: QuarantineChoice,
  signal: AbortSignal,
): Promise<readonly QuarantinedRow[]> {
  const context = { workspace, signal, command: '' };
  const all = await askLake<readonly ReviewedRow[]>(context, 'read_quarantine', { dataset: choice.dataset });
  const open = all.filter(({ decided }) => isOpenFor(decision, decided));
  const chosen = open.filter((row) => fits(row, choice));
  if (chosen.length > 0) return chosen;
  const wayOut = `"tapeline quarantine --dataset ${choice.dataset}" shows what lies there, and what was decided.`;
  const got = open.length === 0 ? 'nothing is open' : `none of the ${open.length} rows fits`;
  throw new TapelineError('usage.invalid', {
    facts: { what: `No row to decide about in the quarantine of ${choice.dataset}`, got, wayOut },
  });
}

/** What was discarded can be released after all, and whatever is stored can be corrected. */
function isOpenFor(decision: Decision, decided: ReviewedRow['decided']): boolean {
  if (decided === null || decision === 'corrected') return true;
  return decided.decision === 'discarded' && decision === 'released';
}

function fits(row: QuarantinedRow, { instrument, session, reason, rows }: QuarantineChoice): boolean {
  const isNamed = rows.length === 0 || rows.some((name) => isName(row, name));
  return (
    isNamed &&
    (instrument === null || row.instrument === instrument) &&
    (session === null || row.session === session) &&
    (reason === null || row.reason === reason)
  );
}

const HASH_SHOWN_MIN = 4;

function isName({ sha256, line }: QuarantinedRow, name: string): boolean {
  const [hash = '', number = ''] = name.split(':');
  return hash.length >= HASH_SHOWN_MIN && sha256.startsWith(hash) && number === String(line);
}

export type ReviewWish = {
  readonly dataset: string;
  readonly rows: readonly QuarantinedRow[];
  readonly decision: Decision;
  readonly values: Readonly<Record<string, string>>;
  readonly note: string;
};

/** What asks for a run that carries the decision out. */
export function reviewRequest({ dataset, rows, decision, values, note }: ReviewWish): RequestBody {
  const who = userInfo().username;
  const settings = {
    dataset,
    decision,
    note,
    by: who,
    rows: JSON.stringify(rows.map(idText)),
    values: JSON.stringify(values),
  };
  return {
    kind: 'run',
    data: {
      job: quarantineReview.name,
      settings,
      selection: { until: null, from: null, only: [] },
      profile: null,
      concurrency: null,
      tags: {},
      by: `tapeline quarantine, ${who}`,
      asker: { pid: process.pid, host: hostname() },
    },
  };
}
