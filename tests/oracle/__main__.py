"""Many programs, compared: `python -m tests.oracle --programs 5000 --seed 1`.

Prints how many disagreements are explained, by kind (see `explain.py`), and the others grouped by kind, code and the word of JAX or the
linter, each with its smallest program. Exit status 1 if any is not explained.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter, defaultdict
from random import Random

import jax

from sharpbits import lint_text

from .explain import explain
from .generator import generate
from .judge import FILENAME, Disagreement, Verdict, disagreements, forget, run, statistics
from .shrink import shrink


def compare(text: str) -> tuple[Verdict, list[Disagreement]]:
    verdict = run(text)
    return verdict, list(disagreements(text, verdict, lint_text(text, FILENAME)))


def group(d: Disagreement) -> tuple[str, str, str]:
    return d.kind, ",".join(d.codes), d.detail.split(":")[0] if d.kind == "missed" else d.detail


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle", description="Compare the linter with JAX on random programs.")
    parser.add_argument("--programs", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0, help="of the first program; the others count up")
    parser.add_argument("--examples", type=int, default=3, help="programs to print of each group")
    parser.add_argument("--no-shrink", action="store_true", help="print the programs as they were generated")
    args = parser.parse_args()
    jax.config.update("jax_traceback_filtering", "off")
    counts: Counter[str] = Counter()
    groups: dict[tuple[str, str, str], list[tuple[int, str, Disagreement]]] = defaultdict(list)
    explained: dict[str, list[int]] = defaultdict(list)
    others: dict[tuple[str, str], list[int]] = defaultdict(list)
    begin = time.perf_counter()
    for seed in range(args.seed, args.seed + args.programs):
        text = generate(Random(seed))
        verdict, found = compare(text)
        counts += statistics([verdict])
        for raised in verdict.raised:
            if not raised.codes:
                others[raised.error, raised.message[:100]].append(seed)
        for d in found:
            if (kind := explain(text, d)) is not None:
                explained[kind].append(seed)
            else:
                groups[group(d)].append((seed, text, d))
        if (seed - args.seed) % 500 == 499:
            forget()
            print(f"{seed - args.seed + 1} programs, {time.perf_counter() - begin:.0f} s, {sum(map(len, groups.values()))} unexplained", file=sys.stderr)
    for name, count in counts.most_common():
        print(f"{count:7} {name}")
    print("\nExceptions that say nothing of tracing (the generator's own, or not yet understood by the judge):")
    for (error, message), seeds in sorted(others.items(), key=lambda item: -len(item[1]))[:20]:
        print(f"{len(seeds):7} {error}: {message} (seed {seeds[0]})")
    for key, members in sorted(groups.items(), key=lambda item: -len(item[1])):
        print(f"\n## {len(members)} × {' '.join(key)}\n")
        shown: set[str] = set()
        for seed, text, d in sorted(members, key=lambda m: len(m[1])):
            if d.source in shown or len(shown) >= args.examples:
                continue
            shown.add(d.source)
            if not args.no_shrink:
                text = shrink(text, lambda t, key=key: _still(t, key))  # type: ignore[misc]
                d = next(e for e in compare(text)[1] if group(e) == key)
            print(f"seed {seed}, row {d.row}: `{d.source}`: {d.detail}\n\n```python\n{text.strip()}\n```\n")
        sys.stdout.flush()
    told = "; ".join(f"{kind}: {len(seeds)} (seeds {', '.join(map(str, seeds[:6]))})" for kind, seeds in sorted(explained.items()))
    print(f"\n{args.programs} programs, {sum(map(len, explained.values()))} explained{f' ({told})' if told else ''}, {sum(map(len, groups.values()))} unexplained")
    return 1 if groups else 0


def _still(text: str, key: tuple[str, str, str]) -> bool:
    try:
        compile(text, FILENAME, "exec")
    except (SyntaxError, ValueError):
        return False
    verdict, found = compare(text)
    return any(group(d) == key for d in found) and not any(r.error == "NameError" for r in verdict.raised)


if __name__ == "__main__":
    sys.exit(main())
