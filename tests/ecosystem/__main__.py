"""Lint pinned releases of real packages, and hold the findings against `record.json`.

    python -m tests.ecosystem [FOLDER]      wheels and sources are kept in FOLDER (default: a temporary one)

Each finding has to be recorded as right or wrong with one line of reason. Status 1: a finding came or went; then read it,
and record it. Prints wrong reports per 1,000 lines.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path

from sharpbits import Settings, lint_paths

RECORD = Path(__file__).with_name("record.json")


def fetch(folder: Path, name: str, version: str) -> Path:
    """The unpacked wheel of a release, from the package index."""
    target = folder / f"{name}-{version}"
    if not target.exists():
        wheels = folder / "wheels" / name
        command = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:", "-d", str(wheels), f"{name}=={version}"]
        subprocess.run(command, check=True)
        with zipfile.ZipFile(next(wheels.glob("*.whl"))) as wheel:
            wheel.extractall(target)
    return target


def main(folder: Path) -> int:
    record = json.loads(RECORD.read_text(encoding="utf-8"))
    known = {(row["where"], row["code"]): row["verdict"] for row in record["findings"]}
    found: dict[tuple[str, str], str] = {}
    lines = 0
    for name, version in record["packages"].items():
        root = fetch(folder, name, version)
        lines += sum(len(p.read_bytes().splitlines()) for p in root.rglob("*.py"))
        for finding in lint_paths([str(root)], Settings()).findings:
            place = Path(finding.filename).resolve().relative_to(root.resolve()).as_posix()
            found[f"{name}/{place}:{finding.location.row}", finding.code] = finding.message
    for (where, code), message in sorted(found.items()):
        if (where, code) not in known:
            print(f"new: {where} {code} {message}")
    for where, code in sorted(known.keys() - found.keys()):
        print(f"gone: {where} {code}")
    wrong = sum(known.get(key) == "wrong" for key in found)
    print(f"{len(found)} findings in {lines} lines; wrong: {wrong} ({1000 * wrong / lines:.3f} per 1,000 lines)")
    return int(found.keys() != known.keys())


if __name__ == "__main__":
    if len(sys.argv) > 1:
        sys.exit(main(Path(sys.argv[1])))
    with tempfile.TemporaryDirectory() as scratch:
        sys.exit(main(Path(scratch)))
