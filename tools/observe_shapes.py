"""Find out by running them abstractly what the functions of JAX make of shapes and dtypes, and write `sharpbits/data/promotion.py`.

    python tools/observe_shapes.py            rewrites promotion.py
    python tools/observe_shapes.py --check    prints what differs from the installed JAX, status 1 if anything does

Nothing is computed: `jax.eval_shape` gives shape, dtype and weak type. 64-bit types are off.
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
import numpy as np
from observe_facts import public
from observed import main

DATA = Path(__file__).parent.parent / "sharpbits" / "data" / "promotion.py"
PREFIXES = ("jax.numpy", "jax.numpy.linalg", "jax.numpy.fft", "jax.lax", "jax.nn", "jax.scipy.special", "jax.scipy.linalg",
            "jax.scipy.stats.norm")
#: Weak types have a star: those of Python numbers, and what is computed from them alone.
TYPES = ("bool", "uint8", "uint16", "uint32", "int8", "int16", "int32", "int32*", "float16", "bfloat16", "float32", "float32*",
         "complex64", "complex64*")
NAMED = {"bfloat16": jnp.bfloat16}
SINGLE = [(), (1,), (3,), (2,), (2, 3), (1, 3), (2, 1, 4), (3, 3), (4, 4), (0,)]
PAIRS = [((2, 3), (2, 3)), ((2, 3), (3,)), ((3,), (2, 3)), ((2, 1), (1, 3)), ((), (2, 3)), ((2, 3), ()), ((3,), (3,)), ((3, 3), (3, 3)),
         ((4, 1), (3,)), ((2,), (2,)), ((), ()), ((2, 2), (2, 2)), ((1,), (3,))]
#: Their result depends on the values, on the backend, or on the surroundings.
SKIP = {"empty_like"}


def array(shape: tuple[int, ...], kind: str) -> jax.ShapeDtypeStruct:
    name = kind.rstrip("*")
    return jax.ShapeDtypeStruct(shape, NAMED.get(name, name), weak_type=kind.endswith("*"))


def seen(function: Any, *arguments: Any, **settings: Any) -> tuple[tuple[int, ...], str] | None:
    """(shape, type) of a result that is one array, else None."""
    try:
        result = jax.eval_shape(lambda *a: function(*a, **settings), *arguments)
    except Exception:
        return None
    if not isinstance(result, jax.ShapeDtypeStruct) or jnp.issubdtype(result.dtype, jax.dtypes.extended):
        return None
    return result.shape, str(result.dtype) + "*" * bool(result.weak_type)


def broadcast(a: tuple[int, ...], b: tuple[int, ...]) -> tuple[int, ...] | None:
    try:
        return np.broadcast_shapes(a, b)
    except ValueError:
        return None


def promotion() -> dict[str, tuple[str, ...]]:
    out = {}
    for a in TYPES:
        row = []
        for b in TYPES:
            answer = seen(jnp.add, array((2,), a), array((2,), b))
            assert answer is not None
            row.append(answer[1])
        out[a] = tuple(row)
    return out


def functions() -> dict[str, Any]:
    out = {}
    for prefix in PREFIXES:
        module = importlib.import_module(prefix)
        for name in public(module):
            if not name.endswith("_p") and name not in SKIP:
                out[f"{prefix}.{name}"] = getattr(module, name)
    return out


def keeps_shape(function: Any) -> bool:
    """Whether the result of a function of one array has the array's shape, whatever that is."""
    worked = False
    for shape, kind in product(SINGLE, ("float32", "int32", "bool", "complex64")):
        answer = seen(function, array(shape, kind))
        if answer is not None:
            if answer[0] != shape:
                return False
            worked = worked or len(shape) > 0
    return worked


def reduces(function: Any) -> bool:
    """Whether a function takes `axis` away, or all axes when it is not given."""
    worked = False
    for kind in ("float32", "int32", "bool"):
        whole, first, last = (seen(function, array((2, 3), kind), **s) for s in ({}, {"axis": 0}, {"axis": -1}))
        if whole is None or first is None or last is None:
            continue
        if (whole[0], first[0], last[0]) != ((), (3,), (2,)):
            return False
        worked = True
    return worked


def joins(function: Any, equal: bool) -> bool:
    """Whether a function of two arrays broadcasts them; `equal`: it may refuse to, and take equal shapes alone."""
    worked = False
    for (a, b), kind in product(PAIRS, ("float32", "int32", "bool")):
        answer = seen(function, array(a, kind), array(b, kind))
        if answer is not None:
            if answer[0] != broadcast(a, b):
                return False
            worked = worked or (len(a) == 2 and (equal or a != b))
    return worked


def unary_types(function: Any, **settings: Any) -> tuple[str | None, ...]:
    shapes = [(3, 3), (3,), ()] if not settings else [(2, 3)]
    out = []
    for kind in TYPES:
        answers = {a[1] for shape in shapes if (a := seen(function, array(shape, kind), **settings)) is not None}
        out.append(answers.pop() if len(answers) == 1 else None)
    return tuple(out)


