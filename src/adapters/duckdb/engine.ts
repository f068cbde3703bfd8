import { type DuckDBConnection, DuckDBInstance } from '@duckdb/node-api';
import { type FrameLender, frameLender } from './frame-in.ts';

export type EngineOptions = {
  /** One by default: only then are sums of doubles repeatable. */
  readonly threads: number;
  readonly memoryLimitMb: number;
  /** Where larger-than-memory work goes. Must belong to this process alone. */
  readonly spillFolder: string;
};

/** An in-memory DuckDB. Connections are lent for one piece of work each: a stream dies when its connection starts another query. */
export interface Engine extends AsyncDisposable {
  use<T>(work: (connection: DuckDBConnection) => Promise<T>): Promise<T>;
  readonly frames: FrameLender;
}

/** Running queries hold a thread of the libuv pool each (four by default): more would starve file and DNS calls. */
const QUERIES_MAX = 2;

export async function openEngine(options: EngineOptions): Promise<Engine> {
  const instance = await DuckDBInstance.create(':memory:', engineSettings(options));
  const frames = frameLender(await instance.connect());
  const gate = admission(QUERIES_MAX);
  return {
    frames,
    use: (work) => gate.admit(() => withConnection(instance, work)),
    async [Symbol.asyncDispose]() {
      await gate.drained();
      instance.closeSync();
    },
  };
}

/** Settings of every instance: nothing is downloaded, rows keep their order, memory and threads are bounded. */
export function engineSettings(options: EngineOptions): Record<string, string> {
  return {
    threads: String(options.threads),
    memory_limit: `${options.memoryLimitMb}MB`,
    temp_directory: options.spillFolder,
    preserve_insertion_order: 'true',
    autoinstall_known_extensions: 'false',
    autoload_known_extensions: 'false',
    allow_persistent_secrets: 'false',
    allow_community_extensions: 'false',
    enable_external_file_cache: 'false',
  };
}

async function withConnection<T>(
  instance: DuckDBInstance,
  work: (connection: DuckDBConnection) => Promise<T>,
): Promise<T> {
  const connection = await instance.connect();
  try {
    await connection.run("SET TimeZone = 'UTC'");
    return await work(connection);
  } finally {
    connection.closeSync();
  }
}

type Admission = { admit<T>(work: () => Promise<T>): Promise<T>; drained(): Promise<void> };

/** First come, first served, at most `most` at a time. */
function admission(most: number): Admission {
  const waiting: (() => void)[] = [];
  const running = new Set<Promise<unknown>>();
  return {
    async admit(work) {
      while (running.size >= most) await new Promise<void>((resolve) => waiting.push(resolve));
      const task = work();
      running.add(task);
      try {
        return await task;
      } finally {
        running.delete(task);
        waiting.shift()?.();
      }
    },
    async drained() {
      while (running.size > 0 || waiting.length > 0) await Promise.allSettled([...running]);
    },
  };
}
