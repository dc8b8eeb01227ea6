"""Calls whose only effect is their result, made as statements: nobody sees what they give.

A call is taken for a mistake only where nothing else can be meant by it: no test that it does not fail, no warm-up, no clock.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.ecosystem import EFFECTS, MAKERS, PURE, PURE_METHODS, PURE_MODULES, WATCHING
from ...syntax import Node
from ...values import Api, Array, Bound, Func, Instance, Partial, Transformed, Tree, Value, leaves
from ..evaluate import Evaluate
from ..state import Frame

_CALLABLES = (Func, Bound, Partial, Transformed)
#: Context managers that change how JAX works, and watch nothing.
_SETTINGS = frozenset({
    "default_device", "default_matmul_precision", "named_scope", "disable_jit", "set_mesh", "use_mesh", "Mesh", "mesh", "open", "name_scope",
    "enable_x64", "default_prng_impl", "numpy_dtype_promotion", "tqdm", "no_grad",
})  # fmt: skip


#: Functions that call something to see how long it takes, or that it works.
_PURPOSES = ("test", "Test", "bench", "warmup", "warm_up", "_warm", "time_", "profile")
#: How many functions these call; of one that is not known, nobody knows what it does.
_BODIES = {"jax.lax.cond": 2, "jax.lax.switch": 1, "jax.lax.while_loop": 2, "jax.lax.fori_loop": 1, "jax.lax.scan": 1, "jax.lax.map": 1, "jax.lax.associative_scan": 1}


class Discards(Evaluate):
    def watches(self, items: Any) -> bool:
        """Is a `with` there to watch what its body does?"""
        return any(_last_name(item) not in _SETTINGS for item, _ in items)

    def thrown_away(self, node: Node, value: Value, frame: Frame) -> None:
        """An expression statement is the call `node`, which gave `value`."""
        at, func, args, kwargs, starred = self.callee
        if at != node[1] or self.muted or frame.purpose:
            return
        name, updates = self.lost_result(func, args, kwargs), self.updates_in(value)
        if updates is None and (name is None or not _asks_variables(node, type(func) is Bound)):
            return
        if frame.parent is None and not frame.loops and not frame.conditions:
            return  # the top of a script or of a cell: shown, or a first touch of the device
        if frame.name.startswith(_PURPOSES) or frame.name == "warm" or self.is_watching(frame):
            return
        if updates is not None:
            self.emit(ev.LinenApply(self.site(node, frame), self.staged, "dropped", updates))
        elif name is not None:
            self.emit(ev.Unused(self.site(node, frame), self.staged, name))

    def lost_result(self, func: Value, args: Any, kwargs: dict[str, Value]) -> str | None:
        """What was called, where its result is all that it does."""
        while type(func) is Partial:
            args = (*func.args, *args)
            func = func.func
        if type(func) is Api:
            name = func.name
            short = name.rsplit(".", 1)[-1]
            if name not in PURE:
                if not name.startswith(PURE_MODULES) or short in EFFECTS or short in MAKERS or not short[:1].islower() or "initializers" in name:
                    return None
            given = [v for part in (*args, *kwargs.values()) for v in leaves(part) if type(v) in _CALLABLES or (type(v) is Api and not _is_type(v))]
            if args and len(given) < _BODIES.get(name, 0):
                return None
            if name.startswith("jax.") and not all(self.pure_value(v) for v in given):
                return None
            if name == "jax.tree.map" and not given:
                return None
            return name
        if type(func) is Bound and type(func.func) is Api:
            kind, _, short = func.func.name.partition(".")
            receiver = func.receiver
            if kind == "array" and type(receiver) is Array and not receiver.maybe and receiver.dtype != "key":
                return f"x.{short}" if short in PURE_METHODS and receiver.made not in ("at", "update") else None
            if kind == "tree" and type(receiver) is Tree and short in ("astype", "reshape"):
                return f"x.{short}"
            if kind == "instance" and type(receiver) is Instance and receiver.cls.kind in ("pytree", "namedtuple"):
                wanted = ("_replace",) if receiver.cls.kind == "namedtuple" else ("replace", "apply_gradients")
                return f"{receiver.cls.name}.{short}" if short in wanted else None
        return None

    def is_watching(self, frame: Frame) -> bool:
        """Does the function hold a clock, or wait for results?"""
        body = frame.body if frame.body is not None else frame.module.body
        stack: list[Any] = [body]
        while stack:
            part = stack.pop()
            if type(part) is not tuple or not part:
                continue
            if part[0] in ("attr", "name") and len(part) >= 3 and part[-1] in WATCHING:
                return True
            stack.extend(p for p in part if type(p) is tuple)
        return False

    # --- pure functions of the project -----------------------------------------------------------------

    def pure_value(self, value: Value) -> bool:
        """A function that certainly does nothing but give a result."""
        while type(value) is Partial:
            value = value.func
        if type(value) is Api:
            return self.lost_result(value, (), {}) is not None or value.name.rsplit(".", 1)[-1] in MAKERS or _is_type(value)
        if type(value) is not Func:
            return False
        known = self.purity.get(id(value.node))
        if known is None:
            self.purity[id(value.node)] = False  # a function that calls itself
            body = (("expr", 0, value.node[4]),) if value.node[0] == "lambda" else value.node[4]
            known = value.node[0] == "lambda" or value.node[7] == "plain"
            known = known and all(self.pure_code(s, value.frame, {p[0] for p in value.params}) for s in body)
            self.purity[id(value.node)] = known = bool(known)
        return bool(known)

    def pure_code(self, part: Any, frame: Frame, local: set[str]) -> bool:
        kind = part[0]
        if kind == "assign":
            if not all(t[0] == "name" for t in part[2]):
                return False
            local.update(t[2] for t in part[2])
            return self.pure_code(part[3], frame, local)
        if kind in ("expr", "return"):
            return part[2] is None or self.pure_code(part[2], frame, local)
        if kind in ("name", "const"):
            return True
        if kind == "attr":
            return self.pure_code(part[2], frame, local)
        if kind in ("bin", "unary", "sub", "not", "cmp", "bool", "ifexp", "tuple", "list", "slice", "star"):
            return all(self.pure_code(p, frame, local) for p in _parts(part))
        if kind != "call":
            return False
        func = part[2]
        root = func
        while root[0] == "attr":
            root = root[2]
        if func[0] == "attr" and (root[0] != "name" or root[2] in local):
            if func[3] not in PURE_METHODS or not self.pure_code(func[2], frame, local):
                return False
        else:
            called = self.quiet(func, frame) if root[0] == "name" and root[2] not in local else None
            if called is None or not self.pure_value(called):
                return False
            if type(called) is Api and sum(p[0] == "lambda" or type(self.quiet(p, frame)) in _CALLABLES for p in part[3]) < _BODIES.get(called.name, 0):
                return False
        return all(self.pure_code(p, frame, local) and self.pure_argument(p, frame, local) for p in (*part[3], *[v for _, v in part[4]]))

    def pure_argument(self, part: Any, frame: Frame, local: set[str]) -> bool:
        """A function that is handed on may be called."""
        value = self.quiet(part, frame) if part[0] == "lambda" or (part[0] == "name" and part[2] not in local) else None
        return value is None or type(value) not in _CALLABLES or self.pure_value(value)


def _parts(node: Any) -> list[Any]:
    """The expressions in an expression."""
    out: list[Any] = []
    for part in node[2:]:
        if type(part) is tuple and part:
            out.extend([part] if type(part[0]) is str and len(part) > 1 and type(part[1]) is int else [p[1] if p[0] in _OPERATORS else p for p in part])
    return out


_OPERATORS = frozenset({"==", "!=", "<", "<=", ">", ">=", "is", "is not", "in", "not in"})


def _is_type(value: Api) -> bool:
    """A dtype or another class of JAX, as an argument."""
    short = value.name.rsplit(".", 1)[-1]
    return short[:1].isupper() or short.rstrip("_0123456789") in ("float", "int", "uint", "bool", "complex", "bfloat")


def _last_name(item: Node) -> str:
    func = item[2] if item[0] == "call" else item
    return str(func[3]) if func[0] == "attr" else str(func[2]) if func[0] == "name" else ""


def _asks_variables(node: Node, method: bool) -> bool:
    """Is anything but constants and what is made on the spot given to the call?"""
    stack: list[Any] = [*node[3], *[v for _, v in node[4]]]
    if node[2][0] == "attr":
        receiver = node[2][2]
        root = receiver
        while root[0] in ("attr", "sub"):
            root = root[2]
        # Of `x.sum()` the receiver is a variable, of `jnp.sum(x)` it is a module.
        if root[0] == "call" or (root[0] == "name" and method):
            stack.append(receiver)
    while stack:
        part = stack.pop()
        if part[0] == "name":
            return True
        elif part[0] == "attr":
            stack.append(part[2])
        elif part[0] == "call":
            stack.extend([*part[3], *[v for _, v in part[4]]])
            if part[2][0] == "attr" and part[2][2][0] != "name":
                stack.append(part[2][2])
        elif part[0] in ("tuple", "list"):
            stack.extend(part[2])
        elif part[0] in ("bin", "unary", "sub", "star"):
            stack.extend(_parts(part))
    return False
