import type { Language } from '../../core/messages/sentence.ts';
import type { VenueServer } from './venue-server.ts';

/** Lines for people as it goes; for a program one document, as soon as the server listens. */
export type ServeOutput = {
  readonly line: (line: string) => void;
  readonly document?: (value: unknown) => void;
};

/** What is to be told of a venue that has started. */
export type ServedVenue = {
  readonly server: VenueServer;
  readonly name: string;
  /** What it has, by language. */
  readonly about: Readonly<Record<Language, string>>;
  /** Settings that point Tapeline at it. */
  readonly settings: Readonly<Record<string, string>>;
  readonly faults: string;
};

/** Says how to reach the venue, serves until the signal is aborted, and closes it. */
export async function serveVenue(
  { server, name, about, settings, faults }: ServedVenue,
  {
    output,
    language,
    signal,
  }: { readonly output: ServeOutput; readonly language: Language; readonly signal: AbortSignal },
): Promise<void> {
  await using running = server;
  const words = WORDS[language];
  output.line(words.started(name, running.url, about[language]));
  if (faults !== '') output.line(`${words.faults}: ${faults}`);
  output.line(words.point);
  for (const [setting, value] of Object.entries(settings)) output.line(`  export ${setting}=${value}`);
  output.line(words.stop);
  output.document?.({ url: running.url, simulated: true, settings });
  await aborted(signal);
  output.line(words.stopped(running.stats.calls, running.stats.rowsSent));
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

const WORDS = {
  en: {
    started: (name: string, url: string, about: string) => `SIMULATED ${name} at ${url}: ${about}`,
    faults: 'Faults',
    point: 'Point a client at it:',
    stop: 'Stop with Ctrl-C.',
    stopped: (calls: number, rows: number) => `Stopped after ${calls} calls, ${rows} rows.`,
  },
  zh: {
    started: (name: string, url: string, about: string) => `模拟 ${name} 已启动：${url}，${about}`,
    faults: '故障',
    point: '让客户端连接它：',
    stop: '按 Ctrl-C 停止。',
    stopped: (calls: number, rows: number) => `已停止：${calls} 次调用，${rows} 行。`,
  },
} as const;
