"""The side of `backtesting` in bench/backtest/backtest.ts: one workload, one line of JSON. The strategy is our own."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
from backtesting import Backtest, Strategy

REPETITIONS = 5


def mean_of_last(values, period):
    return pd.Series(values).rolling(period).mean()


class Cross(Strategy):
    def init(self):
        self.fast = self.I(mean_of_last, self.data.Close, 10)
        self.slow = self.I(mean_of_last, self.data.Close, 20)
        self.wanted = 0

    def next(self):
        fast, slow = self.fast[-1], self.slow[-1]
        wanted = 1 if fast > slow else 0 if fast < slow else self.wanted
        if wanted == self.wanted:
            return
        self.wanted = wanted
        if wanted:
            self.buy()
        else:
            self.position.close()


def main(_workload, folder):
    names = {"open": "Open", "high": "High", "low": "Low", "close": "Close"}
    prices = pd.DataFrame({title: np.fromfile(Path(folder) / f"{name}.f64") for name, title in names.items()})
    prices.index = pd.date_range("2004-08-19", periods=len(prices), freq="B")
    wall, cpu = [], []
    for _ in range(REPETITIONS):
        begin, used = time.perf_counter(), time.process_time()
        stats = Backtest(prices, Cross, cash=100_000, commission=0.001).run()
        wall.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - used)
    closed = len(stats["_trades"])
    is_open = int(stats["_strategy"].position.size != 0)
    print(json.dumps({
        "what": "backtesting: events",
        "seconds": min(wall),
        "cpuSeconds": min(cpu),
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "orders": 2 * closed + is_open,
        "worths": [float(stats["Equity Final [$]"])],
    }))


main(*sys.argv[1:3])
