"""The rows of `data/arrays.py`, held against the installed JAX and NumPy."""

import importlib
import inspect
from typing import Any

import numpy as np
import pytest

jax = pytest.importorskip("jax")
jnp = jax.numpy

from sharpbits.data import arrays, lifecycle  # noqa: E402
from sharpbits.data.jnp_facts import JNP_STATIC_PARAMS  # noqa: E402

#: Where `jax.numpy`'s short names are looked for.
SPACES = ("jax.numpy", "jax.lax", "jax.nn", "jax.numpy.linalg", "jax.scipy.linalg", "jax.scipy.special", "jax.lax.linalg", "jax.ops", "jax")
X = jnp.array([[1.0, 2.0], [3.0, 4.0]])
#: What a method of an array needs to be called.
ARGUMENTS: dict[str, tuple[Any, ...]] = {
    "argpartition": (1,), "astype": (jnp.float32,), "choose": ([X[0], X[0]],), "clip": (0.0, 1.0), "compress": (np.array([True, False]), 0), "dot": (X,),
    "repeat": (2, 0), "reshape": (-1,), "searchsorted": (X[0],), "swapaxes": (0, 1), "take": (0,), "view": (jnp.int32,), "to_device": (jax.devices()[0],),
    "array": (), "asarray": (), "broadcast_to": (X.shape,), "collapse": (0,), "convert_element_type": (jnp.float32,), "addressable_data": (0,),
}  # fmt: skip


def functions(name: str) -> list[Any]:
    found = [getattr(importlib.import_module(space), name, None) for space in SPACES]
    return [function for function in found if callable(function)]


def is_known(name: str, table: Any = lifecycle.ATTRIBUTES) -> bool:
    """Whether the table of lives says that a name is not of all releases."""
    return any(key.rpartition(".")[2] == name for key in table)


def traced(function: Any, *args: Any) -> Any:
    """What a function gives under `jit`, as it is there."""
    kept: list[Any] = []
    jax.make_jaxpr(lambda *a: kept.append(function(*a)))(*args)
    return kept[0]


def is_tracer(value: Any) -> bool:
    return isinstance(value, jax.core.Tracer)


#: What has an answer only where there is a buffer.
ADDRESSES = ("is_fully_addressable", "is_fully_replicated")


@pytest.mark.parametrize("name", sorted(arrays.STATIC_ATTRIBUTES - arrays.CHANGING_ATTRIBUTES))
def test_a_tracer_tells_it(name: str) -> None:
    assert not is_tracer(traced(lambda x: getattr(x, name, None) if name not in ADDRESSES else None, X))
    assert hasattr(X, name) or name == "vma"  # of a type, as `jax.typeof` gives it


@pytest.mark.parametrize("name", sorted(arrays.ARRAY_ATTRIBUTES))
def test_an_attribute_is_an_array(name: str) -> None:
    value = traced(lambda x: getattr(x, name)[0].get() if name == "at" else getattr(x, name), X.astype(jnp.complex64))
    assert is_tracer(value)


#: What a tracer lacks.
ON_BUFFERS = ("block_until_ready", "addressable_data")


@pytest.mark.parametrize("name", sorted(arrays.ARRAY_METHODS - arrays.CHANGING_ATTRIBUTES))
def test_a_method_gives_an_array(name: str) -> None:
    x = jnp.array([0, 1]) if name == "choose" else X[0] if name in ("searchsorted", "argpartition") else X
    given, settings = ARGUMENTS.get(name, ()), {"nonzero": {"size": 1}, "choose": {"mode": "clip"}, "compress": {"size": 1}}.get(name, {})

    def call(x: Any) -> Any:
        result = getattr(x, name)(*given, **settings)
        return result[0] if isinstance(result, tuple) else result

    assert isinstance(call(x), jax.Array)
    assert name in ON_BUFFERS or is_tracer(traced(call, x))


@pytest.mark.parametrize("name", sorted(arrays.CONCRETE_METHODS))
def test_a_method_needs_a_value(name: str) -> None:
    assert getattr(X[0, 0], name)() is not None
    with pytest.raises((jax.errors.ConcretizationTypeError, jax.errors.TracerArrayConversionError)):
        traced(lambda x: getattr(x, name)(), X[0, 0])


@pytest.mark.parametrize("name", sorted(arrays.UPDATE_METHODS))
def test_an_update_gives_an_array(name: str) -> None:
    assert getattr(X.at[0], name)(jnp.negative if name == "apply" else 2.0).shape == X.shape