def binary_types(function: Any, promoted: dict[str, tuple[str, ...]]) -> tuple[str | None, ...] | None:
    """The result by the promoted type of the two; None where that does not decide."""
    found: dict[str, set[str]] = {t: set() for t in TYPES}
    for (i, a), (j, b) in product(enumerate(TYPES), enumerate(TYPES)):
        answer = seen(function, array((2, 2), a), array((2, 2), b))
        if answer is not None:
            found[promoted[a][j]].add(answer[1])
    if any(len(answers) > 1 for answers in found.values()):
        return None
    return tuple(next(iter(found[t]), None) for t in TYPES)


def samplers() -> dict[str, tuple[str, str | None]]:
    """Functions of `jax.random` that take a shape: what they append to it, and the dtype that they give unasked."""
    out: dict[str, tuple[str, str | None]] = {}
    for name, function in sorted(vars(jax.random).items()):
        if name.startswith("_") or not callable(function) or inspect.isclass(function):
            continue
        names = parameters(function)
        if not names or names[0] != "key" or "shape" not in names:
            continue
        signature = inspect.signature(function)
        free = [p for p in names[1:] if p != "*" and signature.parameters[p].default is inspect.Parameter.empty and p != "shape"]
        scalars = {p: {"minval": 0, "maxval": 5, "n": 3, "d": 3}.get(p, 0.5) for p in free}
        vectors = {**scalars, **{p: jnp.full((4,), 0.25) for p in free if p in ("alpha", "mean", "a")}}
        if "cov" in free:
            vectors["cov"] = jnp.eye(4)
        if name == "multinomial":
            vectors["p"] = jnp.full((4,), 0.25)
        results = [seen(lambda function=function, given=given: function(jax.random.key(0), shape=(2, 3), **given)) for given in (scalars, vectors)]
        kinds = {r[1] for r in results if r is not None}
        shapes = [r[0] if r is not None else None for r in results]
        tail = {(2, 3): "", (2, 3, 3): "n", (2, 3, 3, 3): "nn"}.get(shapes[0]) if shapes[0] is not None else "last" if shapes[1] == (2, 3, 4) else None
        default = signature.parameters["shape"].default
        if tail is None or len(kinds) != 1:
            continue
        out[name] = (tail + ("?" if default is None else "!" if default is inspect.Parameter.empty else ""), kinds.pop())
    return out


def parameters(function: Any) -> list[str]:
    """The names of the parameters, "*" before those that are keywords only; [] where they are not known."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return []
    names: list[str] = []
    for parameter in found:
        if parameter.kind is parameter.VAR_POSITIONAL:
            names.append(f"*{parameter.name}")
        elif parameter.kind is parameter.KEYWORD_ONLY and not any(n.startswith("*") for n in names):
            names += ["*", parameter.name]
        elif parameter.kind is not parameter.VAR_KEYWORD:
            names.append(parameter.name)
    return names


def tables() -> dict[str, Any]:
    promoted = promotion()
    rows: dict[Any, int] = {}
    unary, reductions, binary, signatures = {}, {}, {}, {}
    for full, function in functions().items():
        names = parameters(function)
        if names:
            signatures[full] = " ".join(names)
        kinds = None
        if keeps_shape(function):
            kinds, table = unary_types(function), unary
        elif reduces(function):
            kinds, table = unary_types(function, axis=0), reductions
        elif joins(function, full.startswith("jax.lax.")):
            kinds, table = binary_types(function, promoted), binary
        if kinds is not None and any(kinds):
            table[full] = rows.setdefault(kinds, len(rows))
    signatures.update({f"jax.random.{n}": " ".join(names) for n, f in vars(jax.random).items() if callable(f) and not n.startswith("_") and not inspect.isclass(f) and (names := parameters(f))})
    return {"TYPES": TYPES, "PROMOTED": promoted, "ROWS": tuple(rows), "UNARY": unary, "BINARY": binary, "REDUCTIONS": reductions,
            "SAMPLERS": samplers(), "PARAMETERS": signatures}


HEADER = '''"""What the functions of JAX make of shapes and dtypes: a weak type has a star.

Found by running each of them abstractly with 64-bit types off: see `tools/observe_shapes.py` (JAX {version}).

`PROMOTED[a][i]` is the type of `a + b` where `b` is `TYPES[i]`. `ROWS` are the types that results have by the type of the
operand, in the order of `TYPES` (None: refused, or not certain); `UNARY` (the result has the shape of the operand), `REDUCTIONS`
(`axis` is taken away) and `BINARY` (the shapes are broadcast and the types promoted first) name the row of each function.
`SAMPLERS`: what a function of `jax.random` appends to its `shape` ("n": a size, "last": the last axis of a parameter), "?" where
`shape` may be None, "!" where it has to be given; and the dtype that it gives unasked.
"""

from __future__ import annotations

'''
TYPED = {"TYPES": "tuple[str, ...]", "PROMOTED": "dict[str, tuple[str, ...]]", "ROWS": "tuple[tuple[str | None, ...], ...]", "UNARY": "dict[str, int]",
         "BINARY": "dict[str, int]", "REDUCTIONS": "dict[str, int]", "SAMPLERS": "dict[str, tuple[str, str]]", "PARAMETERS": "dict[str, str]"}


def text() -> str:
    out = HEADER.format(version=jax.__version__)
    for name, table in tables().items():
        out += f"{name}: {TYPED[name]} = {pprint.pformat(table, width=138, compact=True)}  # fmt: skip\n\n"
    return out.rstrip() + "\n"


if __name__ == "__main__":
    sys.exit(main(DATA, text))
