import { resolve } from 'node:path';
import { defineProject, type Profile, type Project } from '../control/definition/project.ts';
import { provide, type ResourceContext } from '../control/definition/resource.ts';
import type { MarketSource } from '../data/source/source.ts';
import { marketSource } from '../pipelines/stocks/ports.ts';
import { shippedFolder } from './code-version.ts';
import { livePredictions, simulatedPredictions, startSimulatedVenues } from './prediction-venues.ts';
import type { Settings } from './settings.ts';
import { fundsProfile, fundsSandboxProfile, tushareProfile } from './shipped-funds.ts';

/** Real prices that come with the program: no key, no network. */
export const demoProfile: Profile = {
  description: 'Bundled real prices: AAPL, FB, GOOG, IBM, MSFT and the S&P 500, daily 2000–2013.',
  simulated: false,
  calendar: 'XNYS',
  providers: [
    provide(marketSource, async () => {
      const { bundledPrices } = await import('../adapters/files/bundled.ts');
      return bundledPrices(shippedFolder('demo'));
    }),
    livePredictions,
  ],
};

/** The index by itself, to its own end: in `demo` it ends where the stocks do. */
export const sp500Profile: Profile = {
  description: 'Bundled real prices: the S&P 500 index, daily 2000–2020.',
  simulated: false,
  calendar: 'XNYS',
  providers: [
    provide(marketSource, async () => {
      const { sp500 } = await import('../adapters/files/bundled.ts');
      return sp500(shippedFolder('demo'));
    }),
  ],
};

/** A simulated A-share market behind RQData's own protocol, served by this machine. */
export const sandboxProfile: Profile = {
  description:
    'SIMULATED A-share market (320 symbols, three years) behind RQData’s HTTP protocol, and simulated Polymarket, predict.fun and Binance, on this machine; a few rows are lost, late or wrong on purpose.',
  simulated: true,
  calendar: 'XSHG',
  providers: [provide(marketSource, openSandbox), simulatedPredictions],
  start: async (context) => {
    const { startRqdataSandbox } = await import('../sandbox/rqdata/index.ts');
    const sandbox = await startRqdataSandbox(SANDBOX);
    context.log.info('Sandbox listens', { url: sandbox.url });
    const venues = await startSimulatedVenues();
    const account = { RQDATAC_BASE_URL: sandbox.url, RQDATA_USERNAME: SANDBOX.user, RQDATA_PASSWORD: SANDBOX.password };
    return {
      settings: { ...account, ...venues.settings },
      async close() {
        await sandbox.close();
        await venues.close();
      },
    };
  },
};

/** The vendor itself, with the user's credentials. */
export const rqdataProfile: Profile = {
  description: 'RQData (RiceQuant) over HTTP, with your credentials.',
  simulated: false,
  calendar: 'XSHG',
  providers: [provide(marketSource, openRqdata), livePredictions],
};

export const shippedProfiles: Readonly<Record<string, Profile>> = {
  demo: demoProfile,
  sp500: sp500Profile,
  sandbox: sandboxProfile,
  rqdata: rqdataProfile,
  'funds-sandbox': fundsSandboxProfile,
  funds: fundsProfile,
  tushare: tushareProfile,
};

/** What a folder without a config file gets: every desk with every shipped profile. */
export async function shippedProject(): Promise<Project> {
  const [stocks, funds, predictions] = await Promise.all([
    import('../pipelines/stocks/index.ts'),
    import('../pipelines/funds/index.ts'),
    import('../pipelines/predictions/index.ts'),
  ]);
  return defineProject({
    name: 'shipped',
    jobs: [...stocks.stockJobs, ...funds.fundJobs, ...predictions.predictionJobs],
    assets: [...stocks.stockAssets, ...funds.fundAssets, ...predictions.predictionAssets],
    schedules: [...stocks.stockSchedules, ...funds.fundSchedules, ...predictions.predictionSchedules],
    sensors: [...stocks.stockSensors, ...funds.fundSensors],
    profiles: shippedProfiles,
  });
}

export type ProfileChoice = { readonly name: string; readonly reason: string };

/** The profile asked for, or the project's own default, or the vendor when there are credentials, or the first one. */
export function chooseProfile(project: Project, asked: string | null, settings: Settings): ProfileChoice {
  if (asked !== null) return { name: asked, reason: 'asked for' };
  if (project.defaultProfile !== null)
    return { name: project.defaultProfile, reason: 'the default of tapeline.config.ts' };
  const names = Object.keys(project.profiles);
  if (names.length === 1) return { name: names[0]!, reason: 'the only one' };
  const credential = CREDENTIALS.find((name) => settings.get(name) !== undefined);
  if (credential !== undefined && 'rqdata' in project.profiles)
    return { name: 'rqdata', reason: `${credential} is set` };
  const first = 'demo' in project.profiles ? 'demo' : (names[0] ?? 'default');
  return { name: first, reason: 'no credentials are set' };
}

const CREDENTIALS = ['RQDATA_USERNAME', 'RQDATAC_API_KEY', 'RQDATAC_CONF'] as const;

/** Like a good vendor, it loses a row now and then, has some only when asked again, and a few are wrong. */
const SANDBOX = { user: 'sandbox', password: 'sandbox-password', faults: 'lost_rows,late_rows,bad_rows' } as const;

const ACCOUNT = ['RQDATAC_BASE_URL', 'RQDATA_USERNAME', 'RQDATA_PASSWORD'] as const;
const RQDATA_VARIABLES = [...ACCOUNT, 'RQDATAC_API_KEY', 'RQDATAC_CONF', 'RQDATAC2_CONF'] as const;

/** The RQData source over whatever address and credentials the settings hold. */
export function openRqdata(context: ResourceContext): Promise<MarketSource> {
  return openGateway(context, RQDATA_VARIABLES, false);
}

/** The sandbox's own account only: a user's real credentials never go there. */
function openSandbox(context: ResourceContext): Promise<MarketSource> {
  return openGateway(context, ACCOUNT, true);
}

async function openGateway(
  { setting, clock, log, projectDir }: ResourceContext,
  variables: readonly string[],
  simulated: boolean,
): Promise<MarketSource> {
  const [{ createRqdataSource }, { rqdataSettings, requireCredentials }] = await Promise.all([
    import('../adapters/providers/rqdata/source.ts'),
    import('../adapters/providers/rqdata/credentials.ts'),
  ]);
  const { baseUrl, credentials } = rqdataSettings(Object.fromEntries(variables.map((name) => [name, setting(name)])));
  const cache = setting('CACHE_DIR');
  return createRqdataSource({
    baseUrl,
    credentials: requireCredentials({ baseUrl, baseUrlOrigin: 'RQDATAC_BASE_URL', credentials }),
    clock,
    log,
    // Two children of one run open the source at the same time, and the account has one token.
    tokenFolder: cache === undefined ? undefined : resolve(projectDir, cache),
    simulated,
    batchSize: Number(setting('RQDATA_BATCH_SIZE')),
    connections: Number(setting('RQDATA_CONNECTIONS')),
  });
}
