"""Names of mapped axes: which functions work over an axis that is bound around them, and which bind one.

Each row: the place of the axis name among the positional arguments (None: by keyword only), and its keyword.
Held against the installed libraries by a test.
"""

from __future__ import annotations

_COLLECTIVES = ("psum", "pmean", "pmax", "pmin", "ppermute", "pshuffle", "pswapaxes", "all_gather", "all_to_all", "psum_scatter", "pbroadcast", "pvary")
AXIS_USERS: dict[str, tuple[int | None, str]] = {
    **{f"jax.lax.{name}": (1, "axis_name") for name in _COLLECTIVES},
    "jax.lax.axis_index": (0, "axis_name"),
    "jax.lax.axis_size": (0, "axis_name"),
    "flax.linen.BatchNorm": (None, "axis_name"),
    "flax.nnx.BatchNorm": (None, "axis_name"),
    "equinox.nn.BatchNorm": (1, "axis_name"),
    "haiku.BatchNorm": (None, "cross_replica_axis"),
}
#: Results that no lane of a mapped axis owns alone.
REDUCTIONS = frozenset({"jax.lax.psum", "jax.lax.pmean", "jax.lax.pmax", "jax.lax.pmin", "jax.lax.all_gather"})
#: A layer that reduces over its axis only while it learns: the setting that says that it never does.
NOT_LEARNING: dict[str, str] = {"flax.linen.BatchNorm": "use_running_average", "flax.nnx.BatchNorm": "use_running_average"}
#: Meshes: all of their axes are bound in `shard_map` and `pmap` on them.
MESHES: dict[str, tuple[int, str]] = {
    "jax.sharding.Mesh": (1, "axis_names"),
    "jax.make_mesh": (1, "axis_names"),
    "jax.sharding.AbstractMesh": (1, "axis_names"),
    "jax.experimental.maps.Mesh": (1, "axis_names"),
    "jax.interpreters.pxla.Mesh": (1, "axis_names"),
}
#: Calls that bind axes in ways of their own.
BINDS_ANYTHING = ("chex.variants", "chex.all_variants", "jax.experimental.maps.", "jax.core.", "jax.extend.")
#: Settings that bind an axis, wherever they are given.
BINDING_KEYWORDS = ("axis_name", "axis_names", "axis_env", "spmd_axis_name", "pmap_axis_name")
