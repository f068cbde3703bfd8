"""Writes test/golden/metrics/libraries.json: what three packages, and numpy by the textbook, say of the returns in nav756.json.

    python -m venv /tmp/venv
    /tmp/venv/bin/pip install quantstats==0.0.86 vectorbt==1.2.0 rqrisk==1.0.13 pandas numpy
    /tmp/venv/bin/python scripts/golden/metrics.py

Each case names the metric and the settings under which this project has to give the same number. Outputs of the
packages are compared; nothing of them is copied. Two windows and two sets of parameters, so that a number that only fits
the defaults does not pass.
"""

import json
import sys
from importlib.metadata import version
from pathlib import Path

from statistics import NormalDist

import numpy as np
import pandas as pd
import quantstats.stats as qs
import rqrisk
from vectorbt.returns import nb as vbt

FOLDER = Path(__file__).resolve().parents[2] / "test" / "golden" / "metrics"
WINDOWS = {"all": (0, 755), "part": (200, 420)}


def main():
    source = json.loads((FOLDER / "nav756.json").read_text())
    returns, benchmark = (changes(source[name]) for name in ("nav", "bench"))
    cases = []
    for window, (begin, end) in WINDOWS.items():
        r, b = returns[begin:end], benchmark[begin:end]
        for periods, rf in ((252, 0.02), (242, 0.035)):
            add = adder(cases, window, periods, rf)
            of_vectorbt(add, r, b, periods, rf)
            of_quantstats(add, r, b, periods, rf)
            of_rqrisk(add, r, b, periods, rf)
            of_textbooks(add, r, b, periods, rf)
    packages = {name: version(name) for name in ("quantstats", "vectorbt", "rqrisk", "pandas", "numpy")}
    out = {"packages": packages, "python": sys.version.split()[0], "windows": WINDOWS, "cases": cases}
    (FOLDER / "libraries.json").write_text(json.dumps(out, indent=1) + "\n")


def changes(values):
    values = np.array(values)
    return values[1:] / values[:-1] - 1


def adder(cases, window, periods, rf):
    def add(convention, metric, expected, **settings):
        given = {"convention": convention, "periodsPerYear": periods, **settings}
        if settings.pop("_rf", False):
            given.pop("_rf")
            given["riskFree"] = rf
        cases.append({"window": window, "metric": metric, "settings": given, "expected": float(expected)})

    return add


def of_vectorbt(add, r, b, periods, rf):
    one, rate = "vectorbt", rf / periods
    add(one, "annualReturn", vbt.annualized_return_1d_nb(r, periods))
    add(one, "annualVolatility", vbt.annualized_volatility_1d_nb(r, periods))
    add(one, "sharpe", vbt.sharpe_ratio_1d_nb(r, periods, rate), _rf=True)
    add(one, "sortino", vbt.sortino_ratio_1d_nb(r, periods, rate), mar=rf)
    add(one, "downsideDeviation", vbt.downside_risk_1d_nb(r, periods, rate), mar=rf)
    add(one, "omega", vbt.omega_ratio_1d_nb(r, periods, rate, 0.05), mar=0.05, _rf=True)
    add(one, "informationRatio", vbt.information_ratio_1d_nb(r, b))
    add(one, "beta", vbt.beta_1d_nb(r, b))
    add(one, "alpha", vbt.alpha_1d_nb(r, b, periods, rate), _rf=True)
    add(one, "tailRatio", vbt.tail_ratio_1d_nb(r))
    add(one, "valueAtRisk", vbt.value_at_risk_1d_nb(r, 0.01), confidence=0.99)
    add(one, "expectedShortfall", vbt.cond_value_at_risk_1d_nb(r, 0.1), confidence=0.9)
    add(one, "upCapture", vbt.up_capture_1d_nb(r, b, periods))
    add(one, "downCapture", vbt.down_capture_1d_nb(r, b, periods))


