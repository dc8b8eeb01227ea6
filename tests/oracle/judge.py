"""What JAX says of a program, what the linter says, and where the two disagree.

    verdict = run(text)                      # runs the program on JAX
    for d in disagreements(text, verdict, findings):
        print(d.kind, d.row, d.codes)

Each statement at module level is a run of its own. A run that raises says which codes the linter has to report at the
raising row. A run that reaches its end makes the rows it executed clean: the linter has to be silent there. What an
exception cut off is not known.
"""

from __future__ import annotations

import ast
import linecache
import warnings
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

import jax

from sharpbits import Finding

FILENAME = "<oracle>"
_MOST_STEPS = 3000

#: Codes that speak of values and not of tracing, or that warn of code which runs: no run of JAX refutes them.
BEYOND = frozenset({"SB104", "SB105", "SB109", "SB110", "SB111", "SB112", "SB310", "SB311"})

_TRUTH = frozenset({"SB301", "SB302", "SB303", "SB304", "SB305"})
_CALLS = {
    **dict.fromkeys(("bool", "int", "float", "complex", "item", "tolist", "format", "str"), "SB305"),
    **dict.fromkeys(("compress", "extract"), "SB308"),
    **dict.fromkeys(("any", "all", "max", "min", "sorted", "filter", "index", "count"), "SB303"),
}


@dataclass(frozen=True)
class Raised:
    """An exception of a run, and the codes of which the linter has to report one at that row; none if it is not of our kind."""

    row: int
    error: str
    message: str
    codes: frozenset[str]


@dataclass
class Verdict:
    raised: list[Raised] = field(default_factory=list)
    #: Rows that were executed and in no run raised, were cut short, or could have been executed again after a cut.
    clean: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Disagreement:
    kind: Literal["missed", "false alarm", "crash"]
    row: int
    #: What JAX demands (missed), or what the linter says.
    codes: tuple[str, ...]
    #: The exception or the message of the linter.
    detail: str
    #: The source of the row.
    source: str


class _TooLong(BaseException):
    """A program that does not end says nothing."""


# --- running ---------------------------------------------------------------------------------------------------------


class _Member:
    """A member of a literal that tells when it is asked for its truth, or compared."""

    def __init__(self, value: object, tell: Callable[[], None]) -> None:
        self.value, self.tell = value, tell

    def __bool__(self) -> bool:
        self.tell()
        return bool(self.value)

    def __eq__(self, other: object) -> bool:
        self.tell()
        return self.value is other or bool(self.value == other)


class _Probes(ast.NodeTransformer):
    """Calls `__step__(row)` before each statement, and passes what may be left out through `__part__(row, place, value)`.

    Without the second, `flag and x > 0` would count as executed though `x > 0` never was.
    """

    def __init__(self) -> None:
        self.parts: set[tuple[int, int]] = set()

    def part(self, value: ast.expr) -> ast.expr:
        key = (value.lineno, value.col_offset)
        self.parts.add(key)
        call = ast.Call(ast.Name("__part__", ast.Load()), [*map(ast.Constant, key), value], [])
        return ast.copy_location(call, value)

    @staticmethod
    def side(probe: str, value: ast.expr, left: ast.expr | None = None) -> ast.expr:
        """A side of a comparison; both know the place of the left one."""
        key = (left or value).lineno, (left or value).col_offset
        return ast.copy_location(ast.Call(ast.Name(probe, ast.Load()), [*map(ast.Constant, key), value], []), value)

    def watch(self, items: ast.expr) -> None:
        """The members of a literal that `any`, `all` or `in` may never come to."""
        if isinstance(items, (ast.List, ast.Tuple)):
            for place, member in enumerate(items.elts):
                if place and not isinstance(member, ast.Starred):
                    probe = self.part(member)
                    assert isinstance(probe, ast.Call) and isinstance(probe.func, ast.Name)
                    probe.func.id = "__member__"
                    items.elts[place] = probe

    def visit(self, node: ast.AST) -> ast.AST:
        node = super().generic_visit(node)
        for name in ("body", "orelse", "finalbody"):
            block = getattr(node, name, None)
            if isinstance(block, list) and block and not isinstance(node, ast.Module):
                setattr(node, name, [s for old in block for s in (self.step(old), old)])
        match node:
            case ast.BoolOp():
                node.values[1:] = [self.part(v) for v in node.values[1:]]
            case ast.IfExp():
                node.body, node.orelse = self.part(node.body), self.part(node.orelse)
            case ast.Compare():
                node.comparators[1:] = [self.part(v) for v in node.comparators[1:]]
                if isinstance(node.ops[0], (ast.In, ast.NotIn)):
                    self.watch(node.comparators[0])
                if len(node.ops) == 1 and isinstance(node.ops[0], (ast.In, ast.NotIn, ast.Eq, ast.NotEq)):
                    node.left, node.comparators[0] = self.side("__left__", node.left), self.side("__right__", node.comparators[0], node.left)
            case ast.Call(func=ast.Name(id="any" | "all"), args=[items]):
                self.watch(items)
            case ast.ListComp() | ast.SetComp() | ast.GeneratorExp():
                node.elt = self.part(node.elt)
            case ast.Lambda():
                node.body = self.part(node.body)
        return node

    @staticmethod
    def step(statement: ast.stmt) -> ast.stmt:
        call = ast.Call(ast.Name("__step__", ast.Load()), [ast.Constant(statement.lineno)], [])
        return ast.copy_location(ast.Expr(call), statement)


