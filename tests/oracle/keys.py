"""Random key programs, and what really happens to their keys.

    python -m tests.oracle.keys --programs 2000 --seed 0

A program draws, splits, folds and hands keys around. It is run without jit, once for each choice of its flags, with
`jax.random` watched: a key whose bits were spent before is a reuse, at the rows of the program that were active then. This
is what JAX's own checker (`jax_debug_key_reuse`) looks for, and it also sees what that is blind to: closures under
`vmap`, aliases, the same data folded twice. Where the checker raises, the watch has to see a reuse too.
"""

from __future__ import annotations

import argparse
import sys
import traceback
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from types import ModuleType

import jax
import numpy as np

from sharpbits import Finding, lint_text
from sharpbits.data.keys import SAMPLERS

FILENAME = "program.py"
#: Reports that have to be true of a run, and those that speak of a pattern but cover a reuse, too.
CODES = frozenset({"SB201", "SB202"})
COVER = CODES | {"SB206", "SB209"}

HEADER = """\
import dataclasses
import functools
from typing import NamedTuple

import jax
import jax.numpy as jnp
from jax import lax, random


SEEDS = iter(range(100, 100000))


class State(NamedTuple):
    key: jax.Array
    total: jax.Array


def draws(key, scale=1.0):
    return scale * random.normal(key, (2,))


def maybe(key, train):
    if not train:
        return jnp.zeros(2)
    return random.uniform(key, (2,))


def advance(key):
    key, sub = random.split(key)
    return key, random.normal(sub, (2,))


def returns_spent(key):
    return random.normal(key, (2,)), key


def stream(key, i):
    return random.fold_in(key, i)


def two(a, b):
    return random.normal(a, (2,)) + random.uniform(b, (2,))


def pair(key):
    return {"left": random.fold_in(key, 11), "right": random.fold_in(key, 12)}


def apply(function, key):
    return function(key)


class Agent:
    def __init__(self, key):
        self.key = key

    def act(self):
        self.key, sub = random.split(self.key)
        return random.normal(sub, (2,))


@dataclasses.dataclass
class Box:
    key: jax.Array
    scale: float = 1.0

    def renew(self):
        key, sub = random.split(self.key)
        return dataclasses.replace(self, key=key), sub


def logged(function):
    @functools.wraps(function)
    def wrapper(*args, **kwargs):
        return function(*args, **kwargs)

    return wrapper


@logged
def logged_draw(key):
    return random.normal(key, (2,))


@functools.partial(jax.jit, static_argnames=("n",))
def static_draw(key, n=2):
    if n > 2:
        key, _ = random.split(key)
    return random.normal(key, (2,))


@jax.custom_vjp
def custom_draw(key, x):
    return x * random.normal(key, (2,))


custom_draw.defvjp(lambda key, x: (custom_draw(key, x), x), lambda x, g: (None, x))


def key_stream(key):
    while True:
        key, sub = random.split(key)
        yield sub


def inner_function(key):
    key, sub = random.split(key)

    def inner(scale):
        return scale * random.normal(sub, (2,))

    return key, inner(2.0)


def update(state):
    state["key"], sub = random.split(state["key"])
    return random.normal(sub, (2,))
"""


