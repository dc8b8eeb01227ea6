"""Station 2: one `libcst.parse_module`, then one direct walk over the semantic fields.

The walk lowers LibCST's tree to nested tuples, the only form of code that the later stations see:

    (kind, at, field, ...)      e.g. ("call", 17, func, args, keywords)

`at` is the number of the node in the order of the walk. Tuples are small, `marshal` reads and writes them
at memory speed (workers and the cache exchange them), and LibCST's tree, thirty times as large, is dropped
at once. Positions are needed only where there is something to report: `positions.py` walks such a file again
with `record=True` and finds node `at` in `Lowering.nodes`.

Expressions: const name attr sub slice call bin bool not unary cmp ifexp lambda tuple list set dict comp fstr
yield await walrus star. Statements: expr assign aug ann return del raise assert global nonlocal import from if
while for try with match def class pass break continue.
"""

from __future__ import annotations

import ast
import warnings
from typing import Any

import libcst as cst

from .data.keys import DRAWING
from .parsing import parse_bare

Node = tuple[Any, ...]

_BINARY = {
    cst.Add: "+", cst.Subtract: "-", cst.Multiply: "*", cst.Divide: "/", cst.FloorDivide: "//", cst.Modulo: "%",
    cst.Power: "**", cst.LeftShift: "<<", cst.RightShift: ">>", cst.BitAnd: "&", cst.BitOr: "|", cst.BitXor: "^",
    cst.MatrixMultiply: "@",
    cst.AddAssign: "+", cst.SubtractAssign: "-", cst.MultiplyAssign: "*", cst.DivideAssign: "/",
    cst.FloorDivideAssign: "//", cst.ModuloAssign: "%", cst.PowerAssign: "**", cst.LeftShiftAssign: "<<",
    cst.RightShiftAssign: ">>", cst.BitAndAssign: "&", cst.BitOrAssign: "|", cst.BitXorAssign: "^",
    cst.MatrixMultiplyAssign: "@",
}  # fmt: skip
_COMPARE = {
    cst.Equal: "==", cst.NotEqual: "!=", cst.LessThan: "<", cst.LessThanEqual: "<=", cst.GreaterThan: ">",
    cst.GreaterThanEqual: ">=", cst.Is: "is", cst.IsNot: "is not", cst.In: "in", cst.NotIn: "not in",
}  # fmt: skip
_UNARY = {cst.Minus: "-", cst.Plus: "+", cst.BitInvert: "~"}
_NAMED = {"True": True, "False": False, "None": None}


def dotted_name(node: Any) -> str:
    """`a.b.c` of a Name or Attribute; LibCST gives nothing else where it is called."""
    parts = []
    while type(node) is cst.Attribute:
        parts.append(node.attr.value)
        node = node.value
    parts.append(node.value)
    return ".".join(reversed(parts))


