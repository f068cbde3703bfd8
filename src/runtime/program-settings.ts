/** The program's own settings: each is an environment variable, a key of the settings file, and a line of the docs. */
export type ProgramSetting = {
  readonly description: string;
  readonly fallback: string | null;
  readonly aliases?: readonly string[];
  readonly choices?: readonly string[];
  /** A whole number of this or more. */
  readonly min?: number;
};

export const PROGRAM_SETTINGS = {
  DATA_DIR: { description: 'Where the lake, raw bodies and exports lie.', fallback: 'data' },
  CACHE_DIR: { description: 'What can be made again: tokens, temporary files.', fallback: '.tapeline/cache' },
  LOG_DIR: { description: 'Where log files go.', fallback: 'logs' },
  TAPELINE_STATE_DIR: { description: 'Where runs and asset versions are kept.', fallback: '.tapeline' },
  TAPELINE_PROFILE: { description: 'The profile without --profile.', fallback: null },
  TAPELINE_LANG: { description: 'Language of messages: en or zh.', fallback: null, choices: ['en', 'zh'] },
  TAPELINE_LOG_LEVEL: {
    description: 'The least level that is written to log files.',
    fallback: 'info',
    choices: ['debug', 'info', 'warn', 'error'],
  },
  TAPELINE_DURABILITY: {
    description:
      'full: every transition survives a power cut. normal: the last moments may not. memory: the whole file may not.',
    fallback: 'full',
    choices: ['full', 'normal', 'memory'],
  },
  TAPELINE_CHILDREN: { description: 'Child processes kept warm for isolated steps.', fallback: '2', min: 1 },
  TAPELINE_BLOCKED_SECONDS: {
    description: 'A step that keeps the engine from its other work for so long ends the engine; 0: never.',
    fallback: '60',
    min: 0,
  },
  TAPELINE_KEEP_VERSIONS: { description: 'Versions of each asset whose files stay on disk.', fallback: '5', min: 1 },
  TAPELINE_BACKUPS_KEPT: {
    description: 'Daily backups of the state that are kept; 0: none is made.',
    fallback: '7',
    min: 0,
  },
  TAPELINE_DRAIN_SECONDS: {
    description: 'How long tapeline up lets steps end when it is asked to stop; then the next engine does them again.',
    fallback: '30',
    min: 0,
  },
  RQDATAC_BASE_URL: { description: 'Address of the RQData HTTP service.', fallback: 'https://rqdata.ricequant.com' },
  RQDATA_USERNAME: { description: 'RQData account.', fallback: null },
  RQDATA_PASSWORD: { description: 'RQData password.', fallback: null },
  RQDATAC_API_KEY: { description: 'RQData licence key, instead of account and password.', fallback: null },
  RQDATAC_CONF: { description: 'RQData as tcp://user:password@host:port.', fallback: null, aliases: ['RQDATAC2_CONF'] },
  RQDATA_CONNECTIONS: { description: 'HTTP requests to RQData at the same time.', fallback: '2', min: 1 },
  RQDATA_BATCH_SIZE: { description: 'Instruments in one RQData request.', fallback: '100', min: 1 },
  TUSHARE_TOKEN: { description: 'Token of a Tushare account.', fallback: null },
  TUSHARE_URL: { description: 'Address of Tushare.', fallback: 'http://api.tushare.pro' },
  TUSHARE_INTERVAL_MS: {
    description: 'Between the starts of two Tushare calls; 750 is eighty a minute.',
    fallback: '750',
    min: 0,
  },
  EASTMONEY_URL: { description: 'Address of Eastmoney’s fund pages.', fallback: 'https://fund.eastmoney.com' },
  EASTMONEY_API_URL: {
    description: 'Address of Eastmoney’s fund histories.',
    fallback: 'https://api.fund.eastmoney.com',
  },
  BINANCE_BASE_URL: {
    description: 'Address of Binance’s spot market data: its mirror, or the exchange itself.',
    fallback: 'https://data-api.binance.vision',
  },
  POLYMARKET_GAMMA_URL: {
    description: 'Address of Polymarket’s Gamma service.',
    fallback: 'https://gamma-api.polymarket.com',
  },
  POLYMARKET_CLOB_URL: { description: 'Address of Polymarket’s CLOB.', fallback: 'https://clob.polymarket.com' },
  POLYMARKET_DATA_URL: {
    description: 'Address of Polymarket’s Data API.',
    fallback: 'https://data-api.polymarket.com',
  },
  DATABASE_URL: { description: 'Your database: postgres://user:password@host/name, or mysql://….', fallback: null },
  DB_KIND: {
    description: 'What DB_HOST is.',
    fallback: 'mysql',
    choices: ['mysql', 'mariadb', 'postgres'],
  },
  DB_HOST: { description: 'Your database, by parts: its host.', fallback: null, aliases: ['MYSQL_HOST'] },
  DB_PORT: { description: 'Its port; by default 3306 or 5432.', fallback: null, aliases: ['MYSQL_PORT'] },
  DB_USER: { description: 'Its user.', fallback: null, aliases: ['MYSQL_USER'] },
  DB_PASSWORD: { description: 'Its password.', fallback: null, aliases: ['MYSQL_PASSWORD'] },
  DB_NAME: { description: 'Its name.', fallback: null, aliases: ['MYSQL_DATABASE'] },
  PREDICT_BASE_URL: { description: 'Address of predict.fun’s HTTP service.', fallback: 'https://api.predict.fun' },
  PREDICT_API_KEY: { description: 'Key of predict.fun, which answers nobody without one.', fallback: null },
} as const satisfies Readonly<Record<string, ProgramSetting>>;

export type SettingName = keyof typeof PROGRAM_SETTINGS;
