"""Random nested expressions of JAX as text, with the types that JAX itself gives them.

An expression grows from the variables of `HEADER` by templates: `{a}` and `{b}` stand for arrays, `{q}` for a square matrix, the other
fields for settings. What JAX refuses is thrown away, so that whatever is left is right code.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax

HEADER = """\
f = jnp.ones((3, 4))
v = jnp.arange(4.0)
i = jnp.arange(4)
j = jnp.zeros((3, 4), dtype=int)
m = jnp.eye(4)
b = jnp.array([True, False, True, False])
s = jnp.float32(2.0)
w = jnp.asarray(2.0)
h = jnp.ones((2, 3, 4), jnp.bfloat16)
u = jnp.zeros((4,), jnp.uint8)
c = jnp.full((4,), 1j)
o = jnp.ones((4, 1))
n = np.ones((3, 4))
k = np.arange(4)
"""
LEAVES = ("f", "v", "i", "j", "m", "b", "s", "w", "h", "u", "c", "o", "n", "k")
ARRAYS = tuple(name for name in LEAVES if name not in "nk")

_ELEMENTWISE = "abs sin exp log sqrt tanh negative floor sign square real imag isnan logical_not round nan_to_num conj exp2 expm1 cbrt reciprocal angle rint".split()
_NN = "relu sigmoid softmax gelu softplus log_softmax silu elu leaky_relu tanh".split()
_REDUCTIONS = "sum mean max min prod any all std var argmax argmin median count_nonzero nansum nanmax ptp".split()
_BINARY = "add subtract multiply divide power maximum minimum mod arctan2 hypot floor_divide logaddexp equal less greater_equal logical_and not_equal fmod".split()
TEMPLATES: tuple[str, ...] = (
    *[f"jnp.{name}({{a}})" for name in _ELEMENTWISE],
    *[f"jax.nn.{name}({{a}})" for name in _NN],
    *[f"jnp.{name}({{a}}{rest})" for name in _REDUCTIONS for rest in ("", ", axis={i}", ", {i}", ", axis={i}, keepdims=True")],
    *[f"{{a}}.{name}({rest})" for name in ("sum", "mean", "max", "any", "argmax", "std", "prod") for rest in ("", "axis={i}", "{i}", "axis={i}, keepdims=True")],
    *[f"jnp.{name}({{a}}, {{b}})" for name in _BINARY], *[f"jnp.{name}({{a}}, {{z}})" for name in _BINARY], *[f"jnp.{name}({{z}}, {{a}})" for name in _BINARY[:6]],
    *[f"({{a}} {op} {{b}})" for op in ("+", "-", "*", "/", "//", "%", "**", "@", "<", "==", ">=", "&", "|", "^")],
    *[f"({{a}} {op} {{z}})" for op in ("+", "-", "*", "/", "//", "%", "**", "<", "!=", "&", "<<")],
    *[f"({{z}} {op} {{a}})" for op in ("+", "-", "*", "/", "//", "**", ">")],
    "(-{a})", "(~{a})", "(+{a})", "abs({a})", "{a}.T", "{a}.mT", "{a}.real", "{a}.astype({d})", "{a}.at[0].set(1)", "{a}.at[{i}].add(2)", "{a}.at[..., 0].multiply(0)",
    "{a}[{i}]", "{a}[{l}:]", "{a}[:{l}]", "{a}[..., {l}]", "{a}[:, {l}]", "{a}[None]", "{a}[:, None]", "{a}[..., None]", "{a}[::-1]", "{a}[:, ::2]", "{a}[{l}:, {l}]",
    "{a}[i]", "{a}[j[0]]", "{a}[:, jnp.array([0, 1])]", "{a}[jnp.array([[0], [1]]), jnp.array([0, 1])]", "{a}[..., i]", "{a}[k]", "{a}[jnp.int32(0)]",
    "jnp.zeros({t})", "jnp.ones({t}, {d})", "jnp.full({t}, {z})", "jnp.full({t}, {z}, dtype={d})", "jnp.empty({t}, dtype={d})", "jnp.arange({n})", "jnp.arange(1, {n}, 2)",
    "jnp.arange({n}, dtype={d})", "jnp.arange(0.0, 1.0, 0.25)", "jnp.linspace(0, 1, {n})", "jnp.linspace(0.0, {a}, {n})", "jnp.eye({n})", "jnp.eye({n}, {l}, dtype={d})", "jnp.identity({n})",
    "jnp.tri({n})", "jnp.zeros_like({a})", "jnp.ones_like({a}, dtype={d})", "jnp.full_like({a}, {z})", "jnp.zeros_like({a}, shape={t})", "jnp.array({a})", "jnp.asarray({a}, dtype={d})",
    "jnp.array([1, 2, 3])", "jnp.array([[1.0, 2], [3, 4]])", "jnp.array({z})", "jnp.array([{z}, {z}], dtype={d})", "jnp.array([[True], [False]])", "jnp.array([s, w])", "jnp.float32({z})", "jnp.int32({l})",
    "jnp.reshape({a}, (-1,))", "{a}.reshape(-1)", "{a}.reshape(-1, {l})", "{a}.reshape((2, -1))", "{a}.reshape(2, 2)", "jnp.ravel({a})", "{a}.flatten()", "{a}.ravel()",
    "jnp.transpose({a})", "{a}.transpose()", "jnp.transpose({a}, (1, 0))", "{a}.transpose(0, 2, 1)", "jnp.swapaxes({a}, 0, -1)", "{a}.swapaxes(0, 1)", "jnp.moveaxis({a}, 0, -1)",
    "jnp.moveaxis({a}, (0, 1), (1, 0))", "jnp.expand_dims({a}, {i})", "jnp.expand_dims({a}, (0, 1))", "jnp.squeeze({a})", "jnp.squeeze({a}, {i})", "{a}.squeeze()", "{a}.squeeze(-1)",
    "jnp.stack([{a}, {a}])", "jnp.stack([{a}, {b}], axis={i})", "jnp.concatenate([{a}, {b}])", "jnp.concatenate(({a}, {b}), axis={i})", "jnp.vstack([{a}, {b}])", "jnp.hstack([{a}, {b}])",
    "jnp.column_stack([{a}, {b}])", "jnp.append({a}, {b})", "jnp.append({a}, {b}, axis=0)", "jnp.concatenate([{a}, {b}], axis=None)", "jnp.dstack([{a}, {b}])",
    "jnp.tile({a}, {n})", "jnp.tile({a}, (2, 1))", "jnp.repeat({a}, 2)", "jnp.repeat({a}, 3, axis={i})", "jnp.broadcast_to({a}, {t})", "jnp.broadcast_to({a}, (2, *{a}.shape))",
    "jnp.split({a}, 2)[0]", "jnp.split({a}, [1, 3])[{l}]", "jnp.split({a}, 2, axis={i})[1]", "jnp.array_split({a}, 3)[0]", "jnp.unstack({a})[0]",
    "jnp.sort({a})", "jnp.argsort({a}, axis={i})", "{a}.sort()", "jnp.flip({a})", "jnp.roll({a}, 1)", "jnp.cumsum({a})", "jnp.cumsum({a}, axis={i})", "jnp.cumprod({a}, axis={i})", "jnp.diff({a})",
    "jnp.pad({a}, 1)", "jnp.pad({a}, ((0, 1), (2, 0)))", "jnp.pad({a}, ((0, 1),))", "jnp.tril({a})", "jnp.triu({a})", "jnp.clip({a}, 0, 1)", "{a}.clip(0)", "jnp.clip({a}, min={b})",
    "jnp.where({a} > 0, {a}, {b})", "jnp.where({a}, {z}, {b})", "jnp.where({a} > 0, {z}, {z})", "jnp.where(b, {a}, 0)", "lax.select({a} > 0, {a}, {a})", "jnp.select([{a} > 0], [{b}], 0)",
    "jnp.matmul({a}, {b})", "jnp.dot({a}, {b})", "{a}.dot({b})", "jnp.vdot({a}, {b})", "jnp.inner({a}, {b})", "jnp.outer({a}, {b})", "jnp.tensordot({a}, {b}, 1)", "jnp.tensordot({a}, {b}, axes=([0], [0]))",
    "jnp.einsum('ij,jk->ik', {a}, {b})", "jnp.einsum('ij->j', {a})", "jnp.einsum('i,i', {a}, {b})", "jnp.einsum('...i,ij->...j', {a}, m)", "jnp.einsum('ij,ij', {a}, {b})", "jnp.kron({a}, {b})",
    "jnp.linalg.norm({a})", "jnp.linalg.norm({a}, axis={i})", "jnp.linalg.norm({a}, axis=-1, keepdims=True)", "jnp.linalg.det({q})", "jnp.linalg.inv({q})", "jnp.linalg.eigh({q})[0]", "jnp.linalg.svd({a})[1]",
    "jnp.linalg.svd({a}, full_matrices=False)[2]", "jnp.linalg.qr({a})[0]", "jnp.linalg.solve({q}, v)", "jnp.linalg.cholesky({q})", "jnp.linalg.pinv({a})", "jnp.linalg.slogdet({q})[1]", "jnp.trace({q})",
    "jnp.diag({a})", "jnp.diagonal({a})", "jnp.take({a}, i)", "jnp.take({a}, jnp.array([0, 1]), axis={i})", "jnp.take_along_axis({a}, jnp.argsort({a}, axis=-1), axis=-1)", "jnp.searchsorted(v, {a})",
    "lax.dynamic_slice({a}, (0, 0), (1, 2))", "lax.dynamic_slice_in_dim({a}, 0, 2)", "lax.dynamic_slice_in_dim({a}, 0, 1, axis=1)", "lax.dynamic_update_slice({a}, {a}, (0, 0))", "lax.slice({a}, (0, 0), (1, 2))",
    "lax.top_k({a}, 2)[1]", "lax.stop_gradient({a})", "lax.rsqrt({a})", "lax.convert_element_type({a}, {d})", "lax.expand_dims({a}, (0,))", "lax.fori_loop(0, 3, lambda _, c: c, {a})",
    "jax.nn.one_hot(i, {n})", "jax.nn.one_hot({a}, {n}, dtype={d})", "jax.nn.logsumexp({a})", "jax.nn.logsumexp({a}, axis={i})", "jax.nn.softmax({a}, axis={i})", "jax.scipy.special.logsumexp({a}, axis={i})", "jax.nn.glu(m)",
    "jax.random.normal(jax.random.key(0), {t})", "jax.random.uniform(jax.random.key(0), {t}, minval=0)", "jax.random.randint(jax.random.key(0), {t}, 0, 5)", "jax.random.bernoulli(jax.random.key(0), 0.5, {t})",
    "jax.random.permutation(jax.random.key(0), {a})", "jax.random.categorical(jax.random.key(0), {a})", "jax.random.normal(jax.random.split(jax.random.key(0), 3)[0], (2,), {d})", "jax.random.choice(jax.random.key(0), 5, {t})",
    "jax.vmap(lambda x: x + 1)({a})", "jax.vmap(jnp.sum)({a})", "jax.vmap(lambda x, y: x * y, in_axes=(0, None))({a}, {b})", "jax.vmap(lambda x: jnp.stack([x, x]), out_axes=1)({a})", "jax.vmap(lambda x: x.sum(), in_axes=1)({a})",
    "jax.jit(lambda x: x * 2)({a})", "lax.map(lambda x: x.sum(), {a})", "lax.scan(lambda c, x: (c, x * 2), 0.0, {a})[1]", "lax.scan(lambda c, x: (c + 1, c), 0, None, length={n})[1]", "lax.scan(lambda c, x: (c, c), {a}, {b})[0]",
    "jax.grad(lambda x: (x ** 2).sum())({a})", "jax.value_and_grad(lambda x: x.sum())({a})[0]", "lax.cond(True, lambda x: x, lambda x: x * 2, {a})", "jax.checkpoint(lambda x: x @ x)({q})",
    "jnp.asarray(n)", "(n + {a})", "({a} * k)", "jnp.sum(n)", "jnp.mean(k)", "(np.float32(2) * {a})", "(np.pi * {a})", "np.sum({a})", "jnp.asarray(np.zeros((2, 3)))", "jnp.asarray(np.linspace(0, 1, 5))", "jnp.asarray(n.T)", "jnp.array(n[0])",
    "jnp.asarray(n.sum(axis=0))", "jnp.asarray(n @ n.T)", "jnp.array(k.reshape(2, 2))", "jnp.meshgrid(v, i)[0]", "jnp.meshgrid(v, jnp.arange(3), indexing='ij')[1]", "jnp.histogram({a})[0]", "jnp.isclose({a}, {b})", "jnp.allclose({a}, {b})",
    "jnp.ones({a}.shape)", "jnp.zeros(({n}, {a}.shape[-1]))", "jnp.ones(len({a}))", "jnp.zeros({a}.shape[:-1] + (5,))", "{a}.reshape({a}.shape[0], -1)", "jnp.zeros({a}.size)", "jnp.full({a}.shape, {z}, {a}.dtype)", "{a}.astype({b}.dtype)",
    "jnp.nonzero(b, size=3)[0]", "jnp.bincount(i, length=5)", "jnp.percentile({a}, 50)", "jnp.quantile({a}, jnp.array([0.1, 0.9]), axis={i})", "jnp.average({a}, axis={i})", "jnp.cross({a}[:3], {a}[:3])", "jnp.interp({a}, v, v)",
    "jax.nn.relu({a}) + {b}", "({a} if True else {b})", "jnp.atleast_2d({a})", "jnp.vander(v)", "jnp.polyval(v, {a})", "jnp.convolve({a}, {b})", "jax.lax.broadcast({a}, (2,))", "jnp.bool_({a})", "{a}.copy()", "{a}.round()", "jnp.fft.fft({a})", "jnp.fft.rfft({a}).real",
)  # fmt: skip
_DTYPES = ("jnp.float32", "jnp.int32", "jnp.bfloat16", "jnp.uint8", "float", "int", "bool", "'float16'", "jnp.complex64", "np.float32", "jnp.bool_")
_NUMBERS = ("0", "1", "2", "-1", "0.5", "2.0", "True", "1e-3")
_SHAPES = ("()", "3", "(3,)", "(2, 3)", "(3, 4)", "(4, 1)", "(2, 3, 4)", "[4, 4]", "(1, 4)")


class Expression(NamedTuple):
    text: str
    shape: tuple[int, ...]
    dtype: str
    weak: bool


def names() -> dict[str, Any]:
    scope: dict[str, Any] = {"jax": jax, "jnp": jnp, "np": np, "lax": lax}
    exec(HEADER, scope)
    return scope


SCOPE = names()


def judged(text: str) -> Expression | None:
    """What JAX says of an expression; None where it refuses it, or the result is no array."""

    def run(arrays: dict[str, Any]) -> Any:
        return eval(text, {**SCOPE, **arrays})

    try:
        result = jax.eval_shape(run, {name: SCOPE[name] for name in ARRAYS})
    except Exception:
        return None
    if not isinstance(result, jax.ShapeDtypeStruct) or jnp.issubdtype(result.dtype, jax.dtypes.extended) or result.size > 20_000:
        return None
    return Expression(text, result.shape, str(result.dtype), bool(result.weak_type))


def fill(template: str, rng: Random, operand: Callable[[], str]) -> str:
    out: list[str] = []
    a = operand()
    for number, part in enumerate(template.split("{")):
        if not number:
            out.append(part)
            continue
        field, rest = part[0], part[2:]
        if part[1:2] != "}":
            out.append("{" + part)
            continue
        value = {
            "a": lambda: a, "b": operand, "q": lambda: rng.choice(("m", "(m + m.T)", "jnp.eye(3)", "(f @ f.T)", "jnp.stack([m, m])")), "i": lambda: str(rng.choice((0, 1, -1, -2))),
            "l": lambda: str(rng.choice((0, 1, 2))), "n": lambda: str(rng.choice((1, 3, 4, 5))), "d": lambda: rng.choice(_DTYPES), "z": lambda: rng.choice(_NUMBERS), "t": lambda: rng.choice(_SHAPES),
        }[field]()  # fmt: skip
        out.append(value + rest)
    return "".join(out)


def expression(rng: Random, depth: int = 3) -> Expression:
    """A random expression that JAX accepts."""

    def operand(level: int) -> str:
        if level <= 0 or rng.random() < 0.35:
            return rng.choice(LEAVES)
        found = grown(level)
        return found.text if found is not None else rng.choice(LEAVES)

    def grown(level: int) -> Expression | None:
        for _ in range(4):
            found = judged(fill(rng.choice(TEMPLATES), rng, lambda: operand(level - 1)))
            if found is not None:
                return found
        return None

    while True:
        found = grown(depth)
        if found is not None and len(found.text) < 300:
            return found


def expressions(rng: Random, count: int) -> list[Expression]:
    return [expression(rng, rng.choice((1, 2, 2, 3))) for _ in range(count)]
