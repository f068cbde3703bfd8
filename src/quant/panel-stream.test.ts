import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { INDICATORS } from './indicators/catalogue.ts';
import { type Panel, runPanel } from './panel.ts';
import { openPanelStream, type PanelStream, resumePanelStream } from './panel-stream.ts';

/** Bars of three instruments, one of which trades every other session and one has a hole. */
const BARS = [150, 75, 150] as const;
const SPECS = INDICATORS.map((indicator) => indicator.name);

function walk(instrument: number) {
  const close = Float64Array.from(
    { length: BARS[instrument]! },
    (_, bar) => 20 + 2 * Math.sin(bar / 7 + instrument) + ((bar * 31 + instrument) % 17) / 20,
  );
  if (instrument === 2) close[40] = Number.NaN;
  const open = close.map((price, bar) => close[bar - 1] ?? price);
  const high = close.map((price, bar) => Math.max(price, open[bar]!) + (bar % 3) / 10);
  const low = close.map((price, bar) => Math.min(price, open[bar]!) - (bar % 4) / 10);
  const volume = close.map((_, bar) => 1000 + (bar % 5) * 100);
  const periods = close.map((_, bar) => 2 + (bar % 20));
  return { open, high, low, close, volume, real0: close, real1: high, periods };
}

const walks = BARS.map((_, instrument) => walk(instrument));
const names = ['open', 'high', 'low', 'close', 'volume', 'real0', 'real1', 'periods'] as const;

function panel(): Panel {
  const column = (name: (typeof names)[number]) => Float64Array.from(walks.flatMap((bars) => [...bars[name]]));
  return {
    offsets: Int32Array.of(0, 150, 225, 375),
    ...Object.fromEntries(names.map((name) => [name, column(name)])),
  };
}

/** The bars of one session: the second instrument trades on even ones. */
function sessionBars(session: number) {
  const instruments = Int32Array.from([0, 1, 2].filter((k) => k !== 1 || session % 2 === 0));
  const barOf = (k: number) => (k === 1 ? session / 2 : session);
  const column = (name: (typeof names)[number]) => Float64Array.from(instruments, (k) => walks[k]![name][barOf(k)]!);
  return { instruments, ...Object.fromEntries(names.map((name) => [name, column(name)])) };
}

describe('panel stream', () => {
  it('gives all 161 functions, bit for bit, as the panel does, over a save', () => {
    const whole = runPanel(panel(), SPECS);
    const starts = [0, 150, 225];
    let stream: PanelStream = openPanelStream(3, SPECS);
    for (let session = 0; session < 150; session += 1) {
      if (session === 70) stream = resumePanelStream(structuredClone(stream.save()));
      const bars = sessionBars(session);
      for (const [name, values] of Object.entries(stream.update(bars))) {
        bars.instruments.forEach((k, index) => {
          const want = whole[name]![starts[k]! + (k === 1 ? session / 2 : session)];
          assert.ok(
            Object.is(values[index], want),
            `${name} of ${k} in session ${session}: ${values[index]}, not ${want}`,
          );
        });
      }
    }
  });

  it('refuses instruments it does not have, missing columns and foreign states', () => {
    const stream = openPanelStream(2, ['EMA(3)']);
    const close = Float64Array.of(1);
    assert.throws(() => stream.update({ instruments: Int32Array.of(2), close }), { code: 'quant.input' });
    assert.throws(() => stream.update({ instruments: Int32Array.of(0, 1), close }), { code: 'quant.input' });
    assert.throws(() => stream.update({ instruments: Int32Array.of(0) }), { code: 'quant.input' });
    assert.throws(() => resumePanelStream({ ...stream.save(), instruments: 3 }), { code: 'quant.input' });
    assert.throws(() => openPanelStream(1, ['EMAA']), { code: 'usage.unknown_name' });
  });
});
