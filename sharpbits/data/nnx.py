"""Flax NNX: objects that change when they are used, and transformations of JAX that do not take part in it."""

from __future__ import annotations

#: Transformations that see a copy of an NNX object that is an argument, and refuse changes of one from outside.
PLAIN = frozenset({
    "jax.jit", "jax.pmap", "jax.vmap", "jax.grad", "jax.value_and_grad", "jax.checkpoint", "jax.jacfwd", "jax.jacrev", "jax.hessian", "jax.jvp", "jax.vjp", "jax.linearize",
})  # fmt: skip
#: Loops and branches of JAX, whose functions refuse changes of what is outside.
PLAIN_LOOPS = frozenset({"jax.lax.scan", "jax.lax.fori_loop", "jax.lax.while_loop", "jax.lax.cond", "jax.lax.switch", "jax.lax.map"})
VARIABLES = frozenset({
    "flax.nnx.Variable", "flax.nnx.Param", "flax.nnx.BatchStat", "flax.nnx.Cache", "flax.nnx.Intermediate", "flax.nnx.Perturbation", "flax.nnx.RngState",
    "flax.nnx.RngCount", "flax.nnx.RngKey",
})  # fmt: skip
#: Arguments that make a variable one that JAX itself knows: what a transformation of JAX does to it, it keeps.
REFERENCES = frozenset({"hijax", "ref"})
#: Functions that make all variables such ones.
DEFAULTS = frozenset({"var_defaults", "use_hijax", "use_refs", "using_refs"})
#: Methods that change a variable.
SETTERS = frozenset({"set_value", "set_raw_value", "copy_from", "update_from_state"})
#: Objects, and the methods that change them.
CHANGING_METHODS: dict[str, frozenset[str]] = {
    "flax.nnx.Optimizer": frozenset({"update"}),
    "flax.nnx.ModelAndOptimizer": frozenset({"update"}),
    "flax.nnx.MultiMetric": frozenset({"update", "reset"}),
    "flax.nnx.metrics.Average": frozenset({"update", "reset"}),
    "flax.nnx.metrics.Accuracy": frozenset({"update", "reset"}),
    "flax.nnx.metrics.Welford": frozenset({"update", "reset"}),
}
#: Layers that change when they are called, unless this flag is set.
CHANGING_LAYERS: dict[str, str] = {"flax.nnx.BatchNorm": "use_running_average", "flax.nnx.Dropout": "deterministic"}
#: Methods and functions that set such flags afterwards.
MODES = frozenset({"eval", "set_attributes", "view", "set_mode"})
#: Functions that take the state out of an object.
EXTRACTS = frozenset({"flax.nnx.split", "flax.nnx.state", "flax.nnx.merge", "flax.nnx.clone", "flax.nnx.to_pure_dict", "flax.nnx.to_tree"})
