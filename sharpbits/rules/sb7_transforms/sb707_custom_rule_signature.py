from __future__ import annotations

from collections.abc import Iterator

from ...events import CustomRule, RuleFunction
from ...rule import Report, rule
from ...values import NONE, Array, Const, Mapping, Seq, Site, Value
from .._parameters import span


@rule("SB707", "custom-rule-signature", events=(CustomRule,), proof="raises TypeError / AttributeError")
def custom_rule_signature(event: CustomRule) -> Iterator[Report]:
    """The rules of a `custom_vjp` or `custom_jvp` function do not have the signature that JAX calls them with.

    Why it bites: JAX calls `fwd(*args)` and wants `(out, residuals)`; `bwd(*nondiff, residuals, cotangent)` and wants a tuple with one
    cotangent for each differentiated argument; `jvp(*nondiff, primals, tangents)` and wants `(out, tangent_out)`. Without rules the function
    cannot even be called.
    Use instead: the signature that the message names. The arguments of `nondiff_argnums` come first in `bwd` and `jvp`, and keep their places in `fwd`.
    """
    if event.attached is None:
        yield Report(event.site, f"`{event.function}` has no `def{event.kind}`: calling it raises AttributeError", f"give its rules: `{event.function}.def{event.kind}(…)`")
        return
    if event.count is None or event.nondiff is None:
        return
    kept = [event.names[n] for n in event.nondiff if n < event.count]
    for role, func in event.rules.items():
        if role == "fwd":
            yield from _arity(event, func, event.count, f"`fwd` is called with the {event.count} arguments of `{event.function}`")
            yield from _order(event, func, list(event.names), "`fwd` takes its arguments in the order of the function")
            yield from _pair(func, "`fwd` has to return a pair, `(out, residuals)`")
        else:
            wanted = len(kept) + 2
            last = "residuals, cotangent" if role == "bwd" else "primals, tangents"
            first = "".join(f"{n}, " for n in kept)
            yield from _arity(event, func, wanted, f"`{role}` is called as `({first}{last})`")
            yield from _order(event, func, kept, f"the arguments of `nondiff_argnums` come first in `{role}`: `({first}{last})`")
            if role == "bwd":
                yield from _cotangents(func, event.count - len(kept))
            else:
                yield from _pair(func, "a JVP rule has to return a pair, `(out, tangent_out)`")


def _place(event: CustomRule, func: RuleFunction) -> Site:
    return func.places[0] if func.places else event.attached or event.site


def _arity(event: CustomRule, func: RuleFunction, wanted: int, message: str) -> Iterator[Report]:
    if func.params is None or any(p[1] == "stars" for p in func.params):
        return
    bounds = span(func.params)
    if bounds is not None and not bounds[0] <= wanted <= bounds[1]:
        yield Report(_place(event, func), f"{message}, and `{func.name}` takes {bounds[1]}", "change its parameters")


def _order(event: CustomRule, func: RuleFunction, names: list[str], message: str) -> Iterator[Report]:
    """Parameters that are called as those of the function, in other places."""
    if func.params is None or len(func.params) < len(names):
        return
    mine = [p[0] for p in func.params]
    if all(name in mine for name in names) and mine[: len(names)] != names:
        yield Report(_place(event, func), message, "change the order of its parameters")


def _pair(func: RuleFunction, message: str) -> Iterator[Report]:
    for value, site in func.results:
        if _no_container(value) or (type(value) is Seq and value.kind in ("tuple", "list") and value.items is not None and len(value.items) != 2):
            yield Report(site, message, "return two values")


def _cotangents(func: RuleFunction, wanted: int) -> Iterator[Report]:
    for value, site in func.results:
        if _no_container(value):
            yield Report(site, f"`bwd` has to return a tuple of {wanted} cotangent{'s' * (wanted != 1)}", "return a tuple: `(cotangent,)`")
        elif type(value) is Seq and value.kind in ("tuple", "list") and value.items is not None and len(value.items) != wanted:
            message = f"`bwd` returns {len(value.items)} cotangents, and {wanted} argument{'s are' if wanted != 1 else ' is'} differentiated"
            yield Report(site, message, "return one for each argument that is not in `nondiff_argnums`; None stands for zeros")


def _no_container(value: Value) -> bool:
    return (type(value) is Array and not value.maybe) or value == NONE or type(value) is Const or type(value) is Mapping
