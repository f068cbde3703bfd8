"""Writes sound-exact.json: window statistics in exact rational arithmetic, of doubles taken as they are.

    python make-sound-exact.py

Nothing but the standard library: every value is a fraction until it is printed; roots and arc tangents are taken with 40
digits of it. Four series: 60 000 with noise of 0.01, 1e8 with noise of 0.01, a penny stock with flat stretches, and one with
a bad tick of 1e12.
"""

import json
import os
import random
from decimal import Decimal, getcontext
from fractions import Fraction

HERE = os.path.dirname(os.path.abspath(__file__))
PERIODS = (2, 5, 14, 60)
getcontext().prec = 60


def walk(seed, price, noise, decimals, flat):
    state = random.Random(seed)
    values = [price]
    while len(values) < 160:
        values.append(values[-1] if state.random() < flat else round(price + state.gauss(0, 1) * noise, decimals))
    return values


def series():
    bad = walk(4, 25.0, 0.5, 2, 0.0)
    bad[40] = 1e12
    return {
        "high": walk(1, 60000.0, 0.01, 2, 0.05),
        "huge": walk(2, 1e8, 0.01, 3, 0.0),
        "penny": walk(3, 1.2, 0.02, 2, 0.5),
        "bad": bad,
    }


def root(value):
    return Decimal(value.numerator) / Decimal(value.denominator)


def number(value):
    return float(value) if isinstance(value, Decimal) else value.numerator / value.denominator


def mean(values):
    return sum(values, Fraction(0)) / len(values)


def covariance(left, right):
    return mean([x * y for x, y in zip(left, right)]) - mean(left) * mean(right)


def line(values):
    n = len(values)
    xs = [Fraction(k) for k in range(n)]
    slope = covariance(xs, values) / covariance(xs, xs)
    start = mean(values) - slope * mean(xs)
    return slope, start, n


def correlation(left, right):
    x, y = covariance(left, left), covariance(right, right)
    if x == 0 or y == 0:
        return Decimal(0)
    return root(covariance(left, right)) / (root(x) * root(y)).sqrt()


def returns(prices):
    return [Fraction(0) if before == 0 else (price - before) / before for before, price in zip(prices, prices[1:])]


def beta(left, right):
    market, security = returns(left), returns(right)
    spread = covariance(market, market)
    return Fraction(0) if spread == 0 else covariance(market, security) / spread


def cci(values):
    middle = mean(values)
    distances = mean([abs(value - middle) for value in values])
    return Fraction(0) if distances == 0 else (values[-1] - middle) / (Fraction(15, 1000) * distances)


def statistics(values, other):
    """Of one window; `values` has one more, at the front, for returns."""
    window, beside = values[1:], other[1:]
    slope, start, n = line(window)
    weights = range(1, n + 1)
    return {
        "sum": sum(window, Fraction(0)),
        "mean": mean(window),
        "wma": sum((value * weight for value, weight in zip(window, weights)), Fraction(0)) / sum(weights),
        "variance": covariance(window, window),
        "deviation": root(covariance(window, window)).sqrt(),
        "correlation": correlation(window, beside),
        "beta": beta(values, other),
        "end": start + slope * (n - 1),
        "ahead": start + slope * n,
        "slope": slope,
        "start": start,
        "cci": cci(window),
    }


def main():
    made = series()
    out = []
    for name, values in made.items():
        exact = [Fraction(value) for value in values]
        beside = [Fraction(value) for value in made["huge" if name == "high" else "high"]]
        for period in PERIODS:
            for bar in range(period, len(values), 7):
                window = slice(bar - period, bar + 1)
                found = statistics(exact[window], beside[window])
                out.append({"series": name, "period": period, "bar": bar, **{key: number(value) for key, value in found.items()}})
    with open(os.path.join(HERE, "sound-exact.json"), "w") as file:
        json.dump({"series": made, "beside": {"high": "huge", "huge": "high", "penny": "high", "bad": "high"}, "windows": out}, file)
        file.write("\n")
    print(len(out), "windows")


main()
