"""The shapes that layers of neural network libraries give."""

from __future__ import annotations

from ...values import NONE, Const, External, Value
from .types import Shape, whole

#: Where the size of the last axis is given: by position and by name.
_SIZED: dict[str, tuple[int, tuple[str, ...]]] = {
    "flax.linen.Dense": (0, ("features",)), "flax.nnx.Linear": (1, ("out_features",)), "haiku.Linear": (0, ("output_size",)), "equinox.nn.Linear": (1, ("out_features",)),
    "equinox.nn.MLP": (1, ("out_size",)),
}  # fmt: skip
_SAME = frozenset({"Dropout", "LayerNorm", "RMSNorm", "BatchNorm", "GroupNorm"})


def layer_shape(layer: External, shape: Shape | None) -> Shape | None:
    """What a layer makes of an array of this shape."""
    if not shape:
        return None
    short = layer.api.rsplit(".", 1)[-1]
    if short in _SAME:
        return shape if not layer.api.startswith("equinox.") else None  # Equinox returns a state beside it, or not
    row = _SIZED.get(layer.api)
    if row is None or layer.api.startswith("equinox.") and len(shape) != 1:
        return None
    size = _size(layer, row)
    return (*shape[:-1], size) if size is not None else None


def _size(layer: External, row: tuple[int, tuple[str, ...]]) -> int | None:
    place, names = row
    given: Value = layer.args[place] if place < len(layer.args) else next((v for n, v in layer.kwargs if n in names), NONE)
    return whole(given) if type(given) is Const else None
