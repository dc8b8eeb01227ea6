"""The fixes of SB401 and SB413: `jax.debug.print` with fields, and what it prints then."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from sharpbits import Settings
from sharpbits.finding import Finding
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.source import Source

HEAD = "import jax\nimport jax.numpy as jnp\n\n\n@jax.jit\ndef f(x, state):\n    y = x + 1\n"


def lint(sources: Sequence[Source]) -> list[Finding]:
    return lint_sources(sources, [s.path for s in sources], Settings(select=("SB401", "SB413")))


def fixed(line: str, *, unsafe: bool = True) -> str:
    source = Source("program.py", f"{HEAD}    {line}\n    return y\n")
    after = fix_sources([source], lint([source]), lint, unsafe=unsafe).sources[0].text
    assert after.startswith(HEAD) and after.endswith("    return y\n")
    return after.removeprefix(HEAD).removesuffix("    return y\n").strip()


FIXED = {
    'jax.debug.print(f"y is {y}")': 'jax.debug.print("y is {y}", y=y)',
    "jax.debug.print(f'{x} of {x.shape}', ordered=True)  # why": "jax.debug.print(f'{{x}} of {x.shape}', x=x, ordered=True)  # why",
    'jax.debug.print(f"{x + 1} {y!r} {{m}}", m=x)': 'jax.debug.print("{} {y!r} {m}", x + 1, y=y, m=x)',
    'jax.debug.print(f"{y=}")': 'jax.debug.print("y={y!r}", y=y)',
    'print("y", y)  # why': 'jax.debug.print("y {y}", y=y)  # why',
    'print(f"{y} of {len(x.shape)}", x.shape)': 'jax.debug.print(f"{{y}} of {len(x.shape)} {x.shape}", y=y)',
    "print(y, jnp.sum(x), y)": 'jax.debug.print("{y} {} {y}", jnp.sum(x), y=y)',
    'print("a b", \'it is "so"\', y)': 'jax.debug.print("a b it is \\"so\\" {y}", y=y)',
}  # fmt: skip

LEFT_ALONE = [
    'print("a{b}", y)', 'print(f"{{b}} {y}")',
    'print("x %s" % y)', 'print("y", y, sep="")', 'print("y", y, state.name)', 'jax.debug.print(f"{y} {state.name}")', 'jax.debug.print("a " + f"{y}")',
    'jax.debug.print(f"{y} {{m}}", m=1, y=2)', 'jax.debug.print(f"{y + 1} {{}}", x)', 'jax.debug.print(f"""{y}""")', 'print(*[y])',
]  # fmt: skip


@pytest.mark.parametrize("before", FIXED)
def test_tracers_become_fields(before: str) -> None:
    assert fixed(before) == FIXED[before]
    assert fixed(FIXED[before]) == FIXED[before]


@pytest.mark.parametrize("line", LEFT_ALONE)
def test_what_is_not_understood_is_left_alone(line: str) -> None:
    assert fixed(line) == line


def test_print_is_fixed_only_where_unsafe_fixes_are_wanted() -> None:
    assert fixed("print(y)", unsafe=False) == "print(y)"
    assert fixed('jax.debug.print(f"{y}")', unsafe=False) == 'jax.debug.print("{y}", y=y)'


def test_what_is_fixed_prints_the_values(capfd: pytest.CaptureFixture[str]) -> None:
    jax = pytest.importorskip("jax")
    lines = [line for line in FIXED if "+ 1" not in line and "=}" not in line]
    source = Source("program.py", HEAD + "".join(f"    {line}\n" for line in lines) + "    return y\n")
    done = fix_sources([source], lint([source]), lint, unsafe=True)
    assert done.findings == []
    space: dict[str, Any] = {}
    exec(compile(done.sources[0].text, "program.py", "exec"), space)
    for _ in range(2):
        space["f"](jax.numpy.float32(2.0), 0.0)
        jax.effects_barrier()
        out = capfd.readouterr().out.splitlines()
        assert sorted(out) == sorted(["y is 3.0", "2.0 of ()", "y 3.0", "3.0 of 0 ()", "3.0 2.0 3.0", 'a b it is "so" 3.0'])
