"""Writes test/golden/calendar/xnys-1952.csv.gz: New York before the record of scripts/golden/sessions.py begins.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install pandas-market-calendars==5.5.0
    /tmp/venv/bin/python scripts/golden/sessions-before-1985.py

The other package has these sessions at today's hours; this one knows the hours of the time, late openings and early closes
of single days included. Same columns. Byte-identical when run again with the same packages.
"""

import csv
import gzip
import hashlib
import io
import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path

import pandas as pd
import pandas_market_calendars

FOLDER = Path(__file__).resolve().parents[2] / "test" / "golden" / "calendar"
FIRST, LAST = "1952-09-29", "1985-09-29"


def instant(moment):
    return moment.tz_convert("UTC").strftime("%Y-%m-%dT%H:%M:%SZ")


def rows():
    schedule = pandas_market_calendars.get_calendar("NYSE").schedule(FIRST, LAST)
    for session, row in schedule.iterrows():
        yield [session.strftime("%Y-%m-%d"), instant(row["market_open"]), "", "", instant(row["market_close"])]


def main(made_on):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["session", "open", "breakStart", "breakEnd", "close"])
    sessions = list(rows())
    writer.writerows(sessions)
    path = FOLDER / "xnys-1952.csv.gz"
    path.write_bytes(gzip.compress(text.getvalue().encode(), compresslevel=9, mtime=0))
    metadata = {
        "what": "Sessions, opens and closes of New York before 1985-09-30, in UTC",
        "source": "https://pypi.org/project/pandas-market-calendars/",
        "package": "pandas_market_calendars",
        "version": version("pandas_market_calendars"),
        "licence": "MIT",
        "madeOn": made_on,
        "script": "scripts/golden/sessions-before-1985.py",
        "with": {"python": platform.python_version(), "pandas": version("pandas"), "tzdata": version("tzdata")},
        "files": [
            {
                "file": path.name,
                "venue": "XNYS",
                "askedFrom": FIRST,
                "askedTo": LAST,
                "sessions": len(sessions),
                "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
            }
        ],
    }
    (FOLDER / "metadata-xnys-1952.json").write_text(json.dumps(metadata, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else pd.Timestamp.now("UTC").strftime("%Y-%m-%d"))
