"""What a test of a gotcha sees: its `assert`, `pytest.raises` and `pytest.warns` statements tell what they meet.

The test runs as it is written, but for the values of its assertions: on their way they pass a recorder, which hands them
on unchanged. They become text when the test is over, so that looking at a value does not change what the test counts.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

from .form import Happening, Kind
from .showing import ELEMENTS, first_line, is_too_long, snapshot, text_of

_RECORDER = "__recorder__"
#: Calls that answer yes or no: what they are asked about is shown.
_ASKING = {"bool", "all", "any", "isnan", "isinf", "isfinite", "allclose", "isclose", "array_equal"}
#: Calls that make one number of many: the many are shown too.
_SUMMING = {"len", "unique", "abs", "ptp", "max", "sum", "norm"}
#: What a test wants, and not what it gets.
_WANTED = {"approx", "range", "version"}
_MODULES = {"jax", "jnp", "lax", "np", "numpy", "random", "math", "pytest", "optax", "chex", "nn", "nnx", "eqx", "hk"}
#: Calls that take apart what another process printed: the name of a variable says more.
_TAKING_APART = {"loads", "split", "splitlines"}
_IDENTITY = (lambda value: value).__code__.co_code
#: The longest expression that is shown in the place of a variable.
_INLINED = 90
_CAUGHT: dict[str, Kind] = {"raises": "raised", "warns": "warned"}


@dataclass(frozen=True)
class Watch:
    """A place of a test: an expression of an assertion, or the body of a `with pytest.raises(…)`."""

    kind: Kind
    node: ast.AST
    #: What is asserted of it; it is shown where the value is too long.
    asserted: ast.expr | None

    @property
    def claim(self) -> str:
        return ast.unparse(self.asserted) if self.asserted else ""


@dataclass(frozen=True)
class Inside:
    """That a text was found in another, or was not."""

    needle: str
    found: bool


@dataclass(repr=False)
class Recorder:
    """Takes what the watched places of one test meet."""

    watches: list[Watch] = field(default_factory=list)
    #: What each assertion claims, by its line.
    claims: dict[int, str] = field(default_factory=dict)
    met: list[tuple[Watch, Any]] = field(default_factory=list)
    examples: int = 0
    looked_for: Any = None

    def __repr__(self) -> str:
        return "<what the test sees>"

    def value(self, place: int, value: Any) -> Any:
        self.met.append((self.watches[place], snapshot(value)))
        return value

    def needle(self, place: int, value: Any) -> Any:
        """What is going to be looked for."""
        self.looked_for = value
        return value

    def holds(self, place: int, text: Any) -> Any:
        """A text or collection in which something is looked for. A long one is not shown, but whether it is there."""
        long = len(text) > 80 or "\n" in text.strip() if isinstance(text, str) else isinstance(text, (list, set)) and len(text) > ELEMENTS
        if isinstance(self.looked_for, str) and long:
            self.met.append((self.watches[place], Inside(self.looked_for, self.looked_for in text)))
            return text
        return self.value(place, text)

    def caught(self, place: int, caught: Any) -> None:
        """What a block of `pytest.raises` or `pytest.warns` caught."""
        watch = self.watches[place]
        if watch.kind == "raised":
            self.met.append((watch, (type(caught.value).__name__, first_line(str(caught.value)))))
        else:
            self.met.extend((watch, (warning.category.__name__, first_line(str(warning.message)))) for warning in list(caught)[:1])

    def happened(self, parameters: Mapping[str, Any], case: str, passed: bool) -> list[Happening]:
        """All that was met, each once; `case` is the name of the parameters, for those that have no text of their own."""
        seen: dict[tuple[str, ...], Happening] = {}
        for watch, kept in self.met:
            code, named = _source(watch.node, parameters)
            where = f" (with {case})" if case and not named else ""
            kind = ""
            if isinstance(kept, Inside):
                says = f"{'has' if kept.found else 'does not have'} {kept.needle!r}"
                text = f"`{code}`{where} {says}"
            elif watch.kind != "value":
                kind, says = kept
                text = f"`{code}`{where} {watch.kind} {kind}" + (f": {says}" if says else "")
            elif watch.asserted and is_too_long(kept):
                code, named = _source(watch.asserted, parameters)
                says, text = "holds", f"`{code}`{'' if named else where} holds"
            else:
                says = text_of(kept)
                text = f"`{code}`{where} {'gave' if isinstance(watch.node, ast.Call) else 'is'} {says}"
            key = (watch.kind, code, kind, says, watch.claim)
            # Both sides of a comparison lead to one claim.
            times = seen[key].times + 1 if key in seen and says != "holds" else 1
            seen[key] = Happening(watch.kind, code, kind, says, watch.claim, times, text + (f", {times} times" if times > 1 else ""))
        if self.examples and passed:
            seen["examples",] = Happening(
                "examples", "", "", str(self.examples), "", self.examples, f"held for {self.examples} examples drawn at random"
            )
        told = [happening for happening in seen.values() if happening.claim or happening.kind != "value"]
        if told:
            return told
        if passed and not seen:
            return [Happening("ran", "", "", "", "", 1, "ran to its end, and nothing was raised")]
        return [happening for happening in seen.values() if happening.says != "None"] or list(seen.values())[:1]


def watched(function: Any, recorder: Recorder) -> Callable[..., Any] | None:
    """The test with its recorder; None where its source is not to be found, or it is no plain function of a module."""
    if not isinstance(function, FunctionType) or function.__closure__:
        return None
    code = function.__code__
    found = _definitions(code.co_filename).get((code.co_name, code.co_firstlineno))
    if found is None:
        return None
    node = copy.deepcopy(found)
    node.body = _Watcher(recorder, node).statements(node.body)
    node.decorator_list = []
    node.args.kwonlyargs.append(ast.arg(_RECORDER))
    node.args.kw_defaults.append(ast.Constant(None))
    module = compile(ast.fix_missing_locations(ast.Module([node], [])), code.co_filename, "exec", dont_inherit=True)
    inner = next(constant for constant in module.co_consts if isinstance(constant, CodeType) and constant.co_name == code.co_name)
    again = FunctionType(inner, function.__globals__, function.__name__, function.__defaults__)
    again.__kwdefaults__ = {**(function.__kwdefaults__ or {}), _RECORDER: recorder}
    again.__module__ = function.__module__
    return again


@cache
def _definitions(filename: str) -> dict[tuple[str, int], ast.FunctionDef]:
    """The functions of a file by name and first line, which is that of the first decorator."""
    try:
        tree = ast.parse(Path(filename).read_text(encoding="utf-8"))
    except (OSError, SyntaxError):
        return {}
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    return {(node.name, min([node.lineno, *(d.lineno for d in node.decorator_list)])): node for node in functions}


class _Watcher:
    """Puts the recorder into a test."""

    def __init__(self, recorder: Recorder, test: ast.FunctionDef) -> None:
        self.recorder = recorder
        self.parameters = {argument.arg for argument in (*test.args.posonlyargs, *test.args.args, *test.args.kwonlyargs)}
        self.variables = _variables(test)
        #: A call in a block of `pytest.raises` gives nothing.
        self.in_raises = False

    def statements(self, body: list[ast.stmt]) -> list[ast.stmt]:
        return [line for statement in body for line in self._statement(statement)]

    def _statement(self, node: ast.stmt) -> Iterator[ast.stmt]:
        caught = list(self._caught(node)) if isinstance(node, ast.With) else []
        if isinstance(node, ast.Assert):
            claim = ast.unparse(node.test)
            self.recorder.claims.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), claim))
            node.test = self._claim(node.test)
        elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            self._call_alone(node, node.value)
        elif not isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            before, self.in_raises = self.in_raises, self.in_raises or bool(caught)
            for name in ("body", "orelse", "finalbody"):
                if getattr(node, name, None):
                    setattr(node, name, self.statements(getattr(node, name)))
            self.in_raises = before
        yield node
        yield from caught

    def _call_alone(self, node: ast.Expr, call: ast.Call) -> None:
        """A statement that is a call: another library's assertion, or what has to run through."""
        if _called(call).startswith("assert_") and call.args:
            call.args[0] = self._side(call.args[0], copy.deepcopy(call))
        elif not self.in_raises and not (isinstance(call.func, ast.Attribute) and _root(call.func) in self.parameters):
            node.value = self._call("value", self._place("value", call, None), call)

    def _caught(self, node: ast.With) -> Iterator[ast.stmt]:
        for item in node.items:
            call = item.context_expr
            kind = _CAUGHT.get(_called(call)) if isinstance(call, ast.Call) else None
            if kind:
                place = self._place(kind, ast.Module(node.body, []), copy.deepcopy(call))
                if item.optional_vars is None:
                    item.optional_vars = ast.Name(f"__caught_{place}__", ast.Store())
                if isinstance(item.optional_vars, ast.Name):
                    caught = ast.Name(item.optional_vars.id, ast.Load())
                    yield ast.copy_location(ast.Expr(self._call("caught", place, caught)), node)

    def _claim(self, node: ast.expr, claim: ast.expr | None = None) -> ast.expr:
        """An expression whose truth is asserted, or a part of the claim that is."""
        claim = claim or (None if isinstance(node, ast.BoolOp) else copy.deepcopy(node))
        match node:
            case ast.BoolOp():
                node.values = [self._claim(value, claim) for value in node.values]
            case ast.UnaryOp(op=ast.Not()):
                node.operand = self._claim(node.operand, claim)
            case ast.Compare(ops=[ast.Is() | ast.IsNot()]) if not isinstance(node.comparators[0], ast.Constant):
                return self._call("value", self._place("value", node, claim), node)
            case ast.Compare():
                if isinstance(node.ops[0], (ast.In, ast.NotIn)) and isinstance(node.left, (ast.Constant, ast.IfExp, ast.Name)) and _computes(node.comparators[0]):
                    node.left = self._call("needle", 0, node.left)
                    node.comparators[0] = self._call("holds", self._place("value", node.comparators[0], claim), node.comparators[0])
                    return node
                node.left = self._side(node.left, claim)
                node.comparators = [self._side(side, claim) if _is_met(side) else side for side in node.comparators]
            case ast.Call() if _called(node) in _ASKING:
                self._asked(node, claim)
            case _:
                return self._side(node, claim)
        return node

    def _asked(self, node: ast.Call, claim: ast.expr | None) -> None:
        if isinstance(node.func, ast.Attribute) and not _is_module(node.func.value):
            node.func.value = self._claim(node.func.value, claim)
        for place, argument in enumerate(node.args):
            if isinstance(argument, (ast.GeneratorExp, ast.ListComp)):
                argument.generators[0].iter = self._side(argument.generators[0].iter, claim)
            elif not isinstance(argument, ast.Starred):
                node.args[place] = self._claim(argument, claim)

    def _side(self, node: ast.expr, claim: ast.expr | None) -> ast.expr:
        """A value that is compared or asked about: shown, unless it can be read off the claim."""
        match node:
            case ast.Call() if _called(node) in _ASKING:
                self._asked(node, claim)
                return node
            case ast.Compare() | ast.BoolOp() | ast.UnaryOp(op=ast.Not()):
                return self._claim(node, claim)
            case ast.Name() if node.id in self.parameters or node.id.isupper():
                return node
            case ast.IfExp():
                return node
            case ast.Call() if _called(node) in _WANTED or _is_constant(node):
                return node
            case ast.Call(func=ast.Attribute(value=array, attr="tolist")) if isinstance(node.func, ast.Attribute):
                node.func.value = self._side(array, claim)
                return node
            case _ if not _computes(node):
                return node
        place = self._place("value", node, claim)
        if isinstance(node, ast.Call) and _called(node) in _SUMMING and node.args:
            node.args[0] = self._summed(node.args[0], claim)
        return self._call("value", place, node)

    def _summed(self, node: ast.expr, claim: ast.expr | None) -> ast.expr:
        """In `len(jnp.unique(sharp(key)))`: what `sharp(key)` gave."""
        if not isinstance(node, ast.Call):
            return node
        if _called(node) in _SUMMING and node.args:
            node.args[0] = self._summed(node.args[0], claim)
            return node
        return node if _is_module(node.func) else self._side(node, claim)

    def _place(self, kind: Kind, node: ast.AST, asserted: ast.expr | None) -> int:
        if kind == "value":
            node = _Inlined(self.variables).visit(copy.deepcopy(node))
            asserted = _Inlined(self.variables).visit(copy.deepcopy(asserted)) if asserted else None
        self.recorder.watches.append(Watch(kind, node, asserted))
        return len(self.recorder.watches) - 1

    @staticmethod
    def _call(method: str, place: int, value: ast.expr) -> ast.Call:
        recorder = ast.Attribute(ast.Name(_RECORDER, ast.Load()), method, ast.Load())
        return ast.copy_location(ast.Call(recorder, [ast.Constant(place), value], []), value)