class Recorder:
    """A program that is run on JAX, one statement of the module after the other, and what it did."""

    def __init__(self, text: str, names: Mapping[str, object] = MappingProxyType({})) -> None:
        linecache.cache[FILENAME] = (len(text), None, text.splitlines(keepends=True), FILENAME)
        self.rows = _Rows(ast.parse(text))
        self.probes = _Probes()
        tree = ast.fix_missing_locations(self.probes.visit(ast.parse(text)))
        assert isinstance(tree, ast.Module)
        self.tree = tree
        #: Rows that were begun, and parts that were evaluated.
        self.started: set[int] = set()
        self.evaluated: set[tuple[int, int]] = set()
        #: Rows with a comparison that was over because both sides hold the same tracer: its truth was not asked.
        self.identical: set[int] = set()
        self.unknown: set[int] = set()
        self._lefts: dict[tuple[int, int], object] = {}
        self._left = 0
        self._space: dict[str, object] = {
            "__name__": "__main__", "__step__": self._step, "__part__": self._part, "__member__": self._member, "__left__": self._side, "__right__": self._compared,
            **names,
        }  # fmt: skip

    def _step(self, row: int) -> None:
        self.started.add(row)
        self._left -= 1
        if self._left < 0:
            raise _TooLong

    def _part(self, row: int, place: int, value: object) -> object:
        self.evaluated.add((row, place))
        return value

    def _member(self, row: int, place: int, value: object) -> object:
        return _Member(value, lambda: self.evaluated.add((row, place)))

    def _side(self, row: int, place: int, value: object) -> object:
        self._lefts[row, place] = value
        return value

    def _compared(self, row: int, place: int, right: object) -> object:
        left = self._lefts.get((row, place))
        if isinstance(right, (list, tuple)):
            pairs = zip(left, right) if isinstance(left, (list, tuple)) else ((left, item) for item in right)
            if any(isinstance(a, jax.core.Tracer) and a is (b.value if isinstance(b, _Member) else b) for a, b in pairs):
                self.identical.add(row)
        return right

    def run(self, statement: ast.stmt) -> Raised | None:
        """Run a statement of `tree`; what it raised."""
        self._left = _MOST_STEPS
        code = compile(ast.Module([statement], []), FILENAME, "exec")
        self.started.add(statement.lineno)
        self.started.update(d.lineno for d in getattr(statement, "decorator_list", ()))
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                exec(code, self._space)
        except (Exception, _TooLong) as error:
            frames = []
            tb = error.__traceback__
            while tb is not None:
                if tb.tb_frame.f_code.co_filename == FILENAME:
                    frames.append(tb.tb_lineno)
                tb = tb.tb_next
            self.unknown |= self.rows.cut_short(frames)
            if frames and not isinstance(error, _TooLong):
                # A pattern of `match` is asked for on a row of its own; the statement is what is at fault.
                row = self.rows.match.get(frames[-1], frames[-1])
                return Raised(row, type(error).__name__, str(error).strip().split("\n")[0], _codes(error, self.rows.parts(row)))
        return None


def run(text: str) -> Verdict:
    """Run the program on JAX, one statement of the module after the other."""
    recorder = Recorder(text)
    verdict = Verdict([raised for statement in recorder.tree.body if (raised := recorder.run(statement)) is not None])
    skipped = {row for row, _ in recorder.probes.parts - recorder.evaluated}
    verdict.clean = recorder.started - recorder.unknown - skipped - recorder.identical
    return verdict