@pytest.mark.parametrize("name", sorted(arrays.PASS_THROUGH))
def test_what_it_is_already_it_stays(name: str) -> None:
    """An array from outside, under `jit`: some way to call the function, or the method, gives it back."""
    dtype = name if hasattr(jnp, name) and isinstance(getattr(jnp, name), type(jnp.float32)) else "float32"
    x = (X > 2 if name == "bool_" else X).astype(dtype)

    def ways() -> Any:
        arguments = {"reshape": (x.shape,), "transpose": ((0, 1),), "permute_dims": ((0, 1),), "matrix_transpose": (), "squeeze": ((),), "view": (x.dtype,),
                     "astype": (x.dtype,), "convert_element_type": (x.dtype,), "broadcast_to": (x.shape,), "collapse": (0, 1)}.get(name, ())  # fmt: skip
        for function in functions(name):
            if name != "concatenate" or function is jnp.concatenate:
                yield function([x] if name == "concatenate" else x, *arguments, **({"copy": False} if name == "array" else {}))
        if hasattr(x, name):
            yield getattr(x, name)(*arguments)

    assert any(not is_tracer(value) for value in traced(lambda: list(ways())))


ONE = jnp.array([[0.25, 0.5], [0.75, 0.125]])


def outcomes(name: str, *args: Any) -> list[Any]:
    """What each function of a name gives; those that take other arguments are left out."""
    results = []
    for function in functions(name):
        try:
            results.append(function(*args))
        except (TypeError, ValueError):
            continue
    return [first for result in results if hasattr(first := jax.tree.leaves(result)[0], "dtype")]


@pytest.mark.parametrize("name", sorted(arrays.FLOAT_UNARY))
def test_an_integer_becomes_a_float_of_the_same_shape(name: str) -> None:
    results = outcomes(name, ONE)
    assert results and all(result.shape == ONE.shape and result.dtype == ONE.dtype for result in results)
    whole = [result for function in functions(name) if (result := float_of(function)) is not None]
    assert all(jnp.issubdtype(result.dtype, jnp.inexact) for result in whole)


def float_of(function: Any) -> Any:
    try:
        return function(jnp.array([1, 2]))
    except (TypeError, ValueError):
        return None  # of `jax.lax`, which converts nothing


@pytest.mark.parametrize("name", sorted(arrays.SAME_UNARY))
def test_shape_and_dtype_stay(name: str) -> None:
    extra = {"clip": (0.0, 1.0), "roll": (1,), "full_like": (0.0,), "where": (ONE, ONE), "cumsum": (0,), "cumprod": (0,)}.get(name, ())
    results = outcomes(name, ONE, *extra)
    assert results and all(result.shape == ONE.shape for result in results)
    # `jax.lax.conj` makes a float complex.
    assert any(result.dtype == ONE.dtype for result in results)


@pytest.mark.parametrize("name", sorted(arrays.BINARY))
def test_two_arrays_are_broadcast(name: str) -> None:
    args = (ONE > 0.4, ONE > 0.2) if name.startswith("bitwise") else (ONE, ONE)
    results = outcomes(name, *args)
    assert results and all(result.shape == ONE.shape for result in results)


@pytest.mark.parametrize("name", sorted(arrays.DOMAIN))
def test_outside_of_its_domain_nothing_raises(name: str) -> None:
    for function in functions(name):
        for value in (jnp.array(0.0), jnp.array(-1.0)):
            for args in ((value,), (value, jnp.array(0.0))):
                try:
                    function(*args)
                except (TypeError, ValueError) as error:
                    assert not isinstance(error, ArithmeticError), name


@pytest.mark.parametrize("name", sorted(arrays.FACTORED))
def test_a_singular_matrix_raises_nothing(name: str) -> None:
    zero = jnp.zeros((2, 2))
    given = {"cho_solve": ((zero, True), zero), "solve": (zero, zero), "solve_triangular": (zero, zero), "lstsq": (zero, zero), "lu_solve": ((zero, jnp.array([0, 1])), zero),
             "matrix_power": (zero, -1)}.get(name, (zero,))  # fmt: skip
    found = [getattr(importlib.import_module(space), name, None) for space in ("jax.numpy.linalg", "jax.scipy.linalg")]
    assert any(found)
    for function in filter(None, found):
        function(*given)


@pytest.mark.parametrize("name", sorted(arrays.COMPARING))
def test_it_compares_as_its_operator(name: str) -> None:
    module, _, function = name.rpartition(".")
    compare = getattr(importlib.import_module(module), function)
    equal = arrays.COMPARING[name] == "=="
    assert bool(compare(jnp.array(1.0), jnp.array(1.0))) is equal and bool(compare(jnp.array(1.0), jnp.array(2.0))) is not equal


@pytest.mark.parametrize("name", sorted(arrays.DTYPE_NAMES))
def test_a_dtype_is_known_by_this_name(name: str) -> None:
    means = arrays.DTYPE_NAMES[name]
    if hasattr(jnp, name) and hasattr(getattr(jnp, name), "dtype"):
        found = np.dtype(getattr(jnp, name).dtype).name
    else:
        try:
            found = np.dtype(name).name
        except TypeError:
            assert not hasattr(np, name) or name in ("float_", "complex_")  # gone with NumPy 2
            return
    # Without a width the name is that of Python's type, whose width is the platform's.
    assert found == means or (found.rstrip("0123456789") == means and means in ("int", "uint", "float", "complex"))


def parameters(function: Any) -> list[str]:
    return list(inspect.signature(function).parameters)


