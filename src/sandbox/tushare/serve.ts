import type { Language } from '../../core/messages/sentence.ts';
import { type ServeOutput, serveVenue } from '../venue/serve.ts';
import { startTushareSandbox, type TushareSandboxOptions } from './index.ts';

/** `tapeline sandbox tushare`: serves until the signal is aborted. @throws usage.*, calendar.beyond_horizon, io.failed */
export async function runTushareSandbox(
  { language, ...options }: Partial<TushareSandboxOptions> & { readonly language: Language },
  output: ServeOutput,
  signal: AbortSignal,
): Promise<void> {
  const server = await startTushareSandbox(options);
  const { funds, days } = server.market;
  const about = {
    en: `${funds.length} invented funds over ${days.length} sessions of XSHG.`,
    zh: `${funds.length} 只虚构基金，${days.length} 个上交所交易日。`,
  };
  const settings = { TUSHARE_URL: server.url, TUSHARE_TOKEN: server.token };
  await serveVenue(
    { server, name: 'Tushare', about, settings, faults: options.faults ?? '' },
    { output, language, signal },
  );
}
