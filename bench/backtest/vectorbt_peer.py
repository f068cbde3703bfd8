"""vectorbt's side of bench/backtest/backtest.ts: one workload, one line of JSON."""

import json
import resource
import sys
import time
from pathlib import Path

import numpy as np
import vectorbt as vbt
from vectorbt.portfolio import nb

FEES = 0.001
CASH = 100_000.0
REPETITIONS = 5


def read(folder, name):
    return np.fromfile(Path(folder) / f"{name}.f64")


def signals_of(positions):
    """A wish at a close becomes a signal in the next bar, whose open it fills at. No opinion keeps the last wish."""
    wanted = positions.copy()
    wanted[0][np.isnan(wanted[0])] = 0
    for bar in range(1, len(wanted)):
        gone = np.isnan(wanted[bar])
        wanted[bar][gone] = wanted[bar - 1][gone]
    held = np.vstack([np.zeros((1, wanted.shape[1])), wanted[:-1]]) > 0
    before = np.vstack([np.zeros((1, wanted.shape[1]), bool), held[:-1]])
    return held & ~before, ~held & before


def columns(prices, count):
    return np.ascontiguousarray(np.repeat(prices[:, None], count, axis=1))


def raw(folder, size, granularity):
    open_, close = read(folder, "open"), read(folder, "close")
    positions = read(folder, "positions").reshape(-1, len(close)).T
    entries, exits = signals_of(positions)
    shape = entries.shape
    lens, cash, calls = np.ones(shape[1], np.int64), np.full(shape[1], CASH), np.zeros(shape, np.int64)

    def run():
        orders, _ = nb.simulate_from_signals_nb(
            shape, lens, cash, calls, long_entries=entries, long_exits=exits, size=np.array(size),
            price=open_[:, None], fees=np.array(FEES), size_granularity=np.array(granularity),
            close=close[:, None], use_stops=False,
        )
        return orders

    return run, lambda orders: (len(orders), worth_of(orders, close, shape[1]))


def worth_of(orders, close, count):
    cash, held = np.full(count, CASH), np.zeros(count)
    sign = np.where(orders["side"] == 0, 1.0, -1.0)
    np.add.at(cash, orders["col"], -sign * orders["size"] * orders["price"] - orders["fees"])
    np.add.at(held, orders["col"], sign * orders["size"])
    return cash + held * close[-1]


def portfolio(folder, size, granularity):
    open_, close = read(folder, "open"), read(folder, "close")
    positions = read(folder, "positions").reshape(-1, len(close)).T
    entries, exits = signals_of(positions)
    count = entries.shape[1]
    prices, fills = columns(close, count), columns(open_, count)

    def run():
        made = vbt.Portfolio.from_signals(
            prices, entries, exits, price=fills, size=size, fees=FEES, size_granularity=granularity,
            init_cash=CASH, freq="1D",
        )
        return made, made.value()

    return run, lambda made: (made[0].orders.count().sum(), made[1].iloc[-1].to_numpy())


WORKLOADS = {
    "sweep, orders only": lambda folder: raw(folder, np.inf, 1.0),
    "sweep, portfolio and its value": lambda folder: portfolio(folder, np.inf, 1.0),
    "dense, orders only": lambda folder: raw(folder, 1.0, np.nan),
    "dense, portfolio and its value": lambda folder: portfolio(folder, 1.0, np.nan),
}


def main(workload, folder):
    run, read_off = WORKLOADS[workload](folder)
    made = run()  # Compiles.
    wall, cpu = [], []
    for _ in range(REPETITIONS):
        begin, used = time.perf_counter(), time.process_time()
        made = run()
        wall.append(time.perf_counter() - begin)
        cpu.append(time.process_time() - used)
    orders, worths = read_off(made)
    print(json.dumps({
        "what": f"vectorbt: {workload}",
        "seconds": min(wall),
        "cpuSeconds": min(cpu),
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "orders": int(orders),
        "worths": [float(worth) for worth in worths],
    }))


main(*sys.argv[1:3])
