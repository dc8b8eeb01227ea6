import contextlib
import time
from time import perf_counter as now


def average(fn, *args, repeats=10, **kwargs):
    fn(*args, **kwargs)
    total = 0.0
    for _ in range(repeats):
        start = now()
        fn(*args, **kwargs)
        total += now() - start  #! SB507
    return total / repeats


def measure(thunk):
    begin = time.time()
    thunk()
    return time.time() - begin  #! SB507


class Stopwatch:
    def __init__(self):
        self.seconds = 0.0

    def __enter__(self):
        self._start = now()
        return self

    def __exit__(self, kind, value, trace):
        self.seconds = now() - self._start  #! SB507
        return False


@contextlib.contextmanager
def timed(label):
    tic = time.monotonic()
    try:
        yield
    finally:
        toc = time.monotonic()
        print(f"[{label}] {toc - tic:.3f}s")  #! SB507
