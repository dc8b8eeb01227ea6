"""The rules of family SB7, each judged on events made by hand: what it reports, and what it leaves alone."""

from __future__ import annotations

from typing import Any

import pytest

from sharpbits.events import (
    AxisUnbound,
    CustomRule,
    Event,
    HostEffect,
    ListMapped,
    LoopCall,
    NoneTested,
    Parameters,
    Rebuilt,
    Returned,
    RuleFunction,
    StaticArray,
    StrangeLeaf,
    Varying,
    Wrapped,
    WrappedCall,
)
from sharpbits.rule import Report, all_rules
from sharpbits.values import NONE, UNKNOWN, Array, Const, Mapping, Py, Seq, Site, Trace, Value

HERE, THERE = Site("a.py", 1), Site("a.py", 2)
TWO: Parameters = (("x", "any", False), ("y", "any", False))
THREE: Parameters = (*TWO, ("scale", "any", True))
STAR: Parameters = (("xs", "star", False),)
ONE_ARRAY = Array(Trace("batched"))
X = Array(shape=(3,))
SCALAR = Array(shape=())


def reports(code: str, event: Event) -> list[Report]:
    check = all_rules()[code].check
    assert check is not None
    answer: Any = check(event)
    if answer is None:
        return []
    return [answer] if isinstance(answer, Report) else list(answer)


def axes(*entries: Any, kind: str = "tuple") -> Seq:
    return Seq(kind, tuple(e if isinstance(e, (Seq, Mapping)) else Const(e) for e in entries))


def wrapped(params: Parameters | None, name: str = "jax.vmap", keywords: bool = False, plain: bool = False, **settings: Value) -> Wrapped:
    return Wrapped(HERE, None, name, "f", params, settings, keywords, plain)


def called(params: Parameters | None, *args: Value, name: str = "jax.vmap", counted: bool = True, more: bool = False, named: Any = (), **settings: Value) -> WrappedCall:
    return WrappedCall(HERE, None, name, "f", params, settings, args, dict(named), THERE, counted, more)


def returned(result: Value, **settings: Value) -> Returned:
    return Returned(HERE, None, "jax.vmap", "f", settings, result)


def custom(kind: str = "vjp", attached: bool = True, nondiff: tuple[int, ...] | None = (), count: int | None = 2, **rules: RuleFunction) -> CustomRule:
    return CustomRule(HERE, None, kind, "f", THERE if attached else None, count, nondiff, ("x", "y"), rules)


def function(result: Value = UNKNOWN, *names: str, params: Parameters | None = None) -> RuleFunction:
    params = params if params is not None else tuple((n, "any", False) for n in names)
    return RuleFunction("g", params, tuple(Site("a.py", 10 + i) for i in range(len(params))), ((result, THERE),))


def pair(*items: Value) -> Seq:
    return Seq("tuple", items)


def cond(batched: Trace | None, heavy: str = "") -> LoopCall:
    return LoopCall(HERE, None, "jax.lax.cond", {}, None, None, ONE_ARRAY, {}, batched, heavy)


