"""What whole packages cost, against `libcst.parse_module` alone on the same files.

    python -m benchmarks.packages FOLDER [--brief]      the packages are the folders in FOLDER

Processor time, without the cache, in one process; then the command line on all packages at once: two processes, the cache,
one changed file, memory. `--brief` leaves that out. Status 1 where a budget is exceeded.
"""

from __future__ import annotations

import gc
import shutil
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measures import command, parsed
from sharpbits import Settings, lint_paths

#: The whole lint, of a parse alone.
RATIO = 1.5


def linted(package: Path) -> float:
    gc.collect()
    began = time.process_time()
    lint_paths([str(package)], Settings())
    return time.process_time() - began


def by_package(packages: list[Path]) -> float:
    """Prints a row for each package; the ratio in all."""
    print(f"{'package':24} {'lines':>8} {'parse':>8} {'lint':>8} {'ratio':>6}")
    lint_paths([__file__], Settings())  # what is imported once is no part of it
    all_lines, all_parse, all_lint = 0, 0.0, 0.0
    for package in packages:
        files = sorted(package.rglob("*.py"))
        lines = sum(path.read_bytes().count(b"\n") for path in files)
        parse, lint = parsed([path.read_bytes() for path in files]), linted(package)
        all_lines, all_parse, all_lint = all_lines + lines, all_parse + parse, all_lint + lint
        print(f"{package.name:24} {lines:8} {parse:7.2f}s {lint:7.2f}s {lint / parse:6.2f}", flush=True)
    print(f"{'all':24} {all_lines:8} {all_parse:7.2f}s {all_lint:7.2f}s {all_lint / all_parse:6.2f}")
    return all_lint / all_parse


def by_command(packages: list[Path]) -> list[str]:
    """Prints what the command line costs; what exceeds its budget."""
    over: list[str] = []

    def show(what: str, figure: str, budget: str, held: bool) -> None:
        print(f"{what:42} {figure:>24}   {budget}{'' if held else '   EXCEEDED'}", flush=True)
        if not held:
            over.append(what)

    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "packages"
        for package in packages:
            shutil.copytree(package, home / package.name)
        small = Path(scratch) / "small" / "train.py"
        small.parent.mkdir()
        small.write_text("import jax\n\n\n@jax.jit\ndef f(x):\n    return x + 1\n", encoding="utf-8")
        folder, cache = str(home), ("--cache-dir", str(Path(scratch) / "cache"))
        one = command("--no-cache", str(small))
        show("one small file, processor time", f"{one.cpu:.2f}s", "under 0.5s", one.cpu < 0.5)
        alone = command("--no-cache", folder)
        two = command("--no-cache", "--jobs", "2", folder)
        show("two processes, by the clock", f"{alone.wall:.1f}s / {two.wall:.1f}s = {alone.wall / two.wall:.2f}", "at least 1.7", alone.wall / two.wall >= 1.7)
        show("  processor time, of one process", f"{two.cpu / alone.cpu:.2f}", "", True)
        show("memory", f"{alone.memory:.0f} MB", "under 1000 MB", alone.memory < 1000)
        cold, warm = command(*cache, folder), command(*cache, folder)
        show("cold with a cache", f"{cold.cpu:.1f}s = {cold.cpu / alone.cpu:.2f} of without", "", True)
        show("warm, of cold", f"{warm.cpu:.2f}s = {warm.cpu / cold.cpu:.1%}", "under 5 %", warm.cpu < 0.05 * cold.cpu)
        changes = []
        for package in packages:
            changed = max((home / package.name).rglob("*.py"), key=lambda path: path.stat().st_size)
            changed.write_bytes(changed.read_bytes() + b"\n# changed\n")
            changes.append((command(*cache, folder).cpu, f"{package.name}: {changed.name}"))
        mean, (most, where) = sum(cpu for cpu, _ in changes) / len(changes), max(changes)
        show("one changed file (the largest), of cold", f"{mean:.2f}s = {mean / cold.cpu:.1%}", "under 10 %", mean < 0.1 * cold.cpu)
        show(f"  at most ({where})", f"{most:.2f}s = {most / cold.cpu:.1%}", "", True)
    return over


def main(folder: Path, brief: bool) -> int:
    packages = sorted(path for path in folder.iterdir() if path.is_dir() and any(path.rglob("*.py")))
    # First what runs in other processes: they begin with the memory of this one.
    over = [] if brief else by_command(packages)
    if by_package(packages) > RATIO:
        over.append(f"the whole lint costs more than {RATIO} parses")
    print(*(f"over budget: {what}" for what in over), sep="\n")
    return int(bool(over))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), "--brief" in sys.argv))
