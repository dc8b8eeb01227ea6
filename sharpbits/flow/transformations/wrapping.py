"""What a transformation asks of the signature of its function, and of the calls of what it made."""

from __future__ import annotations

from ... import events as ev
from ...syntax import Node
from ...values import Site, Transformed, Value
from ..calls import Calls
from ..paths import walk
from ..primitives import _name_of as name_of
from ..state import Frame


class Wrapping(Calls):
    #: Where transformed functions are called with keywords, by the place of the transformation.
    keyword_calls: set[Site]
    #: Where they are called without.
    plain_calls: set[Site]
    #: Transformations, told when all calls are known.
    wraps: dict[Site, ev.Wrapped]

    def function_wrapped(self, value: Transformed) -> None:
        if not self.muted and not self.expecting:
            self.wraps.setdefault(value.site, ev.Wrapped(value.site, self.staged, value.row.name, name_of(value.func), self.known_parameters(value.func), dict(value.settings)))

    def known_parameters(self, func: Value) -> ev.Parameters | None:
        params = self.parameters(func)
        return tuple(params) if params is not None else None

    def wrapped_call(self, value: Transformed, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool) -> None:
        if kwargs or starred or node[0] == "call":
            (self.keyword_calls if kwargs or starred else self.plain_calls).add(value.site)
        row = value.row
        if node[0] != "call" or not (row.axes or row.diff):
            return
        stars = [part for part in node[3] if part[0] == "star"]
        counted = not starred or all(self.known_items(self.quiet(part[2], frame), frame) is not None for part in stars)
        direct = not stars and len(node[3]) == len(args)
        static = self.static_parameters(value, len(args))
        self.emit(
            ev.WrappedCall(
                self.site(node, frame), self.staged, row.name, name_of(value.func), self.known_parameters(value.func), dict(value.settings), args, kwargs,
                value.site, counted, starred and any(name is None for name, _ in node[4]),
                tuple([self.site(part, frame) for part in node[3]]) if direct else (), {k: self.site(v, frame) for k, v in node[4] if k is not None},
                frozenset(static[0]) if static is not None else None, _asked_about(node, frame) if kwargs else frozenset(),
            )
        )  # fmt: skip

    def wrapped_result(self, value: Transformed, result: Value) -> None:
        if value.row.axes or "out_specs" in dict(value.settings):
            self.emit(ev.Returned(value.site, self.staged, value.row.name, name_of(value.func), dict(value.settings), result))

    def settle_wraps(self) -> None:
        for site, event in self.wraps.items():
            event.keywords = site in self.keyword_calls
            event.plain = site in self.plain_calls
            self.events.append(event)


def _asked_about(node: Node, frame: Frame) -> frozenset[str]:
    """The keywords whose rank or shape a test around has asked for: `if mask.ndim == 3`."""
    names = {part[2][2] for test, _ in frame.conditions for part in walk(test) if part[0] == "attr" and part[3] in ("ndim", "shape") and part[2][0] == "name"}
    return frozenset(name for name, part in node[4] if name is not None and part[0] == "name" and part[2] in names)
