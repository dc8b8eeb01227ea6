"""Where Python waits for the device in a training loop.

A compiled function returns before its work is done, and the next step is prepared while the device works; what asks for a number waits.
A training loop is one in which a compiled function gets back what it returned in the round before.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.effects import LOG_METHODS, LOGGERS, PRINTS
from ...syntax import Node
from ...values import UNKNOWN, Api, Array, Bound, Partial, Transformed, Tree, Value, leaves
from ..evaluate import Evaluate
from ..paths import Path, children, names_read, path_of, path_to, targets
from ..purity import COMPILED
from ..state import Frame

_CONVERSIONS = {
    "builtins.float": "float", "builtins.int": "int", "builtins.bool": "bool", "numpy.asarray": "np.asarray", "numpy.array": "np.array",
    "jax.device_get": "jax.device_get",
}  # fmt: skip
_METHODS = ("item", "tolist")


class Syncs(Evaluate):
    def synced(self, func: Value, node: Node, frame: Frame) -> None:
        """A call in a loop, outside of any trace: does it wait for what a step of training computes?"""
        callee = node[2]
        name = func.name if type(func) is Api else ""
        if name in _CONVERSIONS and node[3]:
            how, parts = _CONVERSIONS[name], [node[3][0]]
        elif name in PRINTS or (name.startswith(LOGGERS) and name.rsplit(".", 1)[-1] in LOG_METHODS):
            how, parts = name.rsplit(".", 1)[-1], [*node[3], *[part for _, part in node[4]]]
        elif callee[0] == "attr" and callee[3] in _METHODS and not node[3]:
            how, parts = callee[3], [callee[2]]
        else:
            return
        if self.muted or self.expecting or frame.rounds[-1] in frame.few:
            return
        body = frame.module.body if frame.function is None else frame.body
        path = path_to(body or (), node[1])
        loops = [n for n, part in enumerate(path) if part[0] in ("for", "while")]
        if not loops or any(part[0] in ("if", "ifexp", "bool", "def", "lambda", "comp", "match") for part in path[loops[-1] + 1 :]):
            return
        loop = path[loops[-1]]
        results = self.trained(loop[4] if loop[0] == "for" else loop[3], frame)
        for part in parts if results else ():
            for piece in _shown(part):
                if names_read(piece) & results and self.on_device(piece, frame):
                    self.emit(ev.HostSync(self.site(node, frame), self.staged, how, _text(piece)))
                    return

    def trained(self, body: Any, frame: Frame) -> set[str]:
        """The names that a step of training binds in the block, and what is computed from them; none where there is no such step."""
        steps, others = set[str](), list[tuple[set[str], set[str]]]()
        # What an inner loop trains is waited for once in a round of this one.
        pending = list(body)
        while pending:
            part = pending.pop()
            if part[0] in ("for", "while", "def", "class"):
                continue
            pending += children(part) if part[0] in ("if", "with", "try", "match") else ()
            if part[0] == "assign":
                bound = {name for target in part[2] for name in targets(target)}
                value = part[3]
                given = {path_of(a) for a in (*value[3], *[a for _, a in value[4]])} if value[0] == "call" else set()
                if given & {path for target in part[2] for path in _paths(target)} and _is_compiled(self.quiet(value[2], frame)):
                    steps |= bound
                elif bound:
                    others.append((bound, names_read(value)))
        for _ in others if steps else ():
            more = {name for bound, read in others if read & steps for name in bound} - steps
            if not more:
                break
            steps |= more
        return steps

    def on_device(self, node: Node, frame: Frame) -> bool:
        value = self.quiet(node, frame)
        if any(type(leaf) is Array and not leaf.maybe and leaf.trace is None for leaf in leaves(value)):
            return True
        return (value is UNKNOWN or type(value) is Tree) and path_of(node) is not None


def _is_compiled(value: Value) -> bool:
    while type(value) is Bound or type(value) is Partial:
        value = value.func
    return type(value) is Transformed and value.row.name in COMPILED


def _paths(target: Node) -> list[Path]:
    if target[0] in ("tuple", "list"):
        return [path for part in target[2] for path in _paths(part)]
    path = path_of(target[2] if target[0] == "star" else target)
    return [] if path is None else [path]


def _shown(node: Node) -> list[Node]:
    """The values that are shown when the expression is: what stands in a format string, but no argument of a call."""
    if node[0] == "fstr":
        return [piece for _, part, _, _ in node[2] for piece in _shown(part)]
    if node[0] in ("tuple", "list", "bin"):
        return [piece for part in children(node) for piece in _shown(part)]
    return [node]


def _text(node: Node) -> str:
    path = path_of(node)
    return ".".join(str(part) for part in path) if path is not None else "its argument"