@pytest.mark.parametrize("name", sorted(arrays.COUNTING))
def test_this_argument_decides_alone(name: str) -> None:
    place, keyword = arrays.COUNTING[name]
    assert all(parameters(function)[place] == keyword for function in functions(name))


@pytest.mark.parametrize("name", sorted(arrays.WINDOWS))
def test_a_window_is_told_by_these(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert set(filter(None, arrays.WINDOWS[name])) <= set(parameters(getattr(importlib.import_module(module), function)))


@pytest.mark.parametrize("name", sorted(arrays.NO_ARRAYS))
def test_what_gives_no_array_exists(name: str) -> None:
    spaces = (*SPACES, "jax.scipy.stats")
    assert any(hasattr(importlib.import_module(space), name) for space in spaces)


@pytest.mark.parametrize("name", sorted(arrays.STATIC_FUNCTIONS))
def test_a_static_function_exists_or_did(name: str) -> None:
    module, _, function = name.rpartition(".")
    assert hasattr(importlib.import_module(module), function) or name in lifecycle.NAMES


@pytest.mark.parametrize("name", sorted(arrays.CHANGING_ATTRIBUTES))
def test_what_changed_is_in_the_table_of_lives(name: str) -> None:
    assert is_known(name) or hasattr(X, name)


@pytest.mark.parametrize("name", sorted(arrays.MAKERS))
def test_a_maker_takes_its_size_there(name: str) -> None:
    size = {"tile": "reps", "repeat": "repeats", "linspace": "num", "eye": "N", "identity": "n", "arange": "start"}.get(name, "shape")
    assert parameters(getattr(jnp, name))[arrays.MAKERS[name]] == size


@pytest.mark.parametrize("name", sorted(arrays.SAMPLERS))
def test_a_sampler_takes_a_shape(name: str) -> None:
    assert "shape" in parameters(getattr(jax.random, name))


@pytest.mark.parametrize("name", sorted(arrays.MASKED))
def test_a_reduction_takes_a_mask(name: str) -> None:
    assert "where" in parameters(getattr(jnp, name))


def test_sizes_and_roles_are_parameters_of_functions_that_need_them_static() -> None:
    known = {parameter for rows in JNP_STATIC_PARAMS.values() for _, parameter, _ in rows}
    assert {*arrays.SIZES, *arrays.SIZE_ROLES} - known <= {"newshape"}  # of older releases


@pytest.mark.parametrize("name", sorted(arrays.NUMPY_MAKERS))
def test_a_function_of_numpy_gives_an_array(name: str) -> None:
    one = np.ones(2)
    given: dict[str, tuple[Any, ...]] = {
        "zeros": (2,), "ones": (2,), "empty": (2,), "full": (2, 1.0), "arange": (2,), "linspace": (0, 1), "eye": (2,), "tri": (2,), "full_like": (one, 1.0), "tile": (one, 2),
        "repeat": (one, 2), "append": (one, 1), "delete": (one, 0), "insert": (one, 0, 1.0), "fromiter": ([1.0], float), "loadtxt": (["1 2"],), "tril": (np.eye(2),),
        "triu": (np.eye(2),), "stack": ([one],), "concatenate": ([one],), "vstack": ([one],), "hstack": ([one],), "meshgrid": (one, one),
    }  # fmt: skip
    result = getattr(np, name)(*given.get(name, (one,)))
    assert isinstance(result[0] if name == "meshgrid" else result, np.ndarray)


@pytest.mark.parametrize("name", sorted(arrays.NUMPY_REAL_DRAWS))
def test_a_generator_of_numpy_draws_float64(name: str) -> None:
    places = {"rand": (3,), "randn": (3,), "gamma": (1.0, 1.0, 3), "beta": (1.0, 1.0, 3)}
    state = np.random.RandomState(0)
    drawn = getattr(state, name)(*places[name]) if name in places else getattr(state, name)(size=3)
    assert drawn.dtype == np.float64


@pytest.mark.parametrize("module", arrays.SCIPY)
def test_a_function_of_scipy_asks_for_the_content(module: str) -> None:
    x = jnp.arange(1.0, 5.0)
    calls: dict[str, tuple[str, tuple[Any, ...]]] = {
        "scipy.fft.": ("dct", (x,)), "scipy.integrate.": ("simpson", (x,)), "scipy.interpolate.": ("make_interp_spline", (np.arange(4.0), x)), "scipy.linalg.": ("inv", (jnp.eye(2),)),
        "scipy.ndimage.": ("gaussian_filter", (x, 1.0)), "scipy.signal.": ("detrend", (x,)), "scipy.spatial.": ("ConvexHull", (jnp.eye(3),)),
        "scipy.special.": ("gammaln", (x,)), "scipy.stats.": ("skew", (x,)),
    }  # fmt: skip
    name, args = calls[module]
    function = getattr(importlib.import_module(module.removesuffix(".")), name)
    with pytest.raises((jax.errors.TracerArrayConversionError, jax.errors.ConcretizationTypeError)):
        traced(lambda *arrays: function(*arrays), *args)
