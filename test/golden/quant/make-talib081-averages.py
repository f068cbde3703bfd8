"""Writes talib081-averages.json.gz: TA-Lib 0.8.1's five new types of moving average (9 hma, 10 disabled, 11 default,
12 zlema, 13 rma) in every function that takes a type.

    python -m venv venv && venv/bin/pip install ta-lib==0.8.2 numpy && venv/bin/python make-talib081-averages.py

On ohlcv600.json, with the default periods and with others; of each result the first bars, every 17th and the last are kept.
"""

import gzip
import json
import os

import numpy as np
import talib
from talib import abstract

HERE = os.path.dirname(os.path.abspath(__file__))
TYPES = [9, 10, 11, 12, 13]
OTHER_PERIODS = {"MA": [[9], [2]], "MAVP": [[3, 17]], "APO": [[5, 20]], "PPO": [[5, 20]], "PVO": [[7, 16]], "BBANDS": [[11]],
                 "MACDEXT": [[5, 13, 4]], "STOCH": [[8, 5, 4]], "STOCHF": [[9, 6]], "STOCHRSI": [[10, 6, 4]], "KDJ": [[7, 4, 6]]}


def number(value):
    return None if value != value else float(value)


def options_of(name, type_of_average, periods):
    parameters = abstract.Function(name).info["parameters"]
    left = list(periods)
    return [
        type_of_average if "matype" in key else left.pop(0) if "period" in key and left else value
        for key, value in parameters.items()
    ]


def inputs_of(name, bars):
    if name == "MAVP":
        return [bars["close"], 2 + 7 * np.arange(len(bars["close"])) % 15.0]
    given = abstract.Function(name).info["input_names"].values()
    return [bars[column] for columns in given for column in (columns if isinstance(columns, (list, tuple)) else [columns])]


def call(name, bars, options):
    result = getattr(talib, name)(*inputs_of(name, bars), *options)
    outputs = result if isinstance(result, tuple) else (result,)
    length = len(outputs[0])
    first = next(bar for bar in range(length) if outputs[0][bar] == outputs[0][bar])
    kept = sorted({bar for bar in (0, first - 1, first, first + 1, length - 1) if bar >= 0} | set(range(first, length, 17)))
    out = [[number(output[bar]) for bar in kept] for output in outputs]
    return {"name": name, "series": "averages", "options": options, "bars": kept, "out": out}


def main():
    with open(os.path.join(HERE, "ohlcv600.json")) as file:
        bars = {name: np.array(values, float) for name, values in json.load(file).items()}
    calls = [
        call(name, bars, options_of(name, type_of_average, periods))
        for name, others in OTHER_PERIODS.items()
        for type_of_average in TYPES
        for periods in [[], *others]
    ]
    with gzip.GzipFile(os.path.join(HERE, "talib081-averages.json.gz"), "wb", mtime=0) as file:
        file.write(json.dumps({"calls": calls}).encode())
    print(len(calls), "calls")


main()
