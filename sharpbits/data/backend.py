"""Which calls start a backend: from then on the number of devices, the platform and the like cannot be configured any more.

Every function that computes an array does (`jnp.zeros(3)`, `jnp.float32(1.0)`); types, dtypes, transformations that are not
called, `eval_shape`, and what is only looked up do not.
"""

from __future__ import annotations

#: Functions that give no array and start it.
STARTS_BACKEND = frozenset({
    "jax.devices", "jax.local_devices", "jax.device_count", "jax.local_device_count", "jax.default_backend", "jax.process_index",
    "jax.process_count", "jax.process_indices", "jax.host_count", "jax.host_id", "jax.make_mesh", "jax.live_arrays", "jax.device_put",
    "jax.debug.print", "jax.debug.callback",
})  # fmt: skip
#: Functions that read the clock: what they return, taken from a later reading, is a duration.
CLOCKS = frozenset({
    "time.time", "time.perf_counter", "time.monotonic", "time.process_time", "time.time_ns", "time.perf_counter_ns", "time.monotonic_ns",
    "timeit.default_timer", "datetime.datetime.now", "datetime.datetime.utcnow",
})  # fmt: skip
#: Functions that call another one and measure it.
TIMERS = frozenset({"timeit.timeit", "timeit.repeat", "timeit.Timer"})
#: Functions of JAX and built-ins that wait for the values that they are given.
WAITS = frozenset({
    "jax.block_until_ready", "jax.device_get", "jax.effects_barrier", "jax.numpy.save", "jax.numpy.savez", "jax.numpy.array_str", "jax.numpy.array_repr",
    "builtins.print", "builtins.float", "builtins.int", "builtins.bool", "builtins.complex", "builtins.str", "builtins.repr", "builtins.format", "builtins.round",
    "builtins.sorted", "builtins.any", "builtins.all", "builtins.max", "builtins.min", "builtins.sum", "builtins.set", "builtins.open", "builtins.map",
})  # fmt: skip
#: Methods of arrays that do.
WAITING_METHODS = frozenset({"block_until_ready", "item", "tolist", "tobytes", "__array__", "block_host_until_ready", "__float__", "__int__", "__bool__"})
#: Modules whose functions leave arrays on the device, or see none.
STAYS_ON_DEVICE = (
    "time.", "timeit.", "optax.", "flax.", "haiku.", "equinox.", "functools.", "itertools.", "operator.", "collections.", "dataclasses.", "typing.", "copy.",
    "chex.", "datetime.", "tqdm.", "transform.", "super.",
)  # fmt: skip
#: Words in the names of those of their functions that look at the numbers.
READS_ARRAYS = ("seriali", "checkpoint", "assert", "error_if", "pformat", "pprint", "metrics", "prefetch", "save", "write", "common_utils")
#: Functions of JAX that compute little: making, moving and naming arrays, drawing keys.
LIGHT = frozenset({
    "array", "asarray", "zeros", "ones", "empty", "full", "arange", "eye", "identity", "linspace", "zeros_like", "ones_like", "empty_like", "full_like",
    "reshape", "ravel", "transpose", "expand_dims", "squeeze", "stack", "concatenate", "vstack", "hstack", "append", "copy", "astype", "float32", "int32",
    "bool_", "bfloat16", "float16", "uint8", "key", "PRNGKey", "split", "fold_in", "clone", "device_put", "broadcast_to", "moveaxis", "swapaxes",
    "key_data", "wrap_key_data", "key_impl", "atleast_1d", "atleast_2d", "meshgrid", "from_dlpack", "frombuffer", "fromiter",
})  # fmt: skip
#: Functions that make a longer array of those that they are given.
GROWING = frozenset({
    "jax.numpy.append", "jax.numpy.concatenate", "jax.numpy.vstack", "jax.numpy.hstack", "jax.numpy.dstack", "jax.numpy.column_stack",
    "jax.numpy.insert", "jax.lax.concatenate", "jax.numpy.concat",
})  # fmt: skip
#: What people call a backend that is not JAX.
OTHER_BACKENDS = frozenset({"numpy", "np", "scipy", "host"})
#: What joins what stands in its brackets.
JOINED_BY_INDEX = frozenset({"jax.numpy.r_", "jax.numpy.c_"})
#: Functions that compute much.
HARD = frozenset({
    "dot", "matmul", "einsum", "tensordot", "vdot", "inner", "outer", "kron", "convolve", "correlate", "sort", "argsort", "lexsort", "dot_general", "conv",
    "conv_general_dilated", "conv_transpose", "conv_with_general_padding", "cholesky", "qr", "svd", "eigh", "top_k", "cov", "corrcoef", "median", "percentile",
    "quantile", "histogram", "interp", "resize", "dot_product_attention", "logsumexp", "multi_dot",
})  # fmt: skip