class Lowering:
    """The walk. Every method numbers its node before its children, so that the order is fixed."""

    def __init__(self, record: bool = False) -> None:
        self.count = 0
        self.nodes: list[Any] | None = [] if record else None
        #: Names that some function rebinds by `global`: their module-level value is not constant.
        self.rebound: set[str] = set()
        #: What is imported anywhere, as (level, dotted name): all that the module can ask of its project.
        self.imports: set[tuple[int, str]] = set()
        #: Names in the current function whose content is given to what has the name of a function of `jax.random`.
        self.drawn: set[str] = set()

    def _at(self, node: Any) -> int:
        at = self.count
        self.count = at + 1
        if self.nodes is not None:
            self.nodes.append(node)
        return at

    # --- statements ---------------------------------------------------------------------------------

    def body(self, block: Any) -> tuple[Node, ...]:
        """The statements of a module, an indented block or a one-line suite; docstrings and `...` are left out."""
        out: list[Node] = []
        for statement in block.body:
            if type(statement) is cst.SimpleStatementLine:
                for small in statement.body:
                    lowered = _STATEMENTS[type(small)](self, small)
                    if lowered is not None:
                        out.append(lowered)
            else:
                method = _STATEMENTS[type(statement)]
                lowered = method(self, statement)
                if lowered is not None:
                    out.append(lowered)
        return tuple(out)

    def expr_statement(self, node: cst.Expr) -> Node | None:
        if type(node.value) in (cst.SimpleString, cst.ConcatenatedString, cst.Ellipsis):
            return None
        return ("expr", self._at(node), self.expr(node.value))

    def assign(self, node: cst.Assign) -> Node:
        at = self._at(node)
        value = self.expr(node.value)
        return ("assign", at, tuple([self.expr(t.target) for t in node.targets]), value)

    def aug_assign(self, node: cst.AugAssign) -> Node:
        at = self._at(node)
        return ("aug", at, _BINARY[type(node.operator)], self.expr(node.target), self.expr(node.value))

    def ann_assign(self, node: cst.AnnAssign) -> Node:
        at = self._at(node)
        annotation = self.annotation(node.annotation)
        value = None if node.value is None else self.expr(node.value)
        return ("ann", at, self.expr(node.target), annotation, value)

    def return_(self, node: cst.Return) -> Node:
        return ("return", self._at(node), None if node.value is None else self.expr(node.value))

    def delete(self, node: cst.Del) -> Node:
        return ("del", self._at(node), self.expr(node.target))

    def raise_(self, node: cst.Raise) -> Node:
        return ("raise", self._at(node), None if node.exc is None else self.expr(node.exc))

    def assert_(self, node: cst.Assert) -> Node:
        at = self._at(node)
        return ("assert", at, self.expr(node.test), None if node.msg is None else self.expr(node.msg))

    def global_(self, node: cst.Global) -> Node:
        names = tuple(item.name.value for item in node.names)
        self.rebound.update(names)
        return ("global", self._at(node), names)

    def nonlocal_(self, node: cst.Nonlocal) -> Node:
        return ("nonlocal", self._at(node), tuple(item.name.value for item in node.names))

    def import_(self, node: Any) -> Node:
        names = tuple([(dotted_name(a.name), a.asname.name.value if a.asname else None) for a in node.names])
        for dotted, _ in names:
            self.imports.update({(0, dotted), (0, dotted.split(".")[0])})
        return ("import", self._at(node), names)

    def import_from(self, node: Any) -> Node:
        at = self._at(node)
        module = dotted_name(node.module) if node.module is not None else ""
        self.imports.add((len(node.relative), module))
        if isinstance(node.names, cst.ImportStar):
            return ("from", at, module, len(node.relative), None)
        names = tuple([(a.name.value, a.asname.name.value if a.asname else a.name.value) for a in node.names])
        self.imports.update((len(node.relative), f"{module}.{name}" if module else name) for name, _ in names)
        return ("from", at, module, len(node.relative), names)

    def pass_(self, node: Any) -> None:
        return None

    def break_(self, node: Any) -> Node:
        return ("break", self._at(node))

    def continue_(self, node: Any) -> Node:
        return ("continue", self._at(node))

    def type_alias(self, node: Any) -> Node:
        return ("assign", self._at(node), (self.expr(node.name),), ("const", self._at(node), None))

    def if_(self, node: cst.If) -> Node:
        at = self._at(node)
        test = self.expr(node.test)
        body = self.body(node.body)
        orelse: tuple[Node, ...] = ()
        if type(node.orelse) is cst.If:
            orelse = (self.if_(node.orelse),)
        elif node.orelse is not None:
            orelse = self.body(node.orelse.body)
        return ("if", at, test, body, orelse)

    def while_(self, node: cst.While) -> Node:
        at = self._at(node)
        test = self.expr(node.test)
        return ("while", at, test, self.body(node.body), self.body(node.orelse.body) if node.orelse else ())

    def for_(self, node: cst.For) -> Node:
        at = self._at(node)
        target, iterable = self.expr(node.target), self.expr(node.iter)
        return ("for", at, target, iterable, self.body(node.body), self.body(node.orelse.body) if node.orelse else ())

    def try_(self, node: Any) -> Node:
        at = self._at(node)
        body = self.body(node.body)
        handlers = []
        for handler in node.handlers:
            where = self._at(handler)
            kind = None if handler.type is None else self.expr(handler.type)
            name = handler.name.name.value if handler.name is not None else None
            handlers.append((where, kind, name, self.body(handler.body)))
        orelse = self.body(node.orelse.body) if node.orelse else ()
        final = self.body(node.finalbody.body) if node.finalbody else ()
        return ("try", at, body, tuple(handlers), orelse, final)

    def with_(self, node: cst.With) -> Node:
        at = self._at(node)
        items = tuple(
            [(self.expr(i.item), None if i.asname is None else self.expr(i.asname.name)) for i in node.items]
        )
        return ("with", at, items, self.body(node.body))

    def match(self, node: Any) -> Node:
        at = self._at(node)
        subject = self.expr(node.subject)
        cases = []
        for case in node.cases:
            where = self._at(case)
            names: list[str] = []
            kind = self.pattern(case.pattern, names)
            guard = None if case.guard is None else self.expr(case.guard)
            cases.append((where, kind, tuple(names), guard, self.body(case.body)))
        return ("match", at, subject, tuple(cases))

    def pattern(self, node: Any, names: list[str]) -> Node:
        """A pattern as ("value", expr), ("or", patterns), ("capture",), or ("shape",) for classes and containers."""
        if isinstance(node, cst.MatchValue):
            return ("value", self.expr(node.value))
        if isinstance(node, cst.MatchSingleton):
            return ("singleton", _NAMED[node.value.value])
        if isinstance(node, cst.MatchOr):
            return ("or", tuple([self.pattern(e.pattern, names) for e in node.patterns]))
        if isinstance(node, cst.MatchAs):
            if node.name is not None:
                names.append(node.name.value)
            return ("capture",) if node.pattern is None else self.pattern(node.pattern, names)
        # Sequence, mapping and class patterns test structure first; the names that they bind are unknown after.
        stack = [node]
        while stack:
            part = stack.pop()
            if isinstance(part, (cst.MatchAs, cst.MatchStar)) and part.name is not None:
                names.append(part.name.value)
            if isinstance(part, cst.MatchMapping) and part.rest is not None:
                names.append(part.rest.value)
            # By name: in a bare tree `children` would meet spaces that are not there.
            for field in () if isinstance(part, cst.MatchValue) else ("pattern", "value", "patterns", "elements", "kwds"):
                inner = getattr(part, field, None)
                stack.extend(i for i in (inner if isinstance(inner, (list, tuple)) else [inner]) if isinstance(i, cst.CSTNode))
        return ("shape",)

    def def_(self, node: cst.FunctionDef) -> Node:
        at = self._at(node)
        decorators = tuple([self.expr(d.decorator) for d in node.decorators])
        params = self.params(node.params)
        returns = None if node.returns is None else self.annotation(node.returns)
        outer, self.yields = getattr(self, "yields", False), False
        around, self.drawn = self.drawn, set()
        body = self.body(node.body)
        drawn, self.drawn = frozenset(self.drawn), around
        kind = ("async " if node.asynchronous else "") + ("generator" if self.yields else "plain")
        self.yields = outer
        return ("def", at, node.name.value, params, body, decorators, returns, kind, drawn)

    def class_(self, node: cst.ClassDef) -> Node:
        at = self._at(node)
        decorators = tuple([self.expr(d.decorator) for d in node.decorators])
        bases, keywords = self.args([*node.bases, *node.keywords])
        return ("class", at, node.name.value, bases, keywords, self.body(node.body), decorators)

    def params(self, node: cst.Parameters) -> tuple[Node, ...]:
        """(name, kind, default, annotation, at); kind is "pos", "any", "star", "key" or "stars"."""
        out = []
        groups: list[tuple[str, Any]] = [("pos", node.posonly_params), ("any", node.params)]
        if isinstance(node.star_arg, cst.Param):
            groups.append(("star", (node.star_arg,)))
        groups.append(("key", node.kwonly_params))
        if node.star_kwarg is not None:
            groups.append(("stars", (node.star_kwarg,)))
        for kind, group in groups:
            for p in group:
                at = self._at(p)
                default = None if p.default is None else self.expr(p.default)
                annotation = None if p.annotation is None else self.annotation(p.annotation)
                out.append((p.name.value, kind, default, annotation, at))
        return tuple(out)

    def annotation(self, node: cst.Annotation) -> Node:
        inner = node.annotation
        if type(inner) is cst.SimpleString:
            try:
                text = _string_value(inner.value)
                parsed = cst.parse_expression(text.strip()) if isinstance(text, str) else inner
            except Exception:  # a forward reference that is no expression says nothing
                parsed = inner
            if parsed is not inner and self.nodes is None:
                return self.expr(parsed)
            if parsed is not inner:
                # Keep the numbering; the parts of a string have no position of their own.
                before = len(self.nodes or ())
                lowered = self.expr(parsed)
                if self.nodes is not None:
                    self.nodes[before:] = [inner] * (len(self.nodes) - before)
                return lowered
        return self.expr(inner)

    # --- expressions --------------------------------------------------------------------------------

    def expr(self, node: Any) -> Node:
        return _EXPRESSIONS[type(node)](self, node)  # type: ignore[no-any-return]

    def name(self, node: cst.Name) -> Node:
        value = node.value
        if value in _NAMED:
            return ("const", self._at(node), _NAMED[value])
        return ("name", self._at(node), value)

    def attribute(self, node: cst.Attribute) -> Node:
        return ("attr", self._at(node), self.expr(node.value), node.attr.value)

    def integer(self, node: cst.Integer) -> Node:
        return ("const", self._at(node), int(node.value, 0) if len(node.value) < 4000 else 0)

    def float_(self, node: cst.Float) -> Node:
        return ("const", self._at(node), float(node.value))

    def imaginary(self, node: cst.Imaginary) -> Node:
        return ("const", self._at(node), complex(node.value))

    def string(self, node: cst.SimpleString) -> Node:
        return ("const", self._at(node), _string_value(node.value))

    def ellipsis(self, node: Any) -> Node:
        return ("const", self._at(node), ...)

    def concatenated(self, node: cst.ConcatenatedString) -> Node:
        at = self._at(node)
        left, right = self.expr(node.left), self.expr(node.right)
        if left[0] == right[0] == "const" and type(left[2]) is type(right[2]):
            return ("const", at, left[2] + right[2])
        parts: list[Node] = []
        for side in (left, right):
            parts.extend(side[2] if side[0] == "fstr" else ())
        return ("fstr", at, tuple(parts))

    def fstring(self, node: Any) -> Node:
        at = self._at(node)
        parts = []
        for part in node.parts:
            if type(part) is cst.FormattedStringExpression:
                where = self._at(part)
                spec = part.format_spec
                text = "".join(p.value for p in spec if type(p) is cst.FormattedStringText) if spec else ""
                nested = bool(spec) and any(type(p) is cst.FormattedStringExpression for p in spec or ())
                parts.append((where, self.expr(part.expression), part.conversion or "", text or ("{}" if nested else "")))
        return ("fstr", at, tuple(parts))

    def template(self, node: Any) -> Node:
        return ("fstr", self._at(node), ())

    def unary(self, node: cst.UnaryOperation) -> Node:
        at = self._at(node)
        operator = type(node.operator)
        value = self.expr(node.expression)
        if operator is cst.Not:
            return ("not", at, value)
        if operator is cst.Minus and value[0] == "const" and type(value[2]) in (int, float, complex):
            return ("const", at, -value[2])
        return ("unary", at, _UNARY[operator], value)

    def binary(self, node: cst.BinaryOperation) -> Node:
        at = self._at(node)
        return ("bin", at, _BINARY[type(node.operator)], self.expr(node.left), self.expr(node.right))

    def boolean(self, node: cst.BooleanOperation) -> Node:
        at = self._at(node)
        op = "and" if type(node.operator) is cst.And else "or"
        return ("bool", at, op, self.expr(node.left), self.expr(node.right))

    def comparison(self, node: cst.Comparison) -> Node:
        at = self._at(node)
        left = self.expr(node.left)
        return ("cmp", at, left, tuple([(_COMPARE[type(c.operator)], self.expr(c.comparator)) for c in node.comparisons]))

    def if_exp(self, node: cst.IfExp) -> Node:
        at = self._at(node)
        return ("ifexp", at, self.expr(node.test), self.expr(node.body), self.expr(node.orelse))

    def lambda_(self, node: cst.Lambda) -> Node:
        at = self._at(node)
        params = self.params(node.params)
        return ("lambda", at, "<lambda>", params, self.expr(node.body))

    def args(self, arguments: Any) -> tuple[tuple[Node, ...], tuple[Node, ...]]:
        """(positional, keywords) of a call or of class bases; `**x` is the keyword None."""
        positional: list[Node] = []
        keywords: list[Node] = []
        for a in arguments:
            if a.keyword is not None:
                keywords.append((a.keyword.value, self.expr(a.value)))
            elif a.star == "**":
                keywords.append((None, self.expr(a.value)))
            elif a.star == "*":
                positional.append(("star", self._at(a), self.expr(a.value)))
            else:
                positional.append(self.expr(a.value))
        return tuple(positional), tuple(keywords)

    def call(self, node: cst.Call) -> Node:
        at = self._at(node)
        func = self.expr(node.func)
        args, keywords = self.args(node.args)
        if args and (func[-1] in DRAWING):
            first = args[0]
            while first[0] == "attr" or first[0] == "sub":
                first = first[2]
            if first[0] == "name":
                self.drawn.add(first[2])
        return ("call", at, func, args, keywords)

    def subscript(self, node: cst.Subscript) -> Node:
        at = self._at(node)
        value = self.expr(node.value)
        elements = node.slice
        if len(elements) == 1 and elements[0].comma is cst.MaybeSentinel.DEFAULT:
            return ("sub", at, value, self.index(elements[0].slice))
        where = self._at(elements)
        return ("sub", at, value, ("tuple", where, tuple([self.index(e.slice) for e in elements])))

    def index(self, node: Any) -> Node:
        if type(node) is cst.Index:
            if node.star == "*":
                return ("star", self._at(node), self.expr(node.value))
            return self.expr(node.value)
        at = self._at(node)
        parts = [None if p is None else self.expr(p) for p in (node.lower, node.upper, node.step)]
        return ("slice", at, *parts)

    def elements(self, node: Any) -> tuple[Node, ...]:
        out = []
        for e in node.elements:
            if type(e) is cst.StarredElement:
                out.append(("star", self._at(e), self.expr(e.value)))
            else:
                out.append(self.expr(e.value))
        return tuple(out)

    def tuple_(self, node: cst.Tuple) -> Node:
        return ("tuple", self._at(node), self.elements(node))

    def list_(self, node: cst.List) -> Node:
        return ("list", self._at(node), self.elements(node))

    def set_(self, node: cst.Set) -> Node:
        return ("set", self._at(node), self.elements(node))

    def dict_(self, node: Any) -> Node:
        at = self._at(node)
        items: list[tuple[Node | None, Node]] = []
        for e in node.elements:
            if type(e) is cst.StarredDictElement:
                items.append((None, self.expr(e.value)))
            else:
                items.append((self.expr(e.key), self.expr(e.value)))
        return ("dict", at, tuple(items))

    def comprehension(self, node: Any) -> Node:
        at = self._at(node)
        clauses: list[Node] = []
        clause = node.for_in
        while clause is not None:
            target, iterable = self.expr(clause.target), self.expr(clause.iter)
            clauses.append((target, iterable, tuple([self.expr(i.test) for i in clause.ifs])))
            clause = clause.inner_for_in
        if type(node) is cst.DictComp:
            return ("comp", at, "dict", (self.expr(node.key), self.expr(node.value)), tuple(clauses))
        if type(node) is _STARRED_DICT:
            # `{**d for d in ds}` is `{key: value for d in ds for key, value in d.items()}`
            key, value = ("name", at, "*key"), ("name", at, "*value")
            items = ("call", at, ("attr", at, self.expr(node.value), "items"), (), ())
            return ("comp", at, "dict", (key, value), (*clauses, (("tuple", at, (key, value)), items, ())))
        kind = "list" if type(node) is cst.ListComp else "set" if type(node) is cst.SetComp else "generator"
        if type(node.elt) is cst.StarredElement:
            # `[*row for row in rows]` is `[each for row in rows for each in row]`
            each = ("name", at, "*each")
            return ("comp", at, kind, (each,), (*clauses, (each, self.expr(node.elt.value), ())))
        return ("comp", at, kind, (self.expr(node.elt),), tuple(clauses))

    def yield_(self, node: cst.Yield) -> Node:
        at = self._at(node)
        self.yields = True
        if node.value is None:
            return ("yield", at, None, False)
        if type(node.value) is cst.From:
            return ("yield", at, self.expr(node.value.item), True)
        return ("yield", at, self.expr(node.value), False)

    def starred(self, node: cst.StarredElement) -> Node:
        return ("star", self._at(node), self.expr(node.value))

    def await_(self, node: cst.Await) -> Node:
        return ("await", self._at(node), self.expr(node.expression))

    def named(self, node: cst.NamedExpr) -> Node:
        return ("walrus", self._at(node), self.expr(node.target), self.expr(node.value))


