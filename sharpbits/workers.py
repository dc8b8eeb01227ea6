"""Stations 2 to 6 in several processes, for large projects.

The work is shared out twice: first the files, to be parsed and lowered one by one; then what came of them, in
groups of modules that have nothing to do with each other (`Project.components`), to be interpreted and judged. A
worker sees all of a group in the usual order, so that it finds what one process would have found.

Texts, lowered code as `marshal` writes it, and findings go from process to process; trees and values never do.
"""

from __future__ import annotations

import ast
import gc
import marshal
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from .analysis import interpret, read_module, relevant
from .finding import Finding
from .project import Module, Project
from .syntax import lower

_T = TypeVar("_T")
#: Shares for each process: enough that all of them end at about the same time.
_SHARES = 12
#: Windows cannot wait for more.
_MOST = 60


class WorkerDied(RuntimeError):
    """A process ended before its work did: killed from outside, for its memory, or by a crash of the interpreter."""


class Lowered(NamedTuple):
    """A module between two processes; `code` is empty where the text has to do."""

    path: str
    code: bytes
    imports: frozenset[tuple[int, str]]


def analyse_in_processes(
    texts: Mapping[str, str], chosen: set[str], extend: Mapping[str, str], codes: Collection[str] | None, count: int,
    progress: Callable[[int, int], None],
) -> list[Finding]:
    """Findings in no order; raises WorkerDied."""
    findings: list[Finding] = []
    read: dict[str, Lowered] = {}
    files = [(path, text, path in chosen) for path, text in texts.items()]
    with _pool(min(count, _MOST)) as pool:
        done = 0
        for results in _spread(pool, _read, _shares(files, [len(text) for _, text, _ in files], count)):
            for result in results:
                if isinstance(result, Lowered):
                    read[result.path] = result
                elif result is not None:
                    findings.append(result)
            done += len(results)
            progress(done, len(files))
        modules = [read[path] for path in texts if path in read]
        groups = [
            [(modules[n], texts[modules[n].path]) for n in group]
            for group in Project([Module(m.path, None, imports=m.imports) for m in modules]).components()
            if any(modules[n].path in chosen for n in group)
        ]
        sizes = [sum(len(module.code) for module, _ in group) for group in groups]
        tasks = [(share, chosen, extend, codes) for share in _shares(groups, sizes, count)]
        for found in _spread(pool, _interpret, tasks):
            findings += found
    return findings


def _shares(items: Sequence[_T], sizes: Sequence[int], count: int) -> list[list[_T]]:
    """The items in shares of about equal size, the largest items first: what begins last should be short."""
    enough = sum(sizes) // (count * _SHARES) + 1
    shares: list[list[_T]] = [[]]
    filled = 0
    for n in sorted(range(len(items)), key=lambda n: -sizes[n]):
        if filled >= enough:
            shares.append([])
            filled = 0
        shares[-1].append(items[n])
        filled += sizes[n]
    return shares


def _spread(pool: Executor, work: Callable[[Any], list[_T]], tasks: Iterable[Any]) -> Iterator[list[_T]]:
    for future in as_completed([pool.submit(work, task) for task in tasks]):
        yield future.result()


@contextmanager
def _pool(count: int) -> Iterator[Executor]:
    pool = ProcessPoolExecutor(count, initializer=_begin)
    try:
        yield pool
    except BrokenProcessPool as error:
        raise WorkerDied("a worker process died (out of memory?); `--jobs 1` does without workers") from error
    finally:
        pool.shutdown(cancel_futures=True)


# --- in the worker ------------------------------------------------------------------------------------


def _begin() -> None:
    """See `analysis.at_full_speed`; and a worker ends at once, without a word, when its user or its parent does."""
    gc.disable()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 12000))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=lambda: (parent.join(), os._exit(1)), daemon=True).start()


def _read(files: list[tuple[str, str, bool]]) -> list[Lowered | Finding | None]:
    return [_read_one(*file) for file in files]


def _read_one(path: str, text: str, asked: bool) -> Lowered | Finding | None:
    module = read_module(path, text, asked)
    if not isinstance(module, Module):
        return module
    if module.body is None:
        return Lowered(path, b"", _imports(text))
    try:
        return Lowered(path, marshal.dumps((module.body, module.rebound)), module.imports)
    except ValueError:
        # Nested deeper than `marshal` goes: lower it once more where it is interpreted.
        return Lowered(path, b"", module.imports)


def _imports(text: str) -> frozenset[tuple[int, str]]:
    """What a file without a word of JAX imports, should anybody read it; `ast` is twenty times as fast as LibCST."""
    try:
        tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        try:
            return lower(text)[2]
        except Exception:
            return frozenset()
    found: set[tuple[int, str]] = set()
    blocks: list[Any] = [tree]
    while blocks:
        block = blocks.pop()
        if isinstance(block, ast.Import):
            for name in block.names:
                found.update({(0, name.name), (0, name.name.split(".")[0])})
        elif isinstance(block, ast.ImportFrom):
            module = block.module or ""
            found.add((block.level, module))
            found.update((block.level, f"{module}.{name.name}" if module else name.name) for name in block.names)
        else:
            for field in ("body", "orelse", "finalbody", "handlers", "cases"):
                blocks += getattr(block, field, ())
    return frozenset(found)


def _interpret(task: tuple[list[list[tuple[Lowered, str]]], set[str], Mapping[str, str], Collection[str] | None]) -> list[Finding]:
    groups, chosen, extend, codes = task
    findings: list[Finding] = []
    for group in groups:
        modules = [_module(lowered, text) for lowered, text in group]
        texts = {lowered.path: text for lowered, text in group}
        findings += interpret(modules, texts, chosen, extend, codes)
    return findings


def _module(lowered: Lowered, text: str) -> Module:
    if lowered.code:
        return Module(lowered.path, *marshal.loads(lowered.code))
    return Module(lowered.path, *lower(text)) if relevant(text) else Module(lowered.path, None, unread=text)