REPORTED: list[tuple[str, Event]] = [
    ("SB701", wrapped(TWO, in_axes=axes(0, 0, 0))), ("SB701", wrapped(TWO, in_axes=axes(0), plain=True)), ("SB701", wrapped(THREE, in_axes=axes(0, 0, 0, None))),
    ("SB701", wrapped(TWO, in_axes=axes(None, None))), ("SB701", wrapped(TWO, in_axes=NONE)), ("SB701", wrapped(TWO, in_axes=axes(Mapping((("a", NONE),)), None))),
    ("SB701", wrapped(TWO, in_axes=Mapping((("x", Const(0)),)))), ("SB701", wrapped(TWO, "jax.shard_map", in_specs=pair(UNKNOWN))),
    ("SB701", wrapped(TWO, "jax.grad", argnums=Const(2))), ("SB701", wrapped(TWO, "jax.hessian", argnums=axes(0, -3))),
    ("SB701", called(THREE, X, X, in_axes=axes(0, 0, None))), ("SB701", called(None, X, X, in_axes=axes(0, 0, 0))),
    ("SB701", called(THREE, X, X, name="jax.grad", argnums=Const(2))),
    ("SB701", returned(ONE_ARRAY, out_axes=axes(0, 0))), ("SB701", returned(pair(X, X), out_axes=axes(0, 0, 0))),
    ("SB702", called(TWO, X, named={"y": X}, in_axes=axes(0, None))), ("SB702", called(TWO, X, more=True, in_axes=axes(None, 0))),
    ("SB702", called(TWO, X, named={"y": X}, in_axes=Const(1))), ("SB702", called(TWO, X, named={"y": X}, in_axes=axes(0))),
    ("SB702", called(TWO, X, named={"y": Const(2.0)})), ("SB702", called(TWO, X, named={"y": SCALAR}, in_axes=axes(None))),
    ("SB702", called(TWO, X, named={"y": Py("bool")}, name="jax.pmap")),
    ("SB702", called(TWO, named={"x": X, "y": X}, name="jax.grad")), ("SB702", called(TWO, X, named={"y": X}, name="jax.grad", argnums=Const(1))),
    *(("SB703", ListMapped(HERE, None, "jax.vmap", what)) for what in ("range", "iterator", "numbers", "arrays")),
    *(("SB704", StrangeLeaf(HERE, None, "A", where, "jax.jit")) for where in ("argument", "result", "aux")),
    *(("SB705", Rebuilt(HERE, None, "A", how)) for how in ("convert", "check", "rescale")),
    ("SB706", AxisUnbound(HERE, None, "lane", "jax.lax.psum", ("lanes",))),
    ("SB707", custom(attached=False)), ("SB707", custom("jvp", attached=False, nondiff=None)),
    ("SB707", custom(fwd=function(ONE_ARRAY, "x", "y"))), ("SB707", custom(fwd=function(pair(X, X, X), "x", "y"))), ("SB707", custom(fwd=function(UNKNOWN, "y", "x"))),
    ("SB707", custom(fwd=function(UNKNOWN, "x"))), ("SB707", custom(bwd=function(pair(X), "saved", "g"))), ("SB707", custom(bwd=function(ONE_ARRAY, "saved", "g"))),
    ("SB707", custom(bwd=function(UNKNOWN, "a", "b", "g"))), ("SB707", custom(nondiff=(1,), bwd=function(UNKNOWN, "saved", "g", "y"))),
    ("SB707", custom("jvp", jvp=function(ONE_ARRAY, "primals", "tangents"))),
    ("SB708", NoneTested(HERE, None, "f", "x", THERE)),
    ("SB709", HostEffect(HERE, None, "jax.debug.print", None, True, False)), ("SB709", HostEffect(HERE, None, "jax.debug.print", None, False, True)),
    ("SB709", HostEffect(HERE, None, "jax.experimental.io_callback", Const(False), False, False)),
    ("SB710", wrapped(TWO, "jax.pmap")),
    ("SB711", cond(Trace("batched"))),
    *(("SB712", StaticArray(HERE, None, "A", "x", how)) for how in ("aux", "declared", "made")),
    ("SB713", Varying(HERE, None, "jax.lax.scan")),
]  # fmt: skip

