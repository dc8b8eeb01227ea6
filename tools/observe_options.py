"""Find out from the sources of JAX's releases which options of `jax.config` each has, and write `tools/options.json`.

    pip download --no-deps --dest FOLDER jax==0.4.38     once for each release
    python tools/observe_options.py FOLDER

A row is the life of an option that not all of them have, in the marks of `data/lifecycle.py`; `make_lifecycle.py` reads it.
"""

from __future__ import annotations

import json
import re
import sys
import tarfile
import zipfile
from collections.abc import Iterator
from pathlib import Path

TARGET = Path(__file__).parent / "options.json"
#: Options of modules that `import jax` imports in some releases only: they are there once somebody imports them.
APART = re.compile(r"jax_(pallas|mosaic|test)_|_colocated_")
DECLARED = re.compile(r"""(?:define_\w+_state|\b\w+_state|\b\w+_flag|DEFINE_\w+|\badd_option)\(\s*(?:name\s*=\s*)?['"](jax_\w+)['"]""")


def sources(release: Path) -> Iterator[str]:
    """The modules of a wheel or of a source distribution."""
    if release.suffix == ".whl":
        with zipfile.ZipFile(release) as wheel:
            for name in wheel.namelist():
                if name.startswith("jax/") and name.endswith(".py"):
                    yield wheel.read(name).decode(errors="replace")
    else:
        with tarfile.open(release) as archive:
            for member in archive.getmembers():
                content = archive.extractfile(member) if re.match(r"jax-[^/]*/jax/.*\.py$", member.name) else None
                if content is not None:
                    yield content.read().decode(errors="replace")


def number(version: str) -> tuple[int, ...]:
    return tuple(map(int, version.split(".")))


def lives(options: dict[str, set[str]]) -> dict[str, str]:
    versions = sorted(options, key=number)
    rows = {}
    for name in sorted(set().union(*options.values())):
        has = [version for version in versions if name in options[version]]
        later = [version for version in versions if number(version) > number(has[-1])]
        marks = [*([] if has[0] == versions[0] else [f"+{has[0]}"]), *([f"-{later[0]}"] if later else [])]
        if marks:
            rows[name] = " ".join(marks)
    return rows


def main(folder: str) -> None:
    releases = [path for path in sorted(Path(folder).iterdir()) if re.match(r"jax-[\d.]+(-|\.tar)", path.name)]
    options = {
        release.name.split("-")[1].removesuffix(".tar.gz"): {name for text in sources(release) for name in DECLARED.findall(text) if not APART.search(name)} for release in releases
    }
    TARGET.write_text(json.dumps(lives(options), indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
