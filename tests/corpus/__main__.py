"""Thousands of files of other people, each through the whole engine: no crash, no long wait, and no report where no JAX is.

    python -m tests.corpus [FOLDER …] [--as-jax] [--limit SECONDS] [--jobs N]

Without folders: the standard library and what is installed beside it. The linter passes over files without a word of JAX; here
each of them is interpreted. `--as-jax` turns them into JAX code, after a fashion: NumPy becomes `jax.numpy`, and each
function of a module is handed to some transformation, so that the engine meets code that nobody wrote with it in mind.
Ends with status 1 if a file crashes the engine, takes longer than the limit, or is reported though it has nothing of JAX.
"""

from __future__ import annotations

import argparse
import gc
import re
import sys
import sysconfig
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sharpbits import Settings, analysis
from sharpbits.linting import lint_sources
from sharpbits.source import SourceError, decode

_relevant = analysis.relevant
#: Rules whose reports are true of any Python code: a comparison with NaN.
_ALWAYS = ("SB610",)
#: How many files a process takes at a time.
_CHUNK = 50
_TRANSFORMS = (
    "_jax.jit({0})", "_jax.vmap({0})(_x, _x)", "_jax.grad({0})(_x)", "_jax.lax.scan({0}, _x, _x)", "_jax.lax.fori_loop(0, 9, {0}, _x)",
    "_jax.lax.cond(_x[0] > 0, {0}, {0}, _x)", "_jax.lax.while_loop({0}, {0}, _x)", "_jax.jit({0}, static_argnums=0)(3, _x)",
    "_jax.tree.map({0}, [_x, {{'a': _x}}])", "_jax.vmap(_jax.value_and_grad({0}), in_axes=(None, 0))(_x, _x)", "_jax.jit({0})(_jax.random.key(0), _x)",
    "_jax.checkpoint({0})(_x, 1, axis=0)", "_jax.eval_shape({0}, _x)", "_jax.lax.switch(_x[0], [{0}, {0}], _x)",
)  # fmt: skip
_IMPORTS = (
    (re.compile(r"^(\s*)import numpy as (\w+)", re.M), r"\1import jax.numpy as \2"),
    (re.compile(r"^(\s*)import (numpy|math|cmath)\s*$", re.M), r"\1import jax.numpy as \2"),
    (re.compile(r"^(\s*)import random\s*$", re.M), r"\1import jax.random as random"),
    (re.compile(r"^(\s*)from (numpy|math) import ", re.M), r"\1from jax.numpy import "),
)
_FUNCTION = re.compile(r"^(?:async )?def (\w+)|^class (\w+)|^    def (\w+)", re.M)


class Outcome(NamedTuple):
    path: str
    lines: int
    seconds: float
    #: "crash", "report" or "not Python", and what was said.
    kind: str
    words: tuple[str, ...] = ()


def as_jax(text: str) -> str:
    """The same code as if it were about JAX."""
    for pattern, replacement in _IMPORTS:
        text = pattern.sub(replacement, text)
    calls = []
    owner = ""
    for number, match in enumerate(_FUNCTION.finditer(text)):
        function, name, method = match.groups()
        owner = name or ("" if function else owner)
        if function or (method and owner):
            calls.append(_TRANSFORMS[number % len(_TRANSFORMS)].format(function or f"{owner}.{method}"))
    return "\n".join([text, "import jax as _jax", "_x = _jax.numpy.ones((3, 4))", *calls, ""])


def look(path: str, changed: bool) -> Outcome:
    data = Path(path).read_bytes()
    lines = data.count(b"\n")
    start = time.process_time()
    try:
        source = decode(path, data)
        if changed:
            source = replace(source, text=as_jax(source.text))
        found = lint_sources([source], [path], Settings())
    except SourceError:
        return Outcome(path, 0, time.process_time() - start, "not Python")
    except Exception as error:
        return Outcome(path, lines, time.process_time() - start, "crash", (f"{type(error).__name__}: {error}",))
    took = time.process_time() - start
    if any(f.code == "SB001" for f in found):
        return Outcome(path, lines, took, "not Python")
    crashes = tuple(f.message for f in found if f.code == "SB004")
    if crashes:
        return Outcome(path, lines, took, "crash", crashes)
    wrong = [] if changed or _relevant(source.text) else [f for f in found if f.code not in _ALWAYS and not f.code.startswith("SB0")]
    if wrong:
        return Outcome(path, lines, took, "report", tuple(f"{f.location.row}: {f.code} {f.message}" for f in wrong))
    return Outcome(path, lines, took, "")


def look_at(paths: list[str], changed: bool) -> list[Outcome]:
    passed, analysis.relevant = analysis.relevant, lambda text: True
    try:
        return [look(path, changed) for path in paths]
    finally:
        analysis.relevant = passed
        gc.collect()


def files(folders: list[str]) -> list[str]:
    """Files of the folders, each once; other interpreters' packages below a standard library are not part of it."""
    found: dict[Path, None] = {}
    for folder in folders:
        for path in sorted(Path(folder).rglob("*.py")):
            if path.is_file() and "site-packages" not in path.relative_to(folder).parts:
                found[path.resolve()] = None
    return [str(path) for path in found]


def outcomes(paths: list[str], changed: bool, jobs: int) -> Iterator[Outcome]:
    chunks = [paths[i : i + _CHUNK] for i in range(0, len(paths), _CHUNK)]
    if jobs == 1:
        for chunk in chunks:
            yield from look_at(chunk, changed)
        return
    with ProcessPoolExecutor(jobs) as pool:
        for future in [pool.submit(look_at, chunk, changed) for chunk in chunks]:
            yield from future.result()


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.corpus", description="Other people's code through the engine.")
    parser.add_argument("folders", nargs="*")
    parser.add_argument("--as-jax", action="store_true", help="turn the code into JAX code first")
    parser.add_argument("--limit", type=float, default=5.0, help="seconds of CPU that a file may take")
    parser.add_argument("--jobs", type=int, default=1)
    args = parser.parse_args()
    places = sysconfig.get_paths()
    counts = dict.fromkeys(("", "crash", "report", "not Python", "slow"), 0)
    lines, total, slowest = 0, 0.0, Outcome("", 0, 0.0, "")
    for done, outcome in enumerate(outcomes(files(args.folders or [places["stdlib"], places["purelib"]]), args.as_jax, args.jobs), 1):
        lines += outcome.lines
        total += outcome.seconds
        slowest = max(slowest, outcome, key=lambda o: o.seconds)
        kind = outcome.kind or ("slow" if outcome.seconds > args.limit else "")
        counts[kind] += 1
        if kind in ("crash", "report", "slow"):
            print(f"{kind}: {outcome.path} ({outcome.lines} lines, {outcome.seconds:.1f} s)", *outcome.words, sep="\n    ", flush=True)
        if done % 1000 == 0:
            print(f"{done} files, {total:.0f} s", file=sys.stderr, flush=True)
    print(
        f"{sum(counts.values())} files, {lines} lines, {total:.0f} s of CPU: {counts['crash']} crashes, {counts['slow']} slower than {args.limit:g} s, "
        f"{counts['report']} reported without JAX, {counts['not Python']} not Python; slowest {slowest.seconds:.1f} s ({slowest.path})"
    )
    return int(any(counts[kind] for kind in ("crash", "report", "slow")))


if __name__ == "__main__":
    sys.exit(main())
