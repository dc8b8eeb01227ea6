"""Optax: which gradient transformations read the parameters in their update."""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.ecosystem import INIT_TAKES_ALL, NEEDS_PARAMS, OPTAX_WRAPPERS
from ...syntax import Node
from ...values import NONE, UNKNOWN, External, Mapping, Seq, Value, leaves
from ..evaluate import Evaluate
from ..state import Frame


class Optimisers(Evaluate):
    def reader_of_params(self, value: Value, depth: int = 6) -> str | None:
        """The name of the transformation that needs the parameters, in `value` or in what it wraps."""
        if depth and type(value) in (Seq, Mapping):
            parts = [v for v in leaves(value) if type(v) is External]
            return next((name for part in parts if (name := self.reader_of_params(part, depth - 1)) is not None), None)
        if type(value) is not External or not value.api.startswith("optax."):
            return None
        name = value.api.removeprefix("optax.").removeprefix("transforms.")
        if name in NEEDS_PARAMS:
            return name.rsplit(".", 1)[-1]
        if depth and name in OPTAX_WRAPPERS:
            for part in (*value.args, *[v for _, v in value.kwargs]):
                found = self.reader_of_params(part, depth - 1)
                if found is not None:
                    return found
        return None

    def optax_update(self, receiver: External, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        if node[0] != "call":
            return
        # `None` as it is written is as good as nothing; a name for it may hold parameters elsewhere.
        spelled = len(args) == 3 and len(node[3]) == 3 and node[3][2][0] == "const" and node[3][2][2] is None
        given = len(args) - spelled + len({"updates", "grads", "state"} & set(kwargs))
        if given != 2 or len(args) - spelled > 2 or kwargs.get("params", NONE) != NONE:
            return
        if any(a[0] == "star" for a in node[3]) or any(k is None for k, _ in node[4]):
            return
        name = self.reader_of_params(receiver)
        if name is None:
            return
        last = (node[4][-1][1] if node[4] else node[3][-1]) if len(node[3]) + len(node[4]) == given and not spelled and "params" not in kwargs else None
        known = self.home("params", frame)
        in_function = known is not None and (known is frame or known.parent is not None)
        self.emit(
            ev.UpdateWithoutParams(
                self.site(node, frame), self.staged, name, self.site(last, frame) if last is not None else None, bool(node[4]), in_function
            )
        )

    def optax_external(self, func: External, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        """`optax.inject_hyperparams(optax.adamw)(learning_rate=…)` and wrappers like it: what the inner function makes."""
        if func.api == "optax.inject_hyperparams" and func.args:
            made: Any = self.call(func.args[0], args, kwargs, node, frame)
            return made if type(made) is External else UNKNOWN
        return UNKNOWN

    def init_copies(self, value: Value, depth: int = 6) -> bool:
        """Does `init` make an array like each leaf of the parameters?"""
        if type(value) is not External or not value.api.startswith("optax."):
            return False
        name = value.api.removeprefix("optax.")
        if name in OPTAX_WRAPPERS:
            return depth > 0 and any(self.init_copies(part, depth - 1) for part in value.args)
        if name == "sgd":
            return dict(value.kwargs).get("momentum", value.args[1] if len(value.args) > 1 else NONE) != NONE
        return name in _WITH_MOMENTS and name not in INIT_TAKES_ALL


#: Optimisers that keep moments of the gradients.
_WITH_MOMENTS = frozenset({
    "adam", "adamw", "adabelief", "adagrad", "adamax", "adamaxw", "amsgrad", "lamb", "lion", "nadam", "nadamw", "radam", "rmsprop", "rprop", "yogi",
    "scale_by_adam", "scale_by_rms", "trace", "ema", "optimistic_adam", "adan", "adadelta", "scale_by_lion",
})  # fmt: skip

