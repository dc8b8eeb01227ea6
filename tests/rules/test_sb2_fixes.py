"""The fixes of SB201 and SB202: `key, subkey = random.split(key)` where it is right, and nothing elsewhere."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from sharpbits import Settings
from sharpbits.finding import Finding
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.source import Source

HEAD = "import jax\nimport jax.numpy as jnp\nfrom jax import lax, random\n\n\ndef draw(key):\n    return random.normal(key)\n\n\n"


def lint(sources: Sequence[Source]) -> list[Finding]:
    return lint_sources(sources, [s.path for s in sources], Settings(select=("SB201", "SB202")))


def fixed(text: str) -> str:
    source = Source("program.py", text)
    return fix_sources([source], lint([source]), lint, unsafe=True).sources[0].text


FIXED = {
    "the first use gets the sub-key, and comments stay": (
        "def f(key, x):\n    # the noise\n    a = random.normal(key, x.shape)  # normal\n    return a + random.uniform(  # uniform\n        key,\n        x.shape,\n    )\n",
        "def f(key, x):\n    # the noise\n    key, subkey = random.split(key)\n    a = random.normal(subkey, x.shape)  # normal\n    return a + random.uniform(  # uniform\n        key,\n        x.shape,\n    )\n",
    ),
    "each use but the last gets one": (
        "def f(key):\n    a = random.normal(key)\n    b = random.normal(key)\n    return a, b, draw(key)\n",
        "def f(key):\n    key, subkey = random.split(key)\n    a = random.normal(subkey)\n    key, subkey_2 = random.split(key)\n    b = random.normal(subkey_2)\n    return a, b, draw(key)\n",
    ),
    "uses in one expression": (
        "def f(key):\n    return random.normal(key) + random.uniform(key)\n",
        "def f(key):\n    key, subkey = random.split(key)\n    return random.normal(subkey) + random.uniform(key)\n",
    ),
    "a split that came too late": (
        "def f(key):\n    a = draw(key)\n    key, sub = random.split(key)\n    return a, key, sub\n",
        "def f(key):\n    key, subkey = random.split(key)\n    a = draw(subkey)\n    key, sub = random.split(key)\n    return a, key, sub\n",
    ),
    "a use on one branch": (
        "def f(key, flag):\n    x = 0.0\n    if flag:\n        x = draw(key)\n    return x + draw(key)\n",
        "def f(key, flag):\n    x = 0.0\n    if flag:\n        key, subkey = random.split(key)\n        x = draw(subkey)\n    return x + draw(key)\n",
    ),
    "keywords, and names that are taken": (
        "def f(x, *, rng, sub_rng=None):\n    a = random.normal(shape=(2,), key=rng)\n    return a, random.normal(rng)\n",
        "def f(x, *, rng, sub_rng=None):\n    rng, sub_rng_2 = random.split(rng)\n    a = random.normal(shape=(2,), key=sub_rng_2)\n    return a, random.normal(rng)\n",
    ),
    "a loop": (
        "def f(w, xs, key):\n\tfor x in xs:\n\t\tw = w + random.normal(key, x.shape)  # the same\n\treturn w\n",
        "def f(w, xs, key):\n\tfor x in xs:\n\t\tkey, subkey = random.split(key)\n\t\tw = w + random.normal(subkey, x.shape)  # the same\n\treturn w\n",
    ),
    "a key that is carried on and used": (
        "def f(key, x):\n    for _ in range(3):\n        key, sub = random.split(key)\n        x = x + random.normal(sub)\n        x = x * draw(\n            key,\n        )\n    return x\n",
        "def f(key, x):\n    for _ in range(3):\n        key, sub = random.split(key)\n        x = x + random.normal(sub)\n        key, subkey = random.split(key)\n        x = x * draw(\n            subkey,\n        )\n    return x\n",
    ),
    "a carry that is not renewed": (
        "def f(key, xs):\n    def body(carry, x):\n        key, total = carry\n        return (key, total + x * random.normal(key)), None\n\n    return lax.scan(body, (key, 0.0), xs)\n",
        "def f(key, xs):\n    def body(carry, x):\n        key, total = carry\n        key, subkey = random.split(key)\n        return (key, total + x * random.normal(subkey)), None\n\n    return lax.scan(body, (key, 0.0), xs)\n",
    ),
    "the module itself": (
        "key = random.key(0)\na = draw(key)\nb = draw(key)\n",
        "key = random.key(0)\nkey, subkey = random.split(key)\na = draw(subkey)\nb = draw(key)\n",
    ),
}  # fmt: skip

LEFT_ALONE = {
    "an array of keys": "def f(key, x):\n    keys = random.split(key, 3)\n    return jax.vmap(random.normal)(keys), jax.vmap(random.uniform)(keys)\n",
    "an element": "def f(key):\n    keys = random.split(key, 3)\n    return random.normal(keys[0]) + random.normal(keys[0])\n",
    "a comprehension": "def f(key):\n    return [random.normal(key) for _ in range(3)]\n",
    "a function that captures the key": "def f(key):\n    def inner():\n        return random.normal(key)\n\n    a = random.normal(key)\n    return a + inner()\n",
    "a key of the surroundings": "def f(key):\n    def inner():\n        return random.normal(key) + random.uniform(key)\n\n    return inner()\n",
    "statements on one line": "def f(key): a = random.normal(key); return a + random.normal(key)\n",
    "an `elif`": "def f(key, x):\n    if x:\n        return 0.0\n    elif random.normal(key) > 0:\n        return random.normal(key)\n    return 1.0\n",
    "the condition of a `while`": "def f(key):\n    while random.normal(key) > 0:\n        pass\n",
    "two names of one key": "def f(key):\n    other = key\n    return random.normal(key) + random.normal(other)\n",
    "one call that gets it twice": "def two(a, b):\n    return random.normal(a) + random.normal(b)\n\n\ndef f(key):\n    return two(key, key)\n",
    "an attribute": "def f(state):\n    return random.normal(state.key) + random.normal(state.key)\n",
    "a loop over lanes": "def f(key, xs):\n    return jax.vmap(lambda x: x + random.normal(key))(xs)\n",
}  # fmt: skip


@pytest.mark.parametrize("name", FIXED)
def test_a_key_is_split_before_its_use(name: str) -> None:
    before, after = FIXED[name]
    assert fixed(HEAD + before) == HEAD + after
    assert lint([Source("program.py", HEAD + after)]) == []


@pytest.mark.parametrize("name", LEFT_ALONE)
def test_what_cannot_be_split_rightly_is_left_alone(name: str) -> None:
    text = HEAD + LEFT_ALONE[name]
    assert lint([Source("program.py", text)])
    assert fixed(text) == text


@pytest.mark.parametrize(
    ("imports", "split"),
    [("import jax", "jax.random.split"), ("from jax import random", "random.split"), ("import jax.random as jr", "jr.split"), ("from jax.random import normal, split", "split")],
)
def test_the_module_spells_it_as_it_does_elsewhere(imports: str, split: str) -> None:
    normal = split.replace("split", "normal")
    text = f"{imports}\n\n\ndef f(key):\n    a = {normal}(key)\n    return a + {normal}(key)\n"
    assert f"    key, subkey = {split}(key)\n    a = {normal}(subkey)\n" in fixed(text)


def test_line_ends_are_kept() -> None:
    text = (HEAD + "def f(key):\n    a = draw(key)\n    return a + draw(key)\n").replace("\n", "\r\n")
    assert "    key, subkey = random.split(key)\r\n    a = draw(subkey)\r\n" in fixed(text)


def test_without_unsafe_fixes_nothing_changes() -> None:
    source = Source("program.py", HEAD + FIXED["a loop"][0])
    assert fix_sources([source], lint([source]), lint).sources[0].text == source.text
