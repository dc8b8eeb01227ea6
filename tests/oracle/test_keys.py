"""Keys: the linter and what really happens agree; and the watch that says so can say otherwise."""

from __future__ import annotations

from random import Random

import pytest

from sharpbits import Finding, Location, Settings
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.source import Source

from .keys import FILENAME, HEADER, checker_rows, compare, generate, run

PROGRAMS = 120
#: Programs whose reuse the linter is known to miss, and why.
MISSED = {
    71: "a key that an object keeps is spent by its method, and an equal one outside of it",
    21403: "the same: an object spends the key that was spent before it got it",
    21574: "what is appended to a list in a loop is not told apart from its other items",
}
START = HEADER.count("\n") + 1


def program(body: str) -> str:
    return HEADER + "def run(key, flag_a, flag_b, mode):\n" + "".join(f"    {line}\n" for line in body.splitlines())


def finding(code: str, row: int) -> Finding:
    return Finding(code, "a-name", "error", "a message", FILENAME, Location(row, 1), Location(row, 2))


def test_linter_and_keys_agree_on_seeded_programs() -> None:
    found = {seed: disagreements for seed in {*range(PROGRAMS), *MISSED} if (disagreements := compare(generate(Random(seed))))}
    assert {seed: {d.kind for d in told} for seed, told in found.items()} == {seed: {"missed"} for seed in MISSED}


def test_programs_are_worth_comparing() -> None:
    reusing = sum(bool(run(generate(Random(seed))).reuses) for seed in range(40))
    assert 6 <= reusing <= 30


def test_what_the_checker_of_jax_refuses_the_watch_sees() -> None:
    for seed in range(6):
        text = generate(Random(seed))
        watch = run(text)
        rows = {row for reuse in (*watch.reuses, *watch.echoes) for row in reuse} | watch.first
        assert rows or not checker_rows(text)


def test_silence_is_a_miss_and_a_report_of_a_single_use_is_a_false_alarm() -> None:
    sharp = program("x = random.normal(key)\nreturn x + random.uniform(key)")
    assert [d.kind for d in compare(sharp, [])] == ["missed"]
    assert compare(sharp, [finding("SB201", START + 2)]) == []
    good = program("a, b = random.split(key)\nreturn random.normal(a) + random.uniform(b)")
    assert compare(good, []) == []
    assert [d.kind for d in compare(good, [finding("SB201", START + 2)])] == ["false alarm"]


@pytest.mark.parametrize(
    "body",
    [
        "k = jnp.array(key, copy=True)\nreturn random.normal(key) + random.normal(k)",
        "return random.normal(random.fold_in(key, 1)) + random.uniform(random.fold_in(key, 1))",
        "return jax.vmap(lambda x: x + random.normal(key))(jnp.ones(2))  # captured",
    ],
)
def test_the_watch_sees_what_the_checker_is_blind_to(body: str) -> None:
    assert run(program(body)).reuses
    assert checker_rows(program(body)) == []


def test_what_is_fixed_uses_no_key_twice() -> None:
    """Where the fixes leave nothing to report, neither the watch nor JAX's checker finds a reuse."""

    def lint(sources: list[Source]) -> list[Finding]:
        return lint_sources(sources, [s.path for s in sources], Settings(select=("SB201", "SB202")))

    changed = 0
    for seed in range(60):
        source = Source(FILENAME, generate(Random(seed)))
        found = lint([source])
        done = fix_sources([source], found, lint, unsafe=True)
        if found and not done.findings:
            changed += 1
            text = done.sources[0].text
            assert not run(text).reuses
            assert checker_rows(text) == []
    assert changed > 3
