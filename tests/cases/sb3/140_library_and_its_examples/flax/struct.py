import dataclasses
import functools

import jax


def field(pytree_node=True, **kwargs):
    return dataclasses.field(metadata={"pytree_node": pytree_node}, **kwargs)


def dataclass(cls=None, **kwargs):
    if cls is None:
        return functools.partial(dataclass, **kwargs)
    made = dataclasses.dataclass(frozen=True, **kwargs)(cls)
    data, meta = [], []
    for part in dataclasses.fields(made):
        (data if part.metadata.get("pytree_node", True) else meta).append(part.name)
    jax.tree_util.register_dataclass(made, data, meta)
    return made
