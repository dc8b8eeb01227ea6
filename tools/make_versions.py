"""Holds the books of several releases of JAX beside each other: what changed when.

    python tools/make_versions.py BOOK.json|FOLDER ... [--write gotchas/versions.json]

A book is what `pytest gotchas --gotchas-report BOOK.json` writes; of a folder, its files book-*.json. Prints the table of changes; fails where a test failed.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from sharpbits.book import form, versions  # noqa: E402


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("books", nargs="+", type=Path)
    parser.add_argument("--write", type=Path, help="where the comparison is kept")
    parser.add_argument("--all", action="store_true", help="show messages that were reworded too")
    options = parser.parse_args()
    files = [file for book in options.books for file in (sorted(book.glob("book-*.json")) if book.is_dir() else [book])]
    history = versions.compare([form.load(file) for file in files])
    print(versions.table(history, ("behaviour", "value", "wording") if options.all else ("behaviour", "value")))
    counts = {kind: sum(change.kind == kind for change in history.changes) for kind in ("behaviour", "value", "wording")}
    print(f"{len(history.runs)} releases of JAX: {', '.join(f'{count} changes of {kind}' for kind, count in counts.items())}")
    failed = [told for told in history.told if told.result == "failed"]
    for told in failed:
        print(f"FAILED on {', '.join(told.releases)}: {told.code} {told.test}[{told.parameters}]: {told.texts[:1]}")
    if options.write and not failed:
        options.write.write_text(versions.dump(history), encoding="utf-8")
    return bool(failed)


if __name__ == "__main__":
    sys.exit(main())
