"""Find out by running them which parameters of JAX's functions refuse a Python integer beyond 32 bits, and write `sharpbits/data/integers.py`.

    python tools/observe_integers.py            rewrites integers.py
    python tools/observe_integers.py --check    prints what differs from the installed JAX, status 1 if anything does

64-bit types are off.
"""

from __future__ import annotations

import importlib
import inspect
import pprint
import sys
from itertools import product
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
from observe_facts import public
from observe_shapes import parameters
from observed import main

DATA = Path(__file__).parent.parent / "sharpbits" / "data" / "integers.py"
PREFIXES = ("jax.numpy", "jax.numpy.linalg", "jax.lax", "jax.nn", "jax.scipy.special", "jax.random")
LARGE = 2**40
VALUES = [jnp.ones(3), jnp.arange(3), 2, jnp.eye(3), jax.random.key(0), (3,)]
#: They write, wait, or ask for the surroundings; of a seed the low bits are taken, whatever it is.
SKIP = {"empty", "empty_like", "infeed", "outfeed", "after_all", "create_token", "key", "PRNGKey", "rng_uniform", "rng_bit_generator", "linear_transpose"}


def runs(function: Any, values: list[Any], **settings: Any) -> str:
    """Nothing is computed: arrays are abstract, so that what takes them is no size."""
    places = [place for place, value in enumerate(values) if isinstance(value, jax.Array)]
    traced = {name: value for name, value in settings.items() if isinstance(value, jax.Array)}

    def run(arrays: list[Any], named: dict[str, Any]) -> Any:
        given = list(values)
        for place, array in zip(places, arrays):
            given[place] = array
        return function(*given, **{**settings, **named})

    try:
        jax.eval_shape(run, [values[place] for place in places], traced)
    except OverflowError:
        return "overflow"
    except Exception:
        return "refused"
    return "runs"


def refusing(function: Any) -> list[str]:
    """The parameters that take arrays and numbers, and of these none that has more than 32 bits."""
    try:
        found = [p for p in inspect.signature(function).parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    except (TypeError, ValueError):
        return []
    placed = [p.name for p in found if p.kind is not p.KEYWORD_ONLY]
    if isinstance(function, jnp.ufunc):
        return ufunc(function)
    needed = sum(1 for p in found if p.default is p.empty and p.kind is not p.KEYWORD_ONLY)
    if needed > 4:
        return []
    base: list[Any] | None = None
    # An optional parameter may be needed after all, as in `where(c, x, y)` and `clip(x, a, b)`.
    for count in range(needed, max(needed, min(len(placed), 3)) + 1):
        base = next((list(values) for values in product(VALUES, repeat=count) if runs(function, list(values)) == "runs"), None)
        if base is not None:
            break
    if base is None:
        return []
    out = []
    for parameter in found:
        name = parameter.name
        place = placed.index(name) if name in placed else len(base)

        def with_value(value: Any, name: str = name, place: int = place) -> str:
            values = list(base)
            if place < len(values):
                values[place] = value
                return runs(function, values)
            return runs(function, values, **{name: value})

        if with_value(2) == "runs" and with_value(jnp.int32(2)) == "runs" and with_value(LARGE) == "overflow":
            out.append(name)
    return out


def ufunc(function: Any) -> list[str]:
    """A ufunc has no names of its own: "x" and "y", where both places refuse."""
    base = next((list(values) for values in product(VALUES, repeat=function.nin) if runs(function, list(values)) == "runs"), None)
    large = [[LARGE if i == place else v for i, v in enumerate(base)] for place in range(function.nin)] if base else []
    return ["x", "y"][: function.nin] if base and all(runs(function, values) == "overflow" for values in large) else []


def table() -> dict[str, str]:
    out: dict[str, str] = {}
    for prefix in PREFIXES:
        module = importlib.import_module(prefix)
        for name in public(module):
            if name in SKIP or name.endswith("_p") or not parameters(getattr(module, name)):
                continue
            found = refusing(getattr(module, name))
            if found:
                out[f"{prefix}.{name}"] = " ".join(found)
    return out


HEADER = '''"""Parameters of JAX's functions that raise OverflowError for a Python integer beyond 32 bits, of whatever type the other arrays are.

Found by running each function with 64-bit types off: see `tools/observe_integers.py` (JAX {version}).
"""

from __future__ import annotations

'''


def text() -> str:
    return f"{HEADER.format(version=jax.__version__)}REFUSING: dict[str, str] = {pprint.pformat(table(), width=138, compact=True)}  # fmt: skip\n"


if __name__ == "__main__":
    sys.exit(main(DATA, text))
