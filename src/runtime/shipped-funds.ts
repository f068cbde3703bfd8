import type { Profile } from '../control/definition/project.ts';
import { provide, type ResourceContext } from '../control/definition/resource.ts';
import { TapelineError } from '../core/errors.ts';
import type { FundSource } from '../data/source/funds.ts';
import { fundSource } from '../pipelines/funds/ports.ts';

/** Eastmoney itself: real funds, no key. */
export const fundsProfile: Profile = {
  description: 'Chinese mutual funds from Eastmoney’s pages, unofficial and without a key; about one call a second.',
  simulated: false,
  providers: [provide(fundSource, (context) => openEastmoney(context))],
};

/** Made-up funds behind the same pages, served by this machine. */
export const fundsSandboxProfile: Profile = {
  description: 'SIMULATED mutual funds (60 funds, three years) behind Eastmoney’s pages, on this machine.',
  simulated: true,
  providers: [provide(fundSource, openSandbox)],
  start: async (context) => {
    const { startEastmoneySandbox } = await import('../sandbox/eastmoney/index.ts');
    const sandbox = await startEastmoneySandbox({ clock: context.clock, ...yearsUpTo(context.clock.nowMs()) });
    context.log.info('Sandbox listens', { url: sandbox.url });
    return {
      settings: { EASTMONEY_URL: sandbox.url, EASTMONEY_API_URL: sandbox.url },
      close: async () => sandbox[Symbol.asyncDispose](),
    };
  },
};

/** Tushare, with the user's token. */
export const tushareProfile: Profile = {
  description: 'Chinese mutual funds from Tushare, with your token.',
  simulated: false,
  providers: [provide(fundSource, openTushare)],
};

const YEARS = 3;

/** It publishes as time goes by: from three years ago to the end of this year. */
function yearsUpTo(nowMs: number): { readonly from: string; readonly to: string } {
  const year = new Date(nowMs).getUTCFullYear();
  return { from: `${year - YEARS}-01-01`, to: `${year}-12-31` };
}

/** No vendor minds on this machine: the sandbox is asked without a pause. */
function openSandbox(context: ResourceContext): Promise<FundSource> {
  return openEastmoney(context, { intervalMs: 0, jitterMs: 0, simulated: true });
}

async function openEastmoney(
  { setting, clock }: ResourceContext,
  more: { readonly intervalMs?: number; readonly jitterMs?: number; readonly simulated?: boolean } = {},
): Promise<FundSource> {
  const { createEastmoneySource, EASTMONEY_URLS } = await import('../adapters/providers/eastmoney/source.ts');
  return createEastmoneySource({
    siteUrl: setting('EASTMONEY_URL') ?? EASTMONEY_URLS.siteUrl,
    apiUrl: setting('EASTMONEY_API_URL') ?? EASTMONEY_URLS.apiUrl,
    clock,
    ...more,
  });
}

async function openTushare({ setting, clock }: ResourceContext): Promise<FundSource> {
  const [{ createTushareSource, TUSHARE_URL }, { calendarOf }] = await Promise.all([
    import('../adapters/providers/tushare/source.ts'),
    import('../calendar/index.ts'),
  ]);
  const token = setting('TUSHARE_TOKEN');
  if (token === undefined) {
    const facts = { source: 'tushare', detail: 'no token is set', wayOut: 'Set TUSHARE_TOKEN.' };
    throw new TapelineError('source.auth', { facts });
  }
  return createTushareSource({
    token: () => token,
    baseUrl: setting('TUSHARE_URL') ?? TUSHARE_URL,
    clock,
    calendar: calendarOf('XSHG'),
    intervalMs: Number(setting('TUSHARE_INTERVAL_MS')),
  });
}