class Program:
    """Writes one program. `fresh` are expressions of keys that are not spent, `spent` those that are, as far as the writer knows."""

    def __init__(self, random: Random) -> None:
        self.random = random
        self.lines: list[str] = []
        self.count = 0
        self.risk = random.choice((0.0, 0.0, 0.1, 0.25))

    def name(self, stem: str) -> str:
        self.count += 1
        return f"{stem}{self.count}"

    def put(self, depth: int, text: str) -> None:
        self.lines.append("    " * depth + text)

    def take(self, depth: int, fresh: list[str], spent: list[str]) -> str:
        """A key to spend: mostly a fresh one."""
        if spent and self.random.random() < self.risk:
            return self.random.choice(spent)
        if not fresh:
            new = self.name("k")
            self.put(depth, f"{new} = random.key(next(SEEDS))")
            return new
        key = fresh.pop(self.random.randrange(len(fresh)))
        spent.append(key)
        return key

    def block(self, depth: int, fresh: list[str], spent: list[str], size: int, nested: int) -> None:
        for _ in range(size):
            self.statement(depth, fresh, spent, nested)

    def statement(self, depth: int, fresh: list[str], spent: list[str], nested: int) -> None:
        r, put = self.random, lambda text: self.put(depth, text)
        forms = ["draw", "split", "rebind", "helper", "advance", "fold", "array", "dict", "tuple", "lambda", "spent", "two", "state", "clone", "attribute"]
        forms += ["agent", "box", "list", "store", "walrus", "wrapper", "partial", "switch", "star", "slice", "iterator", "closure", "nested", "map", "tree", "grad"]
        if nested:
            forms += ["if", "for", "keys", "comp", "scan", "vmap", "cond", "fori", "while", "early", "try", "zip"] * 2
            forms += ["match", "finally", "enumerate", "rounds"]
        form = r.choice(forms)
        sampler = r.choice(("normal", "uniform", "gumbel"))
        out = self.name("x")
        if form == "draw":
            put(f"{out} = random.{sampler}({self.take(depth, fresh, spent)}, (2,))")
        elif form == "split":
            a, b = self.name("k"), self.name("k")
            put(f"{a}, {b} = random.split({self.take(depth, fresh, spent)})")
            fresh += [a, b]
        elif form == "rebind":
            plain = [k for k in fresh if k.isidentifier()]
            if plain:
                key, sub = r.choice(plain), self.name("k")
                put(f"{key}, {sub} = random.split({key})")
                fresh.append(sub)
        elif form == "helper":
            key = self.take(depth, fresh, spent)
            put(f"{out} = {r.choice((f'draws({key})', f'draws({key}, scale=2.0)', f'maybe({key}, True)', f'maybe({key}, flag_a)', f'apply(draws, {key})', f'jax.jit(draws)({key})'))}")
        elif form == "advance":
            new = self.name("k")
            put(f"{new}, {out} = advance({self.take(depth, fresh, spent)})")
            fresh.append(new)
        elif form == "fold":
            key, data = self.take(depth, fresh, spent), r.randrange(20, 24)
            new = self.name("k")
            put(f"{new} = {r.choice(('random.fold_in', 'stream'))}({key}, {data})")
            fresh.append(new)
            if r.random() < 0.5:
                other = self.name("k")
                put(f"{other} = random.fold_in({key}, {r.randrange(20, 24) if r.random() < self.risk else data + 10})")
                fresh.append(other)
        elif form == "array":
            new, size = self.name("ks"), r.choice((2, 3))
            put(f"{new} = random.split({self.take(depth, fresh, spent)}, {size})")
            fresh += [f"{new}[{i}]" for i in range(size - 1)] + [r.choice((f"{new}[-1]", f"{new}[{size - 1}]"))]
        elif form == "dict":
            new = self.name("d")
            a, b = self.take(depth, fresh, []), self.take(depth, fresh, [])
            put(f"{new} = {{'a': {a}, 'b': {b}}}")
            fresh += [f"{new}['a']", f"{new}['b']"]
            spent += [a, b] if self.risk and r.random() < 0.2 else []
        elif form == "tuple":
            new = self.name("t")
            put(f"{new} = ({self.take(depth, fresh, [])}, 1.0)")
            fresh.append(f"{new}[0]")
        elif form == "attribute":
            new = self.name("st")
            put(f"{new} = State({self.take(depth, fresh, [])}, jnp.zeros(()))")
            fresh.append(f"{new}.key")
        elif form == "lambda":
            function = self.name("f")
            key = self.take(depth, fresh, spent)
            put(f"{function} = lambda scale: scale * random.{sampler}({key}, (2,))")
            put(f"{out} = {function}(2.0)" + (f" + {function}(3.0)" if r.random() < self.risk else ""))
        elif form == "spent":
            new = self.name("k")
            put(f"{out}, {new} = returns_spent({self.take(depth, fresh, spent)})")
            spent.append(new)
        elif form == "two":
            put(f"{out} = two({self.take(depth, fresh, spent)}, {self.take(depth, fresh, spent)})")
        elif form == "state":
            new = self.name("p")
            put(f"{new} = pair({self.take(depth, fresh, spent)})")
            fresh += [f"{new}['left']", f"{new}['right']"]
        elif form == "clone":
            new = self.name("k")
            key = self.take(depth, fresh, spent)
            put(f"{new} = {r.choice((f'jnp.array({key}, copy=True)', f'{key}.reshape(())', f'jax.device_put({key})'))}")
            if spent and spent[-1] == key:
                spent.pop()
                fresh.append(new)
        elif form == "agent":
            # What an object keeps and its methods renew is not followed: its key is used nowhere else.
            new, key = self.name("ag"), self.take(depth, fresh, [])
            put(f"{new} = Agent({key})")
            put(f"{out} = {new}.act() + {new}.act()")
        elif form == "box":
            new, sub = self.name("b"), self.name("k")
            put(f"{new} = Box({self.take(depth, fresh, spent)})")
            put(f"{new}, {sub} = {new}.renew()")
            fresh += [sub, f"{new}.key"]
        elif form == "list":
            new, sub = self.name("l"), self.name("k")
            put(f"{new} = [{self.take(depth, fresh, [])}]")
            put(f"{new}.append({self.take(depth, fresh, [])})")
            if r.random() < 0.5:
                put(f"{sub} = {new}.pop()")
                fresh += [sub, f"{new}[0]"]
            else:
                fresh += [f"{new}[0]", f"{new}[1]"]
        elif form == "store":
            new, sub = self.name("d"), self.name("k")
            put(f"{new} = {{'key': {self.take(depth, fresh, spent)}, 'n': 0}}")
            put(r.choice((f"{new}['key'], {sub} = random.split({new}['key'])", f"{out}, {sub} = update({new}), random.key(next(SEEDS))")))
            fresh += [sub, f"{new}['key']"]
        elif form == "walrus":
            new = self.name("k")
            put(f"{out} = draws({new} := random.split({self.take(depth, fresh, spent)})[0])")
            spent.append(new)
        elif form == "wrapper":
            key = self.take(depth, fresh, spent)
            put(f"{out} = {r.choice((f'logged_draw({key})', f'static_draw({key}, n=3)', f'static_draw({key})', f'custom_draw({key}, 2.0)'))}")
        elif form == "partial":
            function = self.name("f")
            put(f"{function} = functools.partial(draws, {self.take(depth, fresh, spent)})")
            put(f"{out} = {function}()" + (f" + {function}(scale=2.0)" if r.random() < self.risk else ""))
        elif form == "switch":
            put(f"{out} = lax.switch({r.choice(('0', '1', 'int(flag_a)'))}, [draws, lambda k: random.uniform(k, (2,))], {self.take(depth, fresh, spent)})")
        elif form == "star":
            first, rest = self.name("k"), self.name("r")
            put(f"{first}, *{rest} = random.split({self.take(depth, fresh, spent)}, 4)")
            fresh += [first, f"{rest}[0]", f"{rest}[2]"]
        elif form == "slice":
            new = self.name("ks")
            put(f"{new} = random.split({self.take(depth, fresh, spent)}, 4)")
            put(f"{out} = jax.vmap(draws)({new}[:2])")
            fresh += [f"{new}[2]", f"{new}[-1]"]
            spent.append(f"{new}[1]")
        elif form == "iterator":
            new, a, b = self.name("it"), self.name("k"), self.name("k")
            put(f"{new} = {r.choice(('iter(random.split({}, 3))', 'key_stream({})')).format(self.take(depth, fresh, spent))}")
            put(f"{a} = next({new})")
            put(f"{b} = next({new})")
            fresh += [a, b]
        elif form == "closure":
            function, key = self.name("f"), self.take(depth, fresh, spent)
            put(f"def {function}(scale):")
            self.put(depth + 1, f"return scale * random.{sampler}({key}, (2,))")
            put(f"{out} = {function}(2.0)" + (f" + {function}(3.0)" if r.random() < self.risk else ""))
        elif form == "nested":
            new = self.name("k")
            put(f"{new}, {out} = inner_function({self.take(depth, fresh, spent)})")
            fresh.append(new)
        elif form == "map":
            key = self.take(depth, fresh, spent)
            put(f"{out} = list(map({f'lambda s: s * random.normal({key}, (2,)), (1.0, 2.0)' if r.random() < self.risk else f'draws, random.split({key}, 2)'}))")
        elif form == "tree":
            key = self.take(depth, fresh, spent)
            if r.random() < self.risk:
                put(f"{out} = jax.tree.map(lambda v: v + random.normal({key}), {{'a': 1.0, 'b': 2.0}})")
            else:
                put(f"{out} = jax.tree.map(lambda v, k: v + random.normal(k), [1.0, 2.0], list(random.split({key}, 2)))")
        elif form == "grad":
            put(f"{out} = jax.grad(lambda s: (s * random.{sampler}({self.take(depth, fresh, spent)}, (2,))).sum())(1.0)")
        elif form == "match":
            put("match mode:")
            ends = []
            for case in ("'x'", "_"):
                self.put(depth + 1, f"case {case}:")
                f, s = list(fresh), list(spent)
                self.block(depth + 2, f, s, 1, nested - 1)
                self.put(depth + 2, "pass")
                ends.append(f)
            spent += [k for k in fresh if not all(k in f for f in ends) and k not in spent]
            fresh[:] = [k for k in fresh if all(k in f for f in ends)]
        elif form == "finally":
            put("try:")
            self.block(depth + 1, fresh, spent, 1, 0)
            self.put(depth + 1, "pass")
            put("finally:")
            self.put(depth + 1, f"{out} = draws({self.take(depth + 1, fresh, spent)})")
        elif form == "enumerate":
            index, key = self.name("i"), self.name("k")
            put(f"for {index}, {key} in enumerate(random.split({self.take(depth, fresh, spent)}, 2)):")
            self.block(depth + 1, [key], [], 1, nested - 1)
        elif form == "rounds":
            count, carried, sub = self.name("n"), self.name("k"), self.name("k")
            put(f"{carried}, {count} = {self.take(depth, fresh, [])}, 0")
            put(f"while {count} < 2:")
            self.put(depth + 1, f"{count} += 1")
            self.put(depth + 1, f"{carried}, {sub} = random.split({carried})" if r.random() >= self.risk else f"{sub} = {carried}")
            self.block(depth + 1, [sub], [], 1, nested - 1)
            fresh.append(carried)
        elif form == "if":
            test = r.choice(("flag_a", "flag_b", "not flag_a", "mode == 'x'", "mode == 'y'"))
            ends = []
            put(f"if {test}:")
            for branch in range(2):
                f, s = list(fresh), list(spent)
                self.block(depth + 1, f, s, r.choice((1, 2)), nested - 1)
                self.put(depth + 1, "pass")
                ends.append((f, s))
                if branch == 0:
                    if r.random() < 0.4:
                        ends.append((list(fresh), list(spent)))
                        break
                    put("else:")
            alive = [k for k in fresh if all(k in f for f, _ in ends)]
            gone = [k for k in fresh if k not in alive]
            fresh[:] = alive
            spent += [k for k in gone if k not in spent]
        elif form == "early":
            put(f"if {r.choice(('flag_a', 'flag_b'))}:")
            f, s = list(fresh), list(spent)
            self.block(depth + 1, f, s, 1, 0)
            self.put(depth + 1, "return jnp.zeros(2)" if depth == 1 else "pass")
            if depth > 1:
                spent += [k for k in fresh if k not in f]
                fresh[:] = [k for k in fresh if k in f]
        elif form == "try":
            put("try:")
            self.block(depth + 1, fresh, spent, 1, 0)
            self.put(depth + 1, "pass")
            put("except ValueError:")
            self.put(depth + 1, "pass")
        elif form == "for":
            index, key = self.name("i"), self.take(depth, fresh, [])
            carried = self.name("k")
            put(f"{carried} = {key}")
            put(f"for {index} in range(2):")
            sub = self.name("k")
            way = r.choice(("carry", "fold", "round"))
            if way == "carry":
                self.put(depth + 1, f"{carried}, {sub} = random.split({carried})")
            elif way == "fold":
                self.put(depth + 1, f"{sub} = random.fold_in({carried}, {index} + 30)")
            else:
                self.put(depth + 1, f"{sub} = random.key(next(SEEDS))")
            inner = [sub]
            around = list(fresh) + list(spent) if r.random() < self.risk else []
            self.block(depth + 1, inner, around, r.choice((1, 2)), nested - 1)
            if way == "carry":
                fresh.append(carried)
        elif form == "keys":
            key = self.name("k")
            put(f"for {key} in random.split({self.take(depth, fresh, spent)}, 2):")
            self.block(depth + 1, [key], [], r.choice((1, 2)), nested - 1)
        elif form == "zip":
            key, scale = self.name("k"), self.name("s")
            put(f"for {key}, {scale} in zip(random.split({self.take(depth, fresh, spent)}, 2), (1.0, 2.0)):")
            self.block(depth + 1, [key], [], 1, nested - 1)
        elif form == "comp":
            key = self.take(depth, fresh, spent)
            if r.random() < self.risk:
                put(f"{out} = [random.{sampler}({key}, (2,)) for _ in range(2)]")
            else:
                put(r.choice((
                    f"{out} = [random.{sampler}(q, (2,)) for q in random.split({key}, 2)]",
                    f"{out} = [random.{sampler}(random.fold_in({key}, q), (2,)) for q in range(40, 42)]",
                    f"{out} = [draws(q) for q in random.split({key}, 2)]",
                )))  # fmt: skip
        elif form in ("scan", "fori", "while"):
            self.loop(form, depth, fresh, spent)
        elif form == "vmap":
            keys, function = self.name("ks"), self.name("f")
            put(f"{keys} = random.split({self.take(depth, fresh, spent)}, 2)")
            put(f"def {function}(key, x):")
            captured = r.choice(fresh) if fresh and r.random() < self.risk else None
            if captured:
                fresh.remove(captured)
                spent.append(captured)
            self.put(depth + 1, f"return x + random.{sampler}({captured or 'key'})" + ("  # captured" if captured else ""))
            put(f"{out} = jax.vmap({function})({keys}, jnp.ones(2))")
            spent += [] if captured else [f"{keys}[0]"]
        elif form == "cond":
            key = self.take(depth, fresh, spent)
            yes, no = r.choice((("draws", "lambda k: jnp.zeros(2)"), ("draws", "lambda k: random.uniform(k, (2,))"), ("lambda k: jnp.zeros(2)", "lambda k: jnp.ones(2)")))
            put(f"{out} = lax.cond(flag_a, {yes}, {no}, {key})")

    def loop(self, form: str, depth: int, fresh: list[str], spent: list[str]) -> None:
        r, put = self.random, lambda text: self.put(depth, text)
        body, key, out, new = self.name("body"), self.take(depth, fresh, []), self.name("x"), self.name("k")
        outer = r.choice(fresh) if fresh and r.random() < self.risk else None
        if outer:
            fresh.remove(outer)
            spent.append(outer)
        put(f"def {body}({'i, carry' if form == 'fori' else 'carry, x' if form == 'scan' else 'carry'}):")
        self.put(depth + 1, "key, total = carry" if form != "while" else "key, total, n = carry")
        good = r.random() >= self.risk
        if good:
            self.put(depth + 1, "key, sub = random.split(key)")
        self.put(depth + 1, f"total = total + random.normal({outer or ('sub' if good else 'key')})")
        if r.random() < 0.3:
            self.put(depth + 1, "total = total + random.uniform(" + ("sub" if r.random() < self.risk else "random.fold_in(sub, 50)" if good and outer else "random.key(next(SEEDS))") + ")" if good else "pass")
        result = "(key, total)" if form != "while" else "(key, total, n + 1)"
        self.put(depth + 1, f"return {result}, total" if form == "scan" else f"return {result}")
        if form == "scan":
            put(f"({new}, {out}), _ = lax.scan({body}, ({key}, 0.0), None, length=2)")
        elif form == "fori":
            put(f"{new}, {out} = lax.fori_loop(0, 2, {body}, ({key}, 0.0))")
        else:
            put(f"{new}, {out}, _ = lax.while_loop(lambda c: c[2] < 2, {body}, ({key}, 0.0, 0))")
        fresh.append(new)


