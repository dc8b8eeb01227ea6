"""Where functions have no gradient, or none that is finite. Each row is held against JAX by `tests/test_gradients_data.py`."""

from __future__ import annotations

#: Functions and methods whose result has a gradient of zero everywhere, by their last name.
CUTS = frozenset({
    "argmax", "argmin", "argsort", "argpartition", "round", "around", "rint", "floor", "ceil", "trunc", "sign", "heaviside",
    "floor_divide", "signbit", "isnan", "isfinite", "isinf", "digitize", "searchsorted", "count_nonzero", "nonzero", "argwhere", "flatnonzero",
    "greater", "greater_equal", "less", "less_equal", "equal", "not_equal", "isclose", "any", "all", "logical_and", "logical_or",
    "logical_not", "logical_xor", "eq", "ne", "lt", "le", "gt", "ge", "is_finite", "allclose", "array_equal",
    "nanargmax", "nanargmin", "lexsort", "isposinf", "isneginf", "isreal", "iscomplex",
})  # fmt: skip
#: Samplers that draw whole numbers.
CUT_SAMPLERS = frozenset({"categorical", "bernoulli", "poisson", "geometric", "binomial", "randint"})
#: Functions that take no more of their argument than its shape and type.
SHAPE_ONLY = frozenset({"zeros_like", "ones_like", "empty_like", "full_like", "result_type", "iscomplexobj"})
#: Types without gradient.
INTEGERS = frozenset({
    "bool", "bool_", "int4", "int8", "int16", "int32", "int64", "uint4", "uint8", "uint16", "uint32", "uint64", "int", "uint", "int_", "integer",
})  # fmt: skip

#: Elementwise functions, and the points at which the gradient is NaN though another branch is chosen there:
#: `grad(lambda x: jnp.where(False, f(x), 0.0))(point)`.
EDGES: dict[str, tuple[float, ...]] = {
    **{f"jax.numpy.{n}": (0.0,) for n in ("log", "log2", "log10", "cbrt", "reciprocal")},
    **{f"jax.lax.{n}": (0.0,) for n in ("log", "cbrt", "reciprocal")},
    "jax.numpy.sqrt": (0.0, -1.0), "jax.lax.sqrt": (0.0, -1.0), "jax.lax.rsqrt": (0.0, -1.0),
    "jax.numpy.log1p": (-1.0,), "jax.lax.log1p": (-1.0,),
    **{f"jax.numpy.{n}": (1.0, -1.0, 2.0, -2.0) for n in ("arccos", "arcsin", "acos", "asin")},
    "jax.lax.acos": (1.0, -1.0, 2.0, -2.0), "jax.lax.asin": (1.0, -1.0, 2.0, -2.0),
    **{f"jax.numpy.{n}": (1.0, 0.0, -1.0) for n in ("arccosh", "acosh")}, "jax.lax.acosh": (1.0, 0.0, -1.0),
    **{f"jax.numpy.{n}": (1.0, -1.0) for n in ("arctanh", "atanh")}, "jax.lax.atanh": (1.0, -1.0),
    "jax.lax.erf_inv": (1.0, -1.0), "jax.scipy.special.erfinv": (1.0, -1.0), "jax.scipy.special.logit": (0.0, 1.0),
    **{f"jax.scipy.special.{n}": (0.0, -1.0) for n in ("gammaln", "digamma", "entr", "gamma", "loggamma", "exp1")}, "jax.scipy.special.expi": (0.0,), "jax.nn.log1mexp": (0.0,),
    "jax.lax.lgamma": (0.0, -1.0), "jax.lax.digamma": (0.0, -1.0),
}  # fmt: skip
#: Edges at which the value is finite, so that a test for NaN or infinity does not see them.
FINITE_EDGES: dict[str, tuple[float, ...]] = {
    "sqrt": (0.0,), "cbrt": (0.0,), "norm": (0.0,), "vector_norm": (0.0,), "root": (0.0,), "entr": (0.0,), "arccosh": (1.0,), "acosh": (1.0,),
    **{name: (1.0, -1.0) for name in ("arccos", "arcsin", "acos", "asin")},
}  # fmt: skip
#: Functions of a vector whose gradient is NaN where all of it is one number: zero, or any.
VECTOR_EDGES = frozenset({"jax.numpy.linalg.norm", "jax.numpy.linalg.vector_norm"})
#: Quotients and powers: which arguments are the divisor, the base, the exponent.
QUOTIENTS = frozenset({"jax.numpy.divide", "jax.numpy.true_divide", "jax.lax.div"})
POWERS = frozenset({"jax.numpy.power", "jax.numpy.pow", "jax.numpy.float_power", "jax.lax.pow"})

