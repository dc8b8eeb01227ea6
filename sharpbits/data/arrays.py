"""What the attributes and methods of a JAX array are, and what the functions of `jax.numpy` make of shapes and dtypes."""

from __future__ import annotations

#: Static on a tracer too, or not there while JAX traces.
STATIC_ATTRIBUTES = frozenset({
    "shape", "ndim", "dtype", "size", "itemsize", "nbytes", "weak_type", "aval", "sharding", "committed",
    "is_fully_addressable", "is_fully_replicated", "vma", "format", "device",
})  # fmt: skip
#: Functions of JAX that give static values and need surroundings to be observed in.
STATIC_FUNCTIONS = frozenset({"jax.lax.axis_size", "jax.lax.broadcast_shapes", "jax.numpy.broadcast_shapes", "jax.numpy.dtype", "jax.numpy.finfo",
                             "jax.numpy.iinfo", "jax.numpy.get_printoptions"})
#: Functions in JAX's array namespaces that give no arrays: functions, objects, nothing.
NO_ARRAYS = frozenset({"vectorize", "frompyfunc", "save", "savez", "load", "set_printoptions", "printoptions", "custom_root",
                       "custom_linear_solve", "gaussian_kde", "conv_dimension_numbers", "dtype", "apply_along_axis", "apply_over_axes",
                       "piecewise", "einsum_path", "array_repr", "array_str"})
#: What arrays had or have in some releases (`lifecycle.py`).
CHANGING_ATTRIBUTES = frozenset({
    "block_host_until_ready", "broadcast", "broadcast_in_dim", "byteswap", "committed", "device", "device_buffer", "device_buffers", "format",
    "split", "tile", "to_py",
})  # fmt: skip
#: Attributes that are arrays themselves.
ARRAY_ATTRIBUTES = frozenset({"T", "mT", "real", "imag", "at"})
#: Methods that give arrays, of a tracer too, or are not there while JAX traces.
ARRAY_METHODS = frozenset({
    "all", "any", "argmax", "argmin", "argpartition", "argsort", "astype", "choose", "clip", "compress", "conj",
    "conjugate", "copy", "cumprod", "cumsum", "diagonal", "dot", "flatten", "max", "mean", "min", "nonzero", "prod",
    "ptp", "ravel", "repeat", "reshape", "round", "searchsorted", "sort", "squeeze", "std", "sum", "swapaxes", "take",
    "trace", "transpose", "var", "view", "block_until_ready", "to_device", "block_host_until_ready", "addressable_data",
})  # fmt: skip
#: Functions and methods that hand back an array that already is what they were asked for: under `jit`, a constant
#: array from outside stays concrete then.
PASS_THROUGH = frozenset({
    "reshape", "asarray", "array", "astype", "broadcast_to", "transpose", "permute_dims", "squeeze", "view", "collapse",
    "convert_element_type", "concatenate", "float16", "float32", "bfloat16", "int32", "int16", "int8", "uint8", "uint32",
    "bool_", "complex64",
})  # fmt: skip
#: Methods that need a concrete value.
CONCRETE_METHODS = frozenset({"item", "tolist", "tobytes", "__array__"})
#: Methods of `x.at[i]` that give the updated array.
UPDATE_METHODS = frozenset({"set", "add", "subtract", "multiply", "mul", "divide", "power", "min", "max", "apply"})

#: Elementwise functions of one array that keep its shape and turn integers to floats.
FLOAT_UNARY = frozenset({
    "exp", "log", "log1p", "log2", "log10", "expm1", "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh",
    "tanh", "arcsinh", "arccosh", "arctanh", "sqrt", "cbrt", "sigmoid", "softplus", "logistic", "rsqrt", "erf", "log_sigmoid",
    "silu", "swish", "gelu", "softmax", "log_softmax", "deg2rad", "rad2deg", "radians", "degrees", "exp2", "sinc",
})  # fmt: skip
#: ... and that leave integers what they are.
SAME_UNARY = frozenset({
    "abs", "absolute", "negative", "positive", "square", "sign", "floor", "ceil", "rint", "trunc", "round", "clip",
    "relu", "conj", "stop_gradient", "flip", "fliplr", "flipud", "roll", "sort", "cumsum", "cumprod", "neg", "zeros_like",
    "ones_like", "empty_like", "full_like", "nan_to_num", "copy", "real", "tril", "triu", "optimization_barrier",
})  # fmt: skip
BINARY = frozenset({
    "add", "subtract", "multiply", "divide", "true_divide", "power", "maximum", "minimum", "mod", "remainder",
    "arctan2", "hypot", "floor_divide", "logaddexp", "fmod", "fmax", "fmin", "sub", "mul", "div", "max", "min",
    "logical_and", "logical_or", "equal", "not_equal", "less", "less_equal", "greater", "greater_equal", "isclose",
    "bitwise_and", "bitwise_or", "bitwise_xor",
})  # fmt: skip
#: Functions that raise none of Python's arithmetic errors on arrays, though their `math` namesakes do.
DOMAIN = frozenset({"log", "sqrt", "exp", "log1p", "expm1", "arccos", "arcsin", "arccosh", "arctanh", "power", "divide",
                    "log2", "log10", "true_divide", "mod", "reciprocal", "rsqrt", "mean", "std", "var", "sum", "prod", "abs"})  # fmt: skip

