"""The tables of `data/gradients.py`, held against JAX."""

import importlib
from typing import Any

import pytest

jax = pytest.importorskip("jax")
import jax.numpy as jnp  # noqa: E402
from jax import lax  # noqa: E402

from sharpbits.data import gradients as facts  # noqa: E402

X = jnp.array([0.3, 1.7, -0.4])
Y = jnp.array([0.7, 0.2, 0.3])
#: How the functions that take more than one array are called.
FORMS: dict[str, Any] = {
    "argpartition": lambda f, x: f(x, 1), "digitize": lambda f, x: f(x, Y), "searchsorted": lambda f, x: f(jnp.sort(x), Y),
    **{n: (lambda f, x: f(x, Y)) for n in (
        "floor_divide", "heaviside", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "isclose", "logical_and", "logical_or",
        "logical_xor", "eq", "ne", "lt", "le", "gt", "ge", "allclose", "array_equal",
    )},
}  # fmt: skip


def named(dotted: str) -> Any:
    module, _, name = dotted.rpartition(".")
    try:
        return getattr(importlib.import_module(module), name, None)
    except ImportError:
        module, _, outer = module.rpartition(".")
        return getattr(getattr(importlib.import_module(module), outer), name, None)


@pytest.mark.parametrize("name", sorted(facts.CUTS))
def test_the_gradient_of_a_cut_is_zero(name: str) -> None:
    function = getattr(jnp, name, None) or getattr(lax, name)

    def total(x: Any) -> Any:
        out = FORMS.get(name, lambda f, x: f(x))(function, x)
        return sum(jnp.sum(jnp.asarray(part, jnp.float32)) for part in jax.tree.leaves(out))

    assert float(jnp.abs(jax.grad(total)(X)).sum()) == 0.0


@pytest.mark.parametrize("name", sorted(facts.EDGES))
def test_a_masked_gradient_is_nan_at_each_edge(name: str) -> None:
    function = named(name)
    if function is None:
        pytest.skip(f"{name} is not in this release")
    for point in facts.EDGES[name]:
        assert bool(jnp.isnan(jax.grad(lambda x: jnp.where(False, function(x), 0.0))(point))), point
        assert float(jax.jit(lambda x: jnp.where(False, function(x), 0.0))(point)) == 0.0


@pytest.mark.parametrize("name", sorted(facts.VECTOR_EDGES))
def test_a_masked_norm_has_no_gradient_at_zero(name: str) -> None:
    assert bool(jnp.isnan(jax.grad(lambda x: jnp.where(False, named(name)(x), 0.0))(jnp.zeros(2))).all())


@pytest.mark.parametrize("name", sorted(facts.POSITIVE | facts.NOT_NEGATIVE))
def test_functions_of_one_sign(name: str) -> None:
    found = [f for space in (jnp, jax.nn, jax.scipy.special, jnp.linalg) if (f := getattr(space, name, None)) is not None]
    for function in found if name not in ("hypot", "sqrt") else ():
        values = jnp.atleast_1d(function(jnp.array([-3.0, -0.5, 0.5, 2.0])))
        assert bool((values > 0.0).all() if name in facts.POSITIVE else (values >= 0.0).all())


@pytest.mark.parametrize("name", sorted(facts.CUT_SAMPLERS))
def test_a_sampler_draws_whole_numbers(name: str) -> None:
    given = {"categorical": (jnp.zeros(3),), "poisson": (2.0,), "geometric": (0.5,), "binomial": (4, 0.5), "randint": ((3,), 0, 9)}.get(name, ())
    dtype = getattr(jax.random, name)(jax.random.key(0), *given).dtype
    assert dtype == jnp.bool_ or jnp.issubdtype(dtype, jnp.integer) or name == "binomial"  # whole numbers, as floats


@pytest.mark.parametrize("name", sorted(facts.SHAPE_ONLY))
def test_no_more_is_taken_than_shape_and_type(name: str) -> None:
    given = (X, 2.0) if name == "full_like" else (X,)
    jaxpr = jax.make_jaxpr(lambda x: (getattr(jnp, name)(x, *given[1:]), 0)[name in ("result_type", "iscomplexobj")])(X).jaxpr
    assert not any(variable in jaxpr.invars for equation in jaxpr.eqns for variable in equation.invars if hasattr(variable, "count"))


@pytest.mark.parametrize("name", sorted(facts.INTEGERS - {"int", "uint", "integer"}))
def test_a_type_has_no_gradient(name: str) -> None:
    with pytest.raises(TypeError, match="real- or complex-valued"):
        jax.grad(lambda x: x * 1.0)(jnp.zeros((), getattr(jnp, name) if name != "bool" else bool))


@pytest.mark.parametrize("name", sorted(facts.FINITE_EDGES))
def test_the_value_is_finite_at_the_edge(name: str) -> None:
    found = [f for space in (jnp, jnp.linalg, jax.scipy.special) if (f := getattr(space, name, None)) is not None]
    for function in found:
        for point in facts.FINITE_EDGES[name]:
            assert bool(jnp.isfinite(function(jnp.array([point]))).all())
    assert found or name == "root"  # a power of one over something