#: Functions of positive values only, of values that are not negative, and those that keep the sign of their argument.
POSITIVE = frozenset({"exp", "exp2", "cosh", "sigmoid", "softplus", "softmax", "logistic", "expit"})
NOT_NEGATIVE = frozenset({"abs", "absolute", "fabs", "square", "norm", "relu", "var", "std", "sqrt", "relu6", "hypot"})
SIGN_KEEPING = frozenset({
    "sum", "mean", "max", "min", "prod", "amax", "amin", "cumsum", "cumprod", "sqrt", "reshape", "ravel", "squeeze", "transpose", "asarray", "array",
    "astype", "broadcast_to", "expand_dims", "stop_gradient", "real", "median", "flatten", "average", "take", "convert_element_type", "swapaxes",
    "moveaxis", "repeat", "tile", "roll", "sort", "float32", "float64", "diag", "trace", "reciprocal", "cbrt",
})  # fmt: skip
#: Parameters and variables whose names say that they are a small positive number.
SMALL = frozenset({"eps", "epsilon", "tiny", "small", "floor", "delta", "atol", "tol", "min_value", "smallest", "eps2", "jitter", "ridge", "safety", "stabilizer"})

#: Singular where their argument repeats a value or is zero (SB602): functions of `jax.numpy`, by name.
SINGULAR = {
    "jax.numpy.linalg.norm": "at zero", "jax.numpy.linalg.vector_norm": "at zero", **dict.fromkeys(("jax.numpy.std", "jax.numpy.nanstd"), "where all values are equal"),
    "jax.numpy.arctan2": "at the origin", "jax.numpy.atan2": "at the origin", "jax.lax.atan2": "at the origin",
    "jax.numpy.linalg.eigh": "where eigenvalues repeat", "jax.numpy.linalg.svd": "where singular values repeat", "jax.lax.linalg.eigh": "where eigenvalues repeat",
}  # fmt: skip
#: Functions whose values lie between two numbers, which they do not reach.
BOUNDED: dict[str, tuple[float, float]] = {
    "sigmoid": (1e-30, 1.0 - 1e-9), "logistic": (1e-30, 1.0 - 1e-9), "expit": (1e-30, 1.0 - 1e-9), "softmax": (1e-30, 1.0 - 1e-9),
    "tanh": (-1.0 + 1e-9, 1.0 - 1e-9), "sin": (-1.0, 1.0), "cos": (-1.0, 1.0),
}  # fmt: skip

#: Functions that choose between values, of which the ones not chosen are computed too: the places of the condition and of the values.
CHOOSING: dict[str, tuple[int | None, tuple[int, ...]]] = {
    "jax.numpy.where": (0, (1, 2)), "jax.lax.select": (0, (1, 2)), "jax.numpy.select": (0, (1,)), "jax.lax.select_n": (0, (1, 2)),
    "jax.numpy.nan_to_num": (None, (0,)), "jax.numpy.nansum": (None, (0,)), "jax.numpy.nanmean": (None, (0,)),
    "jax.numpy.maximum": (None, (0, 1)), "jax.numpy.fmax": (None, (0, 1)), "jax.numpy.clip": (None, (0,)), "jax.lax.max": (None, (0, 1)),
}  # fmt: skip
#: Those of them that replace what is not a number, whatever it came from; the others keep the larger of two.
REPLACING = frozenset({"nan_to_num", "nansum", "nanmean"})
#: Reductions that leave elements out: `jnp.sum(x, where=mask)`.
MASKED_REDUCTIONS = frozenset({f"jax.numpy.{n}" for n in ("sum", "mean", "max", "min", "prod", "std", "var")})
#: What `maximum(f(x), e)` and `clip(f(x), e)` may keep out: f goes below e at the edge of its domain.
FALLING = frozenset({"log", "log2", "log10", "log1p", "sqrt", "norm", "vector_norm", "root", "cbrt", "arccos", "acos", "arccosh", "acosh", "entr"})

#: Functions that copy an array to the host, where nothing is differentiated.
HOST_COPIES = frozenset({"numpy.asarray", "numpy.array", "numpy.asanyarray", "numpy.ascontiguousarray", "numpy.copy"})
