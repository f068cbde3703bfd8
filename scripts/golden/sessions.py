"""Writes test/golden/calendar/: the sessions and hours of each venue as an independent package knows them.

    python -m venv /tmp/venv && /tmp/venv/bin/pip install exchange-calendars==4.13.2
    /tmp/venv/bin/python scripts/golden/sessions.py

One gzipped CSV per venue: session, open, breakStart, breakEnd, close; instants are ISO 8601 in UTC, an empty cell means
no break. The spans are the horizons of src/calendar/venues/: where a
span is shorter than what the package offers, the venue's file says why. Byte-identical when run again with the same packages.
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

import exchange_calendars
import pandas as pd

FOLDER = Path(__file__).resolve().parents[2] / "test" / "golden" / "calendar"

SPANS = {
    "XSHG": ("1990-12-19", "2026-12-31"),
    "XHKG": ("1999-01-01", "2026-12-31"),
    "XNYS": ("1985-09-30", "2028-12-31"),
    "XLON": ("1990-01-01", "2027-12-31"),
    "XTKS": ("1997-01-01", "2027-12-31"),
    # Part of the horizon: the rest says the same again.
    "24/7": ("2020-01-01", "2029-12-31"),
}


def rows_of(venue, first, last):
    calendar = exchange_calendars.get_calendar(venue, start=first, end=last)
    for session, row in calendar.schedule.iterrows():
        yield [session.strftime("%Y-%m-%d"), *(instant(row[name]) for name in ("open", "break_start", "break_end", "close"))]


def instant(moment):
    return "" if pd.isna(moment) else moment.tz_convert("UTC").strftime("%Y-%m-%dT%H:%M:%SZ")


def csv_bytes(rows):
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["session", "open", "breakStart", "breakEnd", "close"])
    writer.writerows(rows)
    return text.getvalue().encode()


def write_venue(venue, first, last):
    rows = list(rows_of(venue, first, last))
    path = FOLDER / f"{venue.lower().replace('/', '-')}.csv.gz"
    path.write_bytes(gzip.compress(csv_bytes(rows), compresslevel=9, mtime=0))
    return {
        "file": path.name,
        "venue": venue,
        "askedFrom": first,
        "askedTo": last,
        "sessions": len(rows),
        "sha256": hashlib.sha256(path.read_bytes()).hexdigest(),
    }


def main(made_on):
    FOLDER.mkdir(parents=True, exist_ok=True)
    metadata = {
        "what": "Sessions, opens, breaks and closes per venue, in UTC",
        "source": "https://pypi.org/project/exchange_calendars/",
        "package": "exchange_calendars",
        "version": version("exchange_calendars"),
        "licence": "Apache-2.0",
        "madeOn": made_on,
        "script": "scripts/golden/sessions.py",
        "with": {
            "python": platform.python_version(),
            "pandas": version("pandas"),
            "tzdata": version("tzdata"),
        },
        "files": [write_venue(venue, *span) for venue, span in SPANS.items()],
    }
    (FOLDER / "metadata.json").write_text(json.dumps(metadata, indent=2) + "\n")


if __name__ == "__main__":
    main(sys.argv[1] if len(sys.argv) > 1 else pd.Timestamp.now("UTC").strftime("%Y-%m-%d"))