def of_quantstats(add, returns, benchmark, periods, rf):
    dates = pd.date_range("2020-01-01", periods=len(returns))
    r, b = pd.Series(returns, dates), pd.Series(benchmark, dates)
    one = "quantstats"
    add(one, "annualReturn", qs.cagr(r, periods=periods))
    add(one, "annualVolatility", qs.volatility(r, periods))
    add(one, "sharpe", qs.sharpe(r, rf, periods), _rf=True)
    add(one, "smartSharpe", qs.smart_sharpe(r, 0.0, periods))
    add(one, "sortino", qs.sortino(r, rf, periods), _rf=True)
    add(one, "omega", qs.omega(r, rf, 0.05, periods), mar=0.05, _rf=True)
    add(one, "maxDrawdown", qs.max_drawdown(r))
    add(one, "calmar", qs.calmar(r, periods=periods))
    add(one, "ulcerIndex", qs.ulcer_index(r))
    add(one, "martin", qs.ulcer_performance_index(r, rf), _rf=True)
    add(one, "valueAtRisk", qs.value_at_risk(r, confidence=0.99), confidence=0.99)
    add(one, "expectedShortfall", qs.cvar(r, confidence=0.99), confidence=0.99, method="gaussian")
    add(one, "tailRatio", qs.tail_ratio(r, 0.9), confidence=0.9)
    add(one, "skewness", qs.skew(r))
    add(one, "kurtosis", qs.kurtosis(r))
    add(one, "probabilisticSharpe", qs.probabilistic_sharpe_ratio(r, 0.0, periods=periods))
    add(one, "payoffRatio", qs.payoff_ratio(r))
    add(one, "bernardoLedoit", qs.profit_factor(r))
    add(one, "gainToPain", qs.gain_to_pain_ratio(r))
    add("standard", "kelly", qs.kelly_criterion(r))
    add(one, "averageWin", qs.avg_win(r))
    add(one, "averageLoss", qs.avg_loss(r))
    add(one, "longestWinStreak", qs.consecutive_wins(r))
    add(one, "longestLossStreak", qs.consecutive_losses(r))
    add(one, "bestReturn", qs.best(r))
    add(one, "worstReturn", qs.worst(r))
    add(one, "geometricMeanReturn", qs.geometric_mean(r))
    add(one, "informationRatio", qs.information_ratio(r, b))
    add(one, "rSquared", qs.r_squared(r, b))
    greeks = qs.greeks(r, b, periods)
    add(one, "alpha", greeks["alpha"])
    add(one, "beta", greeks["beta"])


def of_rqrisk(add, r, b, periods, rf):
    risk = rqrisk.Risk(pd.Series(r), pd.Series(b), rf, rqrisk.DAILY, periods)
    one = "rqrisk"
    add(one, "totalReturn", risk.return_rate)
    add(one, "annualReturn", risk.annual_return)
    add(one, "alpha", risk.alpha, _rf=True)
    add(one, "beta", risk.beta)
    add(one, "standardDeviation", risk.volatility)
    add(one, "annualVolatility", risk.annual_volatility)
    add(one, "maxDrawdown", risk.max_drawdown)
    add(one, "trackingError", risk.annual_tracking_error)
    add(one, "informationRatio", risk.information_ratio)
    add("standard", "informationRatio", risk.excess_sharpe)
    add(one, "sharpe", risk.sharpe, _rf=True)
    add(one, "semiDeviation", risk.downside_risk)
    add(one, "downsideDeviation", risk.annual_downside_risk)
    add(one, "sortino", risk.sortino, _rf=True)
    add(one, "calmar", risk.calmar)
    add(one, "valueAtRisk", risk.param_var(0.01), confidence=0.99)
    add(one, "winRate", risk.win_rate)
    add(one, "battingAverage", risk.excess_win_rate)
    add(one, "correlation", risk.correlation)
    add(one, "ulcerIndex", risk.ulcer_index)
    add(one, "martin", risk.ulcer_performance_index, _rf=True)