def _string_value(text: str) -> Any:
    """The value of a string literal; the usual plain ones without a detour through `ast`."""
    quote = text[-1]
    start = text.find(quote)
    if "\\" not in text and text[:start].lower() in ("", "r", "u"):
        width = 3 if text[start : start + 3] == quote * 3 and len(text) - start >= 6 else 1
        return text[start + width : -width]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of invalid escapes, that is Python's business
            return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return ""


_STATEMENTS: dict[type, Any] = {
    cst.Expr: Lowering.expr_statement, cst.Assign: Lowering.assign, cst.AugAssign: Lowering.aug_assign,
    cst.AnnAssign: Lowering.ann_assign, cst.Return: Lowering.return_, cst.Del: Lowering.delete,
    cst.Raise: Lowering.raise_, cst.Assert: Lowering.assert_, cst.Global: Lowering.global_,
    cst.Nonlocal: Lowering.nonlocal_, cst.Import: Lowering.import_, cst.ImportFrom: Lowering.import_from,
    cst.Pass: Lowering.pass_, cst.Break: Lowering.break_, cst.Continue: Lowering.continue_,
    cst.TypeAlias: Lowering.type_alias, cst.If: Lowering.if_, cst.While: Lowering.while_, cst.For: Lowering.for_,
    cst.Try: Lowering.try_, cst.TryStar: Lowering.try_, cst.With: Lowering.with_, cst.Match: Lowering.match,
    cst.FunctionDef: Lowering.def_, cst.ClassDef: Lowering.class_,
}  # fmt: skip

