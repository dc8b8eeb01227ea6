"""Settings that JAX and XLA read once: when they are imported, or when the first array is made.

Found by changing each of them after that, in a process of its own: see `gotchas/sb6_numerics/test_sb605_startup_setting_late.py`.
"""

from __future__ import annotations

#: Options of `jax.config.update` that count from the first use of a device on: after it they are ignored, or raise, or hold for new arrays only.
OPTIONS = frozenset({
    "jax_enable_x64", "jax_platforms", "jax_platform_name", "jax_num_cpu_devices", "jax_cuda_visible_devices", "jax_rocm_visible_devices",
})  # fmt: skip
#: Environment variables that are read when JAX is imported.
AT_IMPORT = frozenset({
    "JAX_ENABLE_X64", "JAX_PLATFORMS", "JAX_PLATFORM_NAME", "JAX_NUM_CPU_DEVICES", "JAX_DEBUG_NANS", "JAX_DEBUG_INFS", "JAX_DISABLE_JIT",
    "JAX_LOG_COMPILES", "JAX_DEFAULT_MATMUL_PRECISION", "JAX_COMPILATION_CACHE_DIR", "JAX_NUMPY_RANK_PROMOTION", "JAX_TRACEBACK_FILTERING",
    "JAX_CHECK_TRACER_LEAKS", "JAX_DEFAULT_PRNG_IMPL", "JAX_THREEFRY_PARTITIONABLE", "JAX_DEFAULT_DTYPE_BITS", "JAX_NUMPY_DTYPE_PROMOTION",
})  # fmt: skip
#: Environment variables that are read when the first device is used.
AT_FIRST_USE = frozenset({
    "XLA_FLAGS", "XLA_PYTHON_CLIENT_PREALLOCATE", "XLA_PYTHON_CLIENT_MEM_FRACTION", "XLA_PYTHON_CLIENT_ALLOCATOR", "XLA_CLIENT_MEM_FRACTION",
    "CUDA_VISIBLE_DEVICES", "HIP_VISIBLE_DEVICES", "ROCR_VISIBLE_DEVICES", "TPU_VISIBLE_CHIPS", "TPU_VISIBLE_DEVICES", "LIBTPU_INIT_ARGS",
})  # fmt: skip
#: Functions that are such settings themselves.
FUNCTIONS = frozenset({
    "jax.distributed.initialize", "chex.set_n_cpu_devices", "numpyro.set_platform", "numpyro.set_host_device_count", "numpyro.enable_x64",
    "numpyro.util.set_platform", "numpyro.util.set_host_device_count", "numpyro.util.enable_x64",
})  # fmt: skip
#: Calls that the engine looks at.
CALLS = FUNCTIONS | {"jax.config.update", "os.environ.setdefault", "os.environ.update", "os.putenv"}
#: Importing one of these imports JAX.
IMPORTERS = frozenset({"jax", "flax", "optax", "haiku", "equinox", "chex", "numpyro", "diffrax", "brax", "orbax", "distrax", "blackjax", "jaxopt", "optimistix", "lineax", "rlax"})
#: Names of what starts other processes, which get the environment.
PROCESSES = frozenset({"subprocess", "multiprocessing", "mp", "ray", "Process", "Pool", "ProcessPoolExecutor", "Popen", "Parallel", "check_call", "check_output", "execv", "execve", "fork", "system"})
#: Functions whose business it is to set things up, by the beginning or end of their names.
ENTRIES = ("main", "setup", "set_up", "configure", "config", "init", "_init", "run", "launch", "start", "cli", "entry", "worker", "test", "pytest", "enable", "disable", "use_", "set_", "setUp", "app", "prepare", "bootstrap")
