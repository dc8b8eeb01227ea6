"""Haiku: what runs inside of `hk.transform`, and what needs to.

A module or `hk.get_parameter` asks the transform around it, so outside of one it raises. Inside, a transformation of JAX that stages its function hides
from Haiku that what it makes there are tracers: a parameter that is first used under `jax.jit` or `lax.scan` leaks, and so does state that is set under any
transformation. What a function makes is told by the engine's log, as ("linen", "haiku param", site); see `linen.py`.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.ecosystem import HAIKU_INSIDE, HAIKU_MODULES, HAIKU_NO_PARAMETERS, HAIKU_STATEFUL
from ...syntax import Node
from ...values import UNKNOWN, Bound, Const, External, Func, Instance, Partial, Site, Trace, Value
from ..keys import Keys
from ..paths import walk
from ..state import Frame

_MARK = "\0made"


class Haiku(Keys):
    # `outer_call` is the call of a function, outside of a transform, that is transformed elsewhere; `lifted`: inside of `hk.scan`, `hk.remat` and the
    # like, which know what they do.
    chexified: int
    #: The traces at the entry of the `hk.transform` around the code that runs (staged, how many others); None outside of one.
    in_haiku: Any

    def entered_library(self, name: str) -> Any:
        """A function is called through a wrapper of a library that runs it as it is; what `left_library` restores."""
        before = self.chexified, self.in_haiku, self.lifted
        if name == "chex.chexify":
            self.chexified += 1
        elif name.startswith("haiku.transform"):
            self.in_haiku, self.lifted = (self.staged, len(self.deriving)), False
        return before

    def left_library(self, before: Any) -> None:
        self.chexified, self.in_haiku, self.lifted = before

    def haiku_transformed(self, func: Value) -> None:
        """The function is given to `hk.transform`."""
        while type(func) in (Bound, Partial):
            func = func.func  # type: ignore[attr-defined]
        if type(func) is Func:
            self.haiku_functions.add(id(func.node))

    # --- outside ------------------------------------------------------------------------------------------

    def outside_of_transform(self, name: str, node: Node, frame: Frame) -> None:
        """Something that needs a transform is met in code that certainly runs without one."""
        if not self.rooted or self.in_haiku is not None or node[0] != "call" or (frame.owner is not None and frame.owner.kind == "haiku"):
            return
        if self.outer_call is None and frame.haiku_failed:
            return  # the first of them raises
        frame.haiku_failed = True
        self.emit(ev.HaikuUse(self.outer_call or self.site(node, frame), self.staged, "outside", name, self.site(node, frame)))

    # --- inside -------------------------------------------------------------------------------------------

    def haiku_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value | None:
        """`hk.Linear(…)`, `hk.get_parameter(…)`: the value, where it is more than who made it."""
        short = name.removeprefix("haiku.")
        if short not in HAIKU_MODULES and short not in HAIKU_INSIDE:
            return None
        self.outside_of_transform(short, node, frame)
        if short == "next_rng_key" and self.in_haiku is None:
            return self.made_key(node, frame, "raw")
        if self.in_haiku is None or node[0] != "call":
            return None
        if short in HAIKU_MODULES:
            return External(name, args, (*kwargs.items(), (_MARK, Const((frame.module.path, node[1], frame.serial)))))
        if short.startswith(("next_rng", "reserve_rng")):
            self.write_log.append(("linen", "draws", self.site(node, frame)))
            return self.made_key(node, frame, "raw") if short == "next_rng_key" else None
        if short == "get_parameter":
            self.haiku_made("param", node, frame)
            return self.array_result(self.weights_of(""), None, None)
        elif short == "set_state":
            self.haiku_made("state", node, frame)
        return None

    def haiku_layer(self, func: External, node: Node, frame: Frame) -> None:
        """A layer of Haiku is called: its first call makes its parameters."""
        mark = dict(func.kwargs).get(_MARK)
        short = func.api.removeprefix("haiku.")
        if self.in_haiku is None or type(mark) is not Const or short in HAIKU_NO_PARAMETERS:
            return
        if short in HAIKU_STATEFUL:
            self.haiku_made("state", node, frame)
        if mark.value not in self.haiku_used:
            if not self.haiku_made("param", node, frame):
                self.haiku_used.add(mark.value)

    def haiku_key(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], leading: int, logged: int, node: Node, frame: Frame) -> None:
        """`init` and `apply` of a transformed function split their key for the first draw; what `apply` runs may draw nothing."""
        drawn = [entry for entry in self.write_log[logged:] if entry[:2] == ("linen", "draws")]
        self.write_log[logged:] = [entry for entry in self.write_log[logged:] if entry[:2] != ("linen", "draws")]
        if name == "init" or drawn:
            place = leading - 1
            self.spend(kwargs.get("rng", args[place] if place < len(args) else UNKNOWN), node, frame, name)

    def haiku_made(self, what: str, node: Node, frame: Frame) -> bool:
        """A parameter or a state is made: under a transformation of JAX that Haiku does not know of?"""
        self.layer_log(f"haiku {what}", node, frame)
        staged, others = self.in_haiku
        site: Site | None = None
        if not self.lifted and not frame.conditions:
            # Around a method of a module, its caller tells it.
            own = frame.owner is not None and frame.owner.kind == "haiku"
            if self.staged is not None and self.staged is not staged:
                site = root_of(self.staged)
                site = site if not own or inside(site, frame) else None
            elif what == "state" and len(self.deriving) > others and not own:
                site = self.deriving[others]
        if site is not None:
            self.emit(ev.HaikuUse(site, self.staged, what, frame.name, self.site(node, frame)))
        return self.staged is not staged

    def haiku_module_called(self, receiver: Instance, before: int, node: Node, frame: Frame) -> None:
        """A method of a module of the project has run: what did it make?"""
        made = {what for kind, what, _ in self.write_log[before:] if kind == "linen" and what.startswith("haiku ")}
        if not made or self.in_haiku is None:
            return
        known = id(receiver) in self.haiku_used
        self.write_log[before:] = [entry for entry in self.write_log[before:] if not (entry[0] == "linen" and entry[1].startswith("haiku "))]
        for what in sorted(made):
            if what == "haiku state" or not known:
                self.haiku_made(what[6:], node, frame)
        if self.staged is self.in_haiku[0]:
            self.haiku_used.add(id(receiver))
            self.haiku_kept.append(receiver)


def inside(site: Site | None, frame: Frame) -> bool:
    """Is the place in the body of the function that runs?"""
    if site is None or frame.body is None or site.path != frame.module.path:
        return False
    numbers = [node[1] for node in walk(("body", 0, frame.body)) if type(node[1]) is int]
    return bool(frame.body) and frame.body[0][1] <= site.at <= max(numbers)


def root_of(trace: Trace) -> Site | None:
    why = trace.why
    while why is not None and why.parent is not None:
        why = why.parent
    return why.site if why is not None else None
