"""Random small JAX programs, as text.

    text = generate(random.Random(7))

A program is a header, constants, functions that call one another, and calls at module level. Expressions come from
tables of templates: `{v}` stands for an expression of type `v`. The generator knows types and shapes, so that programs
make sense to NumPy; what is traced it does not know, and so walks into the traps as people do.

Types: n integer scalar, s float scalar, v float vector of 3, m float matrix of 3 by 3, b truth value, k mask of 3,
i three integers, u vector of unknown length, flag a Python bool, cfg a string, opt a vector or None, tup a pair (v, s),
lst a list of three s, ints a list of three Python integers, dct a dict of an s and a v, st a NamedTuple, arr a NumPy vector.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from hypothesis import strategies as st

HEADER = """\
import functools
import math
import operator
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


class State(NamedTuple):
    position: jax.Array
    energy: float


@dataclass(frozen=True)
class Config:
    scale: float = 0.5
    steps: int = 2
    mode: str = "plain"


CONFIG = Config()
WEIGHTS = jnp.array([0.1, 0.2, 0.3])
TABLE = [1, 2, 1]
NAMES = {"plain": 1, "fancy": 2}


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper
"""

#: What a name of the type is called, and what to write where no variable has the type.
ATOMS: dict[str, tuple[str, ...]] = {
    "n": ("2", "1", "CONFIG.steps", "len(TABLE)", "TABLE[0]"),
    "s": ("0.5", "1.5", "CONFIG.scale", "2.0"),
    "v": ("WEIGHTS", "jnp.ones(3)", "jnp.arange(3.0)"),
    "m": ("jnp.eye(3)", "jnp.ones((3, 3))"),
    "b": ("True", "(CONFIG.steps > 1)"),
    "k": ("jnp.array([True, False, True])", "(WEIGHTS > 0.15)"),
    "i": ("jnp.arange(3)", "jnp.array([2, 0, 1])"),
    "u": ("jnp.ones(4)",),
    "flag": ("True", "False", "(CONFIG.mode == 'plain')"),
    "cfg": ('"plain"', "CONFIG.mode"),
    "opt": ("None", "WEIGHTS"),
    "tup": ("(WEIGHTS, 0.5)",),
    "lst": ("[0.5, 1.0, 1.5]",),
    "ints": ("TABLE", "[0, 2, 1]"),
    "dct": ('dict(a=0.5, b=WEIGHTS)',),
    "st": ("State(WEIGHTS, 0.5)",),
    "arr": ("np.ones(3)", "np.array([1.0, 2.0, 3.0])", "np.zeros((3,))"),
}

#: Expressions that work whether their parts are traced or not.
SMOOTH: dict[str, tuple[str, ...]] = {
    "n": (
        "len({v})", "{v}.shape[0]", "{m}.ndim", "({n} + 1)", "{m}.shape[1]", "len({lst})", "len({tup})", "jnp.ndim({v})",
        "(1 if {flag} else 2)", "NAMES[{cfg}]", "(jnp.size({v}) - 1)", "len({dct})", "np.ndim({s})", "({n} % 3)",
        "(0 if {opt} is None else 1)", "{v}.size", "int(np.prod({m}.shape))", "math.ceil({m}.shape[0] / 2)",
        "sum({m}.shape)", "max({v}.shape)", "len({st}._fields)", "jnp.array({s}).ndim",
    ),
    "s": (
        "({s} + {s})", "({s} * {s})", "jnp.sum({v})", "{v}.sum()", "jnp.mean({v})", "{v}[0]", "{v}[-1]", "jnp.sin({s})",
        "jnp.where({b}, {s}, {s})", "{tup}[1]", "{lst}[0]", "{dct}['a']", "{st}.energy", "jnp.dot({v}, {v})",
        "({s} + {n})", "jnp.maximum({s}, {s})", "jnp.tanh({s})", "np.sum({v})", "np.mean({v})", "-{s}", "abs({s})",
        "({s} if {flag} else {s})", "{m}[0, 1]", "jnp.sum({u})", "jnp.linalg.norm({v})", "sum({lst})", "{v}.max()",
        "lax.stop_gradient({s})", "round({s}, 2)", "float({n} + 1)" , "jnp.float32({s})", "({s} / 2)", "{v}[jnp.argmax({v})]",
        "jnp.take({v}, {n} % 3)", "jnp.sum({v}, where={k})", "({s} ** 2)", "jnp.minimum({s}, 1.0)", "jnp.asarray({s})",
    ),
    "v": (
        "({v} + {v})", "({v} * {s})", "jnp.sin({v})", "{v}.at[0].set({s})", "jnp.where({k}, {v}, 0.0)", "jnp.zeros({v}.shape)",
        "jnp.stack([{s}, {s}, {s}])", "jnp.array([{s}, {s}, {s}])", "{m}[0]", "{m}.sum(axis=0)", "jnp.cumsum({v})",
        "{tup}[0]", "{dct}['b']", "{st}.position", "jnp.asarray({lst})", "jnp.zeros_like({v})", "({m} @ {v})", "jnp.sort({v})",
        "{v}[::-1]", "({v} if {flag} else {v})", "jnp.full((3,), {s})", "{v}[{i}]", "jnp.array([a * 2.0 for a in {lst}])",
        "lax.dynamic_slice({v}, ({n} % 2,), (3,))", "{v}.astype(jnp.float32)", "np.cumsum({v})", "jnp.clip({v}, 0.0, {s})",
        "jax.nn.relu({v})", "{v}.at[{n} % 3].add({s})", "jnp.diag({m})", "{m}.mean(1)", "jnp.concatenate([{v}[:2], {v}[2:]])",
        "jax.tree.map(lambda leaf: leaf * 2.0, {v})", "lax.select({k}, {v}, {v})", "jnp.asarray({arr})", "({arr} + {v})",
        "jnp.linspace(0.0, 1.0, 3)", "{v}.reshape(-1)", "{v}.reshape({v}.shape[0])", "jnp.zeros(len({v}))",
        "({opt} if {opt} is not None else {v})", "jnp.squeeze({v}[None])", "jax.nn.softmax({v})", "{v}[:, None].sum(1)",
        "(jnp.nonzero({v}, size=3)[0] * 1.0)", "(jnp.where({v} > 0, size=3)[0] * 1.0)", "jnp.unique({v}, size=3)",
    ),
    "m": ("jnp.outer({v}, {v})", "({m} + {v})", "{m}.T", "jnp.stack([{v}, {v}, {v}])", "({m} * {s})", "jnp.diag({v})", "jnp.ones((len({v}), 3))"),
    "b": (
        "({v}.ndim == 1)", "(len({v}) > 2)", "{flag}", "(not {flag})", "({cfg} == 'fancy')", "({opt} is None)",
        "({opt} is not None)", "isinstance({tup}, tuple)", "isinstance({st}, State)", "('a' in {dct})", "('z' in {dct})",
        "({m}.shape[0] > {v}.ndim)", "({v}.dtype == jnp.float32)", "hasattr({v}, 'shape')", "callable({s})",
        "({cfg} in ('plain', 'fancy'))", "({cfg} in NAMES)", "({v}.shape == (3,))", "jnp.issubdtype({v}.dtype, jnp.floating)",
        "(1 < {v}.shape[0] < 5)", "({flag} and {v}.ndim == 1)", "({flag} or {cfg} == 'plain')", "bool({flag})",
        "any(a > 2 for a in {m}.shape)", "all(isinstance(a, int) for a in {m}.shape)", "({v}.size % 2 == 0)",
    ),
    "k": ("({v} > 0.5)", "({v} < {v})", "~{k}", "({k} & {k})", "jnp.isfinite({v})", "({v} == {v})", "jnp.logical_not({k})", "({v} >= {s})"),
    "i": ("jnp.argsort({v})", "jnp.arange(len({v}))", "({i} % 3)", "jnp.array({ints})", "jnp.flip({i})"),
    "u": ("{v}[:2]", "{v}[1:]", "jnp.ones({v}.shape[0] + 1)", "jnp.repeat({v}, 2)", "jnp.arange({v}.shape[0])", "jnp.append({v}, {s})"),
    "flag": ("(not {flag})", "({flag} and {flag})"),
    "tup": ("({v}, {s})", "tuple([{v}, {s}])"),
    "lst": ("[{s}, {s}, {s}]", "[a * 2.0 for a in {lst}]", "list(({s}, {s}, {s}))", "list({v})"),
    "ints": ("[0, 1, 2]", "list(range(3))", "[a % 3 for a in {ints}]", "[*{m}.shape, 1]"),
    "dct": ("({{'a': {s}, 'b': {v}}})", "dict(a={s}, b={v})", "({{**{dct}, 'a': {s}}})"),
    "st": ("State({v}, {s})", "{st}._replace(energy={s})"),
    "arr": ("({arr} * 2.0)", "np.sin({arr})", "np.zeros({v}.shape)", "np.zeros(len({v}))", "np.arange(3.0)"),
}

#: Expressions that fail where some of their parts are traced, and work where they are not.
SHARP: dict[str, tuple[str, ...]] = {
    "n": (
        "int({s})", "int({n})", "max({n}, 1)", "min({n}, 2)", "({n} if {b} else 2)", "{ints}[{n} % 3]", "operator.index({n})",
        "int(jnp.argmax({v}))", "round({s})", "NAMES.get({n}, 1)", "len(range({n}))", "math.floor({s})", "int(jnp.sum(jnp.array({m}.shape)))",
        "len({v}[:{n}])", "jnp.argmax({v})", "(1 if {s} > 1.0 else 2)", "int(jnp.size({v}))", "jnp.sum({i})", "{ints}.count({n})",
    ),
    "s": (
        "float({s})", "{s2}.item()", "({s} if {b} else {s})", "max({s}, {s})", "min({s}, 1.0)", "math.exp({s})", "np.tanh({s})",
        "{lst}[{n} % 3]", "{arr}[{n} % 3]", "math.sqrt(abs({s}))", "np.exp({s})", "float(jnp.sum({v}))", "({s} and {s})", "({s} or 1.0)",
        "np.dot({v}, {v})", "np.linalg.norm({v})", "max({v})", "sum({v}.tolist())", "np.float32({s})",
        "np.max({v})", "{v}[int({n} % 3)]", "sorted({lst})[0]", "(1.0 if {s} > 0.5 else 2.0)", "(0.0 if {s} == 0 else {s})", "max({lst})",
    ),
    "v": (
        "np.asarray({v})", "jnp.array([a for a in {lst} if a > 0.0] + [0.0] * 3)[:3]", "({v} if {b} else {v})", "np.sin({v})",
        "jnp.zeros(int({n} * 0 + 3))", "jnp.asarray(np.array({v}))", "np.where({k}, {v}, 0.0)", "(jnp.asarray({lst}) * int({n}))",
        "jnp.asarray({v}.tolist())", "jnp.zeros(jnp.array({m}.shape)[0])", "lax.dynamic_slice({v}, (0,), ({n} * 0 + 3,))",
        "jnp.roll(np.asarray({v}), 1)", "jnp.broadcast_to({s}, ({n} * 0 + 3,))", "{v}.at[{k}].set({s})", "np.multiply({v}, 2.0)", "{v}.at[{k}].add(1.0)",
        "jnp.reshape({v}, ({n} * 0 + 3,))", "np.stack([{v}, {v}])[0]", "np.concatenate([{v}[:1], {v}[1:]])", "jnp.sum({m}, axis=({n} * 0))",
        "jnp.where({k}, np.log({v} + 9.0), {v})", "jnp.asarray(sorted({lst}))", "{m}[{ints}[{n} % 3]]", "np.clip({v}, 0.0, 1.0)",
    ),
    "m": ("np.outer({v}, {v})", "jnp.eye(int({n} * 0 + 3))", "np.asarray({m})", "jnp.tile({v}, ({n} * 0 + 3, 1))", "np.diag({v})"),
    "b": (
        "({s} > 0.5)", "({n} > 1)", "jnp.any({k})", "jnp.all({v} > 0)", "(0.0 < {s} < 2.0)", "(not {s} > 1.0)", "({s} > 0 and {n} > 1)",
        "({flag} and {s} > 0.5)", "({n} in (1, 2))", "bool({s} > 0.5)", "({n} == 1)", "({s} > 0.5 or {flag})", "any([{s} > 1.0, {b}])",
        "all(a > 0.1 for a in {lst})", "({s} in {lst})", "np.any(np.asarray({v}) > 0)", "np.isfinite({s})", "jnp.allclose({v}, {v})", "np.allclose({v}, {v})",
        "jnp.isnan({s})", "({s} != {s})", "({n} in {ints})", "({v} > 1).any()", "np.all({v} > 0)", "math.isclose({s}, 1.0)", "jnp.array_equal({v}, {v})",
        "(jnp.linalg.norm({v}) > 1.0)", "any({k})", "(({s}, 1) == ({s}, 1))",
    ),
    "k": ("np.isfinite({v})", "np.logical_not({k})", "jnp.array([a > 1.0 and True for a in {lst}])"),
    "i": ("np.argsort({v})", "jnp.array([int({n}), 0, 1]) % 3", "np.flip({i})", "jnp.nonzero({v} > -99.0)[0]", "jnp.where({v} > -99.0)[0]"),
    "u": (
        "{v}[{k}]", "{v}[:{n}]", "jnp.nonzero({k})[0]", "jnp.arange({n})", "jnp.zeros({n})", "jnp.unique({v})", "jnp.where({k})[0]",
        "jnp.repeat({v}, {n})", "jnp.ones(({n}, 3))", "jnp.flatnonzero({k})", "jnp.linspace(0.0, 1.0, {n} + 1)", "{v}[{v} > 0.5]", "jnp.tile({v}, {n})",
        "jnp.argwhere({k})", "jnp.bincount({i})", "jnp.full({n}, {s})", "jnp.union1d({v}, {v})", "jnp.compress({k}, {v})", "np.unique({v})",
        "jnp.array([a for a in range({n})])", "jnp.eye({n})", "jnp.extract({k}, {v})", "jax.nn.one_hot({n}, {n} + 1)", "jnp.zeros(({n} + 1,))",
    ),
    "flag": ("bool({s} > 1.0)", "bool({n})"),
    "lst": ("{v}.tolist()", "sorted([{s}, {s}, {s}])", "[float(a) for a in {v}]"),
    "ints": ("[int({n}), 1, 0]", "np.argsort({v}).tolist()", "sorted([1, 0, {n}])"),
    "arr": ("np.array({v})", "np.asarray({v})", "np.array([{s}, {s}, {s}])", "np.exp({v})", "np.full(3, {s})"),
}

#: Statements on a line of their own that change nothing the program needs later.
EFFECTS = ("message = f'''{{{s}}}'''", "message = f'''mode {{{cfg}}}'''", "print_size = {v}.shape", "TABLE_copy = list({ints})", "jax.debug.callback(lambda value: None, {s})")
SHARP_EFFECTS = (
    "assert {s} > -1e9", "assert {b} or True", "message = f'''{{{s}:.2f}}'''", "assert {v}.shape == (3,)", "assert jnp.all({v} > -1e9)",
    "message = '%.2f' % {s}", "message = '{{:.2f}}'.format({s})", "seen = {{{n}: 1}}", "seen = {{{s}}}", "assert {flag} or {s} > -1e9",
    "message = str({s})", "flipped = not {b}", "count = len({u})", "message = f'''{{{n}:d}}'''", "message = f'''{{float({s}):.1f}}'''",
)

ARRAYS = ("s", "v", "m")
PARAMETERS = ("s", "v", "v", "n", "n", "flag", "cfg", "opt", "tup", "lst", "dct", "st", "m", "s")
RETURNS = ("s", "s", "s", "v", "v", "tup", "dct", "n", "u")
STATIC = ("n", "flag", "cfg")


@dataclass(frozen=True)
class Parameter:
    name: str
    type: str
    default: str = ""


@dataclass(frozen=True)
class Function:
    """Something that can be called: `name` is the expression to call, `returns` the type of the result."""

    name: str
    parameters: tuple[Parameter, ...]
    returns: str


@dataclass
class Writer:
    random: Random
    #: How often an expression is taken from `SHARP`.
    risk: float = 0.1
    lines: list[str] = field(default_factory=list)
    functions: list[Function] = field(default_factory=list)
    counter: int = 0

    def chance(self, p: float) -> bool:
        return self.random.random() < p

    def name(self, prefix: str) -> str:
        self.counter += 1
        return f"{prefix}{self.counter}"

    def expression(self, kind: str, scope: Scope, depth: int = 2) -> str:
        """An expression of the type, of at most `depth` templates inside one another."""
        if kind == "s2":  # certainly an array
            return f"jnp.asarray({self.expression('s', scope, depth - 1)})"
        known = scope.of(kind)
        if known and (depth <= 0 or self.chance(0.6)):
            return self.random.choice(known)
        if depth <= 0 or not SMOOTH.get(kind) and kind not in SHARP or (not known and self.chance(0.35)):
            return self.random.choice(ATOMS[kind])
        if kind in ("s", "v") and self.chance(0.12):
            call = self.call(kind, scope, depth)
            if call:
                return call
        table = SHARP if kind in SHARP and (kind not in SMOOTH or self.chance(self.risk)) else SMOOTH
        return self.fill(self.random.choice(table[kind]), scope, depth - 1)

    def fill(self, template: str, scope: Scope, depth: int) -> str:
        return template.format_map(_Holes(lambda kind: self.expression(kind, scope, depth)))

    # --- calls ---------------------------------------------------------------------------------------------------

    def call(self, kind: str, scope: Scope, depth: int) -> str:
        """A call that gives the type: of a function before this one, transformed or not, or of a primitive with a lambda."""
        options: list[Callable[[], str]] = [lambda: self.primitive(kind, scope, depth)]
        for function in self.functions:
            if function.returns == kind:
                options += [lambda f=function: self.invoke(self.maybe_transformed(f, kind), scope, depth)]
            if kind in ("s", "v") and function.returns == "s" and function.parameters[0].type == kind:
                options.append(lambda f=function: self.invoke(replace(f, name=f"jax.grad({f.name})"), scope, depth))
            if kind == "v" and function.returns == "s" and (mapped := self.mapped(function)):
                options.append(lambda f=mapped: self.invoke(f, scope, depth))
        return self.random.choice(options)()

    def maybe_transformed(self, function: Function, kind: str) -> Function:
        return self.jitted(function) if self.chance(0.25) else function

    def invoke(self, function: Function, scope: Scope, depth: int) -> str:
        given = []
        named = False
        for place, p in enumerate(function.parameters):
            last = all(q.default for q in function.parameters[place:])
            if last and self.chance(0.4) and "vmap" not in function.name and "static_argnums" not in function.name:
                break
            text = self.expression(p.type, scope, depth - 1)
            named = named or (bool(p.default) and self.chance(0.3) and "static_argnums" not in function.name and "vmap" not in function.name)
            given.append(f"{p.name}={text}" if named else text)
        return f"{function.name}({', '.join(given)})"

    def primitive(self, kind: str, scope: Scope, depth: int) -> str:
        """A `lax` primitive, or a transformation, applied to a lambda."""
        x, y = self.name("x"), self.name("y")
        inner = scope.child()
        body = lambda wanted, **types: self.expression(wanted, inner.child({name: t for name, t in types.items()}), depth - 1)  # noqa: E731
        arg = lambda wanted: self.expression(wanted, scope, depth - 1)  # noqa: E731
        if kind == "s":
            forms: list[Callable[[], str]] = [
                lambda: f"lax.cond({arg('b')}, lambda {x}: jnp.float32({body('s', **{x: 's'})}), lambda {x}: jnp.float32({body('s', **{x: 's'})}), {arg('s')})",
                lambda: f"lax.fori_loop(0, {arg('n')}, lambda {x}, {y}: jnp.float32({body('s', **{x: 'n', y: 's'})}), jnp.float32({arg('s')}))",
                lambda: f"lax.while_loop(lambda {x}: {x} < 1.0, lambda {x}: {x} + 1.0, jnp.float32({arg('s')}))",
                lambda: f"jax.checkpoint(lambda {x}: {body('s', **{x: 's'})})({arg('s')})",
                lambda: f"jax.grad(lambda {x}: jnp.float32({body('s', **{x: 's'})}))({arg('s')})",
                lambda: f"lax.scan(lambda {x}, {y}: (jnp.float32({body('s', **{x: 's', y: 's'})}), {y}), jnp.float32({arg('s')}), {arg('v')})[0]",
                lambda: f"jax.jit(lambda {x}: {body('s', **{x: 's'})})({arg('s')})",
                lambda: f"jax.jit(lambda {x}, {y}: {body('s', **{x: 's', y: 'n'})}, static_argnums=1)({arg('s')}, {arg('n')})",
                lambda: f"lax.switch({arg('n')}, [lambda {x}: {x} * 1.0, lambda {x}: {x} * {body('s', **{x: 's'})}], jnp.float32({arg('s')}))",
            ]
        else:
            forms = [
                lambda: f"jax.vmap(lambda {x}: {body('s', **{x: 's'})} + 0.0 * {x})({arg('v')})",
                lambda: f"lax.map(lambda {x}: {body('s', **{x: 's'})}, {arg('v')})",
                lambda: f"jax.vmap(lambda {x}, {y}: {body('s', **{x: 's', y: 'n'})} + {x}, in_axes=(0, None))({arg('v')}, {arg('n')})",
                lambda: f"lax.scan(lambda {x}, {y}: ({x}, jnp.float32({body('s', **{x: 's', y: 's'})})), {arg('s')}, {arg('v')})[1]",
                lambda: f"jax.vmap(lambda {x}: jnp.sum({body('v', **{x: 'v'})}))({arg('m')})",
                lambda: f"lax.cond({arg('b')}, lambda: {arg('v')} * 1.0, lambda: {arg('v')} * 1.0)",
                lambda: f"jax.jit(lambda {x}: {body('v', **{x: 'v'})})({arg('v')})",
                lambda: f"jax.grad(lambda {x}: jnp.sum({body('v', **{x: 'v'})}))({arg('v')})",
            ]
        return self.random.choice(forms)()

    # --- transformations -----------------------------------------------------------------------------------------

    def statics(self, function: Function) -> tuple[str, str]:
        """`static_argnums` or `static_argnames` for jit, in one of its spellings; strings are always static."""
        chosen = [p for p in function.parameters if p.type == "cfg" or (p.type in STATIC and self.chance(0.6))]
        if not chosen:
            return "", ""
        names = [p.name for p in chosen]
        places = [function.parameters.index(p) for p in chosen]
        if self.chance(0.3):
            places = [p - len(function.parameters) for p in places]
        if self.chance(0.5):
            return "static_argnames", repr(names[0]) if len(names) == 1 and self.chance(0.5) else repr(tuple(names))
        return "static_argnums", str(places[0]) if len(places) == 1 and self.chance(0.5) else str(tuple(places))

    def jitted(self, function: Function) -> Function:
        keyword, value = self.statics(function)
        if keyword and self.chance(0.25):
            return replace(function, name=f"partial(jax.jit, {keyword}={value})({function.name})")
        return replace(function, name=f"jax.jit({function.name}{f', {keyword}={value}' if keyword else ''})")

    def mapped(self, function: Function) -> Function | None:
        """vmap over some of the parameters; the result gets one more axis."""
        raised = {"s": "v", "v": "m"}
        axes: list[str] = []
        parameters = []
        for p in function.parameters:
            over = p.type in raised and (self.chance(0.7) or "0" not in axes)
            axes.append("0" if over else "None")
            parameters.append(Parameter(p.name, raised[p.type] if over else p.type))
        if "0" not in axes:
            return None
        spelled = "" if set(axes) == {"0"} else f", in_axes=({', '.join(axes)},)"
        returns = raised.get(function.returns, "none")
        return Function(f"jax.vmap({function.name}{spelled})", tuple(parameters), returns)

    def differentiated(self, function: Function) -> Function | None:
        places = [i for i, p in enumerate(function.parameters) if p.type in ARRAYS]
        if function.returns != "s" or not places:
            return None
        place = self.random.choice(places)
        which = self.random.choice(("grad", "grad", "value_and_grad", "jacfwd"))
        spelled = "" if place == 0 else f", argnums={place}"
        returns = function.parameters[place].type if which == "grad" else "none"
        return replace(function, name=f"jax.{which}({function.name}{spelled})", returns=returns)

    def transformed(self, function: Function, depth: int = 0) -> Function:
        """One or two transformations, in any order that type checks."""
        options: list[Function | None] = [self.jitted(function), self.jitted(function), self.mapped(function), self.differentiated(function)]
        if all(p.type in ARRAYS for p in function.parameters):
            options.append(replace(function, name=f"jax.checkpoint({function.name})"))
        bound = [p for p in function.parameters if p.type in STATIC]
        by_place = "vmap" in function.name or "static_argnums" in function.name
        if bound and len(bound) < len(function.parameters) and not by_place:
            values = ", ".join(f"{p.name}={self.random.choice(ATOMS[p.type])}" for p in bound)
            rest = tuple(p for p in function.parameters if p not in bound)
            # Only parameters before the bound ones can still be given by position.
            if function.parameters[: len(rest)] == rest:
                options.append(replace(function, name=f"jax.jit(partial({function.name}, {values}))", parameters=rest))
            listed = ", ".join(p.name for p in rest)
            everything = ", ".join(p.name if p in rest else self.random.choice(ATOMS[p.type]) for p in function.parameters)
            options.append(replace(function, name=f"jax.jit(lambda {listed}: {function.name}({everything}))", parameters=rest))
        result = self.random.choice([o for o in options if o is not None])
        if depth == 0 and self.chance(0.3) and not any(p.type == "cfg" for p in result.parameters):
            plain = tuple(replace(p, default="") for p in result.parameters)
            return self.transformed(replace(result, parameters=plain), 1)
        return result

    # --- statements ----------------------------------------------------------------------------------------------

    def put(self, indent: int, text: str) -> None:
        self.lines.append("    " * indent + text)

    def block(self, indent: int, scope: Scope, statements: int, returns: str | None) -> None:
        for _ in range(statements):
            self.statement(indent, scope, returns)

    def statement(self, indent: int, scope: Scope, returns: str | None) -> None:
        choice = self.random.random()
        nested = indent < 3
        if choice < 0.34 or not nested:
            kind = self.random.choice(("s", "v", "s", "v", "n", "k", "tup", "lst", "dct", "st", "b", "m", "i", "arr", "ints", "u"))
            text = self.expression(kind, scope, 2)
            name = self.random.choice(scope.own(kind)) if scope.own(kind) and self.chance(0.3) else self.name(kind)
            self.put(indent, f"{name} = {text}")
            scope.add(name, kind)
        elif choice < 0.42:
            table = SHARP_EFFECTS if self.chance(self.risk * 3) else EFFECTS
            self.put(indent, self.fill(self.random.choice(table), scope, 1))
        elif choice < 0.60:
            self.branch(indent, scope, returns)
        elif choice < 0.72:
            self.loop(indent, scope)
        elif choice < 0.80:
            self.inner(indent, scope)
        elif choice < 0.85:
            v, s = self.name("v"), self.name("s")
            self.put(indent, f"{v}, {s} = {self.expression('tup', scope, 1)}")
            scope.add(v, "v")
            scope.add(s, "s")
        elif choice < 0.89:
            self.idiom(indent, scope)
        elif choice < 0.94 and scope.own("s"):
            self.put(indent, f"{self.random.choice(scope.own('s'))} {self.random.choice(('+', '*', '-'))}= {self.expression('s', scope, 1)}")
        else:
            self.store(indent, scope)

    def idiom(self, indent: int, scope: Scope) -> None:
        """Less common forms of the language; each gives a new float."""
        out, other = self.name("s"), self.name("a")
        sharp = self.chance(self.risk * 1.5)
        n, s, v = (self.expression(kind, scope, 1) for kind in ("n", "s", "v"))
        form = self.random.choice(("with", "match", "walrus", "lambda", "pairs", "reduce", "closure", "star", "kwargs"))
        if form == "with":
            self.put(indent, "with jax.named_scope('part'):")
            self.put(indent + 1, f"{out} = {self.expression('s', scope, 2)}")
        elif form == "match":
            subject, first = (n, "1") if sharp else self.random.choice(((self.expression("cfg", scope, 0), "'plain'"), (f"{v}.ndim", "1")))
            self.put(indent, f"match {subject}:")
            for pattern in (first, "_"):
                self.put(indent + 1, f"case {pattern}:")
                self.put(indent + 2, f"{out} = {self.expression('s', scope, 1)}")
        elif form == "walrus":
            self.put(indent, f"if ({other} := {s if sharp else f'{v}.shape[0]'}) > 1:")
            self.put(indent + 1, f"{out} = {other} * 1.0")
            self.put(indent, "else:")
            self.put(indent + 1, f"{out} = {self.expression('s', scope, 1)}")
        elif form == "lambda":
            self.put(indent, f"{other} = lambda x: {self.expression('s', scope.child({'x': 's'}), 1)}")
            self.put(indent, f"{out} = {other}({s})")
        elif form == "pairs":
            self.put(indent, f"{other} = [(x, y) for x, y in zip({self.expression('lst', scope, 1)}, {self.expression('ints', scope, 1)})]")
            self.put(indent, f"{out} = {other}[0][0] * {other}[1][1]")
        elif form == "reduce":
            self.put(indent, f"{out} = jax.tree.reduce(lambda x, y: x + y, {self.expression('lst', scope, 1)})")
        elif form == "closure":
            self.put(indent, f"def make_{other}(factor):")
            self.put(indent + 1, f"def inner(x, power={n}):")
            self.put(indent + 2, f"return {self.expression('s', scope.child({'x': 's', 'factor': 's', 'power': 'n'}, function=True), 2)}")
            self.put(indent + 1, "return inner")
            wrapped = self.random.choice((f"make_{other}({s})", f"jax.jit(make_{other}({s}))", f"jax.checkpoint(make_{other}({s}))"))
            self.put(indent, f"{out} = {wrapped}({self.expression('s', scope, 1)})")
        elif form == "star":
            self.put(indent, f"{out}, *{other} = {self.expression('lst', scope, 1)}")
            self.put(indent, f"{out} = {out} + {other}[0]")
        else:
            self.put(indent, f"def with_{other}(x, **options):")
            self.put(indent + 1, f"return x * {self.expression('s', scope.child({chr(39).join(('options[', 'scale', ']')): 's', 'x': 's'}, function=True), 2)}")
            self.put(indent, f"{out} = with_{other}({s}, scale={self.expression('s', scope, 1)})")
        scope.add(out, "s")

    def store(self, indent: int, scope: Scope) -> None:
        """Writes into containers; into a JAX array only when the program is a risky one."""
        options = [f"{x}['a'] = {{s}}" for x in scope.own("dct")] + [f"{x}[1] = {{s}}" for x in scope.own("lst")]
        options += [f"{x}[0] = 2.0" for x in scope.own("arr")] + [f"{x}[1] += 1.0" for x in scope.own("arr")]
        if self.chance(self.risk * 2):
            options += [f"{x}[0] = {{s}}" for x in scope.own("v")] + [f"{x}[{{n}} % 3] += {{s}}" for x in scope.own("v")]
            options += [f"{x}[0] = {{s}}" for x in scope.own("arr")] + [f"{x}[{{n}} % 3] = 1.0" for x in scope.own("arr")]
        if options:
            self.put(indent, self.fill(self.random.choice(options), scope, 1))
        else:
            name = self.name("v")
            self.put(indent, f"{name} = {self.expression('v', scope, 2)}")
            scope.add(name, "v")

    def condition(self, scope: Scope) -> str:
        table = SHARP if self.chance(self.risk * 1.5) else SMOOTH
        return self.fill(self.random.choice(table["b"]), scope, 1)

    def branch(self, indent: int, scope: Scope, returns: str | None) -> None:
        form = self.random.random()
        condition = self.condition(scope)
        if form < 0.3 and returns:
            self.put(indent, f"if {condition}:")
            self.put(indent + 1, f"return {self.result(returns, scope)}")
            return
        kind = self.random.choice(("s", "v"))
        name = self.random.choice(scope.own(kind) or [""]) or self.name(kind)
        fresh = name not in scope.own(kind)
        self.put(indent, f"if {condition}:")
        self.block(indent + 1, scope.child(), self.random.choice((0, 0, 1)), returns)
        self.put(indent + 1, f"{name} = {self.expression(kind, scope, 1)}")
        if form < 0.45:
            self.put(indent, f"elif {self.condition(scope)}:")
            self.put(indent + 1, f"{name} = {self.expression(kind, scope, 1)}")
        if fresh or form < 0.8:
            self.put(indent, "else:")
            self.put(indent + 1, f"{name} = {self.expression(kind, scope, 1)}")
        scope.add(name, kind)

    def loop(self, indent: int, scope: Scope) -> None:
        kind = self.random.choice(("s", "s", "v"))
        total = self.name(kind)
        self.put(indent, f"{total} = {self.expression(kind, scope, 1)}")
        scope.add(total, kind)
        item = self.name("item")
        risky = self.chance(self.risk)
        headers: list[tuple[str, dict[str, str]]] = [
            (f"for {item} in range(2):", {item: "n"}),
            (f"for {item} in range({{v}}.shape[0]):", {item: "n"}),
            (f"for {item} in range(CONFIG.steps):", {item: "n"}),
            (f"for {item} in {{lst}}:", {item: "s"}),
            (f"for {item} in {{ints}}:", {item: "n"}),
            (f"for {item}, x_{item} in enumerate({{lst}}):", {item: "n", f"x_{item}": "s"}),
            (f"for {item}, x_{item} in zip({{lst}}, {{ints}}):", {item: "s", f"x_{item}": "n"}),
            (f"for {item} in {{dct}}:", {item: "cfg_key"}),
            (f"for {item}, x_{item} in {{st}}._asdict().items():", {}),
        ]
        if risky or self.chance(0.2):
            headers = [(f"for {item} in range({{n}}):", {item: "n"}), (f"for {item} in np.asarray({{v}}):", {item: "s"}), (f"for {item} in range(int({{n}})):", {item: "n"})]
        if self.chance(0.2):
            count = self.name("n")
            self.put(indent, f"{count} = 0")
            # `count` stays out of scope, so that nothing in the body can assign to it and the loop ends.
            test = f"{count} < 2" if not risky else self.random.choice((f"{count} < {{n}}", f"{count} < 2 and {{s}} < 4.0", f"{count} < {{v}}[0]"))
            self.put(indent, f"while {self.fill(test, scope, 0)}:")
            self.put(indent + 1, f"{count} += 1")
            added: dict[str, str] = {}
        else:
            header, added = self.random.choice(headers)
            self.put(indent, self.fill(header, scope, 1))
        inside = scope.child(added)
        self.block(indent + 1, inside, self.random.choice((0, 0, 1)), None)
        if self.chance(0.15):
            self.put(indent + 1, f"if {self.condition(inside)}:")
            self.put(indent + 2, self.random.choice(("break", "continue")))
        self.put(indent + 1, f"{total} = {total} + {self.expression(kind, inside, 1)}")

    def inner(self, indent: int, scope: Scope) -> None:
        """A nested function, with its closure, handed to a primitive."""
        name, out = self.name("body"), self.name("s")
        forms = {
            "scan": ("carry", "x"), "fori": ("i", "carry"), "while": ("carry",), "cond": ("carry",), "vmap": ("x",), "map": ("x",),
            "call": ("carry",), "jit": ("carry",), "switch": ("carry",), "checkpoint": ("carry",), "value_and_grad": ("carry",),
        }
        form = self.random.choice(tuple(forms))
        parameters = forms[form]
        inside = scope.child({p: "n" if p == "i" else "s" for p in parameters}, function=True)
        self.put(indent, f"def {name}({', '.join(parameters)}):")
        self.block(indent + 1, inside, self.random.choice((0, 1, 1, 2)), None)
        result = f"jnp.float32({self.expression('s', inside, 1)})"
        self.put(indent + 1, f"return {result}, {self.expression('s', inside, 1)}" if form == "scan" else f"return {result}")
        start = f"jnp.float32({self.expression('s', scope, 1)})"
        v = self.expression("v", scope, 1)
        text = {
            "scan": f"{out}, _ = lax.scan({name}, {start}, {v})",
            "fori": f"{out} = lax.fori_loop(0, {self.expression('n', scope, 1)}, {name}, {start})",
            "while": f"{out} = lax.while_loop(lambda a: a < -1e9, {name}, {start})",
            "cond": f"{out} = lax.cond({self.expression('b', scope, 1)}, {name}, lambda a: a, {start})",
            "vmap": f"{out} = jax.vmap({name})({v}).sum()",
            "map": f"{out} = lax.map({name}, {v}).sum()",
            "call": f"{out} = {name}({start})",
            "jit": f"{out} = jax.jit({name})({start})",
            "switch": f"{out} = lax.switch({self.expression('n', scope, 1)}, [{name}, lambda a: a], {start})",
            "checkpoint": f"{out} = jax.checkpoint({name})({start})",
            "value_and_grad": f"{out}, _ = jax.value_and_grad({name})({start})",
        }[form]
        self.put(indent, text)
        scope.add(out, "s")

    def result(self, returns: str, scope: Scope) -> str:
        # Strong floats, so that branches and loops of the caller agree on types.
        return f"jnp.float32({self.expression('s', scope, 1)})" if returns == "s" else self.expression(returns, scope, 2)

    # --- functions and their calls -------------------------------------------------------------------------------

    def function(self) -> Function:
        name = self.name("f")
        count = self.random.choice((1, 1, 2, 2, 3, 4))
        types = [self.random.choice(PARAMETERS) for _ in range(count)]
        if not any(t in ARRAYS for t in types):
            types.insert(0, self.random.choice(("s", "v")))
        types.sort(key=lambda t: t in STATIC)
        parameters = []
        for place, kind in enumerate(types):
            tail = all(t in (*STATIC, "opt") for t in types[place:])
            default = self.random.choice(ATOMS[kind]) if tail and (self.chance(0.3) or (parameters and parameters[-1].default)) else ""
            parameters.append(Parameter(f"{kind}_{'abcde'[place]}", kind, default))
        returns = self.random.choice(RETURNS)
        plain = Function(name, tuple(parameters), returns)
        result = plain
        if self.chance(0.25):
            keyword, value = self.statics(plain)
            result = replace(plain, parameters=tuple(parameters))
            self.put(0, f"@partial(jax.jit, {keyword}={value})" if keyword else self.random.choice(("@jax.jit", "@jax.jit", "@partial(jax.jit)")))
            if keyword == "static_argnums":
                # What is static by its place has to be given by its place.
                result = replace(plain, parameters=tuple(replace(p, default="") for p in parameters))
        if self.chance(0.1):
            self.put(0, "@logged")
        signature = ", ".join(f"{p.name}={p.default}" if p.default else p.name for p in parameters)
        self.put(0, f"def {name}({signature}):")
        self.body(parameters, returns)
        self.functions.append(result)
        return result

    def body(self, parameters: Sequence[Parameter], returns: str, first: str = "") -> None:
        scope = Scope({p.name: p.type for p in parameters})
        if first:
            scope.add(first, "v")
        self.block(1, scope, self.random.choice((1, 2, 2, 3, 4)), returns)
        self.put(1, f"return {self.result(returns, scope)}")
        self.put(0, "")
        self.put(0, "")

    def model(self) -> Function:
        """A class with a method; the array of the instance is concrete, unless the method is traced."""
        name = self.name("Model")
        self.put(0, f"class {name}:")
        self.put(1, "def __init__(self, weight, steps):")
        self.put(2, "self.weight = weight")
        self.put(2, "self.steps = steps")
        self.put(0, "")
        parameters = [Parameter("v_a", "v")] + ([Parameter("n_b", "n")] if self.chance(0.4) else [])
        method = self.random.choice(("__call__", "apply", "loss"))
        self.put(1, f"def {method}(self, {', '.join(p.name for p in parameters)}):")
        scope = Scope({"self.weight": "v", "self.steps": "n", **{p.name: p.type for p in parameters}})
        returns = self.random.choice(("s", "v"))
        self.block(2, scope, self.random.choice((1, 2)), returns)
        self.put(2, f"return {self.result(returns, scope)}")
        self.put(0, "")
        self.put(0, "")
        instance = self.name("model")
        self.put(0, f"{instance} = {name}(jnp.ones(3), 2)")
        self.put(0, "")
        self.put(0, "")
        function = Function(instance if method == "__call__" else f"{instance}.{method}", tuple(parameters), returns)
        self.functions.append(function)
        return function

    def variadic(self) -> Function:
        """A function of `*args`."""
        name = self.name("f")
        self.put(0, f"def {name}(v_a, *rest):")
        self.put(1, "total = jnp.sum(v_a)")
        self.put(1, "for extra in rest:")
        self.put(2, "total = total + extra")
        scope = Scope({"v_a": "v", "total": "s", "rest[0]": "s", "rest[-1]": "s"})
        self.block(1, scope, self.random.choice((0, 1, 2)), "s")
        self.put(1, f"return {self.result('s', scope)}")
        self.put(0, "")
        self.put(0, "")
        function = Function(name, (Parameter("v_a", "v"), Parameter("rest_b", "s"), Parameter("rest_c", "s")), "s")
        self.functions.append(function)
        return function

    def entry(self, function: Function) -> None:
        """Calls at module level: each flag takes both its values."""
        chosen = self.transformed(function) if self.chance(0.85) else function
        target = chosen.name
        if target != function.name and self.chance(0.5):
            target = self.name("g")
            self.put(0, f"{target} = {chosen.name}")
        flags = (True, False) if any(p.type == "flag" for p in chosen.parameters) else (True,)
        for flag in flags:
            given = ", ".join(self.argument(p, flag) for p in chosen.parameters)
            self.put(0, f"{self.name('out')} = {target}({given})")

    def argument(self, p: Parameter, flag: bool) -> str:
        values = {
            "n": ("2", "1", "0"), "s": ("0.7", "1.3", "jnp.float32(0.9)"), "v": ("jnp.array([0.3, 1.2, 0.8])", "jnp.ones(3)", "WEIGHTS"),
            "m": ("jnp.eye(3)", "jnp.ones((3, 3))"), "cfg": ('"plain"', '"fancy"'), "opt": ("None", "WEIGHTS"), "tup": ("(jnp.ones(3), 1.5)",),
            "lst": ("[0.5, 1.5, 2.5]",), "dct": ('{"a": 0.4, "b": jnp.ones(3)}',), "st": ("State(jnp.ones(3), 0.5)",),
        }  # fmt: skip
        return str(flag) if p.type == "flag" else self.random.choice(values[p.type])


@dataclass
class Scope:
    """Names and their types; `own` are those that may be assigned to here."""

    names: dict[str, str]
    outer: dict[str, str] = field(default_factory=dict)

    def of(self, kind: str) -> list[str]:
        return [name for name, t in {**self.outer, **self.names}.items() if t == kind]

    def own(self, kind: str) -> list[str]:
        return [name for name, t in self.names.items() if t == kind and name.isidentifier()]

    def add(self, name: str, kind: str) -> None:
        self.names[name] = kind

    def child(self, names: dict[str, str] | None = None, function: bool = False) -> Scope:
        """A block (what it assigns is not seen after it) or, with `function`, a nested function."""
        if function:
            return Scope(dict(names or {}), {**self.outer, **self.names})
        return Scope({**self.names, **(names or {})}, self.outer)


class _Holes(dict[str, str]):
    def __init__(self, expression: Callable[[str], str]) -> None:
        self.expression = expression

    def __missing__(self, kind: str) -> str:
        return self.expression(kind)


def generate(random: Random) -> str:
    """The text of one program."""
    writer = Writer(random, risk=random.choice((0.0, 0.1, 0.25, 0.4)))
    makers: list[Callable[[], Function]] = [writer.function] * 6 + [writer.model, writer.variadic]
    made = [random.choice(makers)() for _ in range(random.choice((1, 2, 2, 3)))]
    for function in made:
        writer.entry(function)
    return f"{HEADER}\n\n" + "\n".join(writer.lines) + "\n"


def programs() -> st.SearchStrategy[str]:
    """The same programs, drawn by Hypothesis, which can then shrink them."""
    return st.randoms(use_true_random=False).map(generate)
