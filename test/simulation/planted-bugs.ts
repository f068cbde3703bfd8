/** A bug: texts of `src` that stand once, and what stands there instead. */
export type Mutant = {
  readonly name: string;
  readonly changes: readonly (readonly [file: string, search: string, replace: string])[];
};

const bug = (name: string, file: string, search: string, replace: string): Mutant => ({
  name,
  changes: [[`control/${file}`, search, replace]],
});

export const MUTANTS: readonly Mutant[] = [
  bug('instances are not counted', 'state/admission/rules.ts', '(working.get(job) ?? 0) < instancesMax', 'true'),
  bug(
    'instances counted before the turn',
    'state/admission/rules.ts',
    'working.set(job, (working.get(job) ?? 0) + 1);',
    '',
  ),
  bug(
    'one instance too many',
    'state/admission/rules.ts',
    '(working.get(job) ?? 0) < instancesMax',
    '(working.get(job) ?? 0) <= instancesMax',
  ),
  bug('late runs are started', 'state/admission/rules.ts', 'atMs - notBeforeMs > graceMs', 'false'),
  bug('tokens repeat', 'state/transitions.ts', 'const token = tx.nextSeq();', 'const token = 1;'),
  bug(
    'attempts are not counted',
    'state/transitions.ts',
    "stepIn(tx, runId, stepKey, 'start', 'pending').attempt + 1",
    "stepIn(tx, runId, stepKey, 'start', 'pending').attempt * 0 + 1",
  ),
  bug('a retry is promised for ever', 'run/attempt-end.ts', 'tries <= plan.retry.max && isWorthIt', 'isWorthIt'),
  bug('one retry too few', 'run/attempt-end.ts', 'tries <= plan.retry.max', 'tries < plan.retry.max'),
  bug('losses use up retries', 'run/attempt-end.ts', 'const tries = attempt - losses;', 'const tries = attempt;'),
  bug('what cannot succeed is tried again', 'run/attempt-end.ts', "?? error.retry === 'later'", '?? true'),
  bug(
    'retries come at once',
    'run/attempt-end.ts',
    'mayRetry ? atMs + delayMs : null',
    'mayRetry ? atMs + delayMs * 0 : null',
  ),
  bug('a crash costs no attempt', 'run/resume.ts', 'losses + 1 < LOSSES_MAX', 'losses >= 0'),
  bug(
    'a critical failure is forgotten at a restart',
    'run/resume.ts',
    "if (plan.critical && state === 'failed' && !isWhole) return key;",
    '',
  ),
  bug(
    'outputs are lost at a restart',
    'run/resume.ts',
    'const stored = { state, attempt, token, output,',
    "const stored = { state, attempt, token, output: output === null ? null : '{}',",
  ),
  bug(
    'finished steps are done again',
    'run/resume.ts',
    'const stored = { state, attempt,',
    "const stored = { state: state === 'succeeded' ? ('pending' as const) : state, attempt,",
  ),
  bug(
    'what ran is not given up',
    'run/run-loop.ts',
    "loop.#leftRunning = open.steps.filter(({ state }) => state === 'running');",
    '',
  ),
  bug(
    'critical failures stop nothing',
    'run/run-loop.ts',
    'if (retryAtMs === null && step.plan.critical) this.#criticalFailure ??= stepKey;',
    '',
  ),
  bug(
    'a draining run starts steps',
    'run/run-loop.ts',
    'this.#isDraining ? [] : this.#starter.choose()',
    'this.#starter.choose()',
  ),
  bug(
    'a draining run never rests',
    'run/run-loop.ts',
    'return dues.length === 0 || this.#isDraining',
    'return dues.length === 0',
  ),
  bug(
    'a cancel does not reach what works',
    'run/run-loop.ts',
    "this.#attempts.abortAll((stepKey) => new TapelineError('step.cancelled', { facts: { step: stepKey, reason } }));",
    '',
  ),
  bug(
    'other code goes on',
    'run/same-code.ts',
    'if (began.hash === hash && began.version === version) return;',
    'if (hash !== version) return;',
  ),
  bug(
    'a failing state cancels all',
    'run/engine.ts',
    '      loop.drain();\n      loop.leave();\n',
    "      loop.cancel('the engine failed');\n",
  ),
  bug(
    'orphans are forgotten',
    'run/orphans.ts',
    "return open.filter(({ state, cancelReason }) => state === 'running' || cancelReason !== null);",
    'return open.slice(open.length);',
  ),
  bug(
    'slots of pools are not counted',
    'run/shares.ts',
    'for (const { name, amount } of needs) this.#used.set(name, (this.#used.get(name) ?? 0) + amount);',
    '',
  ),
  bug(
    'slots of pools leak',
    'run/shares.ts',
    'for (const { name, amount } of held.needs) this.#used.set(name, this.#used.get(name)! - amount);',
    '',
  ),
  bug('days are not counted', 'run/purse.ts', 'this.#spentOn.set(day, this.#spent(day) + cost);', ''),
  bug(
    'days are forgotten at a restart',
    'run/purse.ts',
    'for (const { day, spent } of days) this.#spentOn.set(day, spent);',
    '',
  ),
  bug('a map takes all items at once', 'run/starter.ts', 'this.#board().runningIn(group) >= limit', 'false'),
  bug(
    'a coalesced tick runs as well',
    'schedule/decide.ts',
    "if (coalesce !== 'none' && isIn)",
    "if (coalesce !== 'none' && isIn && index % 2 === 0)",
  ),
  bug('the misfire grace is ignored', 'schedule/decide.ts', 'graceMs === null || nowMs - dueMs <= graceMs', 'true'),
  bug(
    'a pause is ignored',
    'schedule/decide.ts',
    'if (isPaused) return',
    'if (isPaused && ticks.length > 1000) return',
  ),
  bug(
    'overlap is ignored',
    'schedule/decide.ts',
    "if (open < instancesMax) return { outcome: 'fired', cancels: [] };",
    "if (open >= 0) return { outcome: 'fired', cancels: [] };",
  ),
  bug(
    'the first of many ticks is lost',
    'schedule/due.ts',
    'const proposed = await Promise.all(ticks.map(',
    'const proposed = await Promise.all(ticks.slice(ticks.length > 2 ? 1 : 0).map(',
  ),
  bug(
    'a resumed schedule catches up',
    'state/schedule/rules.ts',
    'const data = { name, by, cursorMs: Math.max(row.cursorMs, atMs) };',
    'const data = { name, by, cursorMs: row.cursorMs };',
  ),
  bug(
    'a cursor follows the clock back',
    'schedule/scheduler.ts',
    'watched.cursorMs = Math.max(watched.cursorMs, cursorMs);',
    'watched.cursorMs = cursorMs;',
  ),
  bug(
    'a sensor forgets its cursor',
    'sensor/sensor-loop.ts',
    'const cursor = seen.cursor === null ? null : JSON.stringify(seen.cursor);',
    'const cursor = row.cursor === null ? null : JSON.stringify(row.cursor);',
  ),
  bug(
    'ends of runs are passed over',
    'sensor/look/run-ends.ts',
    'matching += 1;',
    'matching += 1; reached = end.seq + 3;',
  ),
  // Each fence alone is masked by the other one.
  {
    name: 'neither engines nor attempts are fenced',
    changes: [
      ['control/state/transitions.ts', "head?.state !== 'running' || head.token !== token", 'head === null'],
      ['adapters/memory/state-store.ts', 'owner === null || epoch !== lease.epoch', 'owner === null && epoch < 0'],
    ],
  },
];
