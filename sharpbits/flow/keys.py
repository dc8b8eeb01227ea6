"""Random keys as linear values: which key it is, on which paths it was spent, and what a function does to its caller's.

A key is a *term*, a nested tuple, so that two expressions that hold one key are equal:

    ("made", serial, at)      made at node `at` of the activation `serial`: `key`, `clone`, a key of unknown origin
    ("param", serial, i)      the i-th key among the arguments of an activation
    ("self", serial, n, name) an attribute of `self`, until a method that may renew it is called
    ("phi", serial, at, name) what a name holds in the rounds of a loop
    ("carry", serial, at, i)  the i-th key in the carry of `scan`, `fori_loop`, `while_loop`
    ("split", T, n)           all keys of `split(T, n)`
    ("fold", T, data)         `fold_in(T, data)`
    ("elem", T, index)        one of them; the index is an int, a symbol of a variable, or ("each", serial, at)
    ("attr", T, name)         an attribute of an argument of which nothing else is known

The uses of a path live among the variables of its frame, so that they fork and join with them.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeGuard

from .. import events as ev
from ..data.keys import CONSUME_KEYWORD, HOST_GENERATORS, HOST_QUIET, PLACES, SAMPLERS, VIEWS
from ..syntax import Node
from ..values import NONE, UNKNOWN, Array, Const, Func, Instance, Mapping, Opaque, Py, Seq, Site, Slice, Term, Tree, Value
from .evaluate import Evaluate
from .paths import bindings, counters, path_to, walk
from .state import SPENT, Frame, Spent, Use, in_test, key_of, keyed, without_keys

_LARGEST = 64
#: How long the way from a key to where it comes from may be; the names of keys grow with it.
_DEEPEST = 16
#: Words in the name of a test that compares draws of one key.


class Keys(Evaluate):
    # --- terms ---------------------------------------------------------------------------------------

    def made_key(self, node: Node, frame: Frame, name: str, shape: Any = (), number: int = 0) -> Array:
        """A key that no other key of the program is known to be equal to."""
        term = ("made", frame.serial, node[1], number)
        self.renew(term, frame)
        return Array(self.staged, shape if name == "typed" else None, "key", made=name, key=term)

    def handed_out(self, value: Value, node: Node, frame: Frame) -> Value:
        """What an iterator or a stack of keys gives: another key each time."""
        if type(value) is Array and value.dtype == "key" and value.key is None:
            return keyed(value, self.made_key(node, frame, value.made).key)
        return value

    def renew(self, part: Term, frame: Frame) -> None:
        """What is made again is a new key: forget the uses of the one of the round before."""
        spent = frame.env.get(SPENT)
        if type(spent) is Spent and any(contains(term, part) for term in spent.uses):
            frame.env[SPENT] = Spent({t: u for t, u in spent.uses.items() if not contains(t, part)})

    def stored_key(self, container: Value, value: Value, node: Node, frame: Frame) -> Value | None:
        """`container[index] = value`, or `.name`, where nothing but the container's keys is known: what it is then, where a key is stored."""
        whole = key_of(container)
        if whole is None or key_of(value) is None:
            return None
        new: Term = ("made", frame.serial, node[1], 0)
        # Whoever passed the container goes on with what is in it now.
        self.renew(whole, frame)
        self.renew(new, frame)
        return keyed(container, new)

    def with_new_keys(self, container: Value, node: Node, frame: Frame) -> Value:
        """The container after the call at `node` has put keys into it, nobody knows which: each is a key of its own."""
        made: list[Term] = []

        def name(_: Term | None) -> Term:
            made.append(("made", frame.serial, node[1], 1000 + len(made)))
            self.renew(made[-1], frame)
            return made[-1]

        return map_keys(container, name)

    def may_be_renewed(self, node: Node, args: list[Value], frame: Frame) -> None:
        """An unknown function may put other keys into a dict or list that it is given."""
        for part, value in zip(node[3], args):
            if part[0] == "name" and part[2] in frame.env and (type(value) is Mapping or (type(value) is Seq and value.kind == "list")) and holds_key(value):
                frame.env[part[2]] = self.with_new_keys(value, node, frame)

    def live(self, term: Term | None) -> bool:
        """Does the term name a key of an activation that still runs, or of a module?"""
        if term is None:
            return False
        serial = root(term)[1]
        return serial in self.serials

    def symbol(self, node: Node | None, value: Value, frame: Frame) -> Any:
        """A name for a number that is equal wherever it is; None where that is not known."""
        if type(value) is Const and type(value.value) in (int, str, bytes):
            return value.value
        if node is None:
            return None
        if node[0] == "name":
            if node[2] not in frame.env or frame.parent is None:
                return None
            version = frame.versions.setdefault(node[2], 0)
            return ("v", frame.serial, node[2], version)
        if node[0] == "bin":
            parts = [self.symbol(n, self.quiet(n, frame), frame) for n in node[3:5]]
            return None if None in parts else ("e", node[2], *parts)
        return None

    def element_key(self, term: Term | None, index: Any) -> Term | None:
        if term is None or index is None:
            return None
        if term[0] == "slice":
            if type(index) is int and 0 <= index:
                return ("elem", term[1], term[2] + index)
            return ("elem", term, index) if type(index) is tuple and index[0] in ("each", "done") else None
        if term[0] == "split" and type(index) is int and index < 0:
            if type(term[2]) is not int:
                return ("elem", term, index)
            index += term[2]
        return ("elem", term, index)

    def key_subscript(self, value: Value, index: Value, node: Node, frame: Frame) -> Term | None:
        """The term of `keys[index]`."""
        term = key_of(value)
        if term is None:
            return None
        if index == NONE or index == Const(...):
            return term
        if type(index) is Slice:
            lower: Any
            upper: Any
            lower, upper = [b.value if type(b) is Const else "?" for b in (index.lower, index.upper)]
            if index.step != NONE or any(b is not None and type(b) is not int for b in (lower, upper)):
                return None
            lower = lower or 0
            if (lower, upper) == (0, None):
                return term
            size = term[2] if term[0] == "split" and type(term[2]) is int else None
            if size is not None:
                lower, upper, _ = slice(lower, upper).indices(size)
            if lower < 0 or (upper is not None and upper < 0) or term[0] == "slice":
                return None
            return ("slice", term, lower, upper)
        if type(index) is Seq and index.kind == "tuple" and index.items is not None:
            nodes = node[3][2] if node[0] == "sub" and node[3][0] == "tuple" and len(node[3][2]) == len(index.items) else [None] * len(index.items)
            for part, where in zip(index.items, nodes):
                if part in (NONE, Const(...)) or part == Slice():
                    continue
                term = self.element_key(term, self.symbol(where, part, frame))
            return term
        return self.element_key(term, self.symbol(node[3] if node[0] == "sub" else None, index, frame))

    def unpacked_keys(self, value: Value, count: int, starred: int | None) -> tuple[Value, ...] | None:
        """The keys that `a, b = split(key)` or `a, *rest = split(key, 4)` binds, one by one."""
        term = key_of(value)
        if term is None or type(value) is not Array:
            return None
        size = term[2] if term[0] == "split" and type(term[2]) is int else None
        if starred is None:
            size = count
        if size is None or size > _LARGEST:
            return None
        return tuple([Array(value.trace, () if value.made == "typed" else None, "key", made=value.made, key=self.element_key(term, i)) for i in range(size)])

    def begin(self, outer: Frame | None = None) -> int:
        """The number of a new activation; `outer` for a module or class, whose keys live on."""
        self.serial += 1
        self.serials.add(self.serial)
        if outer is not None:
            self.outer_serials[self.serial] = outer
        return self.serial

    def attribute_key(self, found: Value, instance: Instance, name: str, frame: Frame | None) -> Value:
        """An attribute as the key that it is here: other methods may renew it."""
        term = key_of(found)
        unnamed = found is UNKNOWN or (type(found) is Array and found.dtype is None)
        if term is None and not (unnamed and keyish(name)) and not (type(found) is Array and found.dtype == "key"):
            return found
        if frame is None:
            return without_keys(found)
        if term is not None and self.live(term) and (name not in instance.cls.mutable or any(root(part)[1] == frame.serial for part in (term[1:] if term[0] == "either" else (term,)))):
            return found
        up: Frame | None = frame
        while up is not None and up.receiver is not instance:
            up = up.parent
        if up is not frame:
            return without_keys(found)
        model = found if type(found) in (Array, Tree) else UNKNOWN
        return keyed(model, ("self", frame.serial, frame.renewals, name))

    def own_parameters(self, value: Value, serial: int) -> Value:
        """Arguments named for any activation are named for this one."""
        some = type(value) is Instance and is_some_tree(value)
        if not holds_key(value, 3, _PYTREES if some else _VALUES) or (type(value) is Instance and not some):
            return value
        return map_keys(value, lambda term: ("param", serial, term[2]) if term[:2] == ("param", 0) else term, 3, _PYTREES if some else _VALUES)

    # --- use -----------------------------------------------------------------------------------------

    def spend(self, value: Value, node: Node, frame: Frame, how: str, subject: Any = None) -> bool:
        """`value` is consumed at `node`: tell if it was before, on this path."""
        if type(value) is Array and value.made == "key arithmetic" and value.why is not None:
            self.of_keys(frame, ev.KeyShared(value.why.site, self.staged, "arithmetic", self.site(node, frame)))
        term = key_of(value)
        if term is not None and term[0] == "arith":
            self.of_keys(frame, ev.KeyShared(Site(frame.module.path, term[2]), self.staged, "arithmetic", self.site(node, frame)))
            return False
        if term is None or self.abstract or not self.live(term):
            return False
        return self.spend_term(term, Use(self.site(node, frame), how, tuple(frame.conditions), None, subject=subject), frame)

    def subject(self, parts: Iterable[Node], frame: Frame) -> Any:
        """Expressions as they are told apart: by their code, and by the values that their variables have."""
        nodes = tuple(parts)
        names = sorted(names_read(nodes))
        return stripped(nodes), tuple([(name, frame.versions.setdefault(name, 0)) for name in names if name in frame.env])

    def spend_term(self, term: Term, use: Use, frame: Frame, earlier: Value | None = None, siblings: Any = ()) -> bool:
        """True when the key was spent before. `siblings`: keys that the same call spends, of which only those in `earlier` count."""
        if term[0] == "slice":
            term = ("elem", term, ("done", 0, 0))
        if term[0] == "elem" and term[1][0] == "slice":
            # Some of the keys of an array: the symbol says which.
            _, whole, lower, upper = term[1]
            term = ("elem", whole, (*term[2][:3], lower, upper)) if type(term[2]) is tuple else term
        if frame.parent is not None and "fold" not in path(term) and self.is_global(root(term), frame):
            self.of_keys(frame, ev.KeyShared(use.site, self.staged, "global"))
            return False
        spent = frame.env.get(SPENT)
        uses: dict[Term, Use] = dict(spent.uses) if type(spent) is Spent else {}
        old = earlier.uses if type(earlier) is Spent else {}
        before = [
            u for t, u in uses.items()
            if conflict(term, t) and (t not in siblings or t in old) and not elsewhere(u, use.conditions) and not use.together(u)
            and not (u.earlier and one_round(u.conditions, use.conditions, frame))
        ]  # fmt: skip
        if before and not contradict(use.conditions, use.conditions):
            # A use of this round is the one to name; only the rounds before make it a matter of the loop.
            now = [u for u in before if not u.earlier]
            first = (now or before)[0]
            self.key_reused(use, first, term, bool(not now), frame)
        known = uses.get(term)
        if known is None or elsewhere(known, use.conditions):
            uses[term] = use
        frame.env[SPENT] = Spent(uses)
        if frame.rounds and frame.rounds[-1] not in frame.few and use.inner is None and use.how != "split" and root(term) in self.constant and not varied(term):
            site, function, seed, loop = self.constant[root(term)]
            if root(term)[1] == frame.serial and loop == frame.rounds[-1]:
                self.of_keys(frame, ev.KeyMade(site, None, function, seed, "loop"))
        return bool(before)

    def is_global(self, base: Term, frame: Frame) -> bool:
        """Is it the key that a variable of a module or class holds, and not one that was passed?"""
        home = self.outer_serials.get(base[1])
        if home is None or home is frame or base[0] != "made" or (frame.parent is home and self.is_passing(frame)):
            return False
        return any(type(v) is Array and v.key is not None and root(v.key) == base for v in home.env.values())

    def is_passing(self, frame: Frame) -> bool:
        """Does a lambda run that has no name, as in `timeit(lambda: draw(key))`? It belongs to the code around it, whose variables it uses."""
        func = frame.function
        return func is not None and func.node[0] == "lambda" and not any(
            source is func.node for sources in bindings(func.module.body).values() for source in sources
        )  # fmt: skip

    def of_keys(self, frame: Frame, event: ev.Event) -> None:
        """Tell of keys, but not in a test: that a key gives the same numbers again is what tests rely on."""
        if not in_test(frame):
            self.emit(event)

    def key_reused(self, use: Use, first: Use, term: Term, loop: bool, frame: Frame) -> None:
        if loop and use.how in PLACES and over_parts(frame):
            return  # the parts of one thing are cut, or ordered, alike
        frame.again.add(term)
        names = tuple([n for n, v in frame.env.items() if key_of(v) == term and single(v)])
        inner, first_inner = [u.inner.site if u.inner else None for u in (use, first)]
        self.of_keys(frame, ev.KeyReused(use.site, self.staged, first.site, first.how, use.how, loop, first_inner, inner, names, loop and root(term)[0] == "phi"))

    # --- loops ---------------------------------------------------------------------------------------

    def next_round(self, frame: Frame, start: int, each: Iterable[Term] = ()) -> None:
        """Between two rounds of a loop: what is spent was spent before, and `each` names another key now."""
        spent = frame.env.get(SPENT)
        if type(spent) is not Spent:
            return
        uses: dict[Term, Use] = {}
        for term, use in spent.uses.items():
            for part in each:
                term = replaced_part(term, part, ("done", *part[1:]))
            if use.order >= start:
                use = use.before()
            uses[term] = use
        frame.env[SPENT] = Spent(uses)

    def carried_names(self, entry: Any, after: Any, again: Any, frame: Frame, at: int) -> None:
        """Names that hold another key in each round: one term for all rounds, spent where the last round's key is."""
        spent = after.get(SPENT)
        for name, value in after.items():
            if name is SPENT:
                continue
            new = key_of(value)
            old = key_of(entry.get(name, UNKNOWN))
            if (new is None and old is None) or new == old or name not in entry:
                continue
            phi: Term = ("phi", frame.serial, at, name)
            base = again.get(name, UNKNOWN)
            model = value if type(value) in (Array, Tree, Opaque) else entry[name]
            again[name] = keyed(base if type(base) in (Array, Tree) else model, phi)
            held = again.get(SPENT)
            if held is None:
                continue
            uses = {t: u for t, u in held.uses.items() if not contains(t, phi)}
            if spent is not None and new is not None and new in spent.uses and old is not None:
                uses[phi] = spent.uses[new].before()
            again[SPENT] = Spent(uses)

    def round_keys(self, items: Value, source: Value, at: int, frame: Frame) -> tuple[Value, list[Term]]:
        """What a `for` binds in one round, its keys named; and the symbols that mean another key in the next."""
        term = key_of(source)
        each: Term = ("each", frame.serial, at)
        if term is not None and type(source) in (Array, Opaque, Tree):
            named = ("elem", term, each)
            return (keyed(items, named) if type(items) in (Array, Tree) else Opaque(named)), [each]
        made: list[Term] = []

        def name(value: Value, depth: int) -> Value:
            if type(value) is Array and value.dtype == "key" and value.key is None:
                made.append(("made", frame.serial, at, len(made) + 1))
                return keyed(value, made[-1])
            if depth and type(value) is Seq and value.kind == "tuple" and value.items is not None:
                return Seq("tuple", tuple([name(v, depth - 1) for v in value.items]))
            return value

        return name(items, 3), made

    # --- calls ---------------------------------------------------------------------------------------

    def parameter_keys(self, func: Func, env: dict[str, Value], serial: int) -> tuple[dict[str, Value], list[Term | None]]:
        """The arguments with their keys renamed, and the keys that the new names stand for."""
        actual: list[Term | None] = []
        out: dict[str, Value] | None = None

        def rename(term: Term | None) -> Term:
            actual.append(term)
            return ("param", serial, len(actual) - 1)

        drawn = func.node[8] if func.node[0] == "def" else frozenset()
        for param in func.params:
            name = param[0]
            value = env.get(name, UNKNOWN)
            new = value
            if value is UNKNOWN:
                if (name in drawn or keyish(name)) and param[1] not in ("star", "stars"):
                    new = Opaque(rename(None))
            elif type(value) is Array:
                if value.key is not None or ((value.dtype is None or value.dtype == "key") and (name in drawn or keyish(name))):
                    new = keyed(value, rename(value.key))
            elif type(value) is Tree:
                if value.key is not None or name in drawn or keyish(name):
                    new = keyed(value, rename(value.key))
            elif type(value) is Opaque:
                new = keyed(value, rename(value.key))
            elif type(value) in (Seq, Mapping) and holds_key(value):
                new = map_keys(value, rename)
            elif type(value) is Instance and is_some_tree(value) and not (func.owner is not None and param is func.params[0]):
                kept = {k: keyed(v, rename(None)) if keyish(k) and type(v) is Array and v.dtype in (None, "key") else v for k, v in value.attrs.items()}
                new = Instance(value.cls, kept, True)
            if new is not value:
                if out is None:
                    out = dict(env)
                out[name] = new
        return (env if out is None else out), actual

    def returned_keys(self, result: Value, uses: dict[Term, Use], serial: int, actual: list[Term | None], fresh: bool, node: Node | None, frame: Frame | None, receiver: Value | None, func: Func) -> Value:
        """Carry the uses and the result of an activation over to its caller."""
        names: dict[Term, Term | None] = {}

        def translate(term: Term | None) -> Term | None:
            if term is None:
                return None
            base = root(term)
            if base[1] != serial:
                return outside(term, serial) if fresh and self.live(term) else None
            if base not in names:
                if base[0] == "param":
                    names[base] = actual[base[2]] if base[2] < len(actual) else None
                elif base[0] in ("made", "self") and frame is not None and node is not None:
                    names[base] = ("made", frame.serial, node[1], len(names) + 100)
                    self.renew(names[base] or (), frame)
                else:
                    names[base] = None
            new = names[base]
            return None if new is None else outside(self.rebased(term, base, new), serial)

        spent: dict[tuple[Term, Term], Use] = {}
        kept = {root(t) for t in terms_of(result)}
        out = map_keys(result, translate) if holds_key(result) else result
        if fresh and type(receiver) is Instance:
            for name, value in list(receiver.attrs.items()):
                if holds_key(value):
                    receiver.attrs[name] = map_keys(value, translate)
        for term, use in uses.items():
            base = root(term)
            if base[:2] in (("made", serial), ("self", serial)) and (base not in kept or self.captured is not None):
                continue
            place = translate(term)
            if place is not None:
                spent.setdefault((place, base), use)
        if frame is None or node is None:
            return out
        here = self.site(node, frame)
        captured = self.captured
        before: Value | None = frame.env.get(SPENT)
        for (term, base), use in spent.items():
            if captured is not None and captured[0] is frame:
                captured[1].append((term, use))
            elif self.live(term):
                # Within the call, only keys that came in by different arguments are told here.
                own = Use(here, use.how, (*frame.conditions, *passed_on(use.conditions, func, node)), use)
                if (use.subject is not None or use.how in PLACES) and node[0] == "call":
                    own.subject = self.subject((*node[3], *[v for _, v in node[4]]), frame)
                others = {t for t, b in spent if b != base}
                self.spend_term(term, own, frame, before, {t for t, b in spent if b == base} - others)
        return out

    def rebased(self, term: Term, base: Term, new: Term) -> Term:
        if term == base:
            return new
        inner = self.rebased(term[1], base, new)
        if term[0] == "elem":
            return self.element_key(inner, term[2]) or ("elem", inner, term[2])
        return (term[0], inner, *term[2:])

    def in_rounds(self, call: Any, node: Node, frame: Frame, each: Iterable[Term], shared: Iterable[Term] = (), together: bool = False) -> tuple[Any, list[tuple[Term, Use]]]:
        """Run the function of a loop primitive: what it spends and does not get anew in each round is reused.

        `together`: the rounds are the parts of one thing, that may be meant to be cut or ordered alike.
        """
        symbols, common = tuple(each), tuple(shared)
        saved, self.captured = self.captured, (frame, [])
        around = held_keys(frame)
        try:
            result = call()
            spent = self.captured[1]
        finally:
            self.captured = saved
        # A variable of the surroundings that the function binds anew, by `nonlocal`.
        renewed = {root(term) for owner, name, value, term in around if owner.env.get(name) is not value}
        first: dict[Term, Use] = {}
        told: dict[Term, Use] = {}
        shared_by_all: list[Term] = []
        for term, use in spent:
            # The condition and the body of a loop meet the same carry.
            other = told.setdefault(term, use)
            if other.site != use.site and any(contains(term, s) for s in symbols):
                self.key_reused(use, other, term, False, frame)
            varies = [s for s in symbols if contains(term, s)]
            if varies:
                if varies[0][0] == "each":
                    whole = replaced_part(term, varies[0], ("done", *varies[0][1:]))
                    self.spend_term(whole, Use(self.site(node, frame), use.how, tuple(frame.conditions), use), frame)
                elif (start := self.carried.get(root(term))) is not None:
                    # In the first round it is the key that the carry starts from.
                    first.setdefault(self.rebased(term, root(term), start), use)
                continue
            if not self.live(term) or (together and use.how in PLACES) or root(term) in renewed:
                continue
            if any(contains(term, s) for s in common):
                self.spend_term(term, Use(self.site(node, frame), use.how, tuple(frame.conditions), use), frame)
                continue
            if any(term != other and contains(term, other) for other in shared_by_all):
                continue  # told of the key that it is made of
            shared_by_all.append(term)
            self.of_keys(frame, ev.KeyReused(use.site, self.staged, self.site(node, frame), use.how, use.how, True, None, use.inner.site if use.inner else None))
            held = frame.env.get(SPENT)
            uses = dict(held.uses) if type(held) is Spent else {}
            uses.setdefault(term, Use(self.site(node, frame), use.how, tuple(frame.conditions), use))
            frame.env[SPENT] = Spent(uses)
        before = frame.env.get(SPENT)
        for term, use in first.items():
            if self.live(term):
                self.spend_term(term, Use(self.site(node, frame), use.how, tuple(frame.conditions), use), frame, before, first)
        return result, spent

    def after_loop(self, frame: Frame, start: int) -> None:
        """Outside of the loop that began at `start` its rounds are one; those of loops around it are not."""
        spent = frame.env.get(SPENT)
        if type(spent) is Spent and any(u.earlier for u in spent.uses.values()):
            frame.env[SPENT] = Spent({t: u.after() if u.earlier and u.order >= start else u for t, u in spent.uses.items()})

    def carry_keys(self, value: Value, node: Node, frame: Frame) -> tuple[Value, list[Term]]:
        """The carry with a name for each key in it, that means another key in each round."""
        made: list[Term] = []

        def name(term: Term | None) -> Term | None:
            made.append(("carry", frame.serial, node[1], len(made)))
            if term is not None:
                self.carried[made[-1]] = term
            return made[-1]

        return (map_keys(value, name, 3, _PYTREES) if holds_key(value, 3, _PYTREES) else value), made

    def carried_back(self, after: Value, spent: list[tuple[Term, Use]], each: Iterable[Term], node: Node, frame: Frame) -> None:
        """A carry that comes back with a key that the body has spent is spent again in the next round."""
        used = dict(spent)
        carries = [t for t in each if t[0] == "carry"]
        back = after.items[0] if type(after) is Seq and after.kind == "tuple" and after.items and len(after.items) == 2 and holds_key(after.items[0]) else after
        for term in terms_of(back):
            use = used.get(term)
            if use is not None and any(contains(term, c) for c in carries):
                self.of_keys(frame, ev.KeyReused(use.site, self.staged, self.site(node, frame), use.how, use.how, True, None, None, None))

    def unread_keys(self, func: Func, frame: Frame) -> None:
        """Sub-keys that nobody reads while the key that came with them is spent."""
        if not frame.splits:
            return
        read = names_read(func.node[4])
        for node, names, parent in frame.splits:
            unread = tuple([n for n in names if n not in read and not n.startswith("_")])
            family = [t for t in frame.spent if t == parent or (t[0] == "elem" and t[1][0] == "split" and t[1][1] == parent)]
            # To carry a key on for whoever may need it, and not to need it, is a habit: the first name is exempt.
            # Among many a name that is left over is no sign that another was meant.
            if unread and (parent in frame.again or any(t in frame.again for t in family) or (unread != names[:1] and len(family) > 1 and (len(names) == 2 or read_after(node, names, func.node[4])))):
                self.of_keys(frame, ev.KeyDropped(self.site(node, frame), self.staged, "split", unread))

    def drawn(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value | None:
        """A call of `jax.random`: what it does to keys, and the key that it gives; None where it gives no key."""
        short = name.rsplit(".", 1)[-1]
        first = kwargs.get("key", args[0] if args else UNKNOWN)
        made = first.made if type(first) is Array and first.made in ("raw", "typed") else ""
        if short in ("key", "PRNGKey"):
            seed = kwargs.get("seed", args[0] if args else UNKNOWN)
            value = self.made_key(node, frame, "raw" if short == "PRNGKey" else "typed")
            if node[0] == "call" and node[3]:
                if node[3][0][0] == "const" and value.key is not None:
                    self.constant[value.key] = (self.site(node, frame), short, seed, frame.rounds[-1] if frame.rounds else None)
                elif node[3][0][0] == "name" and node[3][0][2] in frame.parameters and not self.filling and overwritten(frame.body, node[3][0][2]):
                    self.of_keys(frame, ev.KeyShared(self.site(node, frame), self.staged, "overwritten", name=node[3][0][2]))
            # A traced function that is given nothing can give only one result; its author knows.
            given = (*node[3][:1], *[v for k, v in node[4] if k == "seed"]) if node[0] == "call" else ()
            literal = any(part[0] == "const" or (part[0] == "name" and part[2] not in frame.parameters) for part in given)
            if literal and not self.abstract and not self.filling and (self.varying or not self.traces):
                self.of_keys(frame, ev.KeyMade(self.site(node, frame), self.staged or self.batched, short, seed))
            return value
        if short == "split":
            number = kwargs.get("num", args[1] if len(args) > 1 else Const(2))
            count = number.value if type(number) is Const and type(number.value) is int else None
            term = key_of(first)
            shape = (count,) if count is not None or number.trace is None and type(number) is not Seq else None
            trace = self.array_result((first,), None, None).trace
            if term is None or not self.live(term):
                fresh = self.made_key(node, frame, made, shape)
                return Array(trace, shape if made == "typed" else None, "key", made=made, key=("split", fresh.key, count))
            held = frame.env.get(SPENT)
            folded = held.uses.get(("folded", term)) if type(held) is Spent else None
            if folded is not None and not contradict(folded.conditions, tuple(frame.conditions)):
                self.of_keys(frame, ev.KeyShared(self.site(node, frame), self.staged, "fold", folded.site))
            if self.spend(first, node, frame, "split") or len(path(term)) > _DEEPEST:
                # Told once: what is done with the equal keys is a consequence. And nobody follows a key through so many hands.
                term = self.made_key(node, frame, made).key or term
            return Array(trace, shape if made == "typed" else None, "key", made=made, key=("split", term, count))
        if short == "fold_in":
            data = kwargs.get("data", args[1] if len(args) > 1 else UNKNOWN)
            where = node[3][1] if node[0] == "call" and len(node[3]) > 1 else None
            symbol = self.symbol(where, data, frame)
            term = key_of(first)
            trace = self.array_result((first, data), None, None).trace
            if term is not None and type(data) is not Const and term in self.constant:
                # The key is a constant, and what is made of it is not.
                site = self.constant[term][0]
                self.events[:] = [e for e in self.events if type(e) is not ev.KeyMade or e.site != site]
            if term is None or symbol is None or not self.live(term):
                return Array(trace, None, "key", made=made, key=self.made_key(node, frame, "").key)
            self.folded(term, node, frame)
            return Array(trace, None, "key", made=made, key=("fold", term, symbol))
        if short in ("clone", "wrap_key_data"):
            trace = self.array_result((first,), None, None).trace
            return Array(trace, None, "key", key=self.made_key(node, frame, "").key)
        if short in SAMPLERS:
            subject = None
            if short in ("permutation", "shuffle") and node[0] == "call" and type(kwargs.get("x", args[1] if len(args) > 1 else NONE)) not in (Const, Py):
                subject = self.subject((*node[3][1:2], *[v for k, v in node[4] if k == "x"]), frame)
            self.spend(first, node, frame, short, subject)
        return None

    def same_key(self, name: str, value: Value, result: Value) -> Value:
        """The result of a function that hands on the key that it is given, in another shape or place."""
        term = key_of(value) if name in VIEWS else None
        if term is None:
            return result
        return keyed(result, term) if type(result) in (Array, Tree) else Opaque(term)

    def spent_by_library(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """Functions of other libraries that draw from a key, by the table."""
        for prefix, parameter in CONSUME_KEYWORD:
            if name.startswith(prefix) and parameter in kwargs:
                self.spend(kwargs[parameter], node, frame, name.rsplit(".", 1)[-1])

    def assigned_key(self, node: Node, value: Value, frame: Frame) -> None:
        """What a statement `names = value` says of keys."""
        fills = bool(self.filling)
        target = node[2][0]
        if target[0] in ("tuple", "list") and type(value) is Array and value.key is not None and value.key[0] == "split":
            names = [(t[2] if t[0] == "star" else t) for t in target[2]]
            replaced = [t[2] for t in names if t[0] == "name" and t[2] in frame.parameters and (keyish(t[2]) or seedish(t[2]))]
            if replaced and not fills and value.key[1] in self.constant and value.key[1][1] == frame.serial and not frame.conditions and node[3][0] == "call" and node[3][3] and node[3][3][0][0] == "call":
                self.of_keys(frame, ev.KeyShared(self.site(node, frame), self.staged, "overwritten", name=replaced[0]))
            if all(t[0] == "name" for t in names):
                frame.splits.append((node, tuple([t[2] for t in names]), value.key[1]))
        elif target[0] == "name" and type(value) is Array and value.made in ("raw", "typed") and value.key is not None and value.key[0] == "made":
            name = target[2]
            own = not fills and not frame.conditions and name in frame.parameters and (keyish(name) or seedish(name)) and always_runs(node, frame.body)
            if own and node[3][0] == "call" and node[3][3] and self.always_same(node[3][3][0], frame):
                self.of_keys(frame, ev.KeyShared(self.site(node, frame), self.staged, "overwritten", name=name))

    def always_same(self, node: Node, frame: Frame) -> bool:
        """A literal, or a constant of the module."""
        if node[0] != "name":
            return bool(node[0] == "const")
        env = frame.module.frame.env
        return frame.parent is frame.module.frame and node[2] not in frame.env and node[2] not in frame.module.rebound and type(env.get(node[2])) is Const

    def host_draw(self, name: str, node: Node, frame: Frame) -> None:
        short = name.rsplit(".", 1)[-1]
        if (self.staged is not None or self.batched is not None) and short not in HOST_GENERATORS and short not in HOST_QUIET:
            self.emit(ev.HostDraw(self.site(node, frame), self.staged or self.batched, name))

    def folded(self, term: Term, node: Node, frame: Frame) -> None:
        """`fold_in` of a key that was split: their keys may be equal."""
        spent = frame.env.get(SPENT)
        use = spent.uses.get(term) if type(spent) is Spent else None
        if use is not None and use.how == "split" and use.inner is None:
            self.of_keys(frame, ev.KeyShared(self.site(node, frame), self.staged, "fold", use.site))
        uses = dict(spent.uses) if type(spent) is Spent else {}
        uses.setdefault(("folded", term), Use(self.site(node, frame), "fold_in", tuple(frame.conditions), None))
        frame.env[SPENT] = Spent(uses)


# --- terms, as plain functions --------------------------------------------------------------------------




def read_after(split: Node, names: tuple[str, ...], body: Any) -> bool:
    """Is the key itself, which was split by the statement, read after it?"""
    given = split[3][3][0] if split[3][0] == "call" and split[3][3] else None
    if given is None or given[0] != "name" or given[2] in names:
        return False
    return any(part[0] == "name" and part[2] == given[2] and part[1] > given[1] for part in walk(("body", 0, body)))


def over_parts(frame: Frame) -> bool:
    """Does the loop around go over the values of a dict?"""
    body = frame.module.body if frame.function is None else frame.body
    for loop in path_to(body or (), frame.rounds[-1]) if frame.rounds else ():
        if loop[1] == frame.rounds[-1] and loop[0] in ("for", "comp"):
            iterable = loop[3] if loop[0] == "for" else loop[4][0][1]
            return bool(iterable[0] == "call" and iterable[2][0] == "attr" and iterable[2][3] in ("items", "values"))
    return False


def always_runs(statement: Node, body: Any) -> bool:
    """Is it in no branch, handler or loop of the function?"""
    return all(node[0] == "with" or node is statement for node in path_to(body or (), statement[1]))


def overwritten(body: Any, name: str) -> bool:
    """Does a statement of the body itself, under no condition, set the name to a constant?"""
    return any(s[0] == "assign" and len(s[2]) == 1 and s[2][0][0] == "name" and s[2][0][2] == name and s[3][0] == "const" for s in body or ())


def names_read(body: Any) -> set[str]:
    """Names that the code reads; where they are assigned does not count."""
    found: set[str] = set()
    stack: list[Any] = [body]
    while stack:
        part = stack.pop()
        if type(part) is not tuple or not part:
            continue
        if part[0] == "assign" and len(part) == 4 and type(part[1]) is int:
            stack.append(part[3])
            stack.extend(t for t in part[2] if t[0] in ("sub", "attr"))
        elif part[0] == "name" and len(part) == 3 and type(part[1]) is int:
            found.add(part[2])
        else:
            stack.extend(part)
    return found


def root(term: Term) -> Term:
    while type(term[1]) is tuple:
        term = term[1]
    return term


def path(term: Term) -> list[str]:
    """What was done to the root to get the key."""
    steps = [term[0]]
    while type(term[1]) is tuple:
        term = term[1]
        steps.append(term[0])
    return steps


def varied(term: Term) -> bool:
    """Is something folded into the key that is no constant?"""
    while type(term[1]) is tuple:
        if term[0] == "fold" and type(term[2]) is tuple:
            return True
        term = term[1]
    return False


def contains(term: Any, part: Term) -> bool:
    if term == part or _of_slice(term, part):
        return True
    return type(term) is tuple and any(contains(p, part) for p in term)


def _of_slice(term: Any, part: Term) -> bool:
    """Is it the symbol `part` of a round, for some of the keys: with the first of them, and the end?"""
    return type(term) is tuple and len(term) == 5 and term[0] == "each" and term[:3] == part


def replaced_part(term: Any, part: Term, new: Term) -> Any:
    if term == part:
        return new
    if _of_slice(term, part):
        return (*new, *term[3:])
    return tuple([replaced_part(p, part, new) for p in term]) if type(term) is tuple else term


def outside(term: Term | None, serial: int) -> Term | None:
    """A term as the caller may use it: one of all elements for "each", nothing for variables of the function."""
    if term is None:
        return None
    if term[0] == "either":
        one, other = outside(term[1], serial), outside(term[2], serial)
        return None if one is None or other is None else ("either", one, other)
    if term[0] in ("elem", "fold"):
        inner = outside(term[1], serial)
        if inner is None:
            return None
        if _local(term[2], serial):
            return ("elem", inner, ("done", 0, 0)) if term[0] == "elem" and type(term[2]) is tuple and term[2][0] in ("each", "done") else None
        return (term[0], inner, term[2])
    if type(term[1]) is tuple:
        inner = outside(term[1], serial)
        return None if inner is None else (term[0], inner, *term[2:])
    return term


def _local(symbol: Any, serial: int) -> bool:
    return type(symbol) is tuple and (symbol[1] == serial or any(_local(p, serial) for p in symbol))


def conflict(new: Term, old: Term) -> bool:
    """Does spending `new` spend (a part of) what `old` spent?"""
    if new == old:
        return True
    if new[0] == "elem" and old[0] == "elem" and new[1] == old[1]:
        mine, other = new[2], old[2]
        each = [s for s in (mine, other) if type(s) is tuple and s[0] in ("each", "done")]
        if not each or (len(each) == 2 and each[0][1:3] == each[1][1:3]):
            return False
        return _overlap(_range(mine), _range(other))
    if old[0] == "elem" and old[1] == new:
        return True
    return new[0] == "elem" and new[1] == old and old[0] in ("split", "param", "made", "phi")


def _range(symbol: Any) -> tuple[int, int | None] | None:
    """The indices that a symbol may stand for, `stop` None for no end; None where they are not known."""
    if type(symbol) is int:
        return (symbol, symbol + 1) if symbol >= 0 else None
    if type(symbol) is tuple and symbol[0] in ("each", "done"):
        return (symbol[3], symbol[4]) if len(symbol) == 5 else (0, None)
    return None


def _overlap(a: tuple[int, int | None] | None, b: tuple[int, int | None] | None) -> bool:
    if a is None or b is None:
        return (0, None) in (a, b)
    return (a[1] is None or b[0] < a[1]) and (b[1] is None or a[0] < b[1])


def elsewhere(use: Use, conditions: tuple[Any, ...]) -> bool:
    """Is the use on no path where these tests hold?"""
    return contradict(use.conditions, conditions) or (bool(use.paths) and all(contradict(path, conditions) for path in use.paths))


def contradict(a: tuple[Any, ...], b: tuple[Any, ...]) -> bool:
    """Can the two lists of tests and their answers not hold at once?"""
    if not a or not b:
        return False
    known = all_conditions(b)
    for test, polarity in all_conditions(a):
        for other, sign in known:
            if test == other and polarity != sign:
                return True
            if polarity and sign and test[0] == other[0] == "is" and test[1] == other[1] and test[2] != other[2]:
                return True
    return False


def all_conditions(tests: tuple[Any, ...]) -> list[tuple[Any, bool]]:
    """The tests as they are remembered; where `a and b` holds, both do, and where `a or b` does not, neither does."""
    found: list[tuple[Any, bool]] = []
    stack = list(reversed(tests))
    while stack:
        test, holds = stack.pop()
        if test[0] == "not":
            stack.append((test[2], not holds))
            continue
        found.append(condition(test, holds))
        if test[0] == "bool" and holds is (test[2] == "and"):
            stack += [(test[4], holds), (test[3], holds)]
    return found


def one_round(a: tuple[Any, ...], b: tuple[Any, ...], frame: Frame) -> bool:
    """Do both uses wait for one and the same round: `if i == 0`, of a loop that counts `i`?"""
    known = all_conditions(b)
    wanted = {test[1][1] for test, holds in all_conditions(a) if holds and test[0] == "is" and test[1][0] == "name" and (test, True) in known}
    return bool(wanted) and not wanted.isdisjoint(counters(frame.module.body if frame.body is None else frame.body))


def held_keys(frame: Frame) -> list[tuple[Frame, str, Value, Term]]:
    """The variables that hold keys, of the function that runs and those around it."""
    found: list[tuple[Frame, str, Value, Term]] = []
    up: Frame | None = frame
    while up is not None and (up is frame or up.parent is not None):
        found += [(up, name, value, term) for name, value in up.env.items() if (term := key_of(value)) is not None]
        up = up.parent
    return found


def single(value: Value) -> bool:
    """May it be one key, and not an array of keys?"""
    term = key_of(value)
    return term is not None and term[0] not in ("split", "slice", "either") and (type(value) is not Array or value.shape in (None, ()))


def is_key(value: Value) -> TypeGuard[Array]:
    return type(value) is Array and value.dtype == "key"


#: Classes whose objects are values: to rename the keys in one is to make another.
_VALUES = ("namedtuple",)
_PYTREES = ("namedtuple", "pytree", "equinox")


def is_some_tree(value: Instance) -> bool:
    """Any object of a class of immutable pytrees that has fields called like keys."""
    return value.generic and value.cls.kind in _PYTREES and any(keyish(name) for name in value.cls.fields)


def holds_key(value: Value, depth: int = 3, kinds: tuple[str, ...] = _VALUES) -> bool:
    if type(value) in (Array, Tree, Opaque):
        return value.key is not None  # type: ignore[attr-defined]
    if depth and type(value) is Seq:
        return any(holds_key(v, depth - 1, kinds) for v in value.items) if value.items is not None else holds_key(value.elem, depth - 1, kinds)
    if depth and type(value) is Mapping:
        return any(holds_key(v, depth - 1, kinds) for _, v in value.items) if value.items is not None else holds_key(value.elem, depth - 1, kinds)
    if depth and type(value) is Instance and value.cls.kind in kinds:
        return any(holds_key(v, depth - 1, kinds) for v in value.attrs.values())
    return False


def map_keys(value: Value, function: Any, depth: int = 3, kinds: tuple[str, ...] = _VALUES) -> Value:
    if type(value) in (Array, Tree, Opaque):
        return value if value.key is None else keyed(value, function(value.key))  # type: ignore[attr-defined]
    if depth and type(value) is Seq and holds_key(value, depth, kinds):
        if value.items is not None:
            return Seq(value.kind, tuple([map_keys(v, function, depth - 1, kinds) for v in value.items]))
        return Seq(value.kind, None, map_keys(value.elem, function, depth - 1, kinds))
    if depth and type(value) is Mapping and holds_key(value, depth, kinds):
        if value.items is not None:
            return Mapping(tuple([(k, map_keys(v, function, depth - 1, kinds)) for k, v in value.items]))
        return Mapping(None, map_keys(value.elem, function, depth - 1, kinds))
    if depth and type(value) is Instance and holds_key(value, depth, kinds):
        return Instance(value.cls, {k: map_keys(v, function, depth - 1, kinds) for k, v in value.attrs.items()}, value.generic)
    return value


def terms_of(value: Value) -> list[Term]:
    found: list[Term] = []
    map_keys(value, lambda term: found.append(term) or term)  # type: ignore[func-returns-value]
    return found


def keyish(name: str) -> bool:
    """A parameter that is called like a key; only `jax.random` makes it one."""
    word = name.rstrip("0123456789").rsplit("_", 1)[-1].lower()
    return word in ("key", "keys", "rng", "rngs", "prng", "prngkey", "subkey", "subkeys", "subrng")


def seedish(name: str) -> bool:
    """A parameter that is called like a seed."""
    return name == "seed" or name.endswith("_seed")


def passed_on(conditions: tuple[Any, ...], func: Func, call: Node) -> list[tuple[Node, bool]]:
    """Tests of parameters in a function, as tests of what the call gives for them."""
    if not conditions or call[0] != "call" or any(part[0] == "star" for part in call[3]):
        return []
    given: dict[str, Node] | None = None
    found: list[tuple[Node, bool]] = []
    for test, polarity in conditions:
        while test[0] == "not":
            test, polarity = test[2], not polarity
        if test[0] == "name":
            if given is None:
                names = [p[0] for p in func.params if p[1] in ("pos", "any")][func.owner is not None :]
                given = {**dict(zip(names, call[3])), **dict(call[4])}
            part = given.get(test[2])
            if part is not None and part[0] in ("name", "attr", "not"):
                found.append((part, polarity))
    return found


def stripped(node: Any) -> Any:
    """Code without the numbers of its nodes: equal where it reads the same."""
    if type(node) is not tuple:
        return node
    if len(node) > 1 and type(node[0]) is str and type(node[1]) is int:
        return (node[0], *[stripped(p) for p in node[2:]])
    return tuple([stripped(p) for p in node])


def condition(test: Node, polarity: bool) -> tuple[Any, bool]:
    """A test as it is remembered: negations taken off, comparisons with a constant as ("is", subject, constant)."""
    while test[0] == "not":
        test, polarity = test[2], not polarity
    if test[0] == "cmp" and len(test[3]) == 1 and test[3][0][0] in ("==", "is", "!=", "is not") and test[3][0][1][0] == "const":
        if test[3][0][0] in ("!=", "is not"):
            polarity = not polarity
        return ("is", stripped(test[2]), test[3][0][1][2]), polarity
    return ("if", stripped(test)), polarity