def _root(node: ast.expr) -> str:
    while isinstance(node, (ast.Attribute, ast.Subscript, ast.Call)):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _is_met(node: ast.expr) -> bool:
    """Whether the second side of a comparison is met by the test as well, and not what it wants."""
    return isinstance(node, (ast.Name, ast.Attribute, ast.Subscript)) or any(isinstance(part, ast.Call) for part in ast.walk(node))


def _called(node: ast.AST) -> str:
    """The last name of what is called."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def _is_module(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in _MODULES


def _is_constant(node: ast.Call) -> bool:
    """Whether a library makes a value of literals, as in `jnp.float32(0.3)`."""
    return isinstance(node.func, ast.Attribute) and _is_module(node.func.value) and all(isinstance(a, ast.Constant) for a in node.args)


def _computes(node: ast.expr) -> bool:
    """Whether a value cannot be read off its source: it calls something, or reads a variable."""
    names = [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and part.id not in _MODULES]
    return any(isinstance(part, ast.Call) for part in ast.walk(node)) or any(not name.isupper() for name in names)


def _variables(test: ast.FunctionDef) -> dict[str, ast.expr]:
    """What the variables of a test stand for, of those that are written once."""
    written: dict[str, int] = {}
    meaning: dict[str, ast.expr] = {}
    for node in ast.walk(test):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            written[node.id] = written.get(node.id, 0) + 1
        match node:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                if not isinstance(value, (ast.List, ast.Dict, ast.Set)) and not _called(value)[:1].isupper() and _called(value) not in _TAKING_APART:
                    meaning[name] = value
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value) if not isinstance(value, ast.Tuple) and _called(value) not in _TAKING_APART:
                for place, target in enumerate(names):
                    if isinstance(target, ast.Name):
                        meaning[target.id] = ast.Subscript(value, ast.Constant(place), ast.Load())
    return {name: value for name, value in meaning.items() if written[name] == 1 and len(ast.unparse(value)) <= _INLINED}


class _Inlined(ast.NodeTransformer):
    """Puts what a variable stands for in the place of its name; an object whose attribute is read may have changed since."""

    def __init__(self, variables: Mapping[str, ast.expr], depth: int = 2) -> None:
        self.variables = variables
        self.depth = depth

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        return node if isinstance(node.value, ast.Name) and node.attr not in ("shape", "dtype") else self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> ast.AST:
        return node if isinstance(node.value, ast.Name) else self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> ast.AST:
        node.args = [self.visit(argument) for argument in node.args]
        node.func = self.visit(node.func)
        return node

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.variables or not self.depth:
            return node
        meaning = copy.deepcopy(self.variables[node.id])
        return _Inlined(self.variables, self.depth - 1).visit(meaning)  # type: ignore[no-any-return]


class _Named(ast.NodeTransformer):
    """Puts the values of parameters in the place of their names, as far as they have a text."""

    def __init__(self, parameters: Mapping[str, Any]) -> None:
        self.parameters = parameters
        self.named = self.unnamed = False

    def visit_Call(self, node: ast.Call) -> ast.AST:
        value = self.parameters.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if isinstance(value, FunctionType) and value.__name__ == "<lambda>" and not node.keywords:
            written = _lambda(value)
            if written is not None and not node.args:
                self.named = True
                return copy.deepcopy(written.body)
            if len(node.args) == 1 and (value.__code__.co_code, value.__code__.co_argcount) == (_IDENTITY, 1):
                self.named = True
                return self.visit(node.args[0])  # type: ignore[no-any-return]
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if node.id not in self.parameters:
            return node
        value = self.parameters[node.id]
        if value is None or (isinstance(value, (bool, int, float, str)) and len(repr(value)) <= 40):
            return ast.Constant(value)
        if isinstance(value, FunctionType) and value.__name__ == "<lambda>":
            written = _lambda(value)
            if written is not None:
                self.named = True
                return copy.deepcopy(written)
        name = str(getattr(value, "__qualname__", getattr(value, "__name__", "")))
        if not callable(value) or not name or "<" in name:
            self.unnamed = True
            return node
        self.named = True
        module = str(getattr(value, "__module__", ""))
        library = "jnp." if module.startswith(("jax.numpy", "jax._src.numpy")) else "jax." if module.startswith("jax") else ""
        return ast.Name(library + name)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        if node.attr in ("out", "err") and _called(node.value) == "readouterr":
            return ast.Name("printed" if node.attr == "out" else "printed_as_error")
        return self.generic_visit(node)


@cache
def _lambdas(filename: str) -> list[ast.Lambda]:
    try:
        return [node for node in ast.walk(ast.parse(Path(filename).read_text(encoding="utf-8"))) if isinstance(node, ast.Lambda)]
    except (OSError, SyntaxError):
        return []


def _lambda(function: FunctionType) -> ast.Lambda | None:
    """A lambda as it is written: the one of its line that has the same code."""

    # The instructions differ: in a module the compiler knows which names are modules.
    def essence(code: CodeType) -> tuple[object, ...]:
        constants = tuple(essence(c) if isinstance(c, CodeType) else repr(c) for c in code.co_consts)
        return code.co_names, code.co_varnames, constants

    code = function.__code__
    found = []
    for node in _lambdas(code.co_filename):
        if node.lineno == code.co_firstlineno and not code.co_freevars:
            compiled = compile(ast.Expression(node), code.co_filename, "eval", dont_inherit=True)
            again = next(constant for constant in compiled.co_consts if isinstance(constant, CodeType))
            if essence(again) == essence(code):
                found.append(node)
    return found[0] if len({ast.unparse(node) for node in found}) == 1 else None


def _source(node: ast.AST, parameters: Mapping[str, Any]) -> tuple[str, bool]:
    """A watched place as text, and whether all of its parameters have a text."""
    named = _Named(parameters)
    text = ast.unparse(ast.fix_missing_locations(named.visit(copy.deepcopy(node))))
    return "; ".join(text.splitlines()), named.named or not named.unnamed
