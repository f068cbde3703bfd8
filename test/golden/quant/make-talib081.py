"""Writes talib081.json.gz: TA-Lib 0.8.1's 40 new functions, and the old ones whose numbers or defaults it changed.

    python -m venv venv && venv/bin/pip install ta-lib==0.8.2 numpy && venv/bin/python make-talib081.py

The choice of parameters is seeded; the series are ohlcv600.json and the two that talib071-options.json.gz carries.
Of each result the first bars, every 29th and the last are kept.
"""

import gzip
import json
import os
import random

import numpy as np
import talib
from talib import abstract

HERE = os.path.dirname(os.path.abspath(__file__))
PERIODS = [1, 2, 3, 4, 5, 7, 9, 10, 13, 14, 20, 21, 26, 30, 45, 60]
TRIALS = 14
#: Of the 161 functions, those whose results in 0.8.1 differ from 0.7.1 by more than the last digits.
CHANGED = ["APO", "BBANDS", "BETA", "CCI", "CORREL", "IMI", "LINEARREG", "LINEARREG_ANGLE", "LINEARREG_INTERCEPT",
           "LINEARREG_SLOPE", "MFI", "NATR", "PPO", "STDDEV", "TSF", "VAR"]


def read(name):
    path = os.path.join(HERE, name)
    with (gzip.open(path, "rt") if name.endswith(".gz") else open(path)) as file:
        return json.load(file)


def columns(bars):
    return {name: np.array(values, float) for name, values in bars.items()}


def argument(name, prices, series):
    if name == "prices" or name.startswith("price") and isinstance(prices, (list, tuple)):
        return [series[column] for column in prices]
    return [series["high"] if name in ("price1", "real1") else series[prices]]


def inputs_of(info, series):
    given = list(info["input_names"].items())
    if [name for name, _ in given] == ["price0", "price1"]:
        return [series["close"], series["high"]], ["real0", "real1"]
    values, names = [], []
    for name, prices in given:
        listed = list(prices) if isinstance(prices, (list, tuple)) else None
        values += [series[column] for column in listed or [prices]]
        names += listed or ["real"]
    return values, names


def smallest(name, options, at, series, inputs):
    for value in (1, 2, 3):
        try:
            getattr(talib, name)(*inputs, *options[:at], value, *options[at + 1 :])
            return value
        except Exception:  # The wrapper has one type for all errors.
            continue
    return None


def describe(name, series):
    info = abstract.Function(name).info
    inputs, names = inputs_of(info, series)
    keys, defaults = list(info["parameters"]), list(info["parameters"].values())
    result = getattr(talib, name)(*inputs, *defaults)
    outputs = result if isinstance(result, tuple) else (result,)
    return {
        "name": name,
        "group": info["group"],
        "title": info["display_name"],
        "inputs": names,
        "options": [
            {
                "key": key,
                "default": value,
                "kind": "real" if isinstance(value, float) else "maType" if "matype" in key else "integer",
                "min": None if isinstance(value, float) or "matype" in key else smallest(name, defaults, at, series, inputs),
            }
            for at, (key, value) in enumerate(zip(keys, defaults))
        ],
        "outputs": [{"name": key, "kind": "integer" if kind.dtype.kind == "i" else "real"} for key, kind in zip(info["output_names"], outputs)],
        "lookback": abstract.Function(name).lookback,
    }


def option_value(name, option):
    if option["kind"] == "maType":
        return random.choice([0, 1, 2, 3, 4, 5, 6, 8] + ([10, 12, 13] if name in ("KDJ", "PVO", "APO", "PPO") else []))
    if option["kind"] == "real":
        return round(random.uniform(0, 100), 2) if option["key"] == "percentile" else round(random.uniform(0, 4), 3)
    return random.choice([period for period in PERIODS if period >= option["min"]])


def number(value):
    if value != value:
        return None
    return float(value) if abs(value) != float("inf") else ("Infinity" if value > 0 else "-Infinity")


def call(name, name_of_series, series, options):
    inputs, _ = inputs_of(abstract.Function(name).info, series)
    result = getattr(talib, name)(*inputs, *options)
    outputs = result if isinstance(result, tuple) else (result,)
    bars = len(outputs[0])
    real = next((output for output in outputs if output.dtype.kind == "f"), None)
    first = 0 if real is None else next((bar for bar in range(bars) if real[bar] == real[bar]), bars - 1)
    near = {bar for bar in (0, first - 1, first, first + 1, first + 2, bars - 1) if 0 <= bar < bars}
    kept = sorted(near | set(range(first, bars, 29)))
    return {"name": name, "series": name_of_series, "options": options, "bars": kept, "out": [[number(output[bar]) for bar in kept] for output in outputs]}


def main():
    random.seed(8)
    series = {"ohlcv600": columns(read("ohlcv600.json"))}
    series |= {name: columns(bars) for name, bars in read("talib071-options.json.gz")["series"].items()}
    old = {function["name"] for function in read("talib161-functions.json")}
    added = [describe(name, series["ohlcv600"]) for name in sorted(talib.get_functions()) if name not in old]
    changed = [describe(name, series["ohlcv600"]) for name in CHANGED]
    calls, seen = [], set()
    for function in added + changed:
        for trial in range((40 if function["name"] in ("MFI", "CCI") else TRIALS) if function["options"] else len(series)):
            name_of_series = random.choice(list(series)) if trial >= len(series) else list(series)[trial]
            isDefault = trial < len(series)
            options = [option["default"] if isDefault else option_value(function["name"], option) for option in function["options"]]
            key = (function["name"], name_of_series, tuple(options))
            if key not in seen:
                calls.append(call(function["name"], name_of_series, series[name_of_series], options))
            seen.add(key)
    with gzip.GzipFile(os.path.join(HERE, "talib081.json.gz"), "wb", mtime=0) as file:
        file.write(json.dumps({"added": added, "changed": changed, "calls": calls}).encode())
    print(len(added), "added,", len(calls), "calls")


main()
