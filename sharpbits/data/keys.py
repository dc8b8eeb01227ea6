"""What functions do with random keys. Held against the installed JAX by a test."""

from __future__ import annotations

#: Functions of `jax.random` that draw numbers: their key is consumed.
SAMPLERS = frozenset({
    "ball", "bernoulli", "beta", "binomial", "bits", "categorical", "cauchy", "chisquare", "choice", "dirichlet",
    "double_sided_maxwell", "exponential", "f", "gamma", "generalized_normal", "geometric", "gumbel", "laplace", "loggamma",
    "logistic", "lognormal", "maxwell", "multinomial", "multivariate_normal", "normal", "orthogonal", "pareto", "permutation",
    "poisson", "rademacher", "randint", "rayleigh", "shuffle", "t", "triangular", "truncated_normal", "uniform", "wald", "weibull_min",
})  # fmt: skip
#: Functions that take one of their two last arguments, by the first.
ALTERNATIVES = frozenset({"jax.numpy.where", "jax.lax.select", "jax.lax.select_n"})
#: Those that say where: with one key, several arrays are ordered, or cut, in one way.
PLACES = frozenset({"choice", "permutation", "randint", "shuffle"})
#: Functions that need a key and draw nothing: they give shapes, zeros to all who do not initialize by chance, or it is what a dict has not got.
IDLE_KEYS = frozenset({"initialize_carry", "initial_state", "eval_shape", "get"})
#: Arguments that say that a module is not trained: nothing is dropped then.
MODES = {"train": False, "training": False, "is_training": False, "deterministic": True}
#: Functions of `jax.random` that make keys of a key.
DERIVE = frozenset({"split", "fold_in", "clone"})
#: Names that show, where their first argument is a name, that it is a key.
DRAWING = SAMPLERS | DERIVE
#: Libraries whose functions consume their keyword argument `key`: Equinox splits it for its layers, or draws.
CONSUME_KEYWORD: tuple[tuple[str, str], ...] = (("equinox.nn.", "key"),)
#: Modules of initializers: functions that make functions of (key, shape).
INITIALIZERS = ("jax.nn.initializers.", "flax.linen.initializers.", "flax.nnx.initializers.", "flax.nn.initializers.")
#: Generators of the host; one with a seed, made in the function, is a way to write a constant.
HOST_GENERATORS = frozenset({"default_rng", "RandomState", "Generator", "SeedSequence", "Random", "SystemRandom", "PCG64", "MT19937"})
#: ... and functions there that draw nothing.
HOST_QUIET = frozenset({"seed", "set_state", "get_state", "getstate", "setstate", "UUID", "uuid3", "uuid5", "compare_digest", "get_bit_generator", "spawn"})
#: Sources of randomness of the host.
HOST_RANDOM = ("numpy.random.", "random.", "secrets.", "uuid.")
#: Functions and methods that give the same key back, in another shape or place.
VIEWS = frozenset({"reshape", "squeeze", "ravel", "flatten", "copy", "array", "asarray", "expand_dims", "atleast_1d", "block_until_ready",
                   "stop_gradient", "optimization_barrier"})
