import { type Job, job } from '../../src/control/definition/job.ts';
import { type Op, op } from '../../src/control/definition/op.ts';
import { type PipelineBuilder, pipeline, type Ref } from '../../src/control/definition/pipeline.ts';
import type { RetryPolicy } from '../../src/control/definition/retry.ts';
import type { Act } from './acts.ts';
import { type Draw, drawOf } from './draw.ts';

export const ASSETS = ['prices', 'scores'];

/** What every step gives: a number that conditions look at, and which call it came from. */
export type Value = { readonly value: number; readonly from: string; readonly call: number };

/** The one condition of all pipelines. The checker has its own: see `verdictOn`. */
export function isEven(output: Value | null): boolean {
  if (output?.value === UNLUCKY) throw new Error('the condition does not know what to say');
  return output !== null && output.value % 2 === 0;
}
export const UNLUCKY = 13;

/** Random jobs: graphs with conditions within conditions, retries, timeouts, critical steps, assets they share. */
export function jobsOf(seed: number, act: Act): readonly Job[] {
  const draw = drawOf(seed, 'jobs');
  return Array.from({ length: draw.int(1, 2) }, (_, index) => jobOf(drawOf(seed, `job ${index}`), `job_${index}`, act));
}

function jobOf(draw: Draw, name: string, act: Act): Job {
  const built = pipeline(name, (p) => new Grower(draw, name, act).grow(p, draw.int(1, 12)));
  return job(built, { concurrency: draw.int(1, 4) });
}

type AnyRef = Ref<Value | null>;

/** Adds steps one by one; each takes some of those that it can see. */
class Grower {
  readonly #draw: Draw;
  readonly #job: string;
  readonly #act: Act;
  #count = 0;

  constructor(draw: Draw, jobName: string, act: Act) {
    this.#draw = draw;
    this.#job = jobName;
    this.#act = act;
  }

  grow(p: PipelineBuilder, steps: number): void {
    const seen: AnyRef[] = [];
    while (this.#count < steps) seen.push(this.#one(p, seen, 0));
  }

  #one(p: PipelineBuilder, seen: AnyRef[], depth: number): AnyRef {
    const draw = this.#draw;
    if (seen.length === 0 || depth === 3 || !draw.chance(0.3)) return this.#step(p, seen);
    const inside = [...seen];
    const last = p.when(draw.pick(seen), isEven, (q) => {
      for (let count = draw.int(1, 3); count > 0; count -= 1) inside.push(this.#one(q, inside, depth + 1));
      return inside.at(-1)! as Ref<Value>;
    });
    // Somebody outside requires what only may be there: nothing forbids it, and it must be skipped with its reason.
    if (draw.chance(0.3)) seen.push(inside.at(-1)!);
    return last;
  }

  #step(p: PipelineBuilder, seen: readonly AnyRef[]): Ref<Value> {
    const draw = this.#draw;
    const inputs = Object.fromEntries(this.#some(seen, 2).map((ref, index) => [`in_${index}`, ref]));
    const after = draw.chance(0.2) ? this.#some(seen, 1) : [];
    const options = { after, priority: draw.int(-1, 1) };
    return p.add(this.#op(), inputs as never, options) as Ref<Value>;
  }

  #some(seen: readonly AnyRef[], most: number): readonly AnyRef[] {
    const count = seen.length === 0 ? 0 : this.#draw.int(0, most);
    return [...new Set(Array.from({ length: count }, () => this.#draw.pick(seen)))];
  }

  #op(): Op<Record<never, never>, Value> {
    const draw = this.#draw;
    const key = `${this.#job}.s${this.#count}`;
    this.#count += 1;
    const writes = draw.chance(0.4) ? [draw.pick(ASSETS)] : [];
    const act = this.#act;
    return op({
      name: key,
      writes,
      critical: draw.chance(0.2),
      ...(draw.chance(0.6) ? { retry: this.#retry() } : {}),
      ...(draw.chance(0.5) ? { timeout: draw.int(1, 6) * 1000 } : {}),
      run: (inputs: object, context) => act(key, writes, inputs, context),
    });
  }

  #retry(): RetryPolicy {
    const draw = this.#draw;
    const max = draw.int(1, 3);
    const jitter = draw.pick([0, 0.1, 1]);
    if (draw.chance(0.3)) return { max, jitter, delay: [draw.int(0, 500), draw.int(1, 20) * 1000] };
    return { max, jitter, delay: draw.int(0, 5000), backoff: draw.pick(['fixed', 'exponential']), maxDelay: 30_000 };
  }
}
