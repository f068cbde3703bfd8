"""Writes tdx-terminal.json.gz: indicators of 通达信 by the formulas that the terminal itself lists, with pandas.

    python -m venv venv && venv/bin/pip install pandas==3.1.1 && venv/bin/python make-tdx-terminal.py

The terminal's parts are pandas' own: MA and SUM are rolling, EMA is ewm(span, adjust=False), SMA(X,N,1) is
ewm(alpha=1/N, adjust=False), STD is a sample's. Nothing divided by nothing counts as 0. Two sets of parameters each;
of each result the first 250 bars.
"""

import gzip
import json
import os

import numpy as np
import pandas as pd

HERE = os.path.dirname(os.path.abspath(__file__))

with open(os.path.join(HERE, "ohlcv600.json")) as file:
    BARS = {name: pd.Series(values, dtype=float) for name, values in json.load(file).items()}
O, H, L, C, V = (BARS[name] for name in ("open", "high", "low", "close", "volume"))

REF = lambda x, n: x.shift(n)
MA = lambda x, n: x.rolling(n).mean()
SUM = lambda x, n: x.cumsum() if n == 0 else x.rolling(n).sum()
HHV = lambda x, n: x.rolling(n).max()
LLV = lambda x, n: x.rolling(n).min()
STD = lambda x, n: x.rolling(n).std(ddof=1)
MAX = lambda *x: pd.concat(x, axis=1).max(axis=1, skipna=False)
MIN = lambda *x: pd.concat(x, axis=1).min(axis=1, skipna=False)
IF = lambda condition, x, y: pd.Series(np.where(condition, x, y), index=C.index)
EMA = lambda x, n: x.ewm(span=n, adjust=False).mean().where(x.notna())
SMA = lambda x, n: x.ewm(alpha=1 / n, adjust=False).mean().where(x.notna())
ratio = lambda x, y: (x / y).where(y != 0, 0.0).where(x.notna() & y.notna())
positive = lambda x: x.clip(lower=0)


def cr(n, *lengths):
    mid = REF(H + L, 1) / 2
    value = ratio(SUM(positive(H - mid), n), SUM(positive(mid - L), n)) * 100
    return [value, *(REF(MA(value, m), int(m / 2.5 + 1)) for m in lengths)]


def xsii(n, m):
    weighted = (2 * C + H + L) / 4
    narrow = MA(weighted, 5)
    distance = (weighted - MA(C, 20)).abs() / MA(C, 20)
    share = distance.fillna(1.0)
    wide = [C[0]]
    for bar in range(1, len(C)):
        wide.append(share[bar] * C[bar] + (1 - share[bar]) * wide[-1])
    wide = pd.Series(wide).where(distance.notna())
    return [narrow * n / 100, narrow * (200 - n) / 100, (1 + m / 100) * wide, (1 - m / 100) * wide]


def skdj(n, m):
    k = EMA(EMA(ratio(C - LLV(L, n), HHV(H, n) - LLV(L, n)) * 100, m), m)
    return [k, MA(k, m)]


def lwr(n, m1, m2):
    first = SMA(ratio(HHV(H, n) - C, HHV(H, n) - LLV(L, n)) * 100, m1)
    return [first, SMA(first, m2)]


def ene(n, m1, m2):
    upper, lower = (1 + m1 / 100) * MA(C, n), (1 - m2 / 100) * MA(C, n)
    return [upper, lower, (upper + lower) / 2]


def mike(n):
    hlc = REF(MA((H + L + C) / 3, n), 1)
    hv, lv = EMA(HHV(H, n), 3), EMA(LLV(L, n), 3)
    lines = [2 * hv - lv, hlc + hv - lv, hlc * 2 - lv, hlc * 2 - hv, hlc - hv + lv, 2 * lv - hv]
    return [EMA(line, 3) for line in lines]


def wvad(n, m):
    value = SUM(ratio(C - O, H - L) * V, n) / 10000
    return [value, MA(value, m)]


def dkx(m):
    mid = (3 * C + L + O + H) / 6
    value = sum((20 - age) * REF(mid, age) for age in range(19)) + REF(mid, 20)
    return [value / 210, MA(value / 210, m)]


def adtm(n, m):
    before = REF(O, 1)
    dtm = IF(O <= before, 0.0, MAX(H - O, O - before)).where(before.notna())
    dbm = IF(O >= before, 0.0, MAX(O - L, O - before)).where(before.notna())
    stm, sbm = SUM(dtm, n), SUM(dbm, n)
    value = IF(stm > sbm, ratio(stm - sbm, stm), IF(stm == sbm, 0.0, ratio(stm - sbm, sbm))).where(stm.notna())
    return [value, MA(value, m)]


def vpt(n, m):
    value = SUM(V * (C - REF(C, 1)) / REF(C, 1), n)
    return [value, MA(value, m)]


def bbiboll(n, m):
    bbi = (MA(C, 3) + MA(C, 6) + MA(C, 12) + MA(C, 24)) / 4
    return [bbi, bbi + m * STD(bbi, n), bbi - m * STD(bbi, n)]


def wad(m):
    before = REF(C, 1)
    moved = IF(C > before, C - MIN(before, L), IF(C < before, C - MAX(before, H), 0.0)).where(before.notna())
    value = SUM(moved, 0)
    return [value, MA(value, m)]


def cho(n1, n2, m):
    mid = SUM(V * (2 * C - H - L) / (H + L), 0)
    value = MA(mid, n1) - MA(mid, n2)
    return [value, MA(value, m)]


def pbx(*lengths):
    return [(EMA(C, m) + MA(C, m * 2) + MA(C, m * 4)) / 3 for m in lengths]


CALLS = [
    ("CR", cr, [26, 10, 20, 40, 62], [9, 3, 5, 11, 7]),
    ("XSII", xsii, [102, 7], [95, 12]),
    ("SKDJ", skdj, [9, 3], [14, 5]),
    ("LWR", lwr, [9, 3, 3], [21, 4, 2]),
    ("ENE", ene, [25, 6, 6], [11, 10, 9]),
    ("MIKE", mike, [10], [23]),
    ("WVAD", wvad, [24, 6], [7, 3]),
    ("DKX", dkx, [10], [4]),
    ("ADTM", adtm, [23, 8], [6, 5]),
    ("VPT", vpt, [51, 6], [12, 9]),
    ("BBIBOLL", bbiboll, [11, 6], [20, 3]),
    ("WAD", wad, [30], [5]),
    ("CHO", cho, [10, 20, 6], [17, 4, 3]),
    ("PBX", pbx, [4, 6, 9, 13, 18, 24], [2, 3, 5, 7, 11, 12]),
]


def main():
    listed = lambda column: [None if value != value else round(float(value), 9) for value in column[:250]]
    calls = [
        {"name": name, "options": options, "out": [listed(column) for column in formula(*options)]}
        for name, formula, *choices in CALLS
        for options in choices
    ]
    with gzip.GzipFile(os.path.join(HERE, "tdx-terminal.json.gz"), "wb", mtime=0) as file:
        file.write(json.dumps({"calls": calls}).encode())
    print(len(calls), "calls")


main()
