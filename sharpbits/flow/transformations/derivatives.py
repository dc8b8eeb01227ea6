"""Functions with rules of differentiation of their own: `custom_vjp`, `custom_jvp`, and what is given to `defvjp` and `defjvp`."""

from __future__ import annotations

from dataclasses import dataclass

from ... import events as ev
from ...syntax import Node
from ...values import NONE, Api, Array, Bound, Const, Func, Partial, Seq, Site, Trace, Transformed, Tree, Value, Why
from ..calls import Calls
from ..primitives import _integers, _strings
from ..primitives import _name_of as name_of
from ..state import Frame

_KINDS = {"jax.custom_vjp": "vjp", "jax.custom_jvp": "jvp"}
_ROLES = {"defvjp": ("fwd", "bwd"), "defjvp": ("jvp",)}


@dataclass(slots=True)
class Custom:
    value: Transformed
    kind: str
    #: Where the rules are given, and which.
    attached: Site | None = None
    rules: tuple[tuple[str, Value], ...] = ()
    #: It went where the engine cannot follow.
    escaped: bool = False
    #: The places whose arguments were one array in each call; None before the first.
    arrays: set[int] | None = None


class CustomRules(Calls):
    customs: dict[Site, Custom]
    events: list[ev.Event]

    def custom_made(self, value: Transformed) -> None:
        kind = _KINDS.get(value.row.name)
        if kind is not None and not self.muted and not self.expecting:
            self.customs.setdefault(value.site, Custom(value, kind))

    def custom_attached(self, receiver: Value, method: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        while type(receiver) is Transformed and receiver.site not in self.customs:
            receiver = receiver.func
        custom = self.customs.get(receiver.site) if type(receiver) is Transformed else None
        if custom is None or custom.attached is not None:
            return
        custom.attached = self.site(node, frame)
        roles = _ROLES.get(method, ())
        given = dict(zip(roles, args)) | {k: v for k, v in kwargs.items() if k in roles}
        custom.rules = tuple(given.items()) if "symbolic_zeros" not in kwargs and "optimize_remat" not in kwargs else ()

    def rules_for_any(self, frame: Frame) -> None:
        """`f.defvjp(…)` where it is not known which function `f` is: it may be any of the module."""
        for custom in self.customs.values():
            custom.escaped |= custom.value.site.path == frame.module.path

    def custom_called(self, value: Transformed, args: tuple[Value, ...], starred: bool) -> None:
        custom = self.customs.get(value.site)
        if custom is not None and not self.muted:
            arrays = set[int]() if starred else {n for n, a in enumerate(args) if type(a) is Array and not a.maybe}
            custom.arrays = arrays if custom.arrays is None else custom.arrays & arrays

    def escaped(self, value: Value) -> None:
        while type(value) in (Partial, Bound):
            value = value.func  # type: ignore[attr-defined]
        if type(value) is Transformed and value.site in self.customs:
            self.customs[value.site].escaped = True

    def settle_customs(self) -> None:
        for custom in list(self.customs.values()):
            value = custom.value
            if custom.attached is None and custom.escaped:
                continue
            params = self.parameters(value.func)
            plain = params is not None and not any(kind in ("star", "stars") for _, kind, _ in params)
            names = tuple([n for n, k, _ in params if k in ("pos", "any")]) if params is not None and plain else ()
            event = ev.CustomRule(value.site, None, custom.kind, name_of(value.func), custom.attached, len(names) if plain else None, self.not_differentiated(value, names), names)
            for role, func in custom.rules:
                event.rules[role] = self.rule_function(func, value, custom.arrays or set() if role == "fwd" else set())
            self.events.append(event)

    def not_differentiated(self, value: Transformed, names: tuple[str, ...]) -> tuple[int, ...] | None:
        settings = dict(value.settings)
        numbers = _integers(settings.get("nondiff_argnums", Seq("tuple", ())))
        words = _strings(settings.get("nondiff_argnames", Seq("tuple", ())))
        if numbers is None or words is None or any(n < 0 for n in numbers) or not set(words) <= set(names):
            return None
        return tuple(sorted({*numbers, *(names.index(w) for w in words)}))

    def rule_function(self, func: Value, value: Transformed, arrays: set[int]) -> ev.RuleFunction:
        params = self.parameters(func)
        known = tuple(params) if params is not None else None
        receiver: tuple[Value, ...] = ()
        while type(func) is Bound and type(func.func) is not Api:
            receiver, func = (func.receiver, *receiver), func.func
        stub = type(func) is Func and func.node[0] == "def" and not func.node[4]
        if type(func) is not Func or stub or known is None or any(kind in ("star", "stars", "key") for _, kind, _ in known):
            return ev.RuleFunction(name_of(func), known, (), ())
        trace = Trace("staged", Why(value.site, f"`{func.name}` is a rule of differentiation"))
        events, self.events = self.events, []
        try:
            result = self.call(func, (*receiver, *[Array(trace) if n in arrays else Tree(trace) for n, _ in enumerate(known)]), {}, ("const", func.node[1], None), func.frame)
        finally:
            self.events = events
        last = self.activations.get((func.node[1], func.module.path))
        results: tuple[tuple[Value, Site], ...] = ()
        if func.node[0] == "lambda":
            results = ((result, Site(func.module.path, func.node[1])),)
        elif last is not None and func.node[7] == "plain":
            results = tuple([(r, Site(func.module.path, at)) for r, at in zip(last.returns, last.return_sites)])
            if len(last.returns) > len(last.return_sites) and last.returns[-1] == NONE:
                results += ((Const(None), func.site),)
        return ev.RuleFunction(func.name, known, tuple([Site(func.module.path, p[4]) for p in func.params[len(receiver) :]]), results)
