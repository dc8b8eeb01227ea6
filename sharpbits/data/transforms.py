"""What traces what: one row for each transformation of JAX and of the libraries around it.

`WRAPPERS` take a function and return one; `PRIMITIVES` (see `flow/primitives.py`) call theirs at once.
Kinds of trace are those of the catalogue: staged, batched, differentiated; "inherit" runs the function as its
surroundings do (`custom_vjp`, `named_call`), "filtered" traces arrays only and leaves other leaves as they are.
"""

from __future__ import annotations

from typing import NamedTuple


class Wrapper(NamedTuple):
    """`name(f, **settings)` returns a transformed `f`."""

    name: str
    kind: str
    #: Settings that name static parameters: by position, by name.
    argnums: str = ""
    argnames: str = ""
    #: Axes setting of batching ("in_axes"); None entries are not mapped.
    axes: str = ""
    #: Settings that choose the differentiated arguments (default 0).
    diff: str = ""
    #: What a call returns: "result", "grad", "value_and_grad", "tree" (unknown arrays), "opaque".
    returns: str = "result"
    #: Only arrays are traced, other leaves stay what they are (Equinox).
    filtered: bool = False
    #: Parameters are mutable references (Pallas) rather than arrays.
    refs: bool = False
    #: Positional place of settings after the function, by name.
    positional: tuple[str, ...] = ()
    #: Leading parameters that are not transformed (Flax's lifted transforms pass the module first).
    skip: int = 0
    #: The function is called with the arguments as they are: only what is computed from them is traced.
    closes: bool = False


_ROWS = (
    Wrapper("jax.jit", "staged", "static_argnums", "static_argnames"),
    Wrapper("jax.experimental.pjit.pjit", "staged", "static_argnums", "static_argnames"),
    Wrapper("jax.pmap", "staged", "static_broadcasted_argnums", axes="in_axes", positional=("axis_name",)),
    Wrapper("jax.vmap", "batched", axes="in_axes", positional=("in_axes", "out_axes", "axis_name", "axis_size")),
    Wrapper("jax.grad", "differentiated", diff="argnums", returns="grad", positional=("argnums", "has_aux")),
    Wrapper("jax.value_and_grad", "differentiated", diff="argnums", returns="value_and_grad", positional=("argnums", "has_aux")),
    Wrapper("jax.jacfwd", "differentiated", diff="argnums", returns="tree", positional=("argnums", "has_aux")),
    Wrapper("jax.jacrev", "differentiated", diff="argnums", returns="tree", positional=("argnums", "has_aux")),
    Wrapper("jax.jacobian", "differentiated", diff="argnums", returns="tree", positional=("argnums", "has_aux")),
    Wrapper("jax.hessian", "differentiated", diff="argnums", returns="tree", positional=("argnums", "has_aux")),
    Wrapper("jax.checkpoint", "staged", "static_argnums"),
    Wrapper("jax.custom_jvp", "inherit", positional=("nondiff_argnums",)),
    Wrapper("jax.custom_vjp", "inherit", positional=("nondiff_argnums",)),
    Wrapper("jax.custom_batching.custom_vmap", "inherit"),
    Wrapper("jax.named_call", "inherit"),
    Wrapper("jax.make_jaxpr", "staged", "static_argnums", returns="opaque", positional=("static_argnums",)),
    Wrapper("jax.shard_map", "staged"),
    Wrapper("jax.experimental.shard_map.shard_map", "staged"),
    Wrapper("jax.closure_convert", "staged", returns="opaque"),
    Wrapper("jax.linear_transpose", "staged", returns="opaque"),
    Wrapper("jax.experimental.pallas.pallas_call", "staged", refs=True, returns="tree", positional=("out_shape",)),
    Wrapper("jax.experimental.checkify.checkify", "staged", returns="opaque", closes=True),
    Wrapper("jax.experimental.sparse.sparsify", "inherit"),
    Wrapper("equinox.filter_jit", "staged", filtered=True),
    Wrapper("equinox.filter_pmap", "staged", filtered=True),
    Wrapper("equinox.filter_vmap", "batched", axes="in_axes", filtered=True),
    Wrapper("equinox.filter_grad", "differentiated", returns="grad", filtered=True),
    Wrapper("equinox.filter_value_and_grad", "differentiated", returns="value_and_grad", filtered=True),
    Wrapper("equinox.filter_jacfwd", "differentiated", returns="tree", filtered=True),
    Wrapper("equinox.filter_jacrev", "differentiated", returns="tree", filtered=True),
    Wrapper("equinox.filter_checkpoint", "staged", filtered=True),
    Wrapper("equinox.filter_custom_vjp", "inherit"),
    Wrapper("equinox.filter_custom_jvp", "inherit"),
    Wrapper("equinox.filter_make_jaxpr", "staged", filtered=True, returns="opaque"),
    Wrapper("equinox.internal.noinline", "inherit"),
    Wrapper("flax.nnx.jit", "staged", "static_argnums", "static_argnames", filtered=True),
    Wrapper("flax.nnx.vmap", "batched", axes="in_axes", filtered=True),
    Wrapper("flax.nnx.grad", "differentiated", diff="argnums", returns="grad", filtered=True),
    Wrapper("flax.nnx.value_and_grad", "differentiated", diff="argnums", returns="value_and_grad", filtered=True),
    Wrapper("flax.nnx.remat", "staged", "static_argnums", filtered=True),
    Wrapper("flax.nnx.scan", "staged", filtered=True, returns="opaque"),
    Wrapper("haiku.transform", "inherit", returns="opaque"),
    Wrapper("haiku.transform_with_state", "inherit", returns="opaque"),
    Wrapper("haiku.without_apply_rng", "inherit", returns="opaque"),
    Wrapper("haiku.jit", "staged", "static_argnums"),
    Wrapper("haiku.remat", "staged", "static_argnums"),
    Wrapper("haiku.vmap", "batched", axes="in_axes", positional=("in_axes",)),
    Wrapper("haiku.grad", "differentiated", diff="argnums", returns="grad", positional=("argnums",)),
    Wrapper("haiku.value_and_grad", "differentiated", diff="argnums", returns="value_and_grad", positional=("argnums",)),
    Wrapper("chex.chexify", "inherit"),
)