def generate(random: Random) -> str:
    program = Program(random)
    program.put(0, "def run(key, flag_a, flag_b, mode):")
    program.block(1, ["key"], [], random.choice((4, 6, 9)), 2)
    program.put(1, "return None")
    return HEADER + "\n\n" + "\n".join(program.lines) + "\n"


# --- what happens -----------------------------------------------------------------------------------------


@dataclass
class Watch:
    """Keys that were spent, by their bits; the reuses, each as the rows of the program that were active."""

    spent: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    tainted: set[bytes] = field(default_factory=set)
    reuses: list[tuple[int, ...]] = field(default_factory=list)
    #: For each reuse the rows of the use before; in a loop that is where the report is.
    before: dict[tuple[int, ...], set[int]] = field(default_factory=dict)
    first: set[int] = field(default_factory=set)
    #: Rows that ran.
    ran: set[int] = field(default_factory=set)
    #: Reuses of keys that are equal because a key before them was used twice.
    echoes: list[tuple[int, ...]] = field(default_factory=list)

    def use(self, key: object, results: list[bytes]) -> None:
        rows = tuple([f.lineno or 0 for f in traceback.extract_stack() if f.filename == FILENAME])
        again = False
        for bits in _bits(key):
            if bits in self.spent:
                again = True
                (self.echoes if bits in self.tainted else self.reuses).append(rows)
                self.tainted.add(bits)
                self.first.update(self.spent[bits])
                self.before.setdefault(rows, set()).update(self.spent[bits])
            self.spent[bits] = rows
        if again:
            self.tainted.update(results)


