"""Context managers of the project: `with timer(): …` runs its block where the generator `timer` yields.

Only those that read the clock are followed.
"""

from __future__ import annotations

from ...syntax import Node
from ...values import UNKNOWN, Api, Bound, Func, Instance, Value
from ..evaluate import Evaluate
from ..paths import walk
from ..state import Frame
from .pace import BLOCK, Block

_CLOCKS = frozenset({"time", "perf_counter", "monotonic", "process_time", "time_ns", "perf_counter_ns", "monotonic_ns", "default_timer", "now"})


class Managers(Evaluate):
    def around_block(self, node: Node, frame: Frame) -> bool | None:
        """The whole statement, where its only item is a call of such a generator; else None."""
        item, target = node[2][0]
        if len(node[2]) > 1 or item[0] != "call" or any(part[0] == "star" for part in item[3]) or any(name is None for name, _ in item[4]):
            return None
        func = self.quiet(item[2], frame)
        receiver: tuple[Value, ...] = ()
        if type(func) is Bound:
            receiver, func = (func.receiver,), func.func
        if type(func) is not Func or func.node[0] != "def" or func.node[7] != "generator" or not self.is_timer(func):
            return None
        args = (*receiver, *[self.eval(part, frame) for part in item[3]])
        env = self.bind(func, args, {name: self.eval(part, frame) for name, part in item[4]}, False)
        if env is None:
            return None
        made, expecting = self.made, self.expecting

        def run() -> bool:
            around, self.made, self.expecting = (self.made, self.expecting), made, expecting
            if target is not None:
                self.assign_to(target, UNKNOWN, frame, item, None)
            alive: bool = self.block(node[3], frame)
            self.made, self.expecting = around
            return alive

        env[BLOCK] = block = Block(run)
        self.activate(func, env, item, frame)
        if block.alive is None:
            block.alive = run()
            self.waits()
        return block.alive

    def is_timer(self, func: Func) -> bool:
        for decorator in func.node[5]:
            value = self.quiet(decorator, func.frame)
            if type(value) is Api and value.name == "contextlib.contextmanager":
                return _reads_clock(func)
        return False

    def is_stopwatch(self, value: Instance) -> bool:
        """Is it an object for `with`, that reads the clock?"""
        members = self.members(value.cls)
        ways = [members.get(name) for name in ("__enter__", "__exit__")]
        return all(type(way) is Func for way in ways) and any(type(way) is Func and _reads_clock(way) for way in ways)

    def yielded(self, frame: Frame) -> bool:
        """At a `yield`: the block runs now, if there is one that has not."""
        block = frame.env.get(BLOCK)
        if type(block) is not Block or block.alive is not None:
            return False
        block.alive = True
        block.alive = block.run()
        return True


def _reads_clock(func: Func) -> bool:
    return any(part[0] in ("attr", "name") and part[-1] in _CLOCKS for part in walk(("block", 0, func.node[4])))