#: Functions of linear algebra that give `nan` or `inf` where NumPy's raise LinAlgError.
FACTORED = frozenset({"cholesky", "cho_factor", "cho_solve", "inv", "solve", "solve_triangular", "eig", "eigh", "eigvals", "eigvalsh", "svd", "svdvals",
                      "pinv", "qr", "lstsq", "det", "slogdet", "lu", "lu_factor", "lu_solve", "matrix_power"})  # fmt: skip


#: Functions that compare two values, and the operator that they stand for.
COMPARING = {
    "jax.numpy.equal": "==", "jax.numpy.not_equal": "!=", "jax.lax.eq": "==", "jax.lax.ne": "!=", "numpy.equal": "==", "numpy.not_equal": "!=",
    "operator.eq": "==", "operator.ne": "!=",
}  # fmt: skip

#: dtypes by the names of JAX and NumPy and by their strings, to the NumPy name that says how wide they are.
DTYPE_NAMES: dict[str, str] = {
    **{n: n for n in ("bool", "int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64", "float16", "bfloat16", "float32", "float64",
                      "complex64", "complex128")},
    "bool_": "bool", "half": "float16", "single": "float32", "double": "float64", "longlong": "int64", "ulonglong": "uint64", "intc": "int32",
    "short": "int16", "byte": "int8", "ubyte": "uint8", "ushort": "uint16", "uintc": "uint32", "csingle": "complex64", "cdouble": "complex128",
    "int_": "int", "float_": "float", "complex_": "complex", "uint": "uint", "int": "int", "float": "float", "complex": "complex",
    "f2": "float16", "f4": "float32", "f8": "float64", "i1": "int8", "i2": "int16", "i4": "int32", "i8": "int64", "u1": "uint8", "u2": "uint16", "u4": "uint32", "u8": "uint64",
    "c8": "complex64", "c16": "complex128", "d": "float64", "f": "float32",
}  # fmt: skip
#: The argument that decides alone how many elements come out, by place and name; of other functions, all of them do.
COUNTING = {
    "repeat": (1, "repeats"), "extract": (0, "condition"), "compress": (0, "condition"),
    "segment_max": (1, "segment_ids"), "segment_min": (1, "segment_ids"), "segment_prod": (1, "segment_ids"), "segment_sum": (1, "segment_ids"),
}  # fmt: skip
#: Functions that read or write a window of their first argument: the parameters of its start, of its size (or the array that is written; "" for
#: one element), and of the axis ("" for all of them at once). They move a window that does not fit, and raise nothing.
WINDOWS = {
    "jax.lax.dynamic_slice": ("start_indices", "slice_sizes", ""), "jax.lax.dynamic_slice_in_dim": ("start_index", "slice_size", "axis"),
    "jax.lax.dynamic_index_in_dim": ("index", "", "axis"), "jax.lax.dynamic_update_slice": ("start_indices", "update", ""),
    "jax.lax.dynamic_update_slice_in_dim": ("start_index", "update", "axis"), "jax.lax.dynamic_update_index_in_dim": ("index", "", "axis"),
}  # fmt: skip

#: Sizes that a call may leave out: a traced function that is given `None` for one, now and then, is not written.
SIZES = frozenset({"shape", "newshape", "N", "M", "length", "num_segments", "size", "total_repeat_length", "start_index", "limit_index"})
#: What such a parameter, or an axis, is to whoever reads of it.
SIZE_ROLES = {
    "shape": "shape", "newshape": "shape", "axis": "axis", "length": "length", "num_segments": "length", "slice_sizes": "shape",
    "sizes": "shape", "new_sizes": "shape",
}  # fmt: skip
#: Functions of `jax.numpy` that make an array of a size, with the place that says it; the samplers of `jax.random` say it at place 1.
MAKERS = {"zeros": 0, "ones": 0, "empty": 0, "full": 0, "eye": 0, "identity": 0, "linspace": 2, "arange": 0, "tile": 1, "repeat": 1}
SAMPLERS = frozenset({"normal", "uniform", "randint", "bernoulli", "gumbel", "exponential", "laplace"})
#: Reductions that take `where=`.
MASKED = frozenset({
    "sum", "mean", "prod", "max", "min", "amax", "amin", "all", "any", "std", "var", "nansum", "nanmean", "nanprod", "nanmax", "nanmin",
    "nanstd", "nanvar",
})  # fmt: skip

#: Functions of NumPy that give arrays.
NUMPY_MAKERS = frozenset({
    "zeros", "ones", "empty", "full", "array", "asarray", "arange", "linspace", "eye", "stack", "concatenate", "zeros_like",
    "ones_like", "empty_like", "full_like", "copy", "ascontiguousarray", "tri", "tril", "triu", "meshgrid", "fromiter", "loadtxt",
    "tile", "repeat", "vstack", "hstack", "append", "delete", "insert",
})  # fmt: skip
#: What NumPy's generators draw as float64.
NUMPY_REAL_DRAWS = frozenset({
    "rand", "randn", "random", "random_sample", "standard_normal", "normal", "uniform", "exponential", "gamma", "beta", "lognormal",
    "laplace",
})  # fmt: skip
#: Modules of SciPy whose functions ask for the content of what they are given.
SCIPY = (
    "scipy.fft.", "scipy.integrate.", "scipy.interpolate.", "scipy.linalg.", "scipy.ndimage.", "scipy.signal.", "scipy.spatial.", "scipy.special.", "scipy.stats.",
)  # fmt: skip
