"""What a base class or a decorator makes of a class: how its objects are built, and whether they are pytrees.

Kinds: "namedtuple", "dataclass" (no pytree), "pytree" (fields are leaves unless declared static), "linen", "nnx",
"equinox", "haiku", "enum", "plain".
"""

from __future__ import annotations

CLASS_KINDS: dict[str, str] = {
    "typing.NamedTuple": "namedtuple",
    "collections.namedtuple": "namedtuple",
    "flax.linen.Module": "linen",
    "flax.linen.module.Module": "linen",
    "flax.nnx.Module": "nnx",
    "flax.struct.PyTreeNode": "pytree",
    "flax.training.train_state.TrainState": "external",
    "equinox.Module": "equinox",
    "haiku.Module": "haiku",
    "enum.Enum": "enum",
    "enum.IntEnum": "enum",
    "enum.StrEnum": "enum",
    "enum.Flag": "enum",
    "enum.IntFlag": "enum",
    "builtins.object": "plain",
    "abc.ABC": "plain",
    "typing.Protocol": "plain",
    "typing.Generic": "plain",
}

DECORATOR_KINDS: dict[str, str] = {
    "dataclasses.dataclass": "dataclass",
    "flax.struct.dataclass": "pytree",
    "chex.dataclass": "pytree",
    "jax.tree_util.register_dataclass": "pytree",
    "jax.tree_util.register_pytree_node_class": "pytree",
    "jax.tree_util.register_pytree_with_keys_class": "pytree",
    "jax.tree_util.register_static": "",
    "functools.total_ordering": "",
    "typing.final": "",
    "typing.runtime_checkable": "",
    "abc.abstractmethod": "",
    "beartype.beartype": "",
    "jaxtyping.jaxtyped": "",
}

#: Decorators that leave the function what it is; "property", "staticmethod" and "classmethod" change how it is found.
PURE_DECORATORS: dict[str, str] = {
    "builtins.property": "property",
    "functools.cached_property": "cached_property",
    "abc.abstractproperty": "property",
    "builtins.staticmethod": "staticmethod",
    "builtins.classmethod": "classmethod",
    "abc.abstractmethod": "",
    "typing.override": "",
    "typing_extensions.override": "",
    "typing.final": "",
    "typing.overload": "",
    "typing.no_type_check": "",
    "functools.cache": "",
    "functools.lru_cache": "",
    "flax.linen.compact": "",
    "flax.linen.nowrap": "",
    "haiku.transparent": "",
    "beartype.beartype": "",
    "contextlib.contextmanager": "",
    "jax.named_scope": "",
    "equinox.filter_closure_convert": "",
}

#: Decorators and calls that register a class as a pytree: its objects are "class" (by `tree_flatten`), "functions", "dataclass" (by fields), ...
REGISTERING: dict[str, str] = {
    "jax.tree_util.register_pytree_node": "functions",
    "jax.tree_util.register_pytree_with_keys": "functions",
    "jax.tree_util.register_pytree_node_class": "class",
    "jax.tree_util.register_pytree_with_keys_class": "class",
    "jax.tree_util.register_dataclass": "dataclass",
    "jax.tree_util.register_static": "static",
    "flax.struct.dataclass": "struct",
    "chex.dataclass": "chex",
}
#: Base classes that register what is below them.
REGISTERED_BASES = frozenset({"flax.struct.PyTreeNode", "simple_pytree.Pytree"})
#: Primitives that take pytrees: the places of these, and their keywords; "*" for all that follow.
TREE_OPERANDS: dict[str, tuple[tuple[int, str], ...]] = {
    "jax.lax.scan": ((1, "init"), (2, "xs")),
    "jax.lax.fori_loop": ((3, "init_val"),),
    "jax.lax.while_loop": ((2, "init_val"),),
    "jax.lax.cond": ((3, "*"),),
    "jax.lax.switch": ((2, "*"),),
    "jax.lax.map": ((1, "xs"),),
    "jax.vjp": ((1, "*"),),
    "jax.jvp": ((1, "primals"),),
    "jax.linearize": ((1, "*"),),
    "jax.eval_shape": ((1, "*"),),
    "jax.device_put": ((0, "x"),),
}