_EXPRESSIONS: dict[type, Any] = {
    cst.Name: Lowering.name, cst.Attribute: Lowering.attribute, cst.Integer: Lowering.integer,
    cst.Float: Lowering.float_, cst.Imaginary: Lowering.imaginary, cst.SimpleString: Lowering.string,
    cst.Ellipsis: Lowering.ellipsis, cst.ConcatenatedString: Lowering.concatenated,
    cst.FormattedString: Lowering.fstring, cst.UnaryOperation: Lowering.unary,
    cst.BinaryOperation: Lowering.binary, cst.BooleanOperation: Lowering.boolean,
    cst.Comparison: Lowering.comparison, cst.IfExp: Lowering.if_exp, cst.Lambda: Lowering.lambda_,
    cst.Call: Lowering.call, cst.Subscript: Lowering.subscript, cst.Tuple: Lowering.tuple_,
    cst.List: Lowering.list_, cst.Set: Lowering.set_, cst.Dict: Lowering.dict_,
    cst.ListComp: Lowering.comprehension, cst.SetComp: Lowering.comprehension,
    cst.DictComp: Lowering.comprehension, cst.GeneratorExp: Lowering.comprehension, cst.Yield: Lowering.yield_,
    cst.Await: Lowering.await_, cst.NamedExpr: Lowering.named, cst.StarredElement: Lowering.starred,
}  # fmt: skip
#: What newer releases of LibCST know besides.
_STARRED_DICT = getattr(cst, "StarredDictComp", None)
for _table, _name, _method in (
    (_EXPRESSIONS, "TemplatedString", Lowering.template), (_EXPRESSIONS, "StarredDictComp", Lowering.comprehension),
    (_STATEMENTS, "LazyImport", Lowering.import_), (_STATEMENTS, "LazyImportFrom", Lowering.import_from),
):  # fmt: skip
    if hasattr(cst, _name):
        _table[getattr(cst, _name)] = _method


def lower(text: str | bytes) -> tuple[tuple[Node, ...], frozenset[str], frozenset[tuple[int, str]]]:
    """Parse and lower a module: its statements, `rebound` and `imports`; raises `libcst.ParserSyntaxError`."""
    lowering = Lowering()
    return lowering.body(parse_bare(text)), frozenset(lowering.rebound), frozenset(lowering.imports)