class _Rows:
    """The statements of a module by their row; no two share one."""

    def __init__(self, tree: ast.Module) -> None:
        self.statement: dict[int, ast.stmt] = {}
        #: The innermost function and the outermost loop of that function around a row.
        self.function: dict[int, ast.AST] = {}
        self.loop: dict[int, ast.stmt] = {}
        #: The row of the `match` that the pattern of a row belongs to.
        self.match: dict[int, int] = {}
        self.functions: dict[str, list[ast.AST]] = {}
        #: What names of the module stand for.
        self.aliases: dict[str, ast.expr] = {}
        for node in tree.body:
            match node:
                case ast.Assign(targets=[ast.Name(id=name)], value=value) if name not in {getattr(n, "id", "") for n in ast.walk(value)}:
                    self.aliases[name] = value
        self._walk(tree, tree, None)

    def _walk(self, node: ast.AST, function: ast.AST, loop: ast.stmt | None) -> None:
        for child in ast.iter_child_nodes(node):
            inside, around = function, loop
            if isinstance(child, ast.Match):
                self.match.update({case.pattern.lineno: child.lineno for case in child.cases})
            if isinstance(child, ast.stmt):
                self.statement[child.lineno] = child
                self.function[child.lineno] = function
                if loop is not None:
                    self.loop[child.lineno] = loop
            if isinstance(child, (ast.FunctionDef, ast.ClassDef)):
                self.functions.setdefault(child.name, []).append(child)
                for d in child.decorator_list:
                    self.statement[d.lineno] = child
                inside, around = child, None
            elif isinstance(child, (ast.For, ast.While)):
                around = loop or child
                self.loop[child.lineno] = around
            self._walk(child, inside, around)

    def parts(self, row: int) -> list[ast.AST]:
        """The expressions on the row, and the statement itself without its block."""
        statement = self.statement.get(row)
        if statement is None:
            return []
        heads = [v for v in ast.iter_child_nodes(statement) if not isinstance(v, ast.stmt)]
        return [statement, *(n for head in heads for n in ast.walk(head))]

    def cut_short(self, frames: list[int]) -> set[int]:
        """Rows of which an exception that passed through these rows lets nothing be said.

        They are the rows on the way, those after them in their functions (all of a loop around them), and all of
        each function that these rows name, directly or through others.
        """
        unknown: set[int] = set()
        todo: list[ast.AST] = []
        seen: set[ast.AST] = set()
        for row, below in zip(frames, [*frames[1:], None]):
            unknown.add(row)
            function = self.function.get(row)
            named = self._named(self.parts(row))
            if below is not None and row not in self.loop:
                # What this row was calling when it was cut short has been called: the rows below speak for it.
                called = self._around(below)
                named = [f for f in named if not (f in called and named.count(f) == 1)]
            todo += named
            if isinstance(function, ast.FunctionDef):
                start = self.loop[row].lineno if row in self.loop else row + 1
                for later in range(start, (function.end_lineno or row) + 1):
                    unknown.add(later)
                    todo += self._named(self.parts(later))
        while todo:
            function = todo.pop()
            if function not in seen:
                seen.add(function)
                unknown.update(range(function.lineno, (function.end_lineno or function.lineno) + 1))  # type: ignore[attr-defined]
                todo += self._named(ast.walk(function))
        return unknown

    def _around(self, row: int) -> list[ast.AST]:
        """The functions and classes around a row."""
        out = []
        while isinstance(function := self.function.get(row), (ast.FunctionDef, ast.ClassDef)):
            out.append(function)
            row = function.lineno
        return out

    def _named(self, nodes: Iterable[ast.AST]) -> list[ast.AST]:
        """The functions and classes of the program that are named there, also by way of `g = jax.jit(f)`."""
        out: list[ast.AST] = []
        for node in nodes:
            name = node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""
            out += self.functions.get(name, ())
            if name in self.aliases and isinstance(getattr(node, "ctx", None), ast.Load):
                out += self._named(ast.walk(self.aliases[name]))
        return out


# --- what an exception demands -----------------------------------------------------------------------------------------


#: Functions of NumPy that work on some tracers, and give what nothing takes: whether it raises there or later is a matter of luck.
UNSTEADY = frozenset({"argsort"})