@pytest.mark.parametrize("name", sorted(facts.QUOTIENTS | facts.POWERS))
def test_quotients_and_powers(name: str) -> None:
    assert float(named(name)(8.0, 2.0)) == (4.0 if name in facts.QUOTIENTS else 64.0)


@pytest.mark.parametrize("name", sorted(facts.SIGN_KEEPING))
def test_what_is_positive_stays_so(name: str) -> None:
    extra = {"reshape": ((-1,),), "astype": (jnp.float32,), "broadcast_to": ((2, 2),), "expand_dims": (0,), "take": (0,), "swapaxes": (0, 1), "moveaxis": (0, 1),
             "repeat": (2,), "tile": (2,), "roll": (1,), "convert_element_type": (jnp.float32,)}.get(name, ())  # fmt: skip
    positive = jnp.array([[0.5, 2.0], [3.0, 0.25]])
    function = getattr(jnp, name, None) or getattr(lax, name, None) or (lambda x: getattr(x, name)(*extra))
    values = function(positive, *extra) if hasattr(jnp, name) or hasattr(lax, name) else function(positive)
    assert bool((values >= 0.0).all())


@pytest.mark.parametrize("name", sorted(facts.SINGULAR))
def test_the_gradient_is_nan_at_the_singular_point(name: str) -> None:
    where = facts.SINGULAR[name]
    point = {"at zero": jnp.zeros(2), "where all values are equal": jnp.ones(2), "at the origin": jnp.zeros(2)}.get(where, jnp.eye(2))
    function = named(name)

    def total(x: Any) -> Any:
        if where == "at the origin":
            return function(x[0], x[1])
        return sum(jnp.sum(part * jnp.arange(part.size).reshape(part.shape)) for part in jax.tree.leaves(function(x)))

    if where in ("where eigenvalues repeat", "where singular values repeat") or where.startswith("at") or "equal" in where:
        assert not bool(jnp.isfinite(jax.grad(total)(point)).all())


@pytest.mark.parametrize("name", sorted(facts.BOUNDED))
def test_values_lie_between(name: str) -> None:
    low, high = facts.BOUNDED[name]
    found = [f for space in (jnp, jax.nn, jax.scipy.special, lax) if (f := getattr(space, name, None)) is not None]
    for function in found:
        values = jnp.asarray(function(jnp.array([-4.0, -1.0, 0.0, 2.0, 4.0])))
        assert bool((values >= low).all() and (values <= high).all())
    assert found


@pytest.mark.parametrize("name", sorted(facts.CHOOSING))
def test_the_condition_and_the_values_stand_there(name: str) -> None:
    """What is not chosen has no gradient, but for those that replace or bound one value."""
    condition, values = facts.CHOOSING[name]
    function = named(name)
    if condition is None:
        given = (0.5, 0.1) if len(values) == 2 else (0.5, 0.1, 0.9) if name.endswith("clip") else (0.5,)
        assert float(function(*(jnp.array(v) for v in given))) == pytest.approx(0.5)
        return
    if name.endswith(".select"):
        chosen = function(jnp.array(True), jnp.array(1.0), jnp.array(2.0)) if name.startswith("jax.lax") else function([jnp.array(True)], [jnp.array(1.0)], 2.0)
        assert float(chosen) == 1.0
    else:
        assert float(function(jnp.array(True), jnp.array(1.0), jnp.array(2.0))) == (2.0 if name.endswith("select_n") else 1.0)


@pytest.mark.parametrize("name", sorted(facts.REPLACING))
def test_nan_is_replaced(name: str) -> None:
    assert bool(jnp.isfinite(getattr(jnp, name)(jnp.array([1.0, jnp.nan]))).all())


@pytest.mark.parametrize("name", sorted(facts.MASKED_REDUCTIONS))
def test_a_reduction_leaves_elements_out(name: str) -> None:
    initial = {"initial": 0.0} if name.rpartition(".")[2] in ("max", "min") else {}
    assert bool(jnp.isfinite(named(name)(jnp.array([1.0, jnp.nan]), where=jnp.array([True, False]), **initial)))


@pytest.mark.parametrize("name", sorted(facts.FALLING - {"norm", "vector_norm", "root"}))
def test_it_falls_to_the_edge_of_its_domain(name: str) -> None:
    function = getattr(jnp, name, None) or getattr(jax.scipy.special, name)
    edge = {"log1p": -1.0, "arccos": 1.0, "acos": 1.0, "arccosh": 1.0, "acosh": 1.0}.get(name, 0.0)
    inside = edge + (-0.3 if name in ("arccos", "acos") else 0.3)
    values = [float(function(edge + (inside - edge) * part)) for part in (0.0, 0.001, 0.01)]
    assert values == sorted(values) and values[0] < values[-1]


@pytest.mark.parametrize("name", sorted(facts.HOST_COPIES))
def test_a_copy_on_the_host_is_not_differentiated(name: str) -> None:
    with pytest.raises(jax.errors.TracerArrayConversionError):
        jax.grad(lambda x: named(name)(x).sum())(X)
