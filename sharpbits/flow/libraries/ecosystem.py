"""What calls of the libraries around JAX give, where more is known of it than who made it."""

from __future__ import annotations

from typing import Any

from ...data.ecosystem import BROADCASTING_LOSSES
from ...syntax import Node
from ...values import UNKNOWN, Array, Class, External, Value
from ..arrays.types import broadcast_shapes, shape_of
from ..state import Frame, without_keys

Args = tuple[Value, ...]
Kwargs = dict[str, Value]


def _create_state(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    return self.created_state(UNKNOWN, kwargs)  # type: ignore[no-any-return]


def _lifted(name: str) -> Any:
    """`nn.remat(Block)`: a class that does what the class does."""

    def lift(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        return args[0] if args and type(args[0]) is Class else External(name, args, tuple(kwargs.items()))

    return lift


def _updated(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    """`apply_updates(params, updates)`: the same structure."""
    self.call_event("optax.apply_updates", args, kwargs, UNKNOWN, node, frame, False)
    return without_keys(self.array_like(args[0])) if args else UNKNOWN


def _same(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
    return args[0] if args else UNKNOWN


def _loss(name: str) -> Any:
    """A loss by element, which broadcasts what does not fit."""

    def loss(self: Any, args: Args, kwargs: Kwargs, node: Node, frame: Frame) -> Value:
        operands = (*args, *[v for n, v in kwargs.items() if n in ("logits", "labels", "predictions", "targets", "predictor_outputs")])[:2]
        result: Value = External(name, args, tuple(kwargs.items()))
        if len(operands) == 2 and any(type(v) is Array for v in operands):
            shape = broadcast_shapes(*map(shape_of, operands))
            result = self.array_result((*args, *kwargs.values()), shape, None)
            if shape is not None and len(shape) == 2:
                self.spread(operands, result, node, frame)
        self.call_event(name, args, kwargs, result, node, frame, False)
        return result

    return loss


CALLS: dict[str, Any] = {
    "flax.training.train_state.TrainState.create": _create_state,
    "flax.linen.remat": _lifted("flax.linen.remat"), "flax.linen.checkpoint": _lifted("flax.linen.checkpoint"), "flax.linen.jit": _lifted("flax.linen.jit"),
    "optax.apply_updates": _updated, "equinox.apply_updates": _same, "flax.core.freeze": _same, "flax.core.unfreeze": _same,
} | {f"optax.{name}": _loss(f"optax.{name}") for name in BROADCASTING_LOSSES}  # fmt: skip