#: Differentiation that runs forward; all other runs backwards, or both.
FORWARD = frozenset({"jax.jvp", "jax.linearize", "jax.jacfwd", "equinox.filter_jacfwd", "equinox.filter_jvp"})
#: Functions made by these are differentiated by a rule of their own.
OWN_RULES = frozenset({"jax.custom_jvp", "jax.custom_vjp", "equinox.filter_custom_vjp", "equinox.filter_custom_jvp"})

WRAPPERS: dict[str, Wrapper] = {row.name: row for row in _ROWS}

#: Functions of `jax.nn` that Flax passes on.
ACTIVATIONS = (
    "celu", "elu", "gelu", "glu", "hard_sigmoid", "hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "logsumexp",
    "one_hot", "relu", "relu6", "selu", "sigmoid", "silu", "soft_sign", "softmax", "softplus", "standardize", "swish", "tanh",
)  # fmt: skip

#: Other names of the same thing.
ALIASES: dict[str, str] = {
    "jax.remat": "jax.checkpoint",
    "jax.ad_checkpoint.checkpoint": "jax.checkpoint",
    "jax.ad_checkpoint.remat": "jax.checkpoint",
    "jax.api.jit": "jax.jit",
    "jax.tree_map": "jax.tree.map",
    "jax.tree_leaves": "jax.tree.leaves",
    "jax.tree_flatten": "jax.tree.flatten",
    "jax.tree_unflatten": "jax.tree.unflatten",
    "jax.tree_structure": "jax.tree.structure",
    "jax.tree_util.tree_map": "jax.tree.map",
    "jax.tree_util.tree_leaves": "jax.tree.leaves",
    "jax.tree_util.tree_flatten": "jax.tree.flatten",
    "jax.tree_util.tree_unflatten": "jax.tree.unflatten",
    "jax.tree_util.tree_structure": "jax.tree.structure",
    "jax.tree_util.tree_reduce": "jax.tree.reduce",
    "jax.tree_util.tree_all": "jax.tree.all",
    "jax.tree_util.tree_transpose": "jax.tree.transpose",
    "jax.tree_util.tree_map_with_path": "jax.tree.map_with_path",
    "jax.numpy.ndarray": "jax.Array",
    "jaxlib.xla_extension.ArrayImpl": "jax.Array",
    "jaxtyping.Array": "jax.Array",
    "typing_extensions.NamedTuple": "typing.NamedTuple",
    "jax_dataclasses.pytree_dataclass": "flax.struct.dataclass",
    "numpy.random.mtrand": "numpy.random",
    "numpy.core": "numpy",
    **{f"flax.{module}.{name}": f"jax.nn.{name}" for module in ("linen", "nnx") for name in ACTIVATIONS},
}