def _bits(key: object) -> list[bytes]:
    data = jax.random.key_data(key)  # type: ignore[arg-type]
    while hasattr(data, "val"):  # a batched key: all its rows
        data = data.val
    rows = np.asarray(data).reshape(-1, 2)
    return [row.tobytes() for row in rows]


@contextmanager
def watched(watch: Watch) -> Iterator[None]:
    saved = {name: getattr(jax.random, name) for name in (*SAMPLERS, "split") if hasattr(jax.random, name)}
    busy = False

    def wrap(name: str, function):
        def call(key, *args, **kwargs):
            nonlocal busy
            if busy:
                return function(key, *args, **kwargs)
            busy = True
            try:
                result = function(key, *args, **kwargs)
                watch.use(key, _bits(result) if name == "split" else [])
            finally:
                busy = False
            return result

        return call

    for name, function in saved.items():
        setattr(jax.random, name, wrap(name, function))
    try:
        yield
    finally:
        for name, function in saved.items():
            setattr(jax.random, name, function)


def _row(frame, rows: set[int]):
    """A trace function that notes the rows of the program."""
    if frame.f_code.co_filename != FILENAME:
        return None

    def trace(frame, event, arg):
        rows.add(frame.f_lineno)
        return trace

    return trace


def module() -> dict[str, object]:
    """The variables of a new module, that dataclasses find."""
    sys.modules["program"] = ModuleType("program")
    return vars(sys.modules["program"])


