"""Functions that are made anew each time: JAX finds a compiled program by the identity of its function, so each is compiled again.

Certain is only what is made, called and dropped in one round of a loop, or in one call of a function that is called many times; a
compiled function that is returned, stored or passed on may be kept by somebody.
"""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...syntax import Node
from ...values import Api, Array, Bound, Class, Const, Func, Instance, Numpy, Partial, Py, Site, Transformed, Value
from ..paths import ENDS, LOOPS, bindings, children, names_read, path_to, targets, walk
from ..purity import COMPILED, Purity
from ..state import Frame, in_test, number_type

#: Primitives that trace and compile their functions where they are called, when no trace is around them.
STAGED_AT_ONCE = frozenset({
    "jax.lax.scan", "jax.lax.fori_loop", "jax.lax.while_loop", "jax.lax.cond", "jax.lax.switch", "jax.lax.map",
})  # fmt: skip
_SETUP = frozenset({"__init__", "__post_init__", "__new__", "setup", "main", "setUp", "setup_class"})
#: Names that stand for "the first time" in a condition.
_GUARDS = frozenset({"is", "is not", "in", "not in", "==", "!="})


class Identity(Purity):
    def called_from(self, func: Func, node: Any, frame: Frame) -> None:
        """Remember that the function is called here, outside of any trace."""
        if node is not None and frame is not None and not self.expecting and not self.unstaged and not in_test(frame):
            # Under `disable_jit` nothing is compiled: somebody looks for an error there.
            caller = frame.function
            looped = bool(frame.rounds) and not (frame.few - frame.several).issuperset(frame.rounds)
            self.called_by.add((key_of_function(func), None if caller is None else key_of_function(caller), frame.module.path, node[1], looped))

    def compiled_here(self, name: str, func: Value, node: Node, frame: Frame) -> None:
        """`jax.jit(func)`, not under a trace: is it new each time, and is it dropped?"""
        body = frame.body if frame.function is not None else frame.module.body
        if self.muted or body is None or frame.owner is not None and frame.function is None or type(func) is Api:
            return
        if not frame.rounds and frame.function is None:
            return
        path = path_to(body, node[1])
        if len(path) < 2:
            return
        around = path[-2]
        if around[0] == "def" and around[1] > 0 and any(d is node or d[1] == node[1] for d in around[5]):
            self.judge_compiled(name, func, around, around[2], path[:-1], body, node, frame)
            return
        given = _function_argument(node)
        if given is None:
            return
        if around[0] == "call" and around[2][1] == node[1]:
            self.judge_compiled(name, func, given, "", path, body, node, frame)
        elif around[0] == "assign" and len(around[2]) == 1 and around[2][0][0] == "name" and around[3][1] == node[1]:
            self.judge_compiled(name, func, given, around[2][0][2], path, body, node, frame)

    def staged_here(self, name: str, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        """An eager `scan(body, …)` compiles its functions at once."""
        body = frame.body if frame.function is not None else frame.module.body
        if self.muted or body is None or node[0] != "call" or (not frame.rounds and frame.function is None) or len(args) != len(node[3]):
            return
        if any(p[-1] == "Tracer" for test, _ in frame.conditions for p in walk(test)):
            return  # the author has told the two worlds apart
        pairs = [(v, n) for v, n in zip(args, node[3]) if type(v) in (Func, Partial, Bound)]
        if name == "jax.lax.switch" and len(args) > 1 and node[3][1][0] in ("list", "tuple"):
            items = getattr(args[1], "items", None) or ()
            pairs = list(zip(items, node[3][1][2])) if len(items) == len(node[3][1][2]) else []
        path = path_to(body, node[1])
        for func, given in pairs:
            if path and self.judge_compiled(name, func, given, "", path, body, node, frame):
                break

    def judge_compiled(self, name: str, func: Value, given: Node, bound: str, path: list[Node], body: Any, node: Node, frame: Frame) -> bool:
        """`given` is the code of the function; `bound` the name that the compiled one gets, "" where it is called at once."""
        if frame.rounds and (frame.rounds[-1] not in frame.few or frame.rounds[-1] in frame.several):
            place = next((i for i, part in enumerate(path) if part[1] == frame.rounds[-1]), None)
            if place is not None:
                return self.judge_loop(name, func, given, bound, path, place, body, node, frame)
        if not self.runs_again(frame, body):
            return False
        if frame.bound is None:
            frame.bound = bindings(body)
        what = self.fresh(given, func, frame.bound, frame)
        if not what or self.once(path) or (bound and not dropped(bound, body, 0)):
            return False
        key = key_of_function(frame.function)
        if not self.expecting:
            self.remade.setdefault(key, {})[node[1]] = ev.Recompiled(self.site(node, frame), self.staged, "function", name, what, (), frame.name)
        return True

    def runs_again(self, frame: Frame, body: Any) -> bool:
        """Is the frame one of a function that somebody may call often, with no loop of its own that shares what it makes?"""
        if frame.function is None or frame.rounds or frame.name in _SETUP or frame.function.node[0] == "lambda":
            return False
        return frame.function.node[7] == "plain" and frame.function not in self.cached and not has_loops(frame, body)

    def judge_loop(self, name: str, func: Value, given: Node, bound: str, path: list[Node], place: int, body: Any, node: Node, frame: Frame) -> bool:
        loop = path[place]
        inner = loop[4] if loop[0] == "for" else loop[3] if loop[0] == "while" else ()
        made = bindings(inner)
        what = self.fresh(given, func, made, frame)
        if not what or self.once(path[place:], inner):
            return False
        kept = bound and not dropped(bound, body, loop[1], inner)
        if kept:
            return False
        if loop[0] == "for" and node[0] == "call" and any(p[0] == "name" and p[2] in set(targets(loop[2])) for _, part in node[4] for p in walk(part)):
            return False  # other settings in each round: it has to be compiled anew
        changing = self.changing(given, loop, made)
        amortised = bool(bound) and all(any(part[0] in LOOPS for part in path_to(inner, use)[:-1]) for use in uses(bound, inner))
        if changing:
            if not all(self.is_data(self.lookup(n, frame)) for n in changing):
                return False
            # A few stages, or one run for each setting, may well be compiled one by one.
            if amortised and not all(n in made and self.is_measure(self.lookup(n, frame)) and self.goes_on(loop, n, frame) for n in changing):
                return False
        event = ev.Recompiled(self.site(node, frame), self.staged, "loop", name, what, tuple(sorted(changing)))
        if name in STAGED_AT_ONCE and frame.function is not None:
            # The user may jit what is around it; see `compiled_again`.
            if not self.expecting:
                self.remade.setdefault(key_of_function(frame.function), {})[node[1]] = event
        else:
            self.emit(event)
        return True

    def is_measure(self, value: Value) -> bool:
        """Can it be no size, axis or mode?"""
        return type(value) is Array and value.dtype != "int32" or number_type(value) == "float"

    def is_data(self, value: Value) -> bool:
        """Could it be an argument of the compiled function?"""
        return (type(value) is Array and value.dtype != "bool") or type(value) is Numpy or (type(value) in (Const, Py) and number_type(value) in ("int", "float", "number"))

    def changing(self, given: Node, loop: Node, made: dict[str, list[Node | None]]) -> set[str]:
        """The loop's own variables that a function reads, those read by the functions that it calls included."""
        own = set(made)
        for target in [loop[2]] if loop[0] == "for" else [c[0] for c in loop[4]] if loop[0] == "comp" else []:
            own.update(targets(target))
        pending, seen, found = names_read(given) & own, set[str](), set[str]()
        while pending:
            name = pending.pop()
            seen.add(name)
            sources = made.get(name, [])
            if sources and all(s is not None and s[0] in ("def", "lambda") for s in sources):
                for source in sources:
                    pending |= (names_read(source) & own) - seen  # type: ignore[arg-type]
            elif given[0] != "name" or name != given[2]:
                found.add(name)
            else:
                for source in sources:
                    pending |= (names_read(source) & own) - seen if source is not None else set()
        return found

    def fresh(self, node: Node, value: Value, made: dict[str, list[Node | None]], frame: Frame, depth: int = 3) -> str:
        """In words, what the expression makes anew each time; "" for a function that stays the same. `made`: what is bound around it."""
        kind = node[0]
        if kind == "lambda":
            return "a lambda"
        if kind == "def":
            return f"the local function `{node[2]}`"
        if kind == "call":
            if type(value) is Partial:
                return "a `partial`"
            if type(value) is Transformed and value.row.name not in COMPILED and value.row.name.startswith("jax."):
                return f"a new `{value.row.name.rsplit('.', 1)[-1]}(…)`"
            if type(value) is Func and value.frame.parent is not None and not value.frame.active and value.node[0] in ("def", "lambda"):
                maker = value.frame.function
                return "" if maker is None or maker in self.cached else f"a new `{value.name}`"
            if type(value) is Instance and value.cls.kind == "plain":
                return f"a new `{value.cls.name}`"
            return ""
        if kind == "attr":
            method = type(value) is Bound and (type(value.func) in (Func, Transformed) or (type(value.func) is Api and value.func.name.startswith("instance.")))
            return f"the bound method `{node[3]}`, a new object each time" if method and not isinstance(getattr(value, "receiver", None), Class) else ""
        if kind == "name" and depth:
            sources = made.get(node[2], [])
            if not sources or len(sources) > 1 or node[2] in frame.outer:
                return ""
            return self.fresh(sources[0], value, made, frame, depth - 1) if sources[0] is not None and sources[0][0] not in ("attr", "name") else ""
        return ""

    def once(self, path: list[Node], inner: Any = (), grown: str = "") -> bool:
        """Does some condition or early end around the code say that it runs only once? `grown`: a variable that grows in each round."""
        for place, part in enumerate(path[:-1]):
            if (part[0] == "if" or part[0] == "ifexp") and not _from_then_on(part, path[place + 1], grown):
                test = part[2]
                tests = list(walk(test))
                periodic = any(t[0] == "bin" and t[2] == "%" for t in tests)
                first = any((t[0] == "cmp" and any(op in _GUARDS for op, _ in t[3])) or t[0] in ("not", "attr", "name") for t in tests)
                if not periodic and first and path[place + 1][1] != test[1]:
                    return True
            if part[0] in ("try", "match"):
                return True
            for block in _blocks(part):
                if any(s[1] == path[place + 1][1] for s in block) and block[-1][0] in ("break", "raise") or (
                    part[0] in LOOPS and any(s[1] == path[place + 1][1] for s in block) and block[-1][0] in ENDS
                ):
                    return True
        return False

    def compiled_again(self) -> None:
        """At the end of the run: which functions that compile anew are called many times?"""
        if not self.remade:
            return
        callers = _callers(self.called_by)
        for key, places in self.remade.items():
            for event in places.values():
                # An eager loop is certain to stay eager where the program itself runs it: somebody may jit a library.
                eager = event.transformation in STAGED_AT_ONCE
                if event.where == "loop":
                    if _is_run(key, callers, set()):
                        self.events.append(event)
                    continue
                place = _many(key, callers, set(), eager)
                if place is not None:
                    event.called = Site(*place)
                    self.events.append(event)


def _from_then_on(node: Node, below: Node, name: str) -> bool:
    """`if models: …`, `if i > 0: …` of what grows: does the condition hold in all rounds but the first ones?"""
    if node[0] not in ("if", "ifexp"):
        return False
    test = node[2]
    grown = test[0] == "name" and test[2] == name
    if test[0] == "cmp" and len(test[3]) == 1 and test[3][0][0] in (">", ">="):
        asked = test[2][3][0] if test[2][0] == "call" and test[2][2][0] == "name" and test[2][2][2] == "len" and len(test[2][3]) == 1 else test[2]
        grown = asked[0] == "name" and asked[2] == name and test[3][0][1][0] == "const"
    taken = node[3] if node[0] == "if" else (node[3],)
    return grown and any(part is below for part in taken)


def has_loops(frame: Frame, body: Any) -> bool:
    if frame.looping is None:
        frame.looping = any(s[0] in ("for", "while") for b in body for s in walk(b, False))
    return frame.looping


def _callers(called_by: Any) -> dict[Any, list[Any]]:
    callers: dict[Any, list[Any]] = {}
    for callee, caller, path, at, looped in called_by:
        callers.setdefault(callee, []).append((caller, path, at, looped))
    return callers


def many_calls(key: Any, called_by: Any) -> tuple[str, int] | None:
    """A place from which the program calls a function in a loop."""
    seen: set[Any] = set()
    callers = _callers(called_by)
    while key is not None and key not in seen:
        seen.add(key)
        places = callers.get(key, ())
        found = next(((path, at) for _, path, at, looped in places if looped), None)
        if found is not None:
            return found
        key = places[0][0] if places else None
    return None


def is_run(key: Any, called_by: Any) -> bool:
    """Does the program itself run the function, outside of any trace?"""
    return _is_run(key, _callers(called_by), set())


def _is_run(key: Any, callers: dict[Any, list[Any]], seen: set[Any]) -> bool:
    """Does a module run the function, when it is imported or as a script?"""
    seen.add(key)
    found = {c[0] for c in callers.get(key, ())}
    return None in found or any(c not in seen and _is_run(c, callers, seen) for c in found)


def _many(key: Any, callers: dict[Any, list[Any]], seen: set[Any], run: bool) -> tuple[str, int] | None:
    """A place from which a function is called many times: in a loop, by a function that is itself called so, or from many places.

    `run`: only what a module runs counts.
    """
    seen.add(key)
    calls = sorted((c for c in callers.get(key, ()) if c[0] != key), key=lambda c: (c[1], c[2], c[3]))
    for caller, path, at, looped in calls:
        if looped and (not run or caller is None or _is_run(caller, callers, set())):
            return path, at
    for caller in sorted({c[0] for c in calls if c[0] is not None}):
        if caller not in seen:
            place = _many(caller, callers, seen, run)
            if place is not None:
                return place
    groups: dict[Any, list[Any]] = {}
    for caller, path, at, _ in calls:
        if run and caller is not None and not _is_run(caller, callers, set()):
            continue
        groups.setdefault((caller, path), []).append((path, at))
    return next((places[0] for places in groups.values() if len(places) > 3), None)


def key_of_function(func: Func) -> tuple[str, int]:
    return func.module.path, func.node[1]


def _function_argument(node: Node) -> Node | None:
    """The code of the function that is given to `jit(…)`."""
    if node[0] != "call":
        return None
    if node[3]:
        return None if node[3][0][0] == "star" else node[3][0]
    return next((part for name, part in node[4] if name in ("fun", "f", "func")), None)


def _blocks(node: Node) -> list[tuple[Node, ...]]:
    """The blocks of statements of a compound statement."""
    kind = node[0]
    if kind == "if":
        return [b for b in (node[3], node[4]) if b]
    if kind == "for":
        return [b for b in (node[4],) if b]
    if kind == "while":
        return [b for b in (node[3],) if b]
    return [node[3]] if kind == "with" and node[3] else []


def uses(name: str, body: Any) -> list[int]:
    return [part[1] for statement in body for part in walk(statement) if part[0] == "name" and part[2] == name and not _is_target(part, statement)]


def _is_target(name: Node, statement: Node) -> bool:
    return any(part[0] == "assign" and any(name is t for t in part[2]) for part in walk(statement))


def dropped(name: str, body: Any, start: int, inner: Any = None) -> bool:
    """Is the function of that name only called: in this function, and (where given) in the block `inner`? Then nobody keeps it."""
    called: set[int] = set()
    read: set[int] = set()
    nested: set[int] = set()
    for statement in body:
        for part in walk(statement):
            if part[0] == "call" and part[2][0] == "name" and part[2][2] == name:
                called.add(part[2][1])
            if part[0] in ("def", "lambda") and part[1] > 0:
                nested.update(p[1] for c in children(part) for p in walk(c) if p[0] == "name" and p[2] == name)
            if part[0] in ("global", "nonlocal") and name in part[2]:
                return False
        read.update(uses(name, [statement]))
    if not read or read - called or read & nested:
        return False
    if inner is not None:
        return read <= set(uses(name, inner))
    # A loop around the calls shares the work of compiling.
    return not any(any(p[0] in LOOPS for p in path_to(body, at)[:-1]) for at in read)


def function_name(func: Value) -> str:
    while type(func) in (Bound, Partial, Transformed):
        func = func.func  # type: ignore[attr-defined]
    if isinstance(func, Func):
        return func.name
    return func.cls.name if isinstance(func, Instance) else func.name if isinstance(func, Class) else "the function"
