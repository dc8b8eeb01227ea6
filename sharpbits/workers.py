"""Stations 2 to 6 in several processes, for large projects, and only as far as the cache does not know the answer.

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
from concurrent.futures import Executor, Future, ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, NamedTuple, TypeVar

from .cache import Cache, decode, encode
from .finding import Finding
from .project import Module, Project

# LibCST and the engine are imported where there is work: a run that the cache answers needs neither.

_T = TypeVar("_T")
#: Shares for each process: enough that all of them end at about the same time.
_SHARES = 12
#: Characters of code for each process: half a second of work, several times what it costs to start one.
_SHARE = 500_000
#: Windows cannot wait for more.
_MOST = 60


class WorkerDied(RuntimeError):
    """A process ended before its work did: killed from outside, for its memory, or by a crash of the interpreter."""


class Lowered(NamedTuple):
    """A module between two processes; `code` is empty where the text has to do."""

    path: str
    code: bytes
    imports: frozenset[tuple[int, str]]


def analyse_in_shares(
    texts: Mapping[str, str], chosen: set[str], extend: Mapping[str, str], codes: Collection[str] | None, count: int,
    progress: Callable[[int, int], None], cache: Cache | None = None, target: str = "", x64: bool = False,
) -> list[Finding]:  # fmt: skip
    """Findings of the chosen files, in no order; raises WorkerDied."""
    findings: list[Finding] = []
    read: dict[str, Lowered] = {}
    keys = {path: cache.key(path, text) for path, text in texts.items()} if cache is not None else {}
    files: list[tuple[str, str, bool]] = []
    for path, text in texts.items():
        known = cache.file(keys[path]) if cache is not None else None
        if known is None:
            files.append((path, text, cache is not None or path in chosen))
        elif known[0] == "module":
            read[path] = Lowered(path, b"", known[1])
        else:
            findings.append(decode(known[1]))
    with _pool(min(count, _MOST)) as pool:
        done = len(texts) - len(files)
        for results in _spread(pool, _read, _shares(files, [len(text) for _, text, _ in files], count)):
            for (path, _, _), result in results:
                if isinstance(result, Lowered):
                    read[path] = result
                    if cache is not None:
                        cache.put_file(keys[path], ("module", result.imports), result.code)
                elif result is not None:
                    findings.append(result)
                    if cache is not None:
                        cache.put_file(keys[path], ("broken", encode(result)))
            done += len(results)
            progress(done, len(texts))
        modules = [read[path] for path in texts if path in read]
        settings = repr((sorted(extend.items()), None if codes is None else sorted(codes), target, x64))
        tasks: list[tuple[list[Lowered], str]] = []
        for group in Project([Module(m.path, None, imports=m.imports) for m in modules]).components():
            members = [modules[n] for n in group]
            if not any(m.path in chosen for m in members):
                continue
            key = cache.key(settings, *[keys[m.path] for m in members]) if cache is not None else ""
            known = cache.findings(key) if cache is not None else None
            if known is None:
                tasks.append((members, key))
            else:
                findings += known
        if tasks:
            findings += _interpreted(pool, tasks, texts, chosen, extend, codes, count, cache, keys, target, x64)
    if cache is not None:
        cache.close()
    return [f for f in findings if f.filename in chosen]


def _interpreted(
    pool: Executor, tasks: list[tuple[list[Lowered], str]], texts: Mapping[str, str], chosen: set[str], extend: Mapping[str, str],
    codes: Collection[str] | None, count: int, cache: Cache | None, keys: Mapping[str, str], target: str, x64: bool,
) -> list[Finding]:  # fmt: skip
    groups = []
    for members, key in tasks:
        # What the cache is to keep has to hold whichever files are asked about.
        asked = chosen if cache is None else {m.path for m in members}
        filled = [m if m.code or cache is None else m._replace(code=cache.code(keys[m.path])) for m in members]
        groups.append((key, [(m, texts[m.path]) for m in filled], asked))
    findings: list[Finding] = []
    sizes = [sum(len(text) for _, text in members) for _, members, _ in groups]
    for results in _spread(pool, _interpret, [(share, extend, codes, target, x64) for share in _shares(groups, sizes, count)]):
        for key, found in results:
            findings += found
            if cache is not None:
                cache.put_findings(key, found)
    return findings


def processes(jobs: int, size: int) -> int:
    """How many processes a project of this size is worth; `jobs` is the most that are wanted, 0 for one on each CPU."""
    if not jobs:
        jobs = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    return max(1, min(jobs, size // _SHARE))


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
    pool: Executor = ProcessPoolExecutor(count, initializer=_begin) if count > 1 else _Here()
    try:
        yield pool
    except BrokenProcessPool as error:
        raise WorkerDied("a worker process died (out of memory?); `--jobs 1` does without workers") from error
    finally:
        pool.shutdown(cancel_futures=True)


class _Here(Executor):
    """No other process: the work is done when it is asked for."""

    def submit(self, work: Any, /, *args: Any, **kwargs: Any) -> Future[Any]:
        from .analysis import at_full_speed

        future: Future[Any] = Future()
        with at_full_speed():
            future.set_result(work(*args, **kwargs))
        return future


# --- in the worker ------------------------------------------------------------------------------------


def _begin() -> None:
    """See `analysis.at_full_speed`; and a worker ends at once, without a word, when its user or its parent does."""
    from .parsing import OWN_THREADS

    gc.disable()
    sys.setrecursionlimit(max(sys.getrecursionlimit(), 12000))
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    parent = multiprocessing.parent_process()
    if parent is not None:
        threading.Thread(target=_end_with, args=(parent,), name=f"{OWN_THREADS}wait for the parent", daemon=True).start()


def _end_with(parent: multiprocessing.process.BaseProcess) -> None:
    parent.join()
    os._exit(1)


def _read(files: list[tuple[str, str, bool]]) -> list[tuple[tuple[str, str, bool], Lowered | Finding | None]]:
    return [((path, "", asked), _read_one(path, text, asked)) for path, text, asked in files]


def _read_one(path: str, text: str, asked: bool) -> Lowered | Finding | None:
    from .analysis import read_module

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
    from .parsing import python_tree
    from .syntax import lower

    try:
        tree = python_tree(text)
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


def _interpret(task: tuple[list[Any], Mapping[str, str], Collection[str] | None, str, bool]) -> list[tuple[str, list[Finding]]]:
    from .analysis import interpret

    groups, extend, codes, target, x64 = task
    found = []
    for key, members, asked in groups:
        modules = [_module(lowered, text) for lowered, text in members]
        texts = {lowered.path: text for lowered, text in members}
        found.append((key, interpret(modules, texts, asked, extend, codes, target, x64)))
    return found


def _module(lowered: Lowered, text: str) -> Module:
    from .analysis import relevant
    from .syntax import lower

    if lowered.code:
        return Module(lowered.path, *marshal.loads(lowered.code))
    return Module(lowered.path, *lower(text)) if relevant(text) else Module(lowered.path, None, unread=text)
