"""The rules of family SB1, each judged on events made by hand: what it reports, and what it leaves alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest

from sharpbits.events import Binary, BufferChanged, Call, Discarded, Event, Handler, Index, Method, Squared, Store, Unset, Window
from sharpbits.flow.arrays.windows import windows
from sharpbits.rule import Report, all_rules
from sharpbits.values import NONE, UNKNOWN, Array, Const, External, Numpy, Py, Seq, Site, Slice, Trace, Tree, Value

HERE, TARGET, INDEX, VALUE = Site("a.py", 1), Site("a.py", 2), Site("a.py", 3), Site("a.py", 4)
X = Array(shape=(3,), dtype="float32")
TRACED = Array(Trace("staged"))
FIRST = Const(0)
MAYBE = Array(shape=(3,), maybe=True)
INDEXER, UPDATED = Array(made="at"), Array(made="update")
VIEW = Numpy(view=True)


def reports(code: str, event: Event) -> list[Report]:
    check = all_rules()[code].check
    assert check is not None
    answer: Any = check(event)
    if answer is None:
        return []
    return [answer] if isinstance(answer, Report) else list(answer)


def store(target: Value, form: str = "item", operator: str = "", name: str = "", *, at: Value = FIRST, path: bool = True, whole: bool = True) -> Store:
    return Store(HERE, None, form, target, at, Const(1.0), operator, name, TARGET, INDEX, VALUE, HERE if whole else None, path)


def call(name: str, *args: Value, result: Value = UNKNOWN, starred: bool = False, **kwargs: Value) -> Call:
    sites = tuple(Site("a.py", 10 + i) for i in range(len(args)))
    return Call(HERE, None, name, args, kwargs, result, TARGET, sites, {k: VALUE for k in kwargs}, starred)


def method(receiver: Value, name: str, *args: Value, statement: bool = True) -> Method:
    return Method(HERE, None, receiver, name, args, {}, UNKNOWN, TARGET, (), {}, statement)


def index(value: Value, at: Value, method: str = "", argument: Value = NONE, *, guarded: bool = False) -> Index:
    return Index(HERE, None, value, at, TARGET, INDEX, bool(method), guarded, method, argument)


def binary(left: Value, right: Value, op: str = "+") -> Binary:
    return Binary(HERE, None, op, left, right, UNKNOWN, TARGET, VALUE)


def window(name: str, *args: Value, **kwargs: Value) -> Window:
    return Window(HERE, None, name, tuple(windows(name, args, kwargs)))


def handler(*exceptions: str, work: Iterable[str]) -> Handler:
    return Handler(HERE, None, exceptions, frozenset(work))


def numbers(*values: Any, kind: str = "list") -> Seq:
    return Seq(kind, tuple(Const(v) for v in values))


REPORTED: list[tuple[str, Event]] = [
    ("SB101", store(X)), ("SB101", store(TRACED, "aug-item", "-")), ("SB101", store(X, "del-item")),
    ("SB101", store(X, "attribute", name="shape")),
    ("SB102", Discarded(HERE, None, UPDATED, TARGET, True)), ("SB102", Discarded(HERE, None, INDEXER)),
    ("SB102", store(INDEXER)), ("SB102", binary(INDEXER, Const(1))),
    ("SB103", call("numpy.add.at", X, Const(0), Const(1.0))), ("SB103", call("numpy.add", X, Const(1), out=X)),
    ("SB103", call("jax.numpy.fill_diagonal", X, Const(1.0))), ("SB103", call("random.shuffle", TRACED)),
    ("SB103", call("numpy.nan_to_num", X, copy=Const(False))), ("SB103", method(X, "sort")), ("SB103", method(X, "fill", Const(0))),
    ("SB103", method(External("numpy.random.default_rng"), "shuffle", X)),
    ("SB104", index(X, Const(3))), ("SB104", index(X, Const(-4))),
    ("SB104", index(Array(shape=(None, 2)), Seq("tuple", (Slice(), Const(2))))),
    ("SB104", index(Array(shape=(4, 2)), Seq("tuple", (Const(...), Const(2))))),
    ("SB104", window("jax.numpy.take", X, Const(3))), ("SB104", window("jax.numpy.take", Array(shape=(9, 2)), Const(2), axis=Const(-1))),
    ("SB104", window("jax.lax.dynamic_slice", X, numbers(2), numbers(2))),
    ("SB104", window("jax.lax.dynamic_slice", X, numbers(-1), numbers(2))),
    ("SB104", window("jax.lax.dynamic_update_slice", X, Array(shape=(2,)), numbers(2))),
    ("SB105", handler("IndexError", work=("index", "only-arrays"))), ("SB105", handler("LookupError", work=("index", "only-arrays"))),
    ("SB106", call("jax.numpy.sum", numbers(1.0, 2.0))), ("SB106", call("jax.numpy.linalg.norm", numbers(3.0, 4.0, kind="tuple"))),
    ("SB106", call("jax.numpy.concatenate", Seq("list", (numbers(0.0), X)))),
    ("SB106", binary(X, numbers(1, 2, 3))), ("SB106", binary(numbers(1, 2, 3), TRACED, "==")), ("SB106", index(X, numbers(0, 1))),
    ("SB107", store(VIEW)), ("SB107", method(VIEW, "sort")), ("SB107", call("numpy.copyto", VIEW, Const(0.0))),
    ("SB107", call("numpy.add", VIEW, Const(1), out=VIEW)),
    ("SB108", BufferChanged(HERE, None, "a", "jax.device_put", "share", TARGET)), ("SB108", BufferChanged(HERE, None, "a", "f", "read", TARGET)),
    ("SB109", Unset(HERE, None)),
    ("SB110", call("jax.numpy.full", Const(3), Const(-1), result=Array(dtype="uint8"))),
    ("SB110", call("jax.lax.convert_element_type", Const(300.5), UNKNOWN, result=Array(dtype="uint8"))),
    ("SB111", index(X, Array(made="literal:0,0,1"), "set", TRACED)), ("SB111", index(X, Array(made="literal:-1,2"), "set", TRACED)),
    ("SB112", Squared(HERE, None, "`(3, 1)` and `(3,)` are broadcast to `(3, 3)` here", "mean", TARGET)),
]  # fmt: skip

SILENT: list[tuple[str, Event]] = [
    *(("SB101", store(v)) for v in (MAYBE, INDEXER, UNKNOWN, Numpy(), Tree(Trace("staged")), Seq("list"))),
    # An attribute of one's own can be set on a concrete array.
    ("SB101", store(X, "attribute", name="tag")),
    ("SB102", Discarded(HERE, None, X)), ("SB102", Discarded(HERE, None, Array(made="update", maybe=True))),
    ("SB102", store(X)), ("SB102", binary(X, UPDATED)),
    ("SB103", call("numpy.add.at", Numpy(), Const(0), X)), ("SB103", call("random.shuffle", Seq("list"))),
    ("SB103", call("jax.numpy.fill_diagonal", X, Const(1.0), inplace=Const(False))), ("SB103", call("jax.numpy.sum", X, out=NONE)),
    # These work: jax.numpy ignores `copy`, and JAX arrays have `byteswap`.
    ("SB103", call("jax.numpy.nan_to_num", X, copy=Const(False))), ("SB103", method(X, "byteswap")),
    ("SB103", method(X, "sort", statement=False)), ("SB103", method(Numpy(), "sort")), ("SB103", method(MAYBE, "fill", Const(0))),
    ("SB104", index(X, Const(2))), ("SB104", index(X, Const(-3))), ("SB104", index(X, Const(True))), ("SB104", index(X, Py("int"))),
    ("SB104", index(X, Const(9), guarded=True)), ("SB104", index(MAYBE, Const(9))), ("SB104", index(Array(), Const(9))),
    ("SB104", index(Array(shape=(None,)), Const(9))), ("SB104", index(X, Slice(NONE, Const(9)))),
    ("SB104", index(Array(shape=(0,)), Const(0))), ("SB104", index(X, Seq("tuple", (NONE, Const(2))))),
    ("SB104", index(X, Const(9), "get")),
    ("SB104", window("jax.numpy.take", X, Const(-1))), ("SB104", window("jax.numpy.take", X, Const(9), mode=Const("clip"))),
    ("SB104", window("jax.lax.dynamic_slice", X, numbers(-2), numbers(2))), ("SB104", window("jax.lax.dynamic_slice", X, numbers(1), numbers(2))),
    ("SB104", window("jax.lax.dynamic_slice", X, Seq("tuple", (TRACED,)), numbers(2))),
    ("SB105", handler("IndexError", work=("index",))), ("SB105", handler("ValueError", work=("index", "only-arrays"))),
    ("SB106", call("jax.numpy.sum", X)), ("SB106", call("jax.numpy.sum", UNKNOWN)), ("SB106", call("jax.numpy.array", numbers(1.0, 2.0))),
    ("SB106", call("jax.numpy.stack", Seq("list", (X, X)))), ("SB106", call("jax.numpy.sum", numbers(1.0), starred=True)),
    # Trees, and static tuples.
    ("SB106", call("jax.lax.pmean", Seq("tuple", (TRACED, TRACED)), Const("i"))),
    ("SB106", call("jax.lax.slice", X, numbers(0, kind="tuple"), numbers(2, kind="tuple"))),
    ("SB106", call("jax.numpy.moveaxis", X, numbers(0, 1, kind="tuple"), numbers(1, 0, kind="tuple"))),
    ("SB106", call("jax.lax.conv_dimension_numbers", numbers(1, 3, 8, 8), numbers(4, 3, 2, 2), numbers("NCHW", "OIHW", "NCHW"))),
    ("SB106", binary(MAYBE, numbers(1))), ("SB106", binary(X, numbers(1), "in")), ("SB106", index(X, numbers(0, kind="tuple"))),
    ("SB106", index(X, Seq("tuple", (Slice(), numbers(0, 1))))), ("SB106", index(Numpy(), numbers(0, 1))),
    ("SB107", store(Numpy())), ("SB107", store(Numpy(view=True, maybe=True))), ("SB107", store(VIEW, "attribute", name="shape")),
    ("SB107", method(VIEW, "sum")), ("SB107", call("numpy.copyto", Numpy(), VIEW)),
    ("SB110", call("jax.numpy.full", Const(3), Const(255), result=Array(dtype="uint8"))),
    ("SB110", call("jax.numpy.full", Const(3), Const(-0.5), result=Array(dtype="uint8"))),
    ("SB110", call("jax.numpy.full", Const(3), Const(-1), result=Array(dtype="int32"))),
    ("SB111", index(X, Array(made="literal:0,1,2"), "set", TRACED)), ("SB111", index(X, Array(made="literal:0,0,1"), "add", TRACED)),
    ("SB111", index(X, Array(made="literal:0,0,1"), "set", Const(0.0))), ("SB111", index(X, TRACED, "set", TRACED)),
]  # fmt: skip


@pytest.mark.parametrize(("code", "event"), REPORTED, ids=lambda v: v if isinstance(v, str) else type(v).__name__)
def test_reports_once_at_the_place_of_the_event(code: str, event: Event) -> None:
    (report,) = reports(code, event)
    assert report.site == HERE
    assert report.message and report.help


@pytest.mark.parametrize(("code", "event"), SILENT, ids=lambda v: v if isinstance(v, str) else type(v).__name__)
def test_leaves_good_code_alone(code: str, event: Event) -> None:
    assert reports(code, event) == []


def test_every_rule_of_the_family_has_both_kinds_of_event() -> None:
    # These have nothing to judge: each of their events is a mistake.
    codes = {code for code in all_rules() if code.startswith("SB1")}
    assert {code for code, _ in REPORTED} == codes
    assert {code for code, _ in SILENT} == codes - {"SB108", "SB109", "SB112"}


@pytest.mark.parametrize(
    ("operator", "template"),
    [
        ("", "{0} = {0}.at[{1}].set({2})"), ("+", "{0} = {0}.at[{1}].add({2})"), ("-", "{0} = {0}.at[{1}].add(-({2}))"),
        ("*", "{0} = {0}.at[{1}].multiply({2})"), ("/", "{0} = {0}.at[{1}].divide({2})"), ("**", "{0} = {0}.at[{1}].power({2})"),
    ],
)  # fmt: skip
def test_a_store_becomes_an_update(operator: str, template: str) -> None:
    (report,) = reports("SB101", store(X, "aug-item" if operator else "item", operator))
    (rewrite,) = report.rewrites
    assert (rewrite.replace, rewrite.template, rewrite.parts) == (HERE, template, (TARGET, INDEX, VALUE))


@pytest.mark.parametrize(
    "event",
    [
        store(X, path=False), store(X, whole=False), store(X, "aug-item", "//"), store(X, "del-item"),
    ],
)  # fmt: skip
def test_a_store_that_no_update_replaces_has_no_fix(event: Store) -> None:
    (report,) = reports("SB101", event)
    assert report.rewrites == ()


def test_a_list_index_is_wrapped_but_an_empty_one_is_not() -> None:
    (wrapped,) = reports("SB106", index(X, numbers(0, 1)))
    assert [(r.replace, r.template) for r in wrapped.rewrites] == [(INDEX, "{jnp}.array({0})")]
    (empty,) = reports("SB106", index(X, numbers()))
    assert empty.rewrites == ()


def test_the_evidence_is_the_trace_of_the_array() -> None:
    (report,) = reports("SB101", store(TRACED))
    assert report.because is TRACED.trace
    assert "traced JAX array" in report.message