SILENT: list[tuple[str, Event]] = [
    ("SB701", wrapped(TWO, in_axes=axes(0, 0))), ("SB701", wrapped(THREE, in_axes=axes(0, 0))), ("SB701", wrapped(THREE, in_axes=axes(0, 0, None, kind="list"))),
    ("SB701", wrapped(STAR, in_axes=axes(0, 0, 0))), ("SB701", wrapped(None, in_axes=axes(0))), ("SB701", wrapped(TWO, in_axes=UNKNOWN)),
    # The other argument is given by keyword.
    ("SB701", wrapped(TWO, in_axes=axes(0), keywords=True)), ("SB701", wrapped(TWO, in_axes=NONE, keywords=True)),
    ("SB701", wrapped(TWO, in_axes=NONE, axis_size=Const(3))), ("SB701", wrapped(TWO, "equinox.filter_vmap", in_axes=axes(0))),
    ("SB701", wrapped(TWO, "jax.grad", argnums=Const(-2))), ("SB701", wrapped(STAR, "jax.grad", argnums=Const(5))),
    ("SB701", wrapped(TWO, "jax.shard_map", in_specs=UNKNOWN)), ("SB701", wrapped(TWO, in_axes=Seq("tuple", (NONE, UNKNOWN)))),
    ("SB701", called(THREE, X, X, X, in_axes=axes(0, 0, None))), ("SB701", called(THREE, X, X, counted=False, in_axes=axes(0, 0, None))),
    ("SB701", called(THREE, X, X, more=True, in_axes=axes(0, 0, None))), ("SB701", called(THREE, X, X, name="jax.grad", argnums=Const(-1))),
    ("SB701", returned(ONE_ARRAY, out_axes=Const(0))), ("SB701", returned(UNKNOWN, out_axes=axes(0, 0))), ("SB701", returned(pair(X, X), out_axes=axes(0, 1))),
    ("SB702", called(TWO, X, named={"y": X})), ("SB702", called(TWO, X, X, in_axes=axes(0, 0))), ("SB702", called(TWO, X, named={"y": X}, in_axes=Const(0))),
    ("SB702", called(TWO, X, named={"y": X}, in_axes=axes(None))), ("SB702", called(TWO, X, named={"key": X}, in_axes=axes(0))),
    ("SB702", called(TWO, X, named={"y": NONE}, in_axes=axes(0))), ("SB702", called(TWO, X, named={"y": Array(dtype="key", shape=(2,))}, in_axes=axes(0))),
    ("SB702", called(TWO, X, more=True, counted=False, in_axes=axes(0, 0))), ("SB702", called(TWO, X, named={"y": Const(2.0)}, name="jax.grad")),
    ("SB702", called(TWO, X, named={"y": Const(2.0)}, name="equinox.filter_vmap", in_axes=Const(0))),
    ("SB707", custom(fwd=function(pair(X, X), "x", "y"), bwd=function(pair(X, NONE), "saved", "g"))), ("SB707", custom(fwd=function(UNKNOWN, "x", "y"))),
    ("SB707", custom(nondiff=(1,), bwd=function(pair(X), "y", "saved", "g"))), ("SB707", custom(count=None, bwd=function(pair(X), "saved", "g"))),
    ("SB707", custom(nondiff=None, bwd=function(pair(X), "saved", "g"))), ("SB707", custom(bwd=function(UNKNOWN, params=STAR))),
    ("SB707", custom("jvp", jvp=function(pair(X, X), "primals", "tangents"))),
    ("SB709", HostEffect(HERE, None, "jax.debug.print", None, False, False)), ("SB709", HostEffect(HERE, None, "jax.debug.print", Const(True), False, True)),
    ("SB710", wrapped(TWO, "jax.vmap")),
    ("SB711", cond(None)), ("SB711", cond(None, "an effect")),
]  # fmt: skip


@pytest.mark.parametrize("code, event", REPORTED)
def test_it_is_reported(code: str, event: Event) -> None:
    assert len(reports(code, event)) == 1


@pytest.mark.parametrize("code, event", SILENT)
def test_it_is_left_alone(code: str, event: Event) -> None:
    assert reports(code, event) == []


def test_a_branch_with_an_effect_is_more_than_a_remark() -> None:
    assert [r.severity for r in reports("SB711", cond(Trace("batched"), "an effect"))] == ["error"]
    assert [r.severity for r in reports("SB711", cond(Trace("batched")))] == [""]


def test_a_near_name_is_proposed() -> None:
    (report,) = reports("SB706", AxisUnbound(HERE, None, "lane", "jax.lax.psum", ("lanes", "rows")))
    assert report.help == 'use `"lanes"`'


def test_lists_become_arrays() -> None:
    def templates(what: str, bounds: tuple[Site, ...] = ()) -> list[str]:
        return [w.template for r in reports("SB703", ListMapped(HERE, None, "jax.vmap", what, THERE, bounds)) for w in r.rewrites]

    assert templates("numbers") == ["{jnp}.array({0})"]
    assert templates("arrays") == ["{jnp}.stack({0})"]
    assert templates("range", (HERE, THERE)) == ["{jnp}.arange({0}, {1})"]
    # A range in a variable stays, and so does an iterator.
    assert templates("range") == templates("iterator") == []
