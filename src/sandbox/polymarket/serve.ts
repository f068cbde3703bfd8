import type { Language } from '../../core/messages/sentence.ts';
import { type ServeOutput, serveVenue } from '../venue/serve.ts';
import { type PolymarketSandboxOptions, startPolymarketSandbox } from './index.ts';

/** `tapeline sandbox polymarket`: serves until the signal is aborted. @throws usage.*, io.failed */
export async function runPolymarketSandbox(
  { language, ...options }: Partial<PolymarketSandboxOptions> & { readonly language: Language },
  output: ServeOutput,
  signal: AbortSignal,
): Promise<void> {
  const server = await startPolymarketSandbox(options);
  const about = {
    en: `invented questions about invented prices of BTC and ETH, seed ${server.seed}.`,
    zh: `关于 BTC 与 ETH 虚构价格的虚构预测市场，种子 ${server.seed}。`,
  };
  const settings = {
    POLYMARKET_GAMMA_URL: server.gammaUrl,
    POLYMARKET_CLOB_URL: server.clobUrl,
    POLYMARKET_DATA_URL: server.dataUrl,
  };
  await serveVenue(
    { server, name: 'Polymarket', about, settings, faults: options.faults ?? '' },
    { output, language, signal },
  );
}
