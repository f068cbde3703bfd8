"""C TA-Lib's side of talib.ts: calls the C functions of the library that the Python package ta-lib brings, on numpy
arrays, with outputs that stand ready. One JSON request per line in, one answer per line out.

    python talib_peer.py COLUMNS_FILE BARS
"""
import ctypes
import glob
import json
import os
import resource
import sys
import time

import numpy
import talib

COLUMNS = ["open", "high", "low", "close", "volume", "unit", "periods"]


def load_library():
    folder = os.path.join(os.path.dirname(os.path.dirname(talib.__file__)), "ta_lib.libs")
    for path in glob.glob(os.path.join(folder, "libta*lib*.so*")):
        return ctypes.CDLL(path)
    return ctypes.CDLL(talib._ta_lib.__file__)


LIBRARY = load_library()
LIBRARY.TA_Initialize()
BARS = int(sys.argv[2])
ALL = numpy.fromfile(sys.argv[1], dtype=numpy.float64).reshape(len(COLUMNS), BARS)
DATA = dict(zip(COLUMNS, ALL))
CALLS = {}


def pointer(array):
    return ctypes.c_void_p(array.ctypes.data)


def prepare(request):
    """The call of a function with everything it needs bound: nothing but C is left to be timed."""
    function = getattr(LIBRARY, "TA_" + request["name"])
    outputs = [
        numpy.zeros(BARS, dtype=numpy.int32 if kind == "integer" else numpy.float64) for kind in request["outputs"]
    ]
    first, count = ctypes.c_int(), ctypes.c_int()
    options = [
        ctypes.c_double(value) if kind == "real" else ctypes.c_int(value) for kind, value in request["options"]
    ]
    arguments = [
        ctypes.c_int(0),
        ctypes.c_int(BARS - 1),
        *[pointer(DATA[name]) for name in request["inputs"]],
        *options,
        ctypes.byref(first),
        ctypes.byref(count),
        *[pointer(output) for output in outputs],
    ]

    def kernel():
        function(*arguments)

    wrapper = getattr(talib, request["name"])
    given = [DATA[name] for name in request["inputs"]]
    values = [value for _, value in request["options"]]

    def package():
        wrapper(*given, *values)

    def refused():
        function(ctypes.c_int(-1), *arguments[1:])

    calls = {"kernel": kernel, "refusedNs": min(timed(refused, 10) for _ in range(100)), "package": package, "first": first, "count": count, "outputs": outputs}
    CALLS[request["name"]] = calls
    return calls


def timed(call, repeats):
    clock = time.perf_counter_ns
    began = clock()
    for _ in range(repeats):
        call()
    return (clock() - began) / repeats


def answer(request):
    if request["do"] == "prepare":
        calls = prepare(request)
        calls["kernel"]()
        began, count = calls["first"].value, calls["count"].value
        samples = [float(numpy.nansum(output[:count].astype(numpy.float64))) for output in calls["outputs"]]
        return {"begin": began, "count": count, "sums": samples}
    if request["do"] == "run":
        calls = CALLS[request["name"]]
        took = timed(calls[request["form"]], request["repeats"])
        # C refuses a range that begins below 0 at once: what is left is the way from Python into it and back.
        return {"ns": took - (calls["refusedNs"] if request["form"] == "kernel" else 0)}
    return {
        "version": talib.__ta_version__.decode(),
        "package": talib.__version__,
        "peakMb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
