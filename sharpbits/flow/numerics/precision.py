"""How exact products are where it matters, and steps along the gradient of complex parameters."""

from __future__ import annotations

from collections.abc import Iterator

from ... import events as ev
from ...data.precision import CLOSE, PRODUCTS
from ...syntax import Node
from ...values import Array, Bound, Func, Instance, Mapping, Seq, Site, Tree, Value, leaves
from ..origins import Code, Origins, parts
from ..state import Frame

_EXACT = ("int", "uint", "bool", "float64", "complex128")


class Precision(Origins):
    #: Close uses of products, by the place of the product.
    products: dict[Site, ev.RoughProduct]
    #: The bodies of functions and modules that set the precision, with their file; ("", 0) for the whole program.
    precise: set[tuple[str, int]]

    def close_use(self, name: str, node: Node, frame: Frame) -> None:
        """What a close comparison or a solver is given, and by which products it was made."""
        if self.muted or node[0] != "call":
            return
        scope = self.scope_of(frame)
        # Of two things that are compared, one is enough; of a system, the matrix.
        for part in [a for a in node[3] if a[0] != "star"][:2]:
            for product in self.products_in(Code(part, scope)):
                site = self.code_site(product)
                if (site.path, id(product.scope.frame.body)) in self.precise or (site.path, id(None)) in self.precise:
                    continue
                self.products.setdefault(site, ev.RoughProduct(site, self.staged, CLOSE[name], self.site(node, frame)))

    def products_in(self, code: Code, depth: int = 12) -> Iterator[Code]:
        code = self.resolved(code)
        node, scope = code.node, code.scope
        if depth == 0:
            return
        if node[0] == "bin" and node[2] == "@":
            sides = (Code(node[3], scope), Code(node[4], scope))
            # Of arrays of NumPy this is a product of NumPy.
            if any(type(self.value_of(side)) in (Array, Tree) for side in sides) and not self.exact(*sides):
                yield code
        elif node[0] == "call":
            func = self.function_called(code)
            if type(func) in (Func, Instance) or (type(func) is Bound and type(func.func) is Func):
                for returned in self.returned(code, func):
                    yield from self.products_in(returned, depth - 1)
                return
            if self.api_of(code) in PRODUCTS:
                if not any(k in ("precision", "preferred_element_type", None) for k, _ in node[4]) and not self.exact(*[Code(a, scope) for a in node[3] if a[0] != "star"]):
                    yield code
                return
        if node[0] in ("bin", "call", "unary", "attr", "sub"):
            for part in parts(node):
                yield from self.products_in(Code(part, scope), depth - 1)

    def exact(self, *operands: Code) -> bool:
        """Whether the operands are certainly of a type that is multiplied exactly."""
        values = [self.value_of(code) for code in operands]
        return any(type(v) is Array and v.dtype is not None and v.dtype.startswith(_EXACT) for v in values)

    def settle_products(self) -> None:
        if ("", 0) not in self.precise:
            self.events.extend(self.products.values())

    # --- complex parameters ---------------------------------------------------------------------------

    def complex_step(self, op: str, left: Value, right: Value, result: Value, node: Node, frame: Frame) -> None:
        """`z - rate * g`, where `g` is a gradient with respect to the complex `z`; what is a gradient stays one when it is scaled."""
        for one, other in ((left, right), (right, left)):
            if type(one) is not Array or one.made != "gradient":
                continue
            if op in ("*", "/") and type(result) is Array and not (type(other) is Array and other.made == "gradient"):
                result.made = "gradient"
            elif op in ("+", "-") and type(other) is Array and other.made != "gradient" and other.dtype is not None and other.dtype.startswith("complex"):
                self.emit(ev.ComplexStep(self.site(node, frame), self.staged))

    def optimizer_step(self, args: tuple[Value, ...], node: Node, frame: Frame) -> None:
        if args and type(args[0]) in (Array, Seq, Mapping):
            if any(type(leaf) is Array and leaf.made == "gradient" for leaf in leaves(args[0])):
                self.emit(ev.ComplexStep(self.site(node, frame), self.staged))
