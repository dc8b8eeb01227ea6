"""Write `sharpbits/data/lifecycle.py` from rows of observations, one JSON object a line.

    python tools/make_lifecycle.py OBSERVATIONS.jsonl

A row says of a name (`jax.tree_map`), module or parameter (`jax.numpy.clip(a_min)`) in which release it was deprecated and removed,
what replaces it, and whether the replacement is a drop-in.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

TARGET = Path(__file__).parent.parent / "sharpbits" / "data" / "lifecycle.py"
HEAD = '''"""The life of JAX's names: written by `tools/make_lifecycle.py` from what releases 0.4.13 to 0.12.0 really did.

Name -> (deprecated in, removed in, replacement, drop-in). A name with parentheses is a parameter of a function.
"""

from __future__ import annotations

NEWEST = (0, 12, 0)
LIFE: dict[str, tuple[str, str, str, bool]] = {
'''


def main(path: str) -> None:
    rows = [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]
    # What already failed on the oldest release that was asked has been removed before it.
    for row in rows:
        first = next((o.split(": ", 1)[1] for o in row["observed"]), "")
        if first in ("AttributeError", "ImportError", "ModuleNotFoundError", "TypeError") and not row["added_in"] and not row["removed_in"]:
            row["removed_in"] = "0.4.13"
    lines = [
        f"    {json.dumps(r['name'])}: ({', '.join(json.dumps(r[k] or '') for k in ('deprecated_in', 'removed_in', 'replacement'))}, {r['drop_in']}),"
        for r in sorted(rows, key=lambda r: r["name"])
        if r["deprecated_in"] or r["removed_in"]
    ]
    TARGET.write_text(HEAD + "\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1])