def choices(text: str) -> list[tuple[bool, bool, str]]:
    """What to run the program with, so that each of its paths is taken."""
    body = text[text.index("def run(") :].partition("\n")[2]
    some = [(False, True) if name in body else (False,) for name in ("flag_a", "flag_b")]
    return [(a, b, mode) for a in some[0] for b in some[1] for mode in (("x", "y") if "mode" in body else ("x",))]


def run(text: str) -> Watch:
    """All choices of the flags; the watches of all runs together."""
    together = Watch()
    code = compile(text, FILENAME, "exec")
    for choice in choices(text):
        watch = Watch()
        with watched(watch), jax.disable_jit():
            space = module()
            exec(code, space)
            sys.settrace(lambda frame, event, arg: _row(frame, watch.ran))
            try:
                space["run"](jax.random.key(7), *choice)  # type: ignore[operator]
            finally:
                sys.settrace(None)
        together.reuses += watch.reuses
        together.echoes += watch.echoes
        together.ran |= watch.ran
        for rows, earlier in watch.before.items():
            together.before.setdefault(rows, set()).update(earlier)
        together.first |= watch.first
    # Under `vmap` a key of the closure is spent once, and every lane has its numbers.
    captured = [n for n, line in enumerate(text.splitlines(), 1) if line.endswith("# captured")]
    together.first.update(captured)
    together.reuses += [(n,) for n in captured if n in together.ran]
    return together


