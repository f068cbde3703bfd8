import type { Language } from '../../core/messages/sentence.ts';
import { type RqdataSandbox, SANDBOX_DEFAULTS, type SandboxOptions, startRqdataSandbox } from './index.ts';

export type ServeOptions = Partial<SandboxOptions> & { readonly language?: Language };

/**
 * `tapeline sandbox rqdata`: serves until the signal is aborted, and says how to point a client at it.
 *
 * @throws usage.invalid, usage.unknown_name, calendar.beyond_horizon, io.failed
 */
export async function runRqdataSandbox(
  { language = 'en', ...options }: ServeOptions,
  { line: write, document }: ServeOutput,
  signal: AbortSignal,
): Promise<void> {
  await using sandbox = await startRqdataSandbox(options);
  const say = SAYINGS[language];
  const settings = { ...SANDBOX_DEFAULTS, ...options };
  for (const line of say.started(sandbox, settings)) write(line);
  document?.(addressOf(sandbox, settings));
  await aborted(signal);
  write(say.stopped(sandbox));
}

/** Lines for people as it goes; for a program one document, as soon as the server listens. */
export type ServeOutput = {
  readonly line: (line: string) => void;
  readonly document?: (value: unknown) => void;
};

function addressOf({ url }: RqdataSandbox, { user, password, symbols, from, to, seed }: Settings): unknown {
  const settings = { RQDATAC_BASE_URL: url, RQDATA_USERNAME: user, RQDATA_PASSWORD: password };
  return { url, simulated: true, symbols, from, to, seed, settings };
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

type Settings = Omit<SandboxOptions, 'clock'>;
type Sayings = {
  readonly started: (sandbox: RqdataSandbox, settings: Settings) => readonly string[];
  readonly stopped: (sandbox: RqdataSandbox) => string;
};

const SAYINGS: Readonly<Record<Language, Sayings>> = {
  en: {
    started: ({ url, market }, settings) => [
      `SIMULATED RQData at ${url}: ${settings.symbols} invented stocks, ${settings.from} to ${settings.to}, seed ${settings.seed}.`,
      `Sessions are those of ${market.calendar.venue}; prices, companies and announcements are made up.`,
      ...faultLines(settings, 'Faults'),
      'Point a client at it:',
      ...environment(url, settings),
      'Stop with Ctrl-C.',
    ],
    stopped: ({ stats }) =>
      `Stopped after ${stats.calls} calls, ${stats.logIns} log-ins, ${stats.rowsSent} rows, ${stats.bytesSent} bytes.`,
  },
  zh: {
    started: ({ url, market }, settings) => [
      `模拟 RQData 已启动：${url}，${settings.symbols} 只虚构股票，${settings.from} 至 ${settings.to}，种子 ${settings.seed}。`,
      `交易日取自 ${market.calendar.venue} 日历；价格、公司与公告均为虚构。`,
      ...faultLines(settings, '故障'),
      '让客户端连接它：',
      ...environment(url, settings),
      '按 Ctrl-C 停止。',
    ],
    stopped: ({ stats }) =>
      `已停止：${stats.calls} 次调用，${stats.logIns} 次登录，${stats.rowsSent} 行，${stats.bytesSent} 字节。`,
  },
};

function environment(url: string, { user, password }: Settings): readonly string[] {
  return [
    `  export RQDATAC_BASE_URL=${url}`,
    `  export RQDATA_USERNAME=${user}`,
    `  export RQDATA_PASSWORD=${password}`,
  ];
}

function faultLines({ faults }: Settings, title: string): readonly string[] {
  const text = typeof faults === 'string' ? faults : faults.map(({ kind }) => kind).join(',');
  return text === '' ? [] : [`${title}: ${text}`];
}
