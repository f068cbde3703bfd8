"""SMA crosses on real prices by the Python package `backtesting`: its outputs only, none of its code.

    python -m venv venv && venv/bin/pip install backtesting==0.6.6
    venv/bin/python test/golden/backtest/make-backtesting-066.py

Reads GOOG from demo/prices/us-stocks.csv.gz and writes backtesting-066-goog.json.gz beside this file.
"""

import gzip
import json
import warnings
from pathlib import Path

import pandas as pd
from backtesting import Backtest, Strategy

HERE = Path(__file__).parent
PRICES = HERE.parents[2] / "demo" / "prices" / "us-stocks.csv.gz"

CASES = [
    {"name": "10/20 long, all in, 0.2 %", "fast": 10, "slow": 20, "below": 0, "commission": 0.002, "cash": 10000, "shares": None},
    {"name": "20/50 long, all in, no commission", "fast": 20, "slow": 50, "below": 0, "commission": 0.0, "cash": 100000, "shares": None},
    {"name": "10/20 long, 7 shares, 0.2 %", "fast": 10, "slow": 20, "below": 0, "commission": 0.002, "cash": 10000, "shares": 7},
    {"name": "10/20 long and short, 7 shares, 0.2 %", "fast": 10, "slow": 20, "below": -1, "commission": 0.002, "cash": 10000, "shares": 7},
    {"name": "5/60 long and short, 11 shares, 0.05 %", "fast": 5, "slow": 60, "below": -1, "commission": 0.0005, "cash": 20000, "shares": 11},
]


def mean_of_last(values, period):
    return pd.Series(values).rolling(period).mean()


def strategy_of(case):
    class Cross(Strategy):
        def init(self):
            self.fast = self.I(mean_of_last, self.data.Close, case["fast"])
            self.slow = self.I(mean_of_last, self.data.Close, case["slow"])
            self.wanted = 0

        def next(self):
            fast, slow = self.fast[-1], self.slow[-1]
            wanted = 1 if fast > slow else case["below"] if fast < slow else self.wanted
            if wanted == self.wanted:
                return
            self.wanted = wanted
            self.position.close()
            size = {} if case["shares"] is None else {"size": case["shares"]}
            if wanted > 0:
                self.buy(**size)
            elif wanted < 0:
                self.sell(**size)

    return Cross


def run(prices, case):
    test = Backtest(prices, strategy_of(case), cash=case["cash"], commission=case["commission"], exclusive_orders=False, finalize_trades=False)
    stats = test.run()
    closed = stats["_trades"]
    trades = [
        {
            "size": int(t.Size),
            "entryBar": int(t.EntryBar),
            "exitBar": int(t.ExitBar),
            "entryPrice": float(t.EntryPrice),
            "exitPrice": float(t.ExitPrice),
            "profit": float(t.PnL),
            "fees": float(t.Commission),
        }
        for t in closed.itertuples()
    ]
    return {**case, "trades": trades, "equity": [float(v) for v in stats["_equity_curve"]["Equity"]]}


def main():
    warnings.simplefilter("ignore")
    frame = pd.read_csv(PRICES)
    prices = frame[frame.Symbol == "GOOG"].set_index("Date")
    prices.index = pd.to_datetime(prices.index)
    prices = prices[["Open", "High", "Low", "Close", "Volume"]].astype(float)
    body = json.dumps([run(prices, case) for case in CASES], separators=(",", ":")).encode()
    (HERE / "backtesting-066-goog.json.gz").write_bytes(gzip.compress(body, mtime=0))


main()
