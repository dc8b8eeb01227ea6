"""Statements: how a state of the program becomes the next.

`block` returns whether control falls off its end. Branches fork the environment and join after; a loop runs its
body on the state at its head, then once more on the join of that state with the one at its end. A loop is taken
to run at least once: what only an empty loop would do is not reported, and what its body makes is made.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .. import events as ev
from ..data.backend import OTHER_BACKENDS
from ..syntax import Node
from ..values import (
    NONE,
    UNKNOWN,
    Api,
    Array,
    Bound,
    Class,
    Const,
    External,
    Func,
    Instance,
    Mapping,
    ModuleValue,
    Numpy,
    Opaque,
    Partial,
    Py,
    Round,
    Seq,
    Site,
    Transformed,
    Tree,
    Value,
    concrete_fails,
)
from .dispatch.compilation import Compilation
from .dispatch.samples import comes_in
from .evaluate import EXPRESSIONS
from .keys import condition, holds_key, is_key, root
from .paths import RAISING, call_name, path_of, statements, targets, variable
from .state import (
    SPENT,
    Env,
    Frame,
    Spent,
    element,
    few_rounds,
    join,
    join_all,
    join_env,
    join_envs,
    key_of,
    keyed,
    now,
    restore,
    several_numbers,
    without_keys,
)

#: More passes change almost nothing, and nested loops multiply.
_MAX_PASSES = 2
#: Loops over so few known items are run item by item where their join would say nothing.
_MAX_UNROLLED = 6
#: Context managers under which JAX computes while it traces.
_EAGER = ("ensure_compile_time_eval", "eval_context", "disable_jit")
_FUNCTIONS = (Func, Bound, Partial, Transformed, Api)
#: What the errors of tracers are, among others.
_WIDE = {"TypeError", "Exception", "BaseException"}
_WATCHED = frozenset({"IndexError", "LookupError", "ZeroDivisionError", "ValueError", "OverflowError", "FloatingPointError", "ArithmeticError", "LinAlgError"})


class Execute(Compilation):
    def block(self, body: tuple[Node, ...], frame: Frame) -> bool:
        if frame.function is None:
            return self.outer_block(body, frame)  # type: ignore[no-any-return]
        table = STATEMENTS
        conditions = len(frame.conditions)
        alive = True
        for statement in body:
            if table[statement[0]](self, statement, frame) is False:
                alive = False
                break
        del frame.conditions[conditions:]
        return alive

    def s_expr(self, node: Node, frame: Frame) -> bool | None:
        inner = node[2]
        self.whole_statement = inner[1]
        value = self.statement_value(inner, frame)
        if type(value) is Py and value.type == "never":
            return False
        return None

    def statement_value(self, inner: Node, frame: Frame) -> Value:
        """An expression as a statement: `a and f(x)` and `f(x) if a else g(x)` are statements of their parts."""
        if inner[0] == "ifexp" or inner[0] == "bool":
            value = self.eval(inner, frame)
            for part in inner[3:]:
                self.discarded(part, self.quiet(part, frame), frame)
            return value
        if inner[0] == "tuple":
            # `x.at[i].set(u), y.at[i].set(v)`
            return Seq("tuple", tuple([self.statement_value(part, frame) for part in inner[2]]))
        self.statement_call = inner[1]
        value = self.eval(inner, frame)
        if inner[0] == "comp" and type(value) is Seq and type(each := element(value)) is Array and each.made == "update":
            self.discarded(inner[3][0], each, frame)  # `[x.at[i].set(v) for i in places]`
        self.discarded(inner, value, frame)
        return value

    def discarded(self, node: Node, value: Value, frame: Frame) -> None:
        if node[0] == "call":
            self.thrown_away(node, value, frame)
        if type(value) is Array and value.dtype == "key" and value.key is not None and node[0] == "call":
            made = self.quiet(node[2], frame)
            if type(made) is Api and made.name in ("jax.random.split", "jax.random.fold_in"):
                if frame.purpose:
                    # `try: split(x)` asks whether it is a key.
                    held = frame.env.get(SPENT)
                    if type(held) is Spent:
                        frame.env[SPENT] = Spent({t: u for t, u in held.uses.items() if u.site != self.site(node, frame)})
                    return
                self.of_keys(frame, ev.KeyDropped(self.site(node, frame), self.staged, made.name.rsplit(".", 1)[-1]))
            return
        if type(value) is Array and value.made in ("at", "update"):
            target = node
            while target[0] in ("call", "sub", "attr"):
                stop = target[0] == "attr" and target[3] == "at"
                target = target[2]
                if stop:
                    break
            else:
                return  # what a function returned, whose update is its own affair
            whole = node[1] == self.whole_statement
            self.emit(ev.Discarded(self.site(node, frame), self.staged, value, self.site(target, frame), whole and _is_path(target, frame)))

    def s_assign(self, node: Node, frame: Frame) -> None:
        _, at, targets, source = node
        held = frame.env.get(SPENT)
        value = EXPRESSIONS[source[0]](self, source, frame)
        if len(targets) == 1 and targets[0][0] == "name" and targets[0][2] == "_" and frame.env.get(SPENT) is not held and source[0] == "call":
            called = self.quiet(source[2], frame)
            if type(called) is not Api or not called.name.startswith("jax.random."):
                self.unseen(held, frame)
        if type(value) is Array and value.dtype == "key":
            self.assigned_key(node, value, frame)
        for target in targets:
            if target[0] == "name":
                # The commonest statement of all; everything else goes the long way.
                self.bind_name(target[2], value, frame, at)
            else:
                self.assign_to(target, value, frame, source, node if len(targets) == 1 else None)

    def unseen(self, before: Value | None, frame: Frame) -> None:
        """`_ = f(key)`, to warm up: nobody sees what was drawn."""
        spent = frame.env.get(SPENT)
        if type(spent) is Spent:
            old = before.uses if type(before) is Spent else {}
            frame.env[SPENT] = Spent({t: u for t, u in spent.uses.items() if t in old or t[0] == "donated"})

    def s_ann(self, node: Node, frame: Frame) -> None:
        if node[4] is None:
            return
        value = self.eval(node[4], frame)
        if value is UNKNOWN:
            value = self.annotated(node[3], frame, parameter=False)
        if is_key(value) and frame.owner is not None and frame.owner.node is not None and frame.name == frame.owner.name and frame.owner.kind in ("namedtuple", "dataclass", "pytree", "linen", "equinox", "plain"):
            self.emit(ev.KeyShared(self.site(node, frame), self.staged, "default", name=node[2][2] if node[2][0] == "name" else ""))
            value = without_keys(value)
        self.assign_to(node[2], value, frame, node[4], None)

    def s_aug(self, node: Node, frame: Frame) -> None:
        _, at, op, target, operand = node
        right = self.eval(operand, frame)
        if target[0] == "sub":
            container = self.eval(target[2], frame)
            index = self.eval(target[3], frame)
            self.outer_container(target[2], container, Seq("tuple", (right, self.quiet(target, frame))) if self.traces else right, target, frame)
            self.store_event("aug-item", target, container, index, right, frame, node, operand, op)
            self.rebind_container(target[2], container, index, UNKNOWN, frame)
            return
        left = self.eval(target, frame)
        if type(left) is Numpy and type(right) is not Array:
            here = self.site(target, frame)
            self.emit(ev.Store(self.site(node, frame), self.staged, "aug-name", left, NONE, right, op, "", here, here, self.site(operand, frame), None, False))
            return
        if type(left) is Seq and left.kind == "list":
            value: Value = Seq("list", None, UNKNOWN, each=left.each)
            if type(right) is Seq and left.items is not None and right.items is not None:
                value = Seq("list", left.items + right.items, each=left.each)
        else:
            value = self.binary(op, left, right, node, target, operand, frame)
            if target[0] == "attr" and not self.traces:
                value = self.counted_up(target, op, value, right, node, frame)
        self.assign_to(target, value, frame, operand, None)

    def s_return(self, node: Node, frame: Frame) -> bool:
        value = NONE if node[2] is None else self.eval(node[2], frame)
        if type(value) is Array and value.made == "at":
            self.discarded(node[2], value, frame)
            value = UNKNOWN
        if type(value) is Array and value.made == "empty:1":
            self.unset_event(value)
        frame.returns.append(value)
        frame.leave()
        frame.return_sites.append(node[2][1] if node[2] is not None else node[1])
        return False

    def s_raise(self, node: Node, frame: Frame) -> bool:
        if node[2] is not None:
            self.eval(node[2], frame)
        frame.raised.append(node[1])
        self.raised_last = Site(frame.module.path, node[1]) if frame.owner is None else None
        return False

    def s_del(self, node: Node, frame: Frame) -> None:
        targets = node[2][2] if node[2][0] == "tuple" else (node[2],)
        for target in targets:
            if target[0] == "name":
                frame.env.pop(target[2], None)
            elif target[0] == "sub":
                container = self.eval(target[2], frame)
                index = self.eval(target[3], frame)
                self.store_event("del-item", target, container, index, NONE, frame, node, None)
                self.rebind_container(target[2], container, index, None, frame)

    def s_global(self, node: Node, frame: Frame) -> None:
        frame.outer.update(dict.fromkeys(node[2], node[0] == "global"))

    def s_import(self, node: Node, frame: Frame) -> None:
        for dotted, alias in node[2]:
            if dotted.startswith("tensorflow"):
                self.tensorflow_imported(dotted, node, frame)
            if alias is not None:
                self.bind_name(alias, self.import_module(dotted, 0, frame), frame)
            else:
                self.import_module(dotted, 0, frame)
                self.bind_name(dotted.split(".")[0], self.import_module(dotted.split(".")[0], 0, frame), frame)

    def s_from(self, node: Node, frame: Frame) -> None:
        _, _, dotted, level, names = node
        source = self.import_module(dotted, level, frame)
        if dotted.startswith("tensorflow") and not level:
            self.tensorflow_imported(dotted, node, frame)
        if names is None:
            if type(source) is ModuleValue:
                for name, value in self.module_env(source.module).items():
                    if not name.startswith(("_", "\0")):
                        frame.env[name] = value
            return
        for name, alias in names:
            self.bind_name(alias, self.from_module(source, name, dotted, level, frame), frame)

    def s_break(self, node: Node, frame: Frame) -> bool:
        if frame.loops:
            frame.loops[-1][0].append(frame.env)
        return False

    def s_continue(self, node: Node, frame: Frame) -> bool:
        if frame.loops:
            frame.loops[-1][1].append(frame.env)
        return False

    def s_assert(self, node: Node, frame: Frame) -> bool:
        test = self.eval(node[2], frame)
        self.truth_event(node, "assert", test, frame, node[2])
        self.narrow(node[2], True, frame)
        # `assert False` is a way to raise.
        return not (type(test) is Const and node[2][0] == "const" and not test.value)

    def s_if(self, node: Node, frame: Frame, form: str = "if") -> bool:
        _, _, test, body, orelse = node
        if test[-1] == "TYPE_CHECKING" and test[0] in ("name", "attr"):
            frame.conditions.append((test, True))
            self.block(body, frame)  # names for annotations; what the program has is what `else` makes
            frame.conditions.pop()
            return self.orelse(orelse, frame)
        value = self.eval(test, frame)
        self.truth_event(test, form, value, frame, test)
        self.type_check(test, body, orelse, frame)
        truth = self.truth(value)
        if truth is None and self.traces:
            truth = _for_jax(test)
            if truth is None and self.depth > 1:
                truth = _given(test, frame)
        fills = self.fills_in(test, frame)
        if truth is True:
            self.narrow(test, True, frame)
            self.filling += fills == "is"
            alive_there = self.block(body, frame)
            self.filling -= fills == "is"
            return alive_there
        if truth is False:
            self.narrow(test, False, frame)
            self.filling += fills == "is not"
            alive_there = self.orelse(orelse, frame)
            self.filling -= fills == "is not"
            return alive_there
        before = frame.env
        frame.env = dict(before)
        alive: list[Env] = []
        work = done = self.work
        pace = started = (self.pace.hard, self.pace.some)
        frame.conditions.append((test, True))

        def then() -> bool:
            self.filling += fills == "is"
            falls = self.narrow(test, True, frame) and self.block(body, frame)
            self.filling -= fills == "is"
            if falls:
                alive.append(frame.env)
            return falls

        def other() -> bool:
            nonlocal done, started
            done, self.work = self.work, work
            started, (self.pace.hard, self.pace.some) = (self.pace.hard, self.pace.some), pace
            frame.env = dict(before)
            frame.conditions[-1] = (test, False)
            self.filling += fills == "is not"
            falls = self.narrow(test, False, frame) and self.orelse(orelse, frame)
            self.filling -= fills == "is not"
            if falls:
                alive.append(frame.env)
            return falls

        one, two = self.in_turn(then, other)
        # What is certain is what both do, where both go on.
        self.work = min(done, self.work) if one and two else done if one else self.work
        if self.timing:
            self.pace_joined(pace, started if one else None, (self.pace.hard, self.pace.some) if two else None)
        frame.conditions.pop()
        if len(alive) == 1:
            # The other branch ended: from here on the test is known, to the end of the block.
            frame.conditions.append((test, alive[0] is not frame.env))
        after = join_envs(alive)
        frame.env = before if after is None else after
        return after is not None

    def orelse(self, body: tuple[Node, ...], frame: Frame) -> bool:
        if len(body) == 1 and body[0][0] == "if":
            return self.s_if(body[0], frame, "elif")
        return self.block(body, frame)

    def s_while(self, node: Node, frame: Frame) -> bool:
        _, _, test, body, orelse = node

        def head() -> bool:
            value = self.eval(test, frame)
            self.truth_event(test, "while", value, frame, test)
            self.narrow(test, True, frame)
            return self.truth(value) is not False

        endless = test[0] == "const" and bool(test[2])
        alive = self.loop(node[1], head, body, orelse, frame, endless)
        if self.timing and not endless:
            self.test_waits(self.quiet(test, frame), test, frame)  # it was asked once more
        return alive

    def s_for(self, node: Node, frame: Frame) -> bool:
        _, at, target, iterable, body, orelse = node
        source = self.eval(iterable, frame)
        whole = self.iterate_event(node, source, iterable, body, frame)
        self.used_up(iterable, source, iterable, frame)
        if type(source) is Seq and source.items is not None and len(source.items) == 1 and source.kind == "range" and comes_in(iterable, frame):
            source = Seq("range", None, Py("int", None, Round()))  # the next caller asks for more rounds
        items = self.iterated(source, iterable, frame)
        if type(source) is Seq and source.items and (len(source.items) == 1 or len(source.items) <= _MAX_UNROLLED and _lost(items, source.items)):
            frame.mixed.update(targets(target))
            return self.unrolled(target, source.items, body, orelse, iterable, frame)

        if few_rounds(source):
            frame.few.add(at)
            if several_numbers(source) and comes_in(iterable, frame):
                frame.several.add(at)
        items, each = self.round_keys(items, source, at, frame)
        if not self.traces:
            items = self.counted(items, source, target, iterable, at, frame)

        def head() -> bool:
            for term in each:
                self.renew(term, frame)
            self.assign_to(target, items, frame, iterable, None)
            return not (type(source) is Seq and source.items == () and source.kind != "list")

        work, copies, frame.copies = self.work, frame.copies, 1
        alive = self.loop(at, head, body, orelse, frame, False, each)
        self.rounds_over(node, whole, (target,), body, frame, work, copies)
        return alive

    def unrolled(self, target: Node, items: Any, body: tuple[Node, ...], orelse: tuple[Node, ...], iterable: Node, frame: Frame) -> bool:
        breaks: list[Env] = []
        around = self.pace.round
        for count, item in enumerate(items):
            self.pace.round = (around, iterable[1], count)
            frame.env = dict(frame.env)
            self.assign_to(target, item, frame, iterable, None)
            frame.loops.append(([], []))
            alive = self.block(body, frame)
            exits, continues = frame.loops.pop()
            breaks += exits
            after = join_envs([frame.env, *continues] if alive else continues)
            if after is None:
                break
            frame.env = dict(after)
        else:
            self.pace.round = around
            if self.block(orelse, frame):
                breaks.append(frame.env)
        self.pace.round = around
        joined = join_envs(breaks)
        if joined is None:
            return False
        frame.env = dict(joined)
        return True

    def loop(self, at: int, head: Any, body: tuple[Node, ...], orelse: tuple[Node, ...], frame: Frame, endless: bool, each: Any = ()) -> bool:
        start, work, before, around = now(), self.work, self.work, self.pace.round
        frame.rounds.append(at)
        breaks: list[Env] = []
        ends: list[Env] = []
        for count in range(_MAX_PASSES):
            entry, before = frame.env, self.work
            self.pace.round = (around, at, count)
            frame.env = dict(entry)
            frame.loops.append(([], []))
            entered = head()
            states = [frame.env] if entered and self.block(body, frame) else []
            exits, continues = frame.loops.pop()
            states += continues
            breaks += exits
            if not entered:
                ends = [frame.env] if count == 0 else ends
                break
            ends = states
            after = join_envs(states)
            if after is None:
                break
            again = join_env(entry, after, loop=True)
            if count == 0 and not self.traces:
                again = self.settling(self.counters(again, body, at, frame), entry, after, at, frame)
            frame.env = again
            if again == entry or count + 1 == _MAX_PASSES:
                break
            if SPENT in again:
                frame.env = again = dict(again)
                self.carried_names(entry, after, again, frame, at)
                self.next_round(frame, start, each)
        frame.rounds.pop()
        self.pace.round = around
        self.work = work + self.work - before  # of one round
        if not self.traces:
            for env in {id(env): env for env in (*ends, *breaks)}.values():
                self.out_of_rounds(env, at, frame)
        finished = join_envs(ends)
        if finished is not None:
            frame.env = dict(finished)
            # After a `while` the condition is false, which says nothing that is not known; `else` runs then.
            alive = self.block(orelse, frame) and not endless
            breaks = [*breaks, frame.env] if alive else breaks
        elif not breaks and not endless:
            # Every path of the body leaves the function: after the loop stands the state of no round.
            frame.env = dict(frame.env)
            return self.block(orelse, frame)
        joined = join_envs(breaks)
        if joined is None:
            return False
        frame.env = dict(joined)
        self.after_loop(frame, start)
        return True

    def s_with(self, node: Node, frame: Frame) -> bool:
        if self.timing and (alive_there := self.around_block(node, frame)) is not None:
            return alive_there  # type: ignore[no-any-return]
        held: list[Value] = []
        for item, target in node[2]:
            value = self.eval(item, frame)
            held.append(value)
            if target is not None or self.timing:
                entered = self.manager_entered(value, item, frame) if self.timing else self.enter(value)
                if target is not None:
                    self.assign_to(target, entered, frame, item, None)
        swallow = any(self.swallows(item) for item, _ in node[2])
        before = dict(frame.env) if swallow else frame.env
        failing = self.failing
        if any(call_name(item) in RAISING for item, _ in node[2]):
            self.failing = frame.module.path
        unstaged = any(call_name(item) == "disable_jit" for item, _ in node[2])
        self.unstaged += unstaged
        self.expecting += swallow
        watching = self.watches(node[2])
        frame.purpose += watching
        staged = self.staged
        if any(call_name(item) in _EAGER for item, _ in node[2]):
            # What is computed from constants is computed at once there.
            self.staged = None
        alive = self.block(node[3], frame)
        if self.timing:
            self.leave_context(node[2], held, frame)
        self.staged = staged
        frame.purpose -= watching
        self.failing = failing
        self.unstaged -= unstaged
        self.expecting -= swallow
        if swallow:
            frame.env = join_env(before, frame.env) if alive else before
            return True
        return alive

    def meant_to_fail(self, func: Func) -> bool:
        """Is it a function in a test that looks for an error?"""
        home = func.frame
        if home is None or home.function is None or not home.name.startswith("test"):
            return False
        return any(s[0] == "with" and any(call_name(item) in RAISING for item, _ in s[2]) for s in statements(home.body or ()))

    def swallows(self, item: Node) -> bool:
        """`with pytest.raises(…)`, `suppress(…)`: the body may stop anywhere, and the program goes on."""
        func = item[2] if item[0] == "call" else item
        name = func[3] if func[0] == "attr" else func[2] if func[0] == "name" else ""
        return isinstance(name, str) and name in {
            "raises", "suppress", "assertRaises", "assertRaisesRegex", "warns", "ignored", "subTest", "skip",
        }  # fmt: skip

    def enter(self, value: Value) -> Value:
        return value if type(value) is Instance else UNKNOWN

    def s_try(self, node: Node, frame: Frame) -> bool:
        _, _, body, handlers, orelse, final = node
        before = dict(frame.env)
        caught = self.catches_tracer_errors(handlers, frame)
        if caught:
            # The program expects the failure: `try: bool(x) except TracerBoolConversionError`.
            self.expecting += 1
        forgiven, forgave = self.forgives(handlers, frame), self.forgave
        self.forgiving += forgiven
        names = self.handled(handlers, frame)
        record: set[str] = set()
        watched = bool(_WATCHED & set(names))
        if watched:
            self.recorders.append(record)
        guarded = bool({"IndexError", "LookupError"} & set(names))
        self.guards += guarded
        frame.purpose += bool(handlers)
        unwritable = "TypeError" in names
        frame.unwritable += unwritable
        alive = self.block(body, frame)
        frame.unwritable -= unwritable
        frame.purpose -= bool(handlers)
        self.guards -= guarded
        if watched:
            self.recorders = [r for r in self.recorders if r is not record]
            if "other" not in record:
                record.add("only-arrays")
            for handler in handlers:
                caught_here = tuple(self.handled((handler,), frame))
                if caught_here:
                    place = Site(frame.module.path, handler[0])
                    self.emit(ev.Handler(place, self.staged, caught_here, frozenset(record), self.site(node, frame)))
        if caught:
            self.expecting -= 1
        self.forgiving -= forgiven
        forgave = self.forgave - forgave
        states: list[Env] = []
        reached = frame.env
        if alive and self.block(orelse, frame):
            states.append(frame.env)
        pace = (self.pace.hard, self.pace.some)
        for _, kind, name, handler in handlers:
            frame.env = dict(join_env(before, reached))
            # What the body drew is lost where it failed: to draw it again with the same key is no reuse.
            held, then = before.get(SPENT), reached.get(SPENT)
            if type(held) is Spent and type(then) is Spent:
                # What the body has made anew is another key now.
                held = Spent({t: u for t, u in held.uses.items() if t in then.uses})
            restore(frame, held)
            if kind is not None:
                self.eval(kind, frame)
            if name is not None:
                frame.env[name] = UNKNOWN
            if self.block(handler, frame):
                states.append(frame.env)
                forgave = 0
        self.pace.hard, self.pace.some = pace  # what a handler does is not certain
        # Where the handler leaves, what comes after sees no tracers.
        self.forgiving += bool(forgave) and frame.function is not None
        after = join_envs(states)
        frame.env = dict(after) if after is not None else before
        if final:
            falls = self.block(final, frame)
            return falls and after is not None
        return after is not None

    def s_match(self, node: Node, frame: Frame) -> bool:
        _, at, subject, cases = node
        value = self.eval(subject, frame)
        before, pace = frame.env, (self.pace.hard, self.pace.some)
        states: list[Env] = []
        exhausted = False
        told = False
        around = len(frame.conditions)
        for where, pattern, names, guard, body in cases:
            frame.env = dict(before)
            tests = pattern[0] == "value" or (pattern[0] == "or" and any(p[0] == "value" for p in pattern[1]))
            if tests and not told:
                told = True
                self.match_event(node, subject, value, frame)
            verdict = self.pattern_matches(pattern, value, frame)
            if verdict is False:
                continue
            for name in names:
                frame.env[name] = value if pattern[0] == "capture" else UNKNOWN
            if guard is not None:
                asked = self.eval(guard, frame)
                self.truth_event(guard, "if", asked, frame, guard)
                verdict = None if verdict is None or self.truth(asked) is not True else True
            earlier = len(frame.conditions)
            constants = _constants(pattern, subject)
            if len(constants) == 1:
                frame.conditions.append((constants[0], True))
            if self.block(body, frame):
                states.append(frame.env)
            del frame.conditions[earlier:]
            if verdict is True:
                exhausted = True
                break
            if guard is None:
                frame.conditions += [(test, False) for test in constants]
        del frame.conditions[around:]
        self.pace.hard, self.pace.some = pace
        if not exhausted:
            states.append(dict(before))
        after = join_envs(states)
        frame.env = before if after is None else after
        return after is not None

    def pattern_matches(self, pattern: Node, value: Value, frame: Frame) -> bool | None:
        if pattern[0] == "capture":
            return True
        if pattern[0] == "value":
            known = self.eval(pattern[1], frame)
            if type(known) is Const and type(value) is Const:
                return bool(known.value == value.value)
        if pattern[0] == "singleton" and type(value) is Const:
            return value.value is pattern[1]
        if pattern[0] == "or":
            verdicts = [self.pattern_matches(p, value, frame) for p in pattern[1]]
            return True if True in verdicts else (False if all(v is False for v in verdicts) else None)
        return None

    def match_event(self, node: Node, subject: Node, value: Value, frame: Frame) -> None:
        if concrete_fails(value) is not None:
            self.emit(ev.Truth(self.site(subject, frame), self.staged, "match", value, (self.site(subject, frame),), (value,)))

    def s_def(self, node: Node, frame: Frame) -> None:
        self.bind_name(node[2], self.make_function(node, frame), frame)

    def s_class(self, node: Node, frame: Frame) -> None:
        self.bind_name(node[2], self.make_class(node, frame), frame)

    # --- assignment ---------------------------------------------------------------------------------

    def bind_name(self, name: str, value: Value, frame: Frame, at: int | None = None) -> None:
        if type(value) is Array and value.parts is not None:
            self.grown((name,), value, frame)
        if at is not None and type(value) is Array and value.trace is not None:
            value = self.extend(value, at, f"`{name}` is computed from it", frame)
        if name in frame.versions:
            frame.versions[name] += 1
        if name in frame.donated:
            self.bound_again(name, frame)
        if name in frame.watched and not self.traces and at is not None:
            self.written(frame, name, Site(frame.module.path, at))
        outer = frame.outer.get(name) if frame.outer else None
        if outer is None:
            frame.env[name] = value
        elif outer:
            self.outer_name(name, value, at, frame, "global")
            root = frame.module.frame
            root.env[name] = join(root.env.get(name, value), value)
        else:
            self.outer_name(name, value, at, frame, "nonlocal")
            up = frame.parent
            while up is not None and name not in up.env:
                up = up.parent
            if up is not None:
                up.env[name] = join(up.env[name], value)

    def assign_to(self, target: Node, value: Value, frame: Frame, source: Node, whole: Node | None) -> None:
        kind = target[0]
        if kind == "name":
            self.bind_name(target[2], value, frame, target[1])
        elif kind == "tuple" or kind == "list":
            self.unpack(target[2], value, frame, source)
        elif kind == "star":
            self.assign_to(target[2], value, frame, source, None)
        elif kind == "attr":
            receiver = self.eval(target[2], frame)
            if type(value) is Array and value.parts is not None:
                self.grown(path_of(target), value, frame)
            if type(receiver) in (Instance, Class, ModuleValue, External):
                self.outer_attribute(receiver, target[3], value, target, frame, target[2])
            if not self.traces and self.reads:
                self.attribute_written(receiver, target, frame)
            if frame.donated:
                self.bound_again(variable(target), frame)
            if type(receiver) is Instance:
                if self.mode is not None and receiver.cls.kind == "linen":
                    self.module_store(receiver, target[3], target, frame)
                self.set_attribute(receiver, target[3], value, frame)
            elif type(receiver) is External:
                self.variable_store(receiver, target[3], target, frame)
            elif type(receiver) is Class:
                receiver.attrs[target[3]] = value
            elif type(receiver) in (Opaque, Tree):
                changed = self.stored_key(receiver, value, target, frame)
                if changed is not None:
                    self.rebind(target[2], changed, frame)
            elif type(receiver) is Array:
                self.emit(
                    ev.Store(
                        self.site(whole or target, frame), self.staged, "attribute", receiver, NONE, value, "", target[3],
                        self.site(target[2], frame), None, self.site(source, frame),
                        self.site(whole, frame) if whole else None, _is_path(target[2], frame),
                    )
                )  # fmt: skip
        elif kind == "sub":
            container = self.eval(target[2], frame)
            index = self.eval(target[3], frame)
            if type(value) is Array and value.parts is not None:
                self.grown(path_of(target), value, frame)
            self.outer_container(target[2], container, value, target, frame)
            if type(container) is Api and container.name == "os.environ":
                self.environment_set(index, whole or target, frame)
            self.store_event("item", target, container, index, value, frame, whole, source)
            self.rebind_container(target[2], container, index, value, frame)

    def unpack(self, targets: tuple[Node, ...], value: Value, frame: Frame, source: Node) -> None:
        starred = next((i for i, t in enumerate(targets) if t[0] == "star"), None)
        items = self.unpacked_keys(value, len(targets), starred) or self.unpacked(value, len(targets), source, frame)
        if items is None:
            elem = self.iterated(value, source, frame)
            if type(value) is Tree:
                elem = Tree(value.trace)  # nobody unpacks the keys of a dict
            keys = key_of(value)
            for place, target in enumerate(targets):
                if target[0] == "star":
                    self.assign_to(target, Seq("list", None, elem), frame, source, None)
                    keys = None
                else:
                    named = elem if keys is None else keyed(elem, self.element_key(keys, place))
                    self.assign_to(target, named, frame, source, None)
            return
        if starred is None:
            parts = source[2] if source[0] == "tuple" and len(source[2]) == len(targets) else None
            for i, (target, item) in enumerate(zip(targets, items)):
                if type(item) is External and item.api == "flax.updates" and target[0] == "name":
                    self.updates_named(target, item, frame)
                self.assign_to(target, item, frame, parts[i] if parts else source, None)
            return
        after = len(targets) - starred - 1
        middle = items[starred : len(items) - after]
        for target, item in zip(targets[:starred], items):
            self.assign_to(target, item, frame, source, None)
        self.assign_to(targets[starred], Seq("list", tuple(middle)), frame, source, None)
        for target, item in zip(targets[starred + 1 :], items[len(items) - after :]):
            self.assign_to(target, item, frame, source, None)

    def unpacked(self, value: Value, count: int, source: Node, frame: Frame) -> tuple[Value, ...] | None:
        """The values that unpacking gives, where each is known."""
        if type(value) is Py and value.origin == "axis":
            return (*[Py("int", "axis")] * max(count - 1, 1), Py("int"))[:count]
        if type(value) is Seq and value.items is not None and value.kind != "set":
            return value.items
        if type(value) is Instance and value.cls.kind == "namedtuple":
            return tuple([self.attribute(value, name, source, frame) for name in value.cls.fields])
        if type(value) is External and count == 2 and (value.api == "transform" or value.api.startswith("optax.")):
            # `init, update = optax.adam(…)`, `init, apply = hk.transform(f)`
            return tuple([self.attribute(value, name, source, frame) for name in ("init", "apply" if value.api == "transform" else "update")])
        return None

    def rebind_container(self, path: Node, container: Value, index: Value, value: Value | None, frame: Frame) -> None:
        """After `path[index] = value`: what the name or attribute holds now."""
        changed: Value | None = None
        if type(container) is Mapping:
            if container.items is not None and type(index) is Const and value is not None:
                items = dict(container.items)
                items[index.value] = value
                changed = Mapping(tuple(items.items()))
            elif container.items is not None and type(index) is Const:
                changed = Mapping(tuple([(k, v) for k, v in container.items if k != index.value]))
            else:
                known = [v for _, v in container.items] if container.items is not None else [container.elem]
                changed = Mapping(None, join_all([*known, value or UNKNOWN]) if known else value or UNKNOWN)
                if type(index) is Py and index.each is not None and value is not None and (container.items == () or container.each is not None):
                    changed.each = index.each  # a new key in each round
        elif type(container) is Seq and container.kind == "list":
            if container.items is not None and value is not None and type(index) is Const and type(index.value) is int:
                place = index.value
                if -len(container.items) <= place < len(container.items):
                    items_list = list(container.items)
                    items_list[place] = value
                    changed = Seq("list", tuple(items_list))
            if changed is None:
                parts = container.items if container.items is not None else (container.elem,)
                changed = Seq("list", None, join_all([*parts, value or UNKNOWN]))
        elif type(container) is Instance and "__setitem__" in container.cls.attrs:
            method = self.attribute(container, "__setitem__", path, frame)
            self.call(method, (index, value or UNKNOWN), {}, path, frame)
        elif key_of(container) is not None:
            changed = self.stored_key(container, value or UNKNOWN, path, frame)
        if changed is not None and (path[0] == "name" or path[0] == "attr"):
            if path[0] == "name" and path[2] in frame.parameters and value is not None and holds_key(value) and holds_key(container):
                self.write_log.append(("argument", (path[2], None, None, True), self.site(path, frame)))
            self.rebind(path, changed, frame)
        elif changed is not None and path[0] == "sub":
            outer = self.quiet(path[2], frame)
            self.rebind_container(path[2], outer, self.quiet(path[3], frame), changed, frame)

    def rebind(self, path: Node, value: Value, frame: Frame) -> None:
        if path[0] == "name":
            up: Frame | None = frame
            while up is not None and path[2] not in up.env:
                up = up.parent
            if up is frame:
                frame.env[path[2]] = value
            elif up is not None:
                up.env[path[2]] = join(up.env[path[2]], value)
        elif path[0] == "attr":
            receiver = self.quiet(path[2], frame)
            if type(receiver) is Instance:
                self.write_attribute(receiver, path[3], value)

    def set_attribute(self, receiver: Instance, name: str, value: Value, frame: Frame) -> None:
        if frame.name not in ("__init__", "__post_init__", "setup", "__new__") and receiver.generic and key_of(value) is None:
            value = join(receiver.attrs.get(name, UNKNOWN), value, type(value) is Py and value.each is not None)
        self.write_attribute(receiver, name, value)

    def write_attribute(self, receiver: Instance, name: str, value: Value) -> None:
        if self.undo is not None:
            self.undo.append((receiver, name, receiver.attrs.get(name)))
        receiver.attrs[name] = value

    def in_turn(self, first: Callable[[], bool], second: Callable[[], bool]) -> tuple[bool, bool]:
        """Two branches, of which one is run: neither sees what the other wrote into objects, and after both, either may hold."""
        around = self.undo
        before: list[Any] = []
        self.undo = before
        one = first()
        written = [(receiver, name, receiver.attrs[name]) for receiver, name, _ in before]
        for receiver, name, old in reversed(before):
            if old is None:
                receiver.attrs.pop(name, None)
            else:
                receiver.attrs[name] = old
        middle = len(before)
        two = second()
        for receiver, name, value in written:
            receiver.attrs[name] = _met(name, receiver.attrs.get(name), value)
        met = {(id(receiver), name) for receiver, name, _ in before[:middle]}
        for receiver, name, was in before[middle:]:
            if (id(receiver), name) not in met:
                met.add((id(receiver), name))
                receiver.attrs[name] = _met(name, was, receiver.attrs[name])
        self.undo = around
        if around is not None:
            around.extend(before)
        return one, two

    def store_event(
        self, form: str, target: Node, container: Value, index: Value, value: Value, frame: Frame,
        whole: Node | None, source: Node | None, operator: str = "",
    ) -> None:  # fmt: skip
        kind = type(container)
        if (kind is Array and not frame.unwritable) or kind is Numpy:
            base = target[2]
            if type(container) is Array and container.made == "at":
                base = base[2]
            self.emit(
                ev.Store(
                    self.site(whole or target, frame), self.staged, form, container, index, value, operator, "",
                    self.site(base, frame), self.site(target[3], frame), self.site(source, frame) if source else None,
                    self.site(whole, frame) if whole else None, _is_path(base, frame),
                )
            )  # fmt: skip
        if concrete_fails(index) is not None and kind in (Seq, Mapping, Numpy):
            form = "key" if kind is Mapping else "index"
            self.emit(ev.Member(self.site(target, frame), self.staged, form, index, container))

    # --- exceptions ---------------------------------------------------------------------------------

    def catches_tracer_errors(self, handlers: Any, frame: Frame) -> bool:
        return any("Tracer" in name or "Concretization" in name or "NonConcrete" in name or "JAXTypeError" in name
                   for name in self.handled(handlers, frame))  # fmt: skip

    def forgives(self, handlers: Any, frame: Frame) -> bool:
        """`except TypeError` and wider, and on with it: a conversion that fails on a tracer is one that may."""
        return any((kind is None or _WIDE & set(self.handled(((0, kind, None, ()),), frame))) and not any(s[0] == "raise" for s in body) for _, kind, _, body in handlers)

    def handled(self, handlers: Any, frame: Frame) -> list[str]:
        names: list[str] = []
        for _, kind, _, _ in handlers:
            parts = () if kind is None else kind[2] if kind[0] == "tuple" else (kind,)
            for part in parts:
                value = self.quiet(part, frame)
                if type(value) is Api:
                    names.append(value.name.rsplit(".", 1)[-1])
        return names


def _lost(joined: Value, items: tuple[Value, ...]) -> bool:
    """Does what is known of all items together say less than each of them?"""
    return joined is UNKNOWN or (type(joined) is Array and joined.maybe) or _functions_lost(joined, items)


def _functions_lost(joined: Value, items: tuple[Value, ...]) -> bool:
    """Are there different functions in a place of all of the tuples, which their join does not tell?"""
    if type(joined) is not Seq or joined.items is None:
        return False
    places = [n for n, part in enumerate(joined.items) if part is UNKNOWN]
    there = [[item.items[n] if type(item) is Seq and item.items is not None else UNKNOWN for item in items] for n in places]
    return any(all(type(f) in _FUNCTIONS for f in column) and any(type(f) in (Func, Transformed) for f in column) for column in there)


def _for_jax(test: Node) -> bool | None:
    """`backend == "numpy"`, `backend == "jax"`: under a trace it is JAX that is asked for."""
    if test[0] != "cmp" or test[3][0][0] not in ("==", "!="):
        return None
    asked, holds = condition(test, True)
    if asked[0] != "is" or asked[2] not in OTHER_BACKENDS and asked[2] != "jax":
        return None
    return holds is (asked[2] == "jax")


def _given(test: Node, frame: Frame) -> bool | None:
    """`if size is None` of a parameter that need not be given, and was: by something that is hardly None again."""
    if test[0] != "cmp" or test[2][0] != "name" or frame.function is None or frame.env.get(test[2][2]) is not UNKNOWN or frame.function.defaults.get(test[2][2]) != NONE:
        return None
    asked, holds = condition(test, True)
    return not holds if asked[0] == "is" and asked[2] is None and test[3][0][0] in ("is", "is not") else None


def _met(name: str, one: Value | None, other: Value) -> Value:
    """An attribute after two branches; a key that only one of them has renewed is neither the old one nor the new one."""
    value = other if one is None else join(one, other)
    key = key_of(other) or (key_of(one) if one is not None else None)
    if key is None or key_of(value) is not None and one is not None:
        return value
    return keyed(value if type(value) in (Array, Tree) else UNKNOWN, ("either", key, ("self", root(key)[1], -1, name)))


def _is_path(node: Node, frame: Frame) -> bool:
    """Whether a name or attribute may be assigned to here: a variable of this function, or an attribute of one."""
    plain = node[0] == "name"
    while node[0] == "attr":
        node = node[2]
    return bool(node[0] == "name") and (not plain or (node[2] in frame.env and node[2] not in frame.outer))


def _constants(pattern: Node, subject: Node) -> list[Node]:
    """The comparisons with constants, one of which a `case` asks for."""
    if pattern[0] == "or":
        parts = [_constants(part, subject) for part in pattern[1]]
        return [test for part in parts for test in part] if all(parts) else []
    given = pattern[1] if pattern[0] == "value" else ("const", subject[1], pattern[1]) if pattern[0] == "singleton" else None
    return [("cmp", subject[1], subject, (("==", given),))] if given is not None and given[0] == "const" else []


STATEMENTS: dict[str, Any] = {
    "expr": Execute.s_expr, "assign": Execute.s_assign, "ann": Execute.s_ann, "aug": Execute.s_aug,
    "return": Execute.s_return, "raise": Execute.s_raise, "del": Execute.s_del, "global": Execute.s_global,
    "nonlocal": Execute.s_global, "import": Execute.s_import, "from": Execute.s_from, "break": Execute.s_break,
    "continue": Execute.s_continue, "assert": Execute.s_assert, "if": Execute.s_if, "while": Execute.s_while,
    "for": Execute.s_for, "with": Execute.s_with, "try": Execute.s_try, "match": Execute.s_match,
    "def": Execute.s_def, "class": Execute.s_class,
}  # fmt: skip
