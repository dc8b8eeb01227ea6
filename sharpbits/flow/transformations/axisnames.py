"""Names of axes: what binds them anywhere in the project, and who works over them.

In code that nobody calls, a name counts only where it stands as a literal or a constant of a module: one that comes by a parameter, an
attribute or a configuration may be any. Where the program itself calls the code, it is the one that it passes. Where something binds an axis whose name is not known, nothing is said.
"""

from __future__ import annotations

from functools import cache

from ... import events as ev
from ...data.axes import AXIS_USERS, BINDING_KEYWORDS, BINDS_ANYTHING, MESHES, NOT_LEARNING
from ...data.transforms import WRAPPERS
from ...syntax import Node
from ...values import NONE, UNKNOWN, Api, Class, Const, Func, Seq, Site, Transformed, Value
from ..calls import Calls
from ..state import Frame


class AxisNames(Calls):
    #: Names that are bound; None when any may be.
    axes: set[str] | None
    axis_uses: dict[tuple[Site, str], ev.AxisUnbound]
    #: The code that runs is called by no code of the project.
    assuming: bool
    #: Mappings around the code that runs which bind an axis: one of another name was meant there.
    naming: int

    def bind_axes(self, value: Value) -> None:
        if self.axes is None or value == NONE:
            return
        parts = (value,) if type(value) is not Seq else value.items if value.items is not None else (value.elem,)
        for part in parts:
            if type(part) is Seq:
                self.bind_axes(part)
            elif type(part) is Const:
                if type(part.value) is str:
                    self.axes.add(part.value)
            else:
                self.axes = None
                return

    def axes_in_settings(self, settings: dict[str, Value]) -> None:
        for name in BINDING_KEYWORDS:
            if name in settings:
                self.bind_axes(settings[name])

    def axes_in_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """A call of a function outside of the project, `name`: does it bind axes, or work over one?"""
        role = _role(name)
        if role == "other":
            if kwargs:
                self.axes_in_settings(kwargs)
        elif role == "user":
            row = place, keyword = AXIS_USERS[name]
            value = kwargs[keyword] if keyword in kwargs else args[place] if place is not None and place < len(args) else NONE
            if value != NONE:
                self.axis_used(name, value, kwargs, row, node, frame)
        elif role == "mesh":
            place, keyword = MESHES[name]
            self.bind_axes(kwargs[keyword] if keyword in kwargs else args[place] if place < len(args) else UNKNOWN)
        elif role == "spec":
            for value in args:
                self.bind_axes(value)
        elif role == "anything":
            self.axes = None

    def axes_given(self, func: Value, kwargs: dict[str, Value]) -> None:
        """`axis_name=` to something that is no function of a library."""
        if type(func) not in (Func, Class, Api, Transformed):
            self.axes_in_settings(kwargs)

    def axis_used(self, name: str, value: Value, kwargs: dict[str, Value], row: tuple[int | None, str], node: Node, frame: Frame) -> None:
        if self.muted or self.expecting or node[0] != "call" or (self.assuming and not self.reading and not self.naming) or self.abstract:
            return
        flag = NOT_LEARNING.get(name)
        if flag is not None and kwargs.get(flag, Const(False)) != Const(False):
            return
        place, keyword = row
        written = next((part for k, part in node[4] if k == keyword), None)
        if written is None and place is not None and place < len(node[3]) and not any(part[0] == "star" for part in node[3]):
            written = node[3][place]
        parts = (value,) if type(value) is not Seq else value.items if value.items is not None else (value.elem,)
        if written is None or (self.assuming or written[0] not in ("name", "attr")) and not self.constant_name(written, frame):
            return
        for part in parts:
            if type(part) is Const and type(part.value) is str:
                site = self.site(node, frame)
                self.axis_uses.setdefault((site, part.value), ev.AxisUnbound(site, self.staged, part.value, name))

    def constant_name(self, node: Node, frame: Frame) -> bool:
        if node[0] == "tuple":
            return all(self.constant_name(part, frame) for part in node[2])
        if node[0] == "name":
            home = self.home(node[2], frame)
            return home is not None and home.parent is None
        return bool(node[0] == "const")

    def settle_axes(self) -> None:
        if self.axes is None:
            return
        for (_, name), event in self.axis_uses.items():
            if name not in self.axes:
                event.bound = tuple(sorted(self.axes))
                self.events.append(event)


@cache
def _role(name: str) -> str:
    """What a function outside of the project has to do with axes."""
    if name in AXIS_USERS:
        return "user"
    if name in MESHES:
        return "mesh"
    if name == "jax.sharding.PartitionSpec":
        return "spec"
    if name.startswith(BINDS_ANYTHING) or "mesh" in name.rsplit(".", 1)[-1].lower():
        return "anything"
    return "wrapper" if name in WRAPPERS else "other"
