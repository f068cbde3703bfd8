import type { Language } from '../../core/messages/sentence.ts';
import { type ServeOutput, serveVenue } from '../venue/serve.ts';
import { type EastmoneySandboxOptions, startEastmoneySandbox } from './index.ts';

/** A person's client that asks as fast as it can learns what the site does then. */
const CALLS_PER_SECOND_MAX = 20;

/** `tapeline sandbox eastmoney`: serves until the signal is aborted. @throws usage.*, calendar.beyond_horizon, io.failed */
export async function runEastmoneySandbox(
  { language, ...options }: Partial<EastmoneySandboxOptions> & { readonly language: Language },
  output: ServeOutput,
  signal: AbortSignal,
): Promise<void> {
  const server = await startEastmoneySandbox({ callsPerSecondMax: CALLS_PER_SECOND_MAX, ...options });
  const { funds, days } = server.market;
  const about = {
    en: `${funds.length} invented funds over ${days.length} sessions of XSHG.`,
    zh: `${funds.length} 只虚构基金，${days.length} 个上交所交易日。`,
  };
  const settings = { EASTMONEY_URL: server.url, EASTMONEY_API_URL: server.url };
  const served = { server, name: 'Eastmoney', about, settings, faults: options.faults ?? '' };
  await serveVenue(served, { output, language, signal });
}
