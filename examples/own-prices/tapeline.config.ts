import { defineProject, filePrices, marketSource, provide, stockAssets, stockJobs } from 'tapeline';

const myPrices = filePrices({
  name: 'my-prices',
  files: ['prices.csv'], // also .csv.gz; relative to this file
  venue: 'XNYS', // whose sessions the rows follow
  delimiter: ';',
  dateFormat: 'DD.MM.YYYY',
  numbers: { decimal: ',' },
  volumeUnit: 100, // the file counts lots
  // Our column: theirs. Splits and dividends are read off the adjusted close.
  mapping: {
    instrument: 'Ticker',
    session: 'Date',
    open: 'Open',
    high: 'High',
    low: 'Low',
    close: 'Close',
    volume: 'Lots',
    adjClose: 'Adjusted',
  },
});

export default defineProject({
  name: 'own-prices',
  jobs: stockJobs,
  assets: stockAssets,
  profiles: {
    mine: {
      description: 'prices.csv of this folder',
      simulated: false,
      providers: [provide(marketSource, myPrices)],
    },
  },
  defaultProfile: 'mine',
});
