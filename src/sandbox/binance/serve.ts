import type { Language } from '../../core/messages/sentence.ts';
import { type ServeOutput, serveVenue } from '../venue/serve.ts';
import { type BinanceSandboxOptions, startBinanceSandbox } from './index.ts';

/** `tapeline sandbox binance`: serves until the signal is aborted. @throws usage.*, io.failed */
export async function runBinanceSandbox(
  { language, ...options }: Partial<BinanceSandboxOptions> & { readonly language: Language },
  output: ServeOutput,
  signal: AbortSignal,
): Promise<void> {
  const server = await startBinanceSandbox(options);
  const about = {
    en: `invented prices of BTCUSDT and ETHUSDT, seed ${server.seed}.`,
    zh: `BTCUSDT 与 ETHUSDT 的虚构价格，种子 ${server.seed}。`,
  };
  const settings = { BINANCE_BASE_URL: server.url };
  await serveVenue(
    { server, name: 'Binance', about, settings, faults: options.faults ?? '' },
    { output, language, signal },
  );
}
