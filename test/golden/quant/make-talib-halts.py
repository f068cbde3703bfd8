"""Writes talib071-halts.json.gz or talib081-halts.json.gz, by the TA-Lib installed: every function on the days that have
no ordinary bar.

    python -m venv venv && venv/bin/pip install ta-lib==0.7.1 numpy && venv/bin/python make-talib-halts.py
    python -m venv venv8 && venv8/bin/pip install ta-lib==0.8.2 numpy && venv8/bin/python make-talib-halts.py

Three series of 260 bars: suspensions (the last close four times over, no volume), days locked at the price limit, and
volume that is 0 for the first 40 bars. Defaults, and once with other periods. Of each result the first bars, every 11th
and the last are kept.
"""

import gzip
import json
import os
import random

import numpy as np
import talib
from talib import abstract

HERE = os.path.dirname(os.path.abspath(__file__))
BARS = 260
VERSION = talib.__ta_version__.decode().split()[0].replace(".", "")
#: Where all depends on the last bit of a number that is mathematically 0: the phase of a price that stands still, and
#: the place of an RSI within a range of RSIs that are equal. And those whose inputs are no prices.
LEFT_OUT = ["HT_DCPHASE", "HT_SINE", "STOCHRSI", "ACOS", "ASIN", "MAVP"]


def series():
    random_numbers = np.random.default_rng(20261122)
    return {name: make(random_numbers) for name, make in {"suspended": suspended, "locked": locked, "untraded": untraded}.items()}


def bars_of(random_numbers, close):
    opened = np.concatenate([close[:1], close[:-1]])
    reach = lambda: np.round(random_numbers.random(BARS) * close * 0.01, 2)
    high = np.round(np.maximum(opened, close) + reach(), 2)
    low = np.round(np.minimum(opened, close) - reach(), 2)
    volume = random_numbers.integers(1, 10_000, BARS) * 100.0
    return {"open": opened, "high": high, "low": low, "close": close, "volume": volume}


def walk(random_numbers):
    return np.round(20 * np.exp(np.cumsum(random_numbers.standard_normal(BARS) * 0.02)), 2)


def suspended(random_numbers):
    close = walk(random_numbers)
    halts = [(0, 50), (70, 74), (100, 125), (150, 190)]
    for begin, end in halts:
        close[begin:end] = close[max(begin - 1, 0)]
    bars = bars_of(random_numbers, close)
    for begin, end in halts:
        for name in ("open", "high", "low"):
            bars[name][begin:end] = close[begin]
        bars["volume"][begin:end] = 0
    return bars


def locked(random_numbers):
    close, limits = [10.0], random_numbers.choice([1.1, 0.9, 1.1, 1.0], BARS)
    for limit in limits[1:]:
        close.append(max(1.0, round(close[-1] * limit, 2)))
    bars = bars_of(random_numbers, np.array(close))
    isLocked = random_numbers.random(BARS) < 0.6
    for name in ("open", "high", "low"):
        bars[name][isLocked] = bars["close"][isLocked]
    return bars


def untraded(random_numbers):
    bars = bars_of(random_numbers, walk(random_numbers))
    bars["volume"][:40] = 0
    return bars


def inputs_of(name, bars):
    given = list(abstract.Function(name).info["input_names"].items())
    if [key for key, _ in given] == ["price0", "price1"]:
        return [bars["close"], bars["high"]]
    return [bars[column] for _, columns in given for column in (columns if isinstance(columns, (list, tuple)) else [columns])]


def other(key, value):
    """Another period than the default; deviations, factors and types of average stay."""
    return value if isinstance(value, float) or "matype" in key else value + 3


def number(value):
    if value != value:
        return None
    return float(value) if abs(value) != float("inf") else ("Infinity" if value > 0 else "-Infinity")


def call(name, name_of_series, bars, options):
    result = getattr(talib, name)(*[np.array(column, float) for column in inputs_of(name, bars)], *options)
    outputs = result if isinstance(result, tuple) else (result,)
    real = next((output for output in outputs if output.dtype.kind == "f"), None)
    first = 0 if real is None else next((bar for bar in range(BARS) if real[bar] == real[bar]), BARS - 1)
    kept = sorted({bar for bar in (0, first - 1, first, first + 1) if 0 <= bar < BARS} | set(range(first, BARS, 11)))
    out = [[number(output[bar]) for bar in kept] for output in outputs]
    return {"name": name, "series": name_of_series, "options": options, "bars": kept, "out": out}


def main():
    calls = []
    every = {name: {key: [float(value) for value in column] for key, column in bars.items()} for name, bars in series().items()}
    arrays = {name: {key: np.array(column) for key, column in bars.items()} for name, bars in every.items()}
    for name in sorted(set(talib.get_functions()) - set(LEFT_OUT)):
        parameters = abstract.Function(name).info["parameters"]
        choices = [list(parameters.values())]
        if any(other(key, value) != value for key, value in parameters.items()):
            choices.append([other(key, value) for key, value in parameters.items()])
        calls += [call(name, key, bars, options) for key, bars in arrays.items() for options in choices]
    with gzip.GzipFile(os.path.join(HERE, f"talib{VERSION}-halts.json.gz"), "wb", mtime=0) as file:
        file.write(json.dumps({"series": every, "calls": calls}).encode())
    print(len(calls), "calls")


main()
