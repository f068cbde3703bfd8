"""Writes ic-alphalens.json: rank IC and its risk-adjusted mean as alphalens has them, on factors with ties and returns with
holes; and Pearson's IC of the same by pandas, as qlib's calc_ic computes it.

    python -m venv venv && venv/bin/pip install alphalens-reloaded==0.5.1 pandas==3.1.1 && venv/bin/python make-ic-alphalens.py
"""

import json
import os

import numpy as np
import pandas as pd
from alphalens.performance import factor_information_coefficient
from scipy import stats

HERE = os.path.dirname(os.path.abspath(__file__))
DATES, ASSETS = 24, 18


def main():
    random_numbers = np.random.default_rng(20261122)
    factor = np.round(random_numbers.standard_normal(DATES * ASSETS), 1)
    returns = np.round(0.004 * factor + 0.02 * random_numbers.standard_normal(DATES * ASSETS), 4)
    returns[random_numbers.random(DATES * ASSETS) < 0.06] = np.nan
    days = pd.bdate_range("2024-01-02", periods=DATES)
    index = pd.MultiIndex.from_product([days, [f"A{k}" for k in range(ASSETS)]], names=["date", "asset"])
    table = pd.DataFrame({"factor": factor, "1D": returns}, index=index).dropna()
    table["factor_quantile"] = 1
    rank = factor_information_coefficient(table)["1D"]
    pearson = table.groupby(level=0).apply(lambda day: day["factor"].corr(day["1D"]))
    known = {
        "assets": ASSETS,
        "factor": factor.tolist(),
        "returns": [None if value != value else value for value in returns],
        "alphalens": {"ic": rank.tolist(), "risk_adjusted": rank.mean() / rank.std(), "t": float(stats.ttest_1samp(rank, 0)[0])},
        "qlib": {"ic": pearson.tolist(), "icir": pearson.mean() / pearson.std()},
    }
    with open(os.path.join(HERE, "ic-alphalens.json"), "w") as file:
        json.dump(known, file)
    print(len(rank), "dates")


main()
