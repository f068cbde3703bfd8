"""Polars's side of parquet.ts: the same bars into the same columns of a Parquet file, and whether ours hold the same.

    python polars_peer.py BARS_FILE OUR_FILES(glob) OWN_FILE
"""
import json
import os
import resource
import sys
import time

import polars as pl

BARS, OURS, OWN = sys.argv[1:4]


def compute():
    close = pl.col("close")
    mean, deviation = close.rolling_mean(20), close.rolling_std(20, ddof=0)
    columns = {
        **{f"sma_{n}": close.rolling_mean(n) for n in (5, 20, 60)},
        **{f"tdx_ema_{n}": close.ewm_mean(span=n, adjust=False) for n in (12, 26)},
        "mom_10": close.diff(10),
        "roc_10": (close / close.shift(10) - 1) * 100,
        "max_20": close.rolling_max(20),
        "min_20": close.rolling_min(20),
        "bbands_upper_20_2_2_sma": mean + 2 * deviation,
        "bbands_middle_20_2_2_sma": mean,
        "bbands_lower_20_2_2_sma": mean - 2 * deviation,
    }
    bars = pl.read_parquet(BARS, columns=["instrument", "session", "close"])
    expressions = [expression.over("instrument").alias(name) for name, expression in columns.items()]
    bars.select("instrument", "session", *expressions).write_parquet(OWN, compression="zstd", compression_level=3)


def differences():
    """The largest difference, relative to the price; infinite where one side has no value and the other has."""
    own = pl.read_parquet(OWN).sort("instrument", "session")
    ours = pl.read_parquet(OURS, hive_partitioning=False).sort("instrument", "session").select(own.columns)
    if ours.height != own.height:
        return float("inf")
    largest = 0.0
    for name in own.columns[2:]:
        left, right = own[name].fill_null(float("nan")), ours[name].fill_null(float("nan"))
        if (left.is_nan() != right.is_nan()).any():
            return float("inf")
        worst = ((left - right).abs() / right.abs().clip(1)).fill_nan(0).max()
        largest = max(largest, worst)
    return largest


def cpu_seconds():
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


wall, cpu = time.perf_counter(), cpu_seconds()
compute()
line = {"seconds": time.perf_counter() - wall, "cpuSeconds": cpu_seconds() - cpu}
line["writtenMb"] = os.path.getsize(OWN) / 1e6
line["peakMb"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
print(json.dumps({**line, "version": pl.__version__, "difference": differences()}))