def unsteady(parts: Iterable[ast.AST]) -> bool:
    return any(isinstance(n, ast.Attribute) and n.attr in UNSTEADY for n in parts)


def _codes(error: BaseException, parts: list[ast.AST]) -> frozenset[str]:
    """The codes one of which the linter has to report for this exception at a row of these parts."""
    wanted = _wanted(error, parts)
    return wanted | {"SB306"} if wanted and unsteady(parts) else wanted


def _wanted(error: BaseException, parts: list[ast.AST]) -> frozenset[str]:
    text = str(error)
    kind = type(error).__name__
    there = _present(parts)
    if kind == "TracerBoolConversionError":
        return frozenset((_TRUTH | {"SB308"}) & there) or _TRUTH
    if kind == "NonConcreteBooleanIndexError":
        return frozenset({"SB308"})
    if kind == "TracerArrayConversionError":
        return frozenset({"SB306", "SB309", "SB611"})
    if kind == "TracerIntegerConversionError":
        return frozenset({"SB307", "SB309", "SB305"})
    if kind == "ConcretizationTypeError":
        return frozenset({"SB305", "SB307", "SB308"})
    if isinstance(error, TypeError):
        if "immutable" in text and "item assignment" in text or "does not support item assignment" in text and "Array" in text:
            return frozenset({"SB101"})
        if "unsupported format string" in text and "Trace" in text:
            return frozenset({"SB305"})
        if "unhashable type" in text and "Trace" in text or "indices must be integers or slices, not" in text and "Trace" in text:
            return frozenset({"SB309"})
        if "Shapes must be 1D sequences of concrete values" in text or "interpreted as an integer" in text and "Trace" in text:
            return frozenset({"SB307"})
    if isinstance(error, IndexError) and ("static start/stop/step" in text or "Slice entries must be static" in text):
        return frozenset({"SB307"})
    return frozenset()


def _present(parts: list[ast.AST]) -> set[str]:
    """Codes that the syntax of the row admits for the truth of a tracer."""
    found = set()
    for node in parts:
        match node:
            case ast.If() | ast.IfExp() | ast.Match():
                found.add("SB301")
            case ast.comprehension(ifs=[_, *_]):
                found.add("SB301")
            case ast.While():
                found.add("SB302")
            case ast.Assert():
                found.add("SB304")
            case ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                found.add("SB303")
            case ast.Compare(ops=ops):
                if len(ops) > 1 or isinstance(ops[0], (ast.In, ast.NotIn)) or isinstance(node.left, (ast.Tuple, ast.List)):
                    found.add("SB303")
            case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name)):
                if name in _CALLS:
                    found.add(_CALLS[name])
    return found


# --- comparing ---------------------------------------------------------------------------------------------------------


def disagreements(text: str, verdict: Verdict, findings: Iterable[Finding]) -> Iterator[Disagreement]:
    """Where the linter's findings and JAX's verdict contradict each other."""
    lines = ["", *text.splitlines()]
    reported: dict[int, set[str]] = {}
    for finding in findings:
        row, code = finding.location.row, finding.code
        reported.setdefault(row, set()).add(code)
        if code in ("SB001", "SB004"):
            yield Disagreement("crash", row, (code,), finding.message, lines[row].strip())
        elif code[:3] in ("SB1", "SB3") and code not in BEYOND and row in verdict.clean and not any(f".{name}(" in lines[row] for name in UNSTEADY):
            yield Disagreement("false alarm", row, (code,), finding.message, lines[row].strip())
    for raised in dict.fromkeys(verdict.raised):
        if raised.codes and not raised.codes & reported.get(raised.row, set()):
            yield Disagreement("missed", raised.row, tuple(sorted(raised.codes)), f"{raised.error}: {raised.message}", lines[raised.row].strip())


def statistics(verdicts: Iterable[Verdict]) -> Counter[str]:
    """How many programs there were, how many raised something of ours, and the exceptions by class."""
    out: Counter[str] = Counter()
    for verdict in verdicts:
        out["programs"] += 1
        out["programs that raise"] += any(r.codes for r in verdict.raised)
        out["clean rows"] += len(verdict.clean)
        for raised in dict.fromkeys(verdict.raised):
            out[f"{raised.error}" if raised.codes else f"other: {raised.error}"] += 1
    return out


def forget() -> None:
    """Drop what JAX keeps of the programs so far."""
    jax.clear_caches()