def of_textbooks(add, r, b, periods, rf):
    """Definitions that no package here owns, written with numpy alone, episode by episode and day by day."""
    n, normal = len(r), NormalDist()
    annual = lambda x: np.prod(1 + x) ** (periods / len(x)) - 1
    of_textbook_drawdowns(add, r, n, annual(r), rf)
    beta, a = np.polyfit(b - rf / periods, r - rf / periods, 1)
    jensen = annual(r) - rf - beta * (annual(b) - rf)
    add("standard", "epsilon", annual(r) - rf - a * periods - beta * (annual(b) - rf), _rf=True)
    add("standard", "mSquared", (annual(r) - rf) * b.std() / r.std() + rf, _rf=True)
    add("standard", "netSelectivity", jensen - (r.std() / b.std() - beta) * (annual(b) - rf), _rf=True)
    add("standard", "specificRisk", (r - beta * b).std() * periods**0.5)
    add("cn", "alpha", jensen, _rf=True)
    add("cn", "treynor", (annual(r) - rf) / beta, _rf=True)
    add("cn", "informationRatio", (annual(r) - annual(b)) / ((r - b).std(ddof=1) * periods**0.5))
    add("cn", "sharpe", (annual(r) - rf) / (r.std(ddof=1) * periods**0.5), _rf=True)
    below = np.where(r < r.mean(), r - r.mean(), 0)
    add("cn", "downsideDeviation", ((below**2).mean() * periods) ** 0.5)
    add("cn", "sortino", (annual(r) - rf) / ((below**2).mean() * periods) ** 0.5, _rf=True)
    log_beta = np.cov(np.log(1 + r), np.log(1 + b))[0, 1] / np.log(1 + b).var(ddof=1)
    add("backtesting", "beta", log_beta)
    add("backtesting", "alpha", np.prod(1 + r) - 1 - rf - log_beta * (np.prod(1 + b) - 1 - rf), _rf=True)
    ordered = sorted(r)
    add("standard", "expectedShortfall", np.mean(ordered[: int((n - 1) * 0.05) + 1]))
    low, high = np.quantile(r, [0.1, 0.9])
    add("standard", "rachevRatio", r[r >= high].mean() / -r[r <= low].mean(), fraction=0.1)
    sharpe = (r.mean() - rf / periods) / r.std(ddof=1)
    z = (r - r.mean()) / r.std()
    variance = 1 - (z**3).mean() * sharpe + ((z**4).mean() - 1) / 4 * sharpe**2
    add("standard", "probabilisticSharpe", normal.cdf((sharpe - 0.01) * ((n - 1) / variance) ** 0.5), _rf=True, referenceSharpe=0.01)
    add("standard", "minimumTrackRecord", 1 + variance * (normal.inv_cdf(0.9) / (sharpe - 0.01)) ** 2, _rf=True, referenceSharpe=0.01, confidence=0.9)


def of_textbook_drawdowns(add, r, n, annual, rf):
    wealth = np.concatenate([[1], np.cumprod(1 + r)])
    depths = wealth / np.maximum.accumulate(wealth) - 1
    episodes, k = [], 1
    while k <= n:
        begin = k
        while k <= n and depths[k] < -1e-12:
            k += 1
        if k > begin:
            inside = depths[begin:k]
            trough = begin + int(np.argmin(inside))
            episodes.append((inside.min(), min(k, n) - begin + 1, k - trough if k <= n else None))
        k += 1
    lowest, lengths, recoveries = zip(*episodes)
    add("standard", "averageDrawdown", np.mean(lowest))
    add("standard", "averageDrawdownLength", np.mean(lengths))
    add("standard", "averageRecovery", np.mean([each for each in recoveries if each is not None]))
    add("standard", "longestDrawdown", max(lengths))
    add("standard", "currentDrawdown", depths[-1])
    after = depths[1:]
    add("standard", "conditionalDrawdown", after[after <= np.quantile(after, 0.1)].mean(), confidence=0.9)
    add("standard", "burke", (annual - rf) / np.sqrt(np.sum(np.square(lowest))), _rf=True)
    add("standard", "martin", (annual - rf) / np.sqrt(np.mean(after**2)), _rf=True)
    add("standard", "painRatio", (annual - rf) / np.mean(-after), _rf=True)
    add("standard", "recoveryFactor", (wealth[-1] - 1) / -depths.min())


if __name__ == "__main__":
    main()
