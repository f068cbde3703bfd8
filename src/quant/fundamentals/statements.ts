import { assertSameLength } from '../input.ts';

/**
 * One entity's reported figures, one row per publication: a restatement is another row of the same quarter, never an
 * overwrite. Rows may stand in any order.
 */
export type Statements = {
  readonly quarter: Int32Array;
  /** Day (since 1970-01-01) on which the row was published. */
  readonly announced: Int32Array;
  /** Tells apart rows of one quarter published on one day; all 0 when absent. */
  readonly revision?: Int32Array;
};

/** When an announcement may be used: `next_session` because most come after the close. */
export type Usable = 'next_session' | 'same_session';

/** Rows by announcement, then quarter, then revision: the order in which the market learned them. */
export function orderOfKnowledge(statements: Statements): Uint32Array {
  assertSameLength('statements', statements);
  const { quarter, announced, revision } = statements;
  const rows = Uint32Array.from(quarter.keys());
  return rows.sort(
    (a, b) =>
      announced[a]! - announced[b]! ||
      quarter[a]! - quarter[b]! ||
      (revision?.[a] ?? 0) - (revision?.[b] ?? 0) ||
      a - b,
  );
}

/** True when a row announced on `announcedDay` may be used in the session of `sessionDay`. */
export function isKnown(announcedDay: number, sessionDay: number, usable: Usable): boolean {
  return usable === 'same_session' ? announcedDay <= sessionDay : announcedDay < sessionDay;
}

/**
 * Walks sessions and announcements together: before each session `learn` is told every row that became usable, in
 * order, then `decide` is called.
 */
export function walkKnowledge(
  statements: Statements,
  sessions: Int32Array,
  usable: Usable,
  learn: (row: number) => void,
  decide: (session: number) => void,
): void {
  const order = orderOfKnowledge(statements);
  let next = 0;
  for (let session = 0; session < sessions.length; session += 1) {
    const day = sessions[session]!;
    for (; next < order.length && isKnown(statements.announced[order[next]!]!, day, usable); next += 1) {
      learn(order[next]!);
    }
    decide(session);
  }
}