def checker_rows(text: str) -> list[int]:
    """Rows at which JAX's own checker raises, one for each choice of the flags at most.

    It takes every index into an array of keys for a use of that element, so that rows with an index do not count.
    """
    rows = []
    lines = text.splitlines()
    code = compile(text, FILENAME, "exec")
    for choice in choices(text):
        space = module()
        try:
            with jax.debug_key_reuse(True):
                exec(code, space)
                space["run"](jax.random.key(7), *choice)  # type: ignore[operator]
        except Exception as raised:
            # A `finally` may fail in its turn, where what it needs was not reached.
            error = raised if isinstance(raised, jax.errors.KeyReuseError) else raised.__context__
            if not isinstance(error, jax.errors.KeyReuseError):
                raise
            rows += [f.lineno or 0 for f in traceback.extract_tb(error.__traceback__) if f.filename == FILENAME][-1:]
    return [row for row in rows if "[" not in lines[row - 1]]


@dataclass
class Disagreement:
    kind: str
    rows: tuple[int, ...]


def compare(text: str, findings: list[Finding] | None = None) -> list[Disagreement]:
    """Misses: a reuse of which no active row is reported. False alarms: a reported row at which no key was used again."""
    watch = run(text)
    found = lint_text(text, FILENAME) if findings is None else findings
    rows = {f.location.row for f in found if f.code in CODES}
    covered = {f.location.row for f in found if f.code in COVER}
    crash = [Disagreement("crash", (f.location.row,)) for f in found if f.code == "SB004"]
    ever = watch.first | {row for reuse in (*watch.reuses, *watch.echoes) for row in reuse}
    loops = {f.location.row for f in found if f.code == "SB202"}
    # A generator spends its key when it is first asked; the report is where it is given the key.
    lines = ["", *text.splitlines()]
    streams = {row for row, line in enumerate(lines) if "= key_stream(" in line}
    stream = lines.index("def key_stream(key):")
    if any(stream < row < stream + 5 for reuse in (*watch.reuses, *watch.echoes) for row in reuse):
        ever |= streams
        if streams & rows:
            covered.update(range(stream, stream + 5))
    missed = {reuse for reuse in watch.reuses if not covered.intersection(reuse) and not loops & watch.before.get(reuse, set())}
    alarms = (rows - ever) & watch.ran
    return crash + [Disagreement("missed", r) for r in sorted(missed)] + [Disagreement("false alarm", (r,)) for r in sorted(alarms)]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.oracle.keys")
    parser.add_argument("--programs", type=int, default=500)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--examples", type=int, default=3)
    parser.add_argument("--checker", action="store_true", help="also hold the watch against JAX's checker (slow)")
    args = parser.parse_args()
    counts: Counter[str] = Counter()
    shown: Counter[str] = Counter()
    for seed in range(args.seed, args.seed + args.programs):
        text = generate(Random(seed))
        found = compare(text)
        counts["programs"] += 1
        counts["programs with a reuse"] += bool(run(text).reuses)
        for d in found:
            counts[d.kind] += 1
            shown[d.kind] += 1
            if shown[d.kind] <= args.examples:
                print(f"--- seed {seed}: {d.kind} at {d.rows}")
                start = HEADER.count("\n") + 2
                print("\n".join(f"{n:4} {line}" for n, line in enumerate(text.splitlines(), 1) if n >= start))
        if args.checker:
            raised = checker_rows(text)
            if raised and not (run(text).reuses or run(text).echoes):
                counts["checker alone"] += 1
                print(f"--- seed {seed}: only JAX's checker raises, at {raised}")
    for name, count in counts.items():
        print(f"{count:7} {name}")
    return int(any(counts[k] for k in ("missed", "false alarm", "crash")))


if __name__ == "__main__":
    sys.exit(main())
