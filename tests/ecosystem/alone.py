"""Lint each file of real packages by itself, and hold the findings against those of the whole package.

    python -m tests.ecosystem.alone [FOLDER] [--package NAME] [--limit N]

What an editor or a hook sees of one file is what a run over the project says of it: each file is analysed afresh, with all
rules, in its package; only the parsed text is kept from file to file. Status 1: a finding, its fix or its reasons differ.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from sharpbits import Settings, analysis
from sharpbits.finding import Finding
from sharpbits.linting import lint_sources, load
from sharpbits.rule import all_rules

from .__main__ import RECORD, fetch


def findings(paths: Sequence[str], root: Path, settings: Settings) -> list[Finding]:
    loaded = load(paths, settings, root=str(root))
    return [*loaded.errors, *lint_sources(loaded.sources, loaded.wanted, settings)]


def by_file(found: Iterable[Finding]) -> dict[str, list[str]]:
    """All that is said of each file, with the reasons and the fix."""
    out: dict[str, list[str]] = {}
    for f in found:
        why = tuple([replace(step, filename=os.path.abspath(step.filename)) for step in f.why])
        path = os.path.abspath(f.filename)
        out.setdefault(path, []).append(repr(replace(f, filename=path, why=why)))
    return {path: sorted(rows) for path, rows in out.items()}


def compare(root: Path, limit: int | None = None) -> tuple[int, int, list[str]]:
    """How many files were held against the whole, the findings of the whole, and the files that differ."""
    settings = Settings(select=tuple(all_rules()), root=str(root))
    whole = by_file(findings([str(root)], root, settings))
    files = sorted(os.path.abspath(p) for p in settings.find_files([str(root)]))
    if limit is not None and len(files) > limit:
        # Those that have something to say first.
        Random(0).shuffle(files)
        files = sorted(files, key=lambda path: path not in whole)[:limit]
    different = []
    for path in files:
        alone = by_file(findings([path], root, settings))
        if alone.pop(path, []) != whole.get(path, []) or alone:
            different.append(path)
    return len(files), sum(map(len, whole.values())), different


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.ecosystem.alone", description="Each file by itself as in its package.")
    parser.add_argument("folder", nargs="?", type=Path)
    parser.add_argument("--package", action="append", help="only this one; may be repeated")
    parser.add_argument("--limit", type=int, help="files of each package, those with findings first")
    args = parser.parse_args()
    packages = {name: version for name, version in json.loads(RECORD.read_text(encoding="utf-8"))["packages"].items() if name in (args.package or [name])}
    # Trees are only read: each analysis may have the same ones.
    analysis.lower = cache(analysis.lower)
    failed = False
    with tempfile.TemporaryDirectory() as scratch:
        for name, version in packages.items():
            root = fetch(args.folder or Path(scratch), name, version).resolve()
            begin = time.perf_counter()
            files, count, different = compare(root, args.limit)
            failed |= bool(different)
            print(f"{name} {version}: {files} files, {count} findings, {len(different)} files differ, {time.perf_counter() - begin:.0f} s", flush=True)
            for path in different:
                print(f"  {Path(path).relative_to(root).as_posix()}", flush=True)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
