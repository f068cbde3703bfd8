// draw.ts
import { readFileSync, writeFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { type ChartSpec, sessionChart } from 'tapeline/charts';
import { macd, sma } from 'tapeline/quant';

const file = new URL('demo/prices/us-stocks.csv.gz', import.meta.resolve('tapeline/package.json'));
const lines = gunzipSync(readFileSync(file)).toString().split('\n');
const rows = lines.filter((line) => /^GOOG,201[23]/.test(line)).map((line) => line.split(','));
const column = (index: number) => Float64Array.from(rows, (row) => Number(row[index]));
const [open, high, low, close, volume] = [2, 3, 4, 5, 6].map(column) as [Float64Array, Float64Array, ...Float64Array[]];
const { macd: line, signal, histogram } = macd(close!);

const spec: ChartSpec = {
  title: 'GOOG',
  sessions: rows.map((row) => Date.parse(`${row[1]}T00:00:00Z`) / 86_400_000),
  panes: [
    {
      numbers: 'price',
      series: [
        { kind: 'candles', name: 'GOOG', open: open!, high: high!, low: low!, close: close! },
        { kind: 'line', name: 'SMA 20', values: sma(close!, 20), tone: 'blue' },
      ],
    },
    { numbers: 'count', series: [{ kind: 'bars', name: 'Volume', values: volume!, tone: 'candles', join: 'sum' }] },
    {
      title: 'MACD',
      series: [
        { kind: 'bars', name: 'histogram', values: histogram, tone: 'sign' },
        { kind: 'line', name: 'line', values: line, tone: 'blue' },
        { kind: 'line', name: 'signal', values: signal, tone: 'orange' },
      ],
    },
  ],
};

writeFileSync('goog.svg', sessionChart(spec, { rising: 'green' }));
process.stdout.write(`goog.svg: ${rows.length} sessions, last close ${close!.at(-1)}\n`);
