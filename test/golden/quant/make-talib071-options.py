"""Writes talib071-options.json.gz: TA-Lib's 161 functions with other parameters, on three series.

    python -m venv venv && venv/bin/pip install ta-lib==0.7.1 numpy && venv/bin/python make-talib071-options.py

The choice of parameters is seeded; of each result the first bars, every 29th and the last are kept.
"""

import gzip
import json
import os
import random

import numpy as np
import talib

HERE = os.path.dirname(os.path.abspath(__file__))
PERIODS = [2, 3, 4, 5, 7, 9, 10, 13, 14, 20, 21, 26, 30, 45, 60]
TRIALS = 14
PRICE_FLAGS = (("open", 1), ("high", 2), ("low", 4), ("close", 8), ("volume", 16))


def walk(random_state, bars, price, volatility, decimals, flat):
    """Consistent bars: rounded, with unchanged closes and sessions without volume."""
    close = [price]
    while len(close) < bars:
        step = 0 if random_state.rand() < flat else random_state.randn() * volatility
        close.append(max(5 * 10**-decimals, round(close[-1] * (1 + step), decimals)))
    close = np.array(close)
    opened = np.round(np.r_[close[0], close[:-1]] * (1 + random_state.randn(bars) * volatility * 0.3), decimals)
    above = 1 + np.abs(random_state.randn(bars)) * volatility * 0.5
    below = 1 - np.abs(random_state.randn(bars)) * volatility * 0.5
    high = np.round(np.maximum(opened, close) * above, decimals)
    low = np.round(np.minimum(opened, close) * below, decimals)
    volume = np.round(random_state.rand(bars) * 1000) * 100 * (random_state.rand(bars) > 0.05)
    return {"open": opened, "high": high, "low": low, "close": close, "volume": volume}


def option_value(option):
    if option["t"] == 3:
        return random.randrange(9)
    if option["t"] == 2:
        return random.choice([p for p in PERIODS if p >= option["min"]] + ([1] if option["min"] == 1 else []))
    return round(random.uniform(max(option["min"], -3), min(option["max"], 3)), 3)


def options_of(function):
    options = [option_value(option) for option in function["opt"]]
    name = function["name"]
    if name == "MAVP":
        options[:2] = sorted(options[:2])
    if name == "SAR":
        options = [round(abs(value) / 10, 3) for value in options]
    if name == "SAREXT":
        options = [random.choice([0, 0, 20, -20])] + [round(abs(value) / 10, 3) for value in options[1:]]
    if name == "BBANDS" and options[3] == 7:
        options[0] = min(options[0], 30)  # Beyond that the C mixes up two columns of different lengths.
    return options


def arguments_of(function, series):
    close = series["close"]
    arguments = []
    for given in function["in"]:
        if given["n"].startswith("inPrice"):
            arguments += [series[column] for column, flag in PRICE_FLAGS if given["fl"] & flag]
        elif given["n"] == "inPeriods":
            arguments.append(2.0 + (7 * np.arange(len(close))) % 29)
        elif given["n"] == "inReal1":
            arguments.append(series["high"])
        else:
            arguments.append(close - np.floor(close) if function["name"] in ("ACOS", "ASIN") else close)
    return arguments


def number(value):
    if value != value:
        return None
    return float(value) if abs(value) != float("inf") else ("Infinity" if value > 0 else "-Infinity")


def call(function, name_of_series, series, options):
    result = getattr(talib, function["name"])(*arguments_of(function, series), *options)
    outputs = result if isinstance(result, tuple) else (result,)
    bars = len(outputs[0])
    first = next((bar for bar in range(bars) if outputs[0][bar] == outputs[0][bar]), bars - 1)
    kept = sorted({bar for bar in (0, first - 1, first, first + 1, first + 2, bars - 1) if 0 <= bar < bars} | set(range(first, bars, 29)))
    return {
        "name": function["name"],
        "series": name_of_series,
        "options": options,
        "bars": kept,
        "out": [[number(output[bar]) for bar in kept] for output in outputs],
    }


def main():
    random.seed(5)
    state = np.random.RandomState(11)
    with open(os.path.join(HERE, "ohlcv600.json")) as file:
        ohlcv600 = {name: np.array(values, float) for name, values in json.load(file).items()}
    series = {"ohlcv600": ohlcv600, "penny": walk(state, 500, 1.2, 0.03, 2, 0.2), "index": walk(state, 500, 60000, 0.01, 1, 0.02)}
    with open(os.path.join(HERE, "talib161-functions.json")) as file:
        functions = json.load(file)
    calls, seen = [], set()
    for function in functions:
        for trial in range(TRIALS if function["opt"] else len(series)):
            options = options_of(function)
            name = random.choice(list(series)) if options else list(series)[trial]
            key = (function["name"], name, tuple(options))
            if key not in seen:
                calls.append(call(function, name, series[name], options))
            seen.add(key)
    made = {name: {column: values.tolist() for column, values in columns.items()} for name, columns in series.items() if name != "ohlcv600"}
    with gzip.GzipFile(os.path.join(HERE, "talib071-options.json.gz"), "wb", mtime=0) as file:
        file.write(json.dumps({"series": made, "calls": calls}).encode())
    print(len(calls), "calls")


main()
