import type { Language } from '../../core/messages/sentence.ts';
import { type ServeOutput, serveVenue } from '../venue/serve.ts';
import { type PredictFunSandboxOptions, startPredictFunSandbox } from './index.ts';

/** `tapeline sandbox predictfun`: serves until the signal is aborted. @throws usage.*, io.failed */
export async function runPredictFunSandbox(
  { language, ...options }: Partial<PredictFunSandboxOptions> & { readonly language: Language },
  output: ServeOutput,
  signal: AbortSignal,
): Promise<void> {
  const server = await startPredictFunSandbox(options);
  const about = {
    en: `invented questions about invented prices of BTC and ETH, seed ${server.seed}.`,
    zh: `关于 BTC 与 ETH 虚构价格的虚构预测市场，种子 ${server.seed}。`,
  };
  const settings = { PREDICT_BASE_URL: server.url, PREDICT_API_KEY: server.apiKey };
  await serveVenue(
    { server, name: 'predict.fun', about, settings, faults: options.faults ?? '' },
    { output, language, signal },
  );
}
