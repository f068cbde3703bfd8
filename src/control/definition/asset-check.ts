import { checkName } from '../../core/ids.ts';
import type { CheckVerdict } from '../../core/partition.ts';
import type { LakeFile, Snapshot } from '../../core/snapshot.ts';
import { type Branded, brand } from './brand.ts';
import type { Log } from './log.ts';
import type { Resources, ResourceValues } from './resource.ts';

/** What a check sees: what is about to be published, not published yet. */
export type CheckSubject = {
  readonly asset: string;
  /** The asset as it was when the step began. */
  readonly before: Snapshot;
  /** The asset's files as they will be. */
  readonly files: readonly LakeFile[];
  /** The files that are new. */
  readonly added: readonly LakeFile[];
  /** What the op returned. */
  readonly output: unknown;
  /** The slices that were made, by their keys; null where the asset has none. */
  readonly made: { readonly from: string | null; readonly to: string | null; readonly lanes: readonly string[] } | null;
  readonly asOfMs: number;
  readonly log: Log;
  readonly signal: AbortSignal;
};

/** `block`: a failure stops the publication and the step. `warn`: it is recorded and shown. */
export type CheckSeverity = 'block' | 'warn';

/** A rule over an asset. It runs in the step that makes the asset, with resources of its own choice. */
export type AssetCheck = Branded<'check'> & {
  readonly name: string;
  readonly description: string;
  readonly severity: CheckSeverity;
  readonly resources: Resources;
  readonly judge: (subject: CheckSubject & never) => Promise<CheckResult> | CheckResult;
};

/** `passed: false` is a failure or a warning, by the check's severity. */
export type CheckResult = { readonly passed: boolean; readonly about: string };

export type AssetCheckSpec<R extends Resources> = {
  readonly name: string;
  readonly description?: string;
  readonly severity?: CheckSeverity;
  readonly resources?: R;
  readonly judge: (subject: CheckSubject & ResourceValues<R>) => Promise<CheckResult> | CheckResult;
};

/** @throws definition.invalid */
export function assetCheck<R extends Resources = Record<never, never>>(spec: AssetCheckSpec<R>): AssetCheck {
  return brand('check', {
    name: checkName('check', spec.name),
    description: spec.description ?? '',
    severity: spec.severity ?? 'block',
    resources: spec.resources ?? {},
    judge: spec.judge as AssetCheck['judge'],
  });
}

/** What is recorded of a check's answer. */
export function verdictOf({ severity }: Pick<AssetCheck, 'severity'>, { passed, about }: CheckResult): CheckVerdict {
  if (passed) return { verdict: 'passed', about };
  return { verdict: severity === 'block' ? 'failed' : 'warned', about };
}
