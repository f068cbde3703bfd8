"""Writes tdx-mytt.json.gz: indicators and formula functions of 通达信 as the Python package MyTT computes them, outputs only.

    python -m venv venv && venv/bin/pip install MyTT==2.9.3 pandas numpy && venv/bin/python make-tdx-mytt.py

MyTT rounds indicators to three decimals. Where it has no value there is null.
"""

import gzip
import json
import os

import MyTT
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))


def listed(values):
    return [None if value != value else round(float(value), 9) for value in np.asarray(values, float)]


def main():
    with open(os.path.join(HERE, "ohlcv600.json")) as file:
        bars = {name: np.array(values, float) for name, values in json.load(file).items()}
    o, h, l, c, v = (bars[name] for name in ("open", "high", "low", "close", "volume"))
    up = np.r_[False, c[1:] > c[:-1]]
    other = MyTT.MA(c, 10)
    other = np.where(np.isnan(other), c, other)
    share = np.full(len(c), 0.3)
    calls = {
        "MACD": (MyTT.MACD(c), []),
        "KDJ": (MyTT.KDJ(c, h, l), []),
        "RSI": (MyTT.RSI(c, 24), [24]),
        "BOLL": (MyTT.BOLL(c), [20, 2, 0]),
        "DMI": (MyTT.DMI(c, h, l), []),
        "WR": (MyTT.WR(c, h, l), []),
        "CCI": (MyTT.CCI(c, h, l), []),
        "BIAS": (MyTT.BIAS(c), []),
        "OBV": (MyTT.OBV(c, v), []),
        "ATR": (MyTT.ATR(c, h, l, 20), [20]),
        "EXPMA": (MyTT.EXPMA(c), []),
        "BBI": (MyTT.BBI(c, 3, 6, 12, 24), []),
        "PSY": (MyTT.PSY(c), []),
        "VR": (MyTT.VR(c, v), []),
        "BRAR": (MyTT.BRAR(o, c, h, l), []),
        "EMV": (MyTT.EMV(h, l, v), []),
        "DPO": (MyTT.DPO(c), []),
        "TRIX": (MyTT.TRIX(c), []),
        "MTM": (MyTT.MTM(c), []),
        "ROC": (MyTT.ROC(c), []),
        "MASS": (MyTT.MASS(h, l), []),
        "DFMA": (MyTT.DFMA(c), []),
        "TAQ": (MyTT.TAQ(h, l, 20), [20]),
        "KTN": (MyTT.KTN(c, h, l), []),
        "MFI": (MyTT.MFI(c, h, l, v), []),
        "ASI": (MyTT.ASI(o, c, h, l), []),
        "REF": (MyTT.REF(c, 3), [3]),
        "HHV": (MyTT.HHV(h, 9), [9]),
        "LLV": (MyTT.LLV(l, 9), [9]),
        "HHVBARS": (MyTT.HHVBARS(h, 9), [9]),
        "LLVBARS": (MyTT.LLVBARS(l, 9), [9]),
        "MA": (MyTT.MA(c, 5), [5]),
        "EMA": (MyTT.EMA(c, 12), [12]),
        "SMA": (MyTT.SMA(c, 7, 2), [7, 2]),
        "WMA": (MyTT.WMA(c, 5), [5]),
        "DMA": (MyTT.DMA(c, 0.3), []),
        "STDP": (MyTT.STD(c, 10), [10]),
        "AVEDEV": (MyTT.AVEDEV(c, 10), [10]),
        "SLOPE": (MyTT.SLOPE(c, 6), [6]),
        "FORCAST": (MyTT.FORCAST(c, 6), [6]),
        "SUM": (MyTT.SUM(c, 0), [0]),
        "COUNT": (MyTT.COUNT(up, 6), [6]),
        "EVERY": (MyTT.EVERY(up, 3), [3]),
        "EXIST": (MyTT.EXIST(up, 3), [3]),
        "CROSS": (MyTT.CROSS(c, other), []),
        "LONGCROSS": (MyTT.LONGCROSS(c, other, 3), [3]),
        "BARSLAST": (MyTT.BARSLAST(up), []),
        "BARSLASTCOUNT": (MyTT.BARSLASTCOUNT(up), []),
        "BARSSINCEN": (MyTT.BARSSINCEN(up, 8), [8]),
        "FILTER": (MyTT.FILTER(np.array(up, float), 4), [4]),
        "VALUEWHEN": (MyTT.VALUEWHEN(up, c), []),
    }
    out = {name: {"options": options, "out": [listed(column) for column in (values if isinstance(values, tuple) else (values,))]} for name, (values, options) in calls.items()}
    made = {"condition": listed(up), "other": listed(other), "share": listed(share)}
    with gzip.GzipFile(os.path.join(HERE, "tdx-mytt.json.gz"), "wb", mtime=0) as file:
        file.write(json.dumps({"inputs": made, "calls": out}).encode())
    print(len(out), "functions")


main()
