"""What calls of libraries do: built-ins, NumPy, `jax.numpy` and the rest of JAX, Optax, Flax.

A call that nothing is known of gives `UNKNOWN`, and its function arguments may be called in any way.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from .. import events as ev
from ..data import arrays as facts
from ..data import jnp_facts, numpy_dispatch
from ..data.axes import REDUCTIONS
from ..data.backend import CLOCKS, GROWING, STARTS_BACKEND, TIMERS, WAITING_METHODS
from ..data.ecosystem import ARRAY_LAYERS, ARRAYS, HOST_ENVIRONMENTS, SCALARS
from ..data.effects import CACHES, IMPURE, LOG_METHODS, LOGGERS, MUTATORS, PATH_METHODS, PRINTS
from ..data.gradients import CHOOSING, SHAPE_ONLY
from ..data.keys import ALTERNATIVES, HOST_GENERATORS, HOST_RANDOM, IDLE_KEYS, INITIALIZERS, MODES
from ..data.lifecycle import PARAMETERS
from ..data.precision import CLOSE
from ..data.startup import CALLS as STARTUP_CALLS
from ..data.transforms import WRAPPERS
from ..syntax import Node
from ..values import (
    NONE,
    UNKNOWN,
    Api,
    Array,
    Bound,
    Const,
    External,
    Func,
    Instance,
    Mapping,
    Numpy,
    Partial,
    Py,
    Seq,
    Slice,
    Transformed,
    Tree,
    Value,
    Why,
    concrete_fails,
    leaves,
    traced,
)
from .arrays.broadcasts import Broadcasts
from .arrays.casts import DIFFERENCE, ROUNDING
from .arrays.inference import Inference, first_type, numpy_scalar, parts, sequence_kind
from .arrays.layers import layer_shape
from .arrays.lending import LENDS, Lending, lends
from .arrays.types import literal, shape_of, sizes_of
from .arrays.unset import Unset
from .arrays.widths import TYPE_NAMES, holds_large, limits_of, named_type
from .arrays.windows import TAKE, windows
from .dispatch.identity import STAGED_AT_ONCE
from .evaluate import EXPRESSIONS
from .libraries.ecosystem import CALLS as _ECOSYSTEM
from .libraries.hosts import HOST_CALLS, starts_backend
from .libraries.linen import is_layer, makes_no_parameters
from .lives import givens
from .paths import asks_for_shapes, walk
from .primitives import Primitives
from .state import Frame, element, join, number_type, sloped
from .transformations.lanes import HOST_EFFECTS

_JAX = ("jax.numpy.", "jax.lax.", "jax.nn.", "jax.scipy.", "jax.random.", "jax.ops.", "jax.image.", "jax.debug.")
_WITH_DTYPES = ("jax.", "flax.linen.", "flax.nnx.", "equinox.nn.", "haiku.")
#: What they give depends on where they are called.
_OF_SCOPES = frozenset({"builtins.super", "builtins.locals", "builtins.globals", "builtins.vars"})
#: Functions that take of their argument nothing but its shape and dtype.
_OF_SHAPES = frozenset({f"jax.numpy.{name}" for name in SHAPE_ONLY})
_CALLABLE = (Func, Bound, Partial, Transformed)
_MUTATORS = frozenset({"append", "extend", "insert", "remove", "clear", "sort", "reverse", "add", "discard", "update", "setdefault", "pop", "popitem"})


class Library(Inference, Broadcasts, Lending, Unset, Primitives):
    def e_call(self, node: Node, frame: Frame) -> Value:
        _, at, func_node, arg_nodes, keyword_nodes = node
        statement = self.statement_call == at
        self.statement_call = -1
        func = EXPRESSIONS[func_node[0]](self, func_node, frame)
        args: list[Value] = []
        starred = False
        idle = func_node[0] == "attr" and (func_node[3] in IDLE_KEYS or (func_node[3] == "init" and makes_no_parameters(node, frame)))
        if type(func) is Api and (func.name in _OF_SHAPES or (func.name == "jax.tree.map" and arg_nodes and asks_for_shapes(arg_nodes[0], SHAPE_ONLY))):
            idle = True
        self.filling += idle
        chosen = len(arg_nodes) == 3 and type(func) is Api and func.name in ALTERNATIVES
        for part in arg_nodes:
            if part[0] == "star":
                inner = self.eval(part[2], frame)
                items = self.known_items(inner, frame)
                if items is None:
                    starred = True
                else:
                    args.extend(items)
            elif chosen and args:
                # Of two values only one is taken: to draw both with one key is to draw one.
                frame.conditions.append((arg_nodes[0], len(args) == 1))
                args.append(self.eval(part, frame))
                frame.conditions.pop()
            else:
                value = EXPRESSIONS[part[0]](self, part, frame)
                if not starred or type(func) is not Func and not (type(func) is Api and func.name in _PRIMITIVES):
                    args.append(value)  # else nobody knows which place it has
        kwargs: dict[str, Value] = {}
        for name, part in keyword_nodes:
            value = EXPRESSIONS[part[0]](self, part, frame) if name != "rngs" else self.generators(part, keyword_nodes, frame)
            if name is not None:
                kwargs[name] = value
            elif type(value) is Mapping and value.items is not None and all(type(k) is str for k, _ in value.items):
                kwargs.update(value.items)
                if type(func) is Api and func.name.startswith("jax."):
                    self.old_keywords(func.name, value, node, frame)
            else:
                starred = True
        self.filling -= idle
        self.statement = statement
        if func is UNKNOWN:
            if func_node[0] == "attr" and func_node[3] in ("defvjp", "defjvp"):
                self.rules_for_any(frame)
            if self.traces and func_node[0] == "attr" and func_node[3] in MUTATORS:
                if func_node[2][0] == "sub" or (func_node[2][0] == "call" and func_node[2][2][-1] == "setdefault"):
                    self.outer_container(func_node[2], UNKNOWN, Seq("tuple", (*args, *kwargs.values())), node, frame)
                elif statement and func_node[3] in ("append", "extend", "insert") and func_node[2][0] == "name" and args:
                    self.argument_write(func_node[2][2], args[-1], self.site(node, frame), frame)
            if func_node[0] == "attr" and func_node[3] in facts.UPDATE_METHODS and _indexes_at(func_node[2]) and args and not any(type(a) is Const and type(a.value) is str for a in args):
                return self.array_result(tuple(args), None, None, made="update")
        elif type(func) is Api and func.name in _OF_SCOPES:
            if func.name != "builtins.super":
                return UNKNOWN
            if not args:
                return self.super_value(frame)
        if kwargs and "axis_name" in kwargs:
            self.axes_given(func, kwargs)
        result = self.call(func, tuple(args), kwargs, node, frame, starred)
        if starred and type(result) is Array and result.shape is not None and (type(func) is Api or type(func) is Bound and type(func.func) is Api):
            result = self.shapeless(result)  # `x.reshape(n, *rest)`
        if self.differentiating:
            self.watch((*args, *kwargs.values()), result, func.name if type(func) is Api else "")
        if result is UNKNOWN and (func is UNKNOWN or type(func) in (Api, External, Bound)):
            for value in args:
                self.escaped(value)
            if func is UNKNOWN and func_node[0] == "attr" and func_node[2][0] == "name" and frame.receiver is not None and frame.env.get(func_node[2][2]) is frame.receiver:
                frame.renewals += 1  # a method of a base class that is not known
            if len(args) == len(arg_nodes) and type(func) is not Bound and any(type(value) is Mapping or type(value) is Seq for value in args):
                self.may_be_renewed(node, args, frame)
            for value in kwargs.values():
                self.escaped(value)
        if frame.rounds and not self.traces:
            self.synced(func, node, frame)
        if statement:
            self.callee = (at, func, args, kwargs, starred)
        return result

    def generators(self, node: Node, keywords: Sequence[tuple[str | None, Node]], frame: Frame) -> Value:
        """`rngs={"params": …}`: where a module is applied, its parameters are there, and nobody draws them; nor a dropout mask where `train=False`."""
        unused = {"params", "dropout"} if any(name in MODES and part[0] == "const" and part[2] is MODES[name] for name, part in keywords) else {"params"}
        idle = node[0] == "dict" and bool(node[2]) and all(key is not None and key[0] == "const" and key[2] in unused for key, _ in node[2])
        self.filling += idle
        value = self.eval(node, frame)
        self.filling -= idle
        return value

    def super_value(self, frame: Frame) -> Value:
        up: Frame | None = frame
        while up is not None and up.receiver is None:
            up = up.parent
        if up is None or up.owner is None:
            return UNKNOWN
        rest = self.mro(up.owner)[1:]
        if not rest:
            return External("super")
        return Bound(Api("super"), Seq("tuple", (up.receiver or UNKNOWN, *rest)))

    def attribute(self, value: Value, name: str, node: Node, frame: Frame) -> Value:
        if type(value) is Bound and type(value.func) is Api and value.func.name == "super":
            receiver, *classes = value.receiver.items  # type: ignore[attr-defined]
            for cls in classes:
                if name in cls.attrs:
                    return self.bound_member(cls.attrs[name], receiver, node, frame) if type(receiver) is Instance else UNKNOWN
            return UNKNOWN
        if type(value) is External and value.api.endswith(".iinfo"):
            return limits_of(value, name)
        return super().attribute(value, name, node, frame)

    # --- functions outside of the project -------------------------------------------------------------

    def call_api(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, starred: bool) -> Value:
        if name in givens.TOLD and not starred and not self.muted:
            self.old_call(name, args, kwargs, node, frame)
        if name in facts.COMPARING:
            self.compared(name, args, node, frame)
        self.axes_in_call(name, args, kwargs, node, frame)
        if self.staged is not None:
            if self.outside_arrays and name.startswith("jax."):
                self.constant_used(name, (*args, *kwargs.values()))
            if name in PRINTS or (name.startswith(LOGGERS) and name.rsplit(".", 1)[-1] in LOG_METHODS):
                self.effect(name, "print", args, node, frame)
            elif name in IMPURE:
                self.effect(name, "impure", args, node, frame)
            elif name == "jax.debug.print" and node[0] == "call" and node[3] and node[3][0][0] in ("fstr", "call", "bin", "name") and self.shown(node[3][0], Py("str"), frame) is not None:
                self.emit(ev.Effect(self.site(node, frame), self.staged, "f-string", name, self.traced_fields(node[3], frame)))
            elif name == "builtins.next" and args and node[0] == "call" and node[3]:
                self.used_up(node[3][0], args[0], node, frame)
        if self.timing and not self.traces:
            self.host_reads(name, args, kwargs)
        if name in HOST_EFFECTS:
            self.host_effect(name, kwargs, node, frame)
        if name in CACHES:
            if args and type(args[0]) is Func:
                self.cached.add(args[0])
                return args[0]
            return Partial(Api(name), (), tuple(kwargs.items()))
        if name == "builtins.setattr" and self.traces and len(args) == 3 and type(args[1]) is Const and node[0] == "call" and len(node[3]) == 3:
            self.outer_attribute(args[0], str(args[1].value), args[2], node, frame, node[3][0])
        if name in _ECOSYSTEM:
            return _ECOSYSTEM[name](self, args, kwargs, node, frame)  # type: ignore[no-any-return]
        special = _SPECIAL.get(name)
        if special is not None:
            return special(self, args, kwargs, node, frame)  # type: ignore[no-any-return]
        if name in WRAPPERS:
            return self.transform(WRAPPERS[name], args, kwargs, node, frame)
        row = self.options_rows.get(name)
        if row is not None:
            return self.transform(row, args, kwargs, node, frame)
        if name in LENDS and not self.traces and not self.muted and node[0] == "call" and node[3] and args and (how := lends(name, args, kwargs)):
            self.lent(how, name, ((node[3][0], args[0]),), node, frame)
        primitive = _PRIMITIVES.get(name)
        if primitive is not None:
            if self.unstaged and name in STAGED_AT_ONCE:
                return UNKNOWN  # Python runs the function, and it sees arrays
            if not self.traces and name in STAGED_AT_ONCE:
                self.staged_here(name, args, node, frame)
            self.strange_operands(name, args, kwargs, node, frame)
            if name.startswith("haiku."):
                self.outside_of_transform(name[6:], node, frame)
                lifted, self.lifted = self.lifted, True
                result = primitive(self, args, kwargs, node, frame)
                self.lifted = lifted
                return result  # type: ignore[no-any-return]
            self.nnx_loop(name, args, kwargs, node, frame)
            result = primitive(self, args, kwargs, node, frame)
            if self.timing and name in STAGED_AT_ONCE:
                self.started(name, node, frame, True)
            return result  # type: ignore[no-any-return]
        if name.startswith(_JAX):
            if self.jax_runs < 2 and name.startswith("jax.random."):
                self.backend_used(node, frame)  # keys are arrays
            work = self.work
            result = self.drawn(name, args, kwargs, node, frame) if name.startswith("jax.random.") else None
            if result is not None:
                self.work = work  # a key is little work
            else:
                result = self.jax_call(name, args, kwargs, node, frame)
                if self.differentiating or (self.assuming and name in CHOOSING):
                    self.choice(name, args, kwargs, node, frame)
                if self.differentiating:
                    result = self.without_gradient(name, args, kwargs, result, node, frame)
                if args and name.startswith(("jax.numpy.", "jax.lax.")):
                    result = self.same_key(name.rsplit(".", 1)[-1], args[0], result)
        elif name.startswith(HOST_RANDOM):
            self.host_draw(name, node, frame)
            short = name.rsplit(".", 1)[-1]
            inside = Const(self.staged is not None or self.batched is not None)
            result = External(name, args, (("inside", inside),)) if short in HOST_GENERATORS else self.numpy_call(name, args, kwargs, node, frame) if name.startswith("numpy.") else UNKNOWN
        elif name.startswith(("numpy.", "scipy.")):
            result = self.numpy_call(name, args, kwargs, node, frame)
        elif name.startswith(("math.", "cmath.")):
            return self.math_call(name, args, node, frame)
        elif name in ARRAYS or name in SCALARS:
            if self.recorders:
                self.note("other")
            if self.jax_runs < 2:
                self.backend_used(node, frame)
            if self.timing:
                self.computed(name, node, frame)
            result = self.array_result((*args, *kwargs.values()), () if name in SCALARS else None, None)
        elif name.startswith("builtins."):
            if self.recorders:
                self.note("other")
            return UNKNOWN
        else:
            if self.recorders:
                self.note("other")
            self.spent_by_library(name, args, kwargs, node, frame)
            if name in STARTS_BACKEND:
                self.work += 1
            elif self.timing and name in TIMERS:
                return self.timed_call(name, args, kwargs, node, frame)  # type: ignore[no-any-return]
            if name in HOST_CALLS:
                self.host_call(name, args, kwargs, node, frame)
            elif name in STARTUP_CALLS:
                self.startup_call(name, args, kwargs, node, frame)
            elif name.startswith("tensorflow"):
                self.tensorflow_call(name, frame)
            elif name.startswith("chex.assert_"):
                self.chex_assertion(name, args, kwargs, node, frame)
            elif self.jax_runs < 2 and starts_backend(name):
                self.backend_used(node, frame, 1 if name in STARTS_BACKEND and name != "jax.device_put" else 2)
            if name.startswith("haiku."):
                made = self.haiku_call(name, args, kwargs, node, frame)
                if made is not None:
                    return made  # type: ignore[no-any-return]
            if self.mode is not None and is_layer(name):
                self.submodule_made(name.rsplit(".", 1)[-1], kwargs, node, frame)
            result = External(name, args, tuple(kwargs.items())) if name.split(".")[0] in _LIBRARIES and not starred else UNKNOWN
            if name in ("jax.process_index", "jax.process_count"):
                result = Py("int")
        if not self.traces and name.startswith(("jax.", "numpy.")):
            result = self.made_in_rounds(name, args, kwargs, result)
        if name in CLOCKS and self.timing:
            result = self.clock_read(name, node, frame)
        if name in CLOSE:
            self.close_use(name, node, frame)
        elif name == "jax.default_matmul_precision":
            self.precise.add((frame.module.path, id(frame.body)))
        self.call_event(name, args, kwargs, result, node, frame, starred)
        return result  # type: ignore[no-any-return]

    def old_value(self, told: str, node: Node, frame: Frame) -> None:
        if told and node[0] != "def":
            self.emit(ev.OldValue(self.site(node, frame), self.staged, told))

    def old_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """A call that releases take or refuse by what is passed."""
        if name in givens.CALLS:
            self.old_value(givens.CALLS[name](args, kwargs), node, frame)
        if node[0] == "call":
            self.old_value(givens.nothing(name, args, node), node, frame)
        if name in givens.TREES and node[0] == "call" and len(node[3]) == len(args):
            for part, value in zip(node[3], args):
                self.old_value(givens.iterator(part, value), node, frame)
        if name == "jax.pure_callback" and self.batched is not None and not kwargs.keys() & {"vmap_method", "vectorized"}:
            if any(self.batched_by(value) is not None for value in args[2:]):
                self.old_value(givens.CALLBACK, node, frame)

    def old_keywords(self, name: str, given: Mapping, node: Node, frame: Frame) -> None:
        """Parameters that come by `**`, and those of a method of an array; others that are written are found without values."""
        for keyword, value in given.items or ():
            row = f"{name}({keyword}=)"
            if value != NONE and row in PARAMETERS:
                self.old_value(row, node, frame)

    def call_event(self, name: str, args: Any, kwargs: dict[str, Value], result: Value, node: Node, frame: Frame, starred: bool) -> None:
        if self.muted or node[0] != "call":
            return
        plain = not any(a[0] == "star" for a in node[3])
        sites = tuple([self.site(a, frame) for a in node[3]]) if plain else ()
        kwsites = {k: self.site(v, frame) for k, v in node[4] if k is not None}
        if plain and len(sites) != len(args):
            # called through a partial or a bound method: places and positions differ
            sites, starred = (), True
        self.emit(
            ev.Call(self.site(node, frame), self.staged, name, tuple(args), kwargs, result, self.site(node[2], frame), sites, kwsites, starred or not plain)
        )
        self.size_events(name, args, kwargs, node, frame)
        if not starred and (name in facts.WINDOWS or name == TAKE):
            self.emit(ev.Window(self.site(node, frame), self.staged, name, tuple(windows(name, tuple(args), kwargs))))
        if not self.x64 and not starred and name.startswith(_WITH_DTYPES):
            self.widths(name, args, kwargs, result, node, frame)

    def size_events(self, name: str, args: Any, kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """Traced values where a function of JAX needs static ones."""
        for place, parameter, optional in jnp_facts.JNP_STATIC_PARAMS.get(name, ()):
            value = kwargs.get(parameter)
            if value is None and place is not None and place < len(args):
                value = args[place]
            if value is None:
                continue
            for leaf in leaves(value):
                if concrete_fails(leaf) is not None or (type(leaf) is Tree and concrete_fails(Array(leaf.trace)) is not None):
                    if type(leaf) is Tree and optional and parameter not in facts.SIZES:
                        continue
                    self.emit(ev.Size(self.site(node, frame), self.staged, facts.SIZE_ROLES.get(parameter, "argument"), Array(leaf.trace), f"`{parameter}` of `{name}`"))
                    break

    def jax_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if name in TYPE_NAMES:
            return named_type(name, args)
        if name in jnp_facts.JNP_STATIC or name in facts.STATIC_FUNCTIONS:
            return Py("int") if name.rsplit(".", 1)[-1] in ("ndim", "size", "axis_size") else Py("shape") if name.endswith(".shape") else Py("static")
        short = name.rsplit(".", 1)[-1]
        if short in facts.NO_ARRAYS or name.startswith("jax.nn.initializers."):
            return External(name)
        if "__" in name:
            return UNKNOWN  # what a module or function of JAX says of itself
        if short in facts.DTYPE_NAMES and name.startswith("jax.numpy.") and len(args) == 1:
            return self.passed_through(short, args, self.array_result(args, literal(args[0]).shape, self.asked(Api(name))))
        if short[:1].isupper() or name.startswith("jax.debug."):
            return UNKNOWN if not name.startswith("jax.debug.") else NONE
        if self.recorders:
            self.note("math" if short in facts.DOMAIN else "factor" if short in facts.FACTORED and ".linalg." in name else "jax")
        if self.jax_runs < 2:
            self.backend_used(node, frame)
        if self.timing:
            self.computed(name, node, frame)
        if name in REDUCTIONS:
            return self.collective(args[0] if args else kwargs.get("x", UNKNOWN), short)
        everything = (*args, *kwargs.values())
        found = self.inferred(name, args, kwargs)
        shape, dtype, weak = first_type(found)
        if dtype == "key" and short.endswith("_like"):
            dtype = None  # numbers, as wide as those of a key
        if not weak and self.strong(name, args, dtype):
            weak = None
        # Of `zeros_like(x)`, the value of `x` is no operand: where nothing is staged, an array comes out and no tracer.
        operands = everything[1:] if short in SHAPE_ONLY else everything
        result = self.passed_through(short, everything, self.array_result(operands, shape, dtype, weak))
        assert isinstance(result, Array)
        self.read_by_call(name, args)
        if shape is not None and (len(shape) == 2 or not shape) and not result.maybe:
            self.spread_by_call(name, args, kwargs, result, node, frame)
        if short in ROUNDING and args and type(args[0]) is Array and args[0].made == DIFFERENCE and not result.made:
            result.made = DIFFERENCE
        if name in GROWING and self.staged is None and not self.traces:
            self.joined(name, args, kwargs, result, node, frame)
        if type(found) is list:
            return Seq(sequence_kind(short), tuple([Array(result.trace, *parts(t)) for t in found]))
        if name in jnp_facts.JNP_TUPLE_RESULTS:
            count = jnp_facts.JNP_TUPLE_RESULTS[name]
            if short == "where" and len(args) != 1:
                return result
            if short in ("unique",) and not any(k.startswith("return_") for k in kwargs) and len(args) < 2:
                return result
            if short == "qr" and kwargs.get("mode") == Const("r"):
                return result
            if short in ("svd",) and kwargs.get("compute_uv") == Const(False):
                return result
            part = Array(result.trace)
            kind = sequence_kind(short)
            if short == "unstack":
                count = None
            elif short == "meshgrid":
                count = len(args)
            return Seq(kind, (part,) * count) if isinstance(count, int) else Seq(kind, None, part)
        if short in ("array", "asarray") and type(args[0] if args else None) is Seq and args[0].items is not None:  # type: ignore[attr-defined]
            numbers = args[0].items  # type: ignore[attr-defined]
            if len(numbers) <= 32 and all(type(v) is Const and type(v.value) is int for v in numbers):
                result.made = "literal:" + ",".join(str(v.value) for v in numbers)
        if short in ("empty", "empty_like") and name.startswith("jax.numpy"):
            if result.shape is None or 0 not in result.shape:
                result.made = "empty"
                result.why = Why(self.site(node, frame), "made here")
        return result

    def collective(self, value: Value, short: str) -> Value:
        """`psum` and its like work on pytrees; of a Python number they give a number: the size of the axis, for 1."""
        if number_type(value) is not None:
            return Py("number")
        if value is UNKNOWN or type(value) is Tree:
            return Tree(self.staged) if self.staged is not None else UNKNOWN
        return self.map_leaves(value, lambda leaf: self.joined_lanes(leaf, short) if type(leaf) is Array else leaf)

    def joined_lanes(self, leaf: Array, short: str) -> Value:
        """What comes out is the same in all lanes."""
        result = self.array_result((leaf,), None if short == "all_gather" else leaf.shape, leaf.dtype if short == "all_gather" else None, maybe=leaf.maybe)
        assert isinstance(result, Array)
        if not result.maybe:
            result.maybe = self.staged is None
            if self.staged is not None and result.trace is not None:
                result.trace = sloped(self.staged, result.trace.slope)
        return result

    # --- NumPy and math -------------------------------------------------------------------------------

    def numpy_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if self.recorders:
            self.note("other")
        everything = [leaf for v in (*args, *kwargs.values()) for leaf in leaves(v)]
        short = name.rsplit(".", 1)[-1]
        if name in TYPE_NAMES:
            return named_type(name, args)
        if any(type(v) is Mapping for v in args):
            return UNKNOWN  # to NumPy, a dict is a single object
        arrays = [v for v in everything if type(v) is Array and not v.maybe]
        if arrays:
            if name in numpy_dispatch.NUMPY_RETURNS_TRACER:
                shape, dtype, weak = first_type(self.inferred("jax.numpy." + short, args, kwargs))
                return self.array_result((*args, *kwargs.values()), shape, dtype, weak)
            if name in numpy_dispatch.NUMPY_STATIC_ON_TRACER:
                return Py("int") if short in ("ndim", "size") else Py("shape") if short == "shape" else Py("static")
            if any(a.trace is not None for a in arrays):
                return UNKNOWN
            if short == "asarray" and len(args) == 1 and not kwargs and type(args[0]) is Array:
                return Numpy(args[0].shape, args[0].dtype, view=True)
            return Numpy(arrays[0].shape if short in ("array", "copy") and args and type(args[0]) is Array else None)
        if any(v is UNKNOWN or type(v) in (Tree, Array) for v in everything) and (
            name in numpy_dispatch.NUMPY_RETURNS_TRACER
        ):
            return UNKNOWN
        if name in numpy_dispatch.NUMPY_STATIC_ON_TRACER or short in ("prod", "ceil", "floor", "log2", "sqrt", "log", "gcd", "lcm", "cumprod") and all(
            type(a) is Py or number_type(a) or (type(a) is Seq and all(number_type(i) for i in a.items or ())) for a in args
        ):
            return Py("int") if short in ("ndim", "size", "prod", "gcd", "lcm") else Py("float") if short not in ("shape", "cumprod") else Py("shape")
        if short in ("float32", "float64", "int32", "int64", "float16", "int8", "uint8", "bool_", "int_", "dtype"):
            return numpy_scalar(short) if args and number_type(args[0]) else UNKNOWN if args else Py("dtype")
        if short in facts.NUMPY_MAKERS:
            if short in ("zeros", "ones", "empty", "full"):
                return self.numpy_result(short, args, kwargs, large=holds_large(short, args, kwargs))
            if short in ("array", "asarray", "stack", "concatenate", "append", "delete", "insert", "copy", "ascontiguousarray") and any(v is UNKNOWN for v in everything):
                return Numpy()
            return self.numpy_result(short, args, kwargs, large=holds_large(short, args, kwargs))
        if name.startswith("numpy.random."):
            return self.numpy_draw(short, args, kwargs) or Numpy() if short not in ("seed", "shuffle", "get_state") else NONE
        if args and short in numpy_dispatch_names and all(type(a) is Numpy or number_type(a) or _of_numbers(a) for a in args) and any(type(a) in (Numpy, Seq) for a in args):
            return self.numpy_result(short, tuple([Numpy((len(a.items or ()),)) if type(a) is Seq else a for a in args]), kwargs)
        return UNKNOWN

    def numpy_draw(self, short: str, args: tuple[Value, ...], kwargs: dict[str, Value]) -> Numpy | None:
        """The array that NumPy draws, where the call asks for a size."""
        size: Value = NONE
        if short in ("rand", "randn"):
            size = Seq("tuple", args) if args else NONE
        else:
            place = {"random": 0, "random_sample": 0, "standard_normal": 0, "normal": 2, "uniform": 2, "randint": 2, "integers": 2}.get(short)
            size = kwargs.get("size", args[place] if place is not None and place < len(args) else NONE)
        if size == NONE:
            return None
        return Numpy(sizes_of(size), "float64" if short in facts.NUMPY_REAL_DRAWS and "dtype" not in kwargs else None)

    def math_call(self, name: str, args: tuple[Value, ...], node: Node, frame: Frame) -> Value:
        if self.recorders:
            self.note("other")
        if args and node[0] == "call":
            if name in numpy_dispatch.MATH_FAILS_ON_TRACER:
                self.old_value(givens.number(args[0]), node, frame)
            for value, place in zip(args, node[3]):
                trace = traced(value) or (value.trace if type(value) is Tree else None)
                if trace is not None and name in numpy_dispatch.MATH_FAILS_ON_TRACER:
                    self.emit(ev.Convert(self.site(node, frame), self.staged, name, value, self.site(place, frame)))
                    break
        module, _, short = name.partition(".")
        if module == "cmath":
            return Py("number")
        return Py("int") if short in ("ceil", "floor", "comb", "gcd", "prod", "isqrt", "factorial", "perm", "lcm", "trunc") else Py("bool") if short.startswith("is") else Py("float")

    # --- methods --------------------------------------------------------------------------------------

    def call_method(self, func: Bound, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        kind, _, name = func.func.name.partition(".")  # type: ignore[attr-defined]
        receiver: Any = func.receiver
        statement = self.statement
        if kind == "array" or kind == "tree":
            if self.outside_arrays and self.staged is not None:
                self.constant_used(name, (receiver, *args))
            method = self.array_method if kind == "array" else self.tree_method
            result = method(receiver, name, args, kwargs, node, frame, statement)
            return self.same_key(name, receiver, result)
        if self.recorders:
            self.note("other")
        if self.timing:
            self.method_waits(kind, receiver, name, args, kwargs)
        if (self.traces or self.reads) and name in MUTATORS and node[0] == "call" and node[2][0] == "attr":
            self.outer_container(node[2][2], receiver, Seq("tuple", (*args, *kwargs.values())), node, frame)
        if kind in ("list", "set", "dict", "tuple", "generator", "range", "sequence"):
            return self.container_method(receiver, name, args, kwargs, node, frame)
        if kind == "class":
            return self.created_state(receiver, kwargs)  # type: ignore[no-any-return]
        if kind == "instance":
            return self.instance_method(receiver, name, args, kwargs, node, frame)
        if kind == "function":
            return self.function_method(receiver, name, args, kwargs, node, frame)
        if kind == "ndarray":
            self.method_event(receiver, name, args, kwargs, UNKNOWN, node, frame, statement)
            if name in ("item",):
                return Py("number")
            if name == "tolist":
                return _numbers_in(receiver)
            if name in ("copy", "astype", "reshape", "ravel", "flatten", "squeeze", "transpose", "round", "clip", "repeat", "view"):
                return self.numpy_result("array." + name, (receiver, *args), kwargs, view=name in ("reshape", "ravel", "view", "transpose", "squeeze") and receiver.view)
            return self.numpy_result("array." + name, (receiver, *args), kwargs) if name in facts.ARRAY_METHODS else UNKNOWN
        if kind == "external":
            result = self.external_method(receiver, name, args, kwargs, node, frame)
            if receiver.api.startswith(("multiprocessing.", "torch.multiprocessing.")):
                self.context_method(receiver, name, node, frame)
            elif receiver.api.startswith(HOST_ENVIRONMENTS):
                self.environment_method(receiver, name, node, frame)
            if self.staged is not None and receiver.api.startswith(("logging.", "absl.logging.")) and name in LOG_METHODS:
                self.effect(f"logging.{name}", "print", args, node, frame)
            if self.staged is not None and receiver.api == "pathlib.Path" and name in PATH_METHODS:
                self.effect(f"Path.{name}", "impure", args, node, frame)
            if receiver.api.startswith(HOST_RANDOM) and not (receiver.args and ("inside", Const(True)) in receiver.kwargs):
                self.host_draw(f"{receiver.api.rsplit('.', 1)[0]}.{name}", node, frame)
            if result is UNKNOWN and receiver.api.startswith("numpy.random.") and (drawn := self.numpy_draw(name, args, kwargs)) is not None:
                result = drawn
            self.method_event(receiver, name, args, kwargs, result, node, frame, statement)
            return result
        if kind == "static":
            if name == "format" and type(receiver) is Const and type(receiver.value) is str and _SPECIFIED.search(receiver.value):
                bad = next((a for a in (*args, *kwargs.values()) if traced(a) is not None), None)
                if bad is not None and node[0] == "call":
                    self.emit(ev.Convert(self.site(node, frame), self.staged, "format", bad, self.site(node, frame)))
            if type(receiver) is Const and type(receiver.value) is str or receiver == Py("str"):
                return Py("str") if name in ("format", "join", "lower", "upper", "strip", "replace", "title") else Py("bool") if name.startswith(("starts", "ends", "is")) else Seq("list", None, Py("str")) if name.startswith("split") else UNKNOWN
            return UNKNOWN
        return UNKNOWN

    def method_event(self, receiver: Value, name: str, args: Any, kwargs: dict[str, Value], result: Value, node: Node, frame: Frame, statement: bool) -> None:
        if self.muted or node[0] != "call" or node[2][0] != "attr":
            return
        self.emit(
            ev.Method(
                self.site(node, frame), self.staged, receiver, name, tuple(args), kwargs, result, self.site(node[2][2], frame),
                tuple([self.site(a, frame) for a in node[3]]), {k: self.site(v, frame) for k, v in node[4] if k is not None}, statement,
            )
        )  # fmt: skip

    def array_method(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, statement: bool) -> Value:
        if receiver.made == "at":
            if name not in facts.UPDATE_METHODS and name != "get":
                return UNKNOWN
            indexer = node[2][2] if node[0] == "call" and node[2][0] == "attr" else None
            made = "update"
            if indexer is not None and indexer[0] == "sub" and indexer[2][0] == "attr":
                index = self.quiet(indexer[3], frame)
                whole = self.quiet(indexer[2][2], frame)
                if type(whole) is Array and whole.made == "empty":
                    if name not in ("set", "get"):
                        self.unset_event(whole)
                    elif name == "set" and _partial(index) and not frame.loops:
                        made = "empty:1"
                base = Array(receiver.trace, receiver.shape, receiver.dtype, receiver.weak, receiver.maybe, "", receiver.why)
                argument = args[0] if args else UNKNOWN
                if name != "get" and frame.rounds and self.staged is None and not self.traces and not self.muted:
                    self.element_update(node, indexer, index, frame)
                self.emit(
                    ev.Index(
                        self.site(node, frame), self.staged, base, index, self.site(indexer[2][2], frame), self.site(indexer[3], frame),
                        True, bool(self.guards), name, argument, self.site(node[3][0], frame) if node[3] else None, self.site(node, frame), kwargs,
                    )
                )  # fmt: skip
            self.old_value(givens.update(receiver, name, args), node, frame)
            if name == "get":
                return self.array_result((receiver, *args), None, receiver.dtype, receiver.weak)
            if not self.x64:
                self.large_update(receiver, name, args, node, frame)
            updated = self.array_result((receiver, *args), receiver.shape, receiver.dtype, receiver.weak, made, receiver.maybe)
            return updated
        if name in givens.METHODS:
            self.old_value(givens.METHODS[name](receiver, args, kwargs), node, frame)
        if kwargs and not receiver.maybe and node[0] == "call" and name != "reshape":  # which takes no shape by keyword
            self.old_keywords(f"jax.numpy.{name}", Mapping(tuple(kwargs.items())), node, frame)
        if self.timing and (name in WAITING_METHODS or name in facts.CONCRETE_METHODS):
            self.waits()
        if name in facts.CONCRETE_METHODS:
            trace = traced(receiver)
            if self.differentiating and name == "item":
                self.number_made(receiver, "item", node, frame)
            if trace is not None and node[0] == "call" and name in ("item", "tolist"):
                self.emit(ev.Convert(self.site(node, frame), self.staged, name, receiver, self.site(node[2], frame) if node[2][0] != "attr" else self.site(node[2][2], frame)))
            self.note("other")
            return Py("number") if name == "item" else _numbers_in(receiver) if name == "tolist" else UNKNOWN
        if name not in facts.ARRAY_METHODS:
            self.note("other")
            result: Value = UNKNOWN
        else:
            if self.recorders:
                self.note("math" if name in facts.DOMAIN else "other")
            if name in ("copy", "block_until_ready", "to_device"):
                shape, dtype, weak = receiver.shape, receiver.dtype, receiver.weak
            else:
                shape, dtype, weak = first_type(self.inferred("array." + name, (receiver, *args), kwargs))
                if not weak and self.strong("array." + name, (receiver,), dtype):
                    weak = None
            result = self.array_result((receiver, *args, *kwargs.values()), shape, dtype, weak, "", receiver.maybe)
            result = self.passed_through(name, (receiver, *args), result)
            self.read_by_call("array." + name, (receiver,))
            if shape is not None and (len(shape) == 2 or not shape) and not receiver.maybe and type(result) is Array:
                self.spread_by_call("array." + name, (receiver, *args), kwargs, result, node, frame)
            if self.differentiating:
                result = self.without_gradient("array." + name, args, kwargs, result, node, frame)
            if name == "nonzero":
                result = Seq("tuple", None, result)
        self.method_event(receiver, name, args, kwargs, result, node, frame, statement)
        if not self.x64 and not receiver.maybe:
            self.method_widths(name, args, kwargs, node, frame)
        if name in ("reshape", "repeat", "sum", "mean", "max", "min") and node[0] == "call":
            self.size_events(f"jax.numpy.{name}", (receiver, *args) if name != "reshape" else (receiver, Seq("tuple", args)), kwargs, node, frame)
        return result

    def tree_method(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame, statement: bool) -> Value:
        """A method of a traced pytree of unknown structure: of an array, or of a dict."""
        if name in ("items",):
            return Seq("generator", None, Seq("tuple", (Py("str"), Tree(receiver.trace))))
        if name == "keys":
            return Seq("generator", None, UNKNOWN)
        if name == "values":
            return Seq("generator", None, Tree(receiver.trace))
        if name in ("get", "pop", "setdefault"):
            # `config.get("widths", ())`: the entry, or the default
            return Tree(receiver.trace) if len(args) < 2 else UNKNOWN
        if name in ("copy", "_replace", "_asdict"):
            return receiver  # type: ignore[no-any-return]
        if name == "update":
            return NONE
        return self.array_method(Array(receiver.trace), name, args, kwargs, node, frame, statement)

    def container_method(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        path = node[2][2] if node[0] == "call" and node[2][0] == "attr" else None
        if type(receiver) is Mapping:
            values = [v for _, v in receiver.items] if receiver.items is not None else [receiver.elem]
            if name == "items":
                if receiver.items is not None:
                    return Seq("list", tuple([Seq("tuple", (Const(k), v)) for k, v in receiver.items]))
                return Seq("generator", None, Seq("tuple", (UNKNOWN, receiver.elem)))
            if name == "values":
                return Seq("list", tuple(values)) if receiver.items is not None else Seq("generator", None, receiver.elem)
            if name == "keys":
                return Seq("list", tuple([Const(k) for k, _ in receiver.items])) if receiver.items is not None else Seq("generator")
            if name in ("get", "pop") and receiver.made == "variables" and args and type(args[0]) is Const and type(args[0].value) is str:
                return Mapping(None, receiver.elem, args[0].value)
            if name in ("get", "pop"):
                default = args[1] if len(args) > 1 else NONE
                if receiver.items is not None and args and type(args[0]) is Const:
                    return dict(receiver.items).get(args[0].value, default)  # type: ignore[no-any-return]
                if args and concrete_fails(args[0]) is not None:
                    self.emit(ev.Member(self.site(node, frame), self.staged, "key", args[0], receiver))
                return UNKNOWN
            if name == "copy":
                return receiver
            if name == "update" and path is not None:
                given = args[0] if args else Mapping(tuple(kwargs.items()))
                merged = Mapping(None, UNKNOWN)
                if receiver.items is not None and type(given) is Mapping and given.items is not None:
                    merged = Mapping(tuple({**dict(receiver.items), **dict(given.items), **kwargs}.items()))
                if path[0] in ("name", "attr"):
                    self.rebind(path, merged, frame)
                return NONE
        elif type(receiver) is Seq:
            if name in ("append", "extend", "insert", "add") and path is not None and path[0] in ("name", "attr"):
                grown: Value
                if name == "append" and receiver.items is not None and len(receiver.items) < 16 and not frame.loops and args and not (path[0] == "attr" and self.object_grows(path, node, frame)):
                    grown = Seq(receiver.kind, (*receiver.items, args[0]))
                else:
                    added = args[-1] if args else UNKNOWN
                    if name == "extend":
                        added = self.iterated(added, node, frame)
                    old = element(receiver) if receiver.items != () else added
                    grown = Seq(receiver.kind, None, join(old, added), None, self.longer(path, receiver, node, frame))
                self.rebind(path, grown, frame)
                return NONE
            if name in ("index", "count") and args and receiver.items != ():
                involved = [v for v in (args[0], element(receiver)) if concrete_fails(v) is not None]
                if involved:
                    self.emit(ev.Truth(self.site(node, frame), self.staged, name, involved[0], (self.site(node[2], frame),), (receiver, args[0])))
                return Py("int")
            if name == "copy":
                return receiver
            if name == "pop":
                if not args and receiver.items and receiver.kind == "list" and path is not None and path[0] in ("name", "attr"):
                    self.rebind(path, Seq(receiver.kind, receiver.items[:-1]), frame)
                    return receiver.items[-1]
                if path is not None and path[0] in ("name", "attr"):
                    self.rebind(path, Seq(receiver.kind, None, element(receiver) if receiver.items != () else UNKNOWN), frame)
                return self.handed_out(element(receiver), node, frame) if receiver.items != () else UNKNOWN
        if name in _MUTATORS and path is not None and path[0] in ("name", "attr"):
            self.rebind(path, Seq(receiver.kind, None, element(receiver) if receiver.items != () else UNKNOWN) if type(receiver) is Seq else Mapping(None, UNKNOWN), frame)
        return UNKNOWN

    def instance_method(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if name in ("replace", "_replace") and not args:
            return self.replaced(receiver, kwargs, node)
        if name == "_asdict":
            return Mapping(tuple(receiver.attrs.items()))
        if receiver.cls.kind == "linen" and name in ("apply", "init", "init_with_output"):
            return self.linen_apply(receiver, name, args, kwargs, node, frame)  # type: ignore[no-any-return]
        if name == "apply_gradients":
            return self.replaced(receiver, {k: v for k, v in kwargs.items() if k != "grads"}, node)
        if name == "param":
            return self.array_result(self.weights_of(""), None, None)
        if receiver.cls.kind == "linen":
            return self.module_method(receiver, name, args, kwargs, node, frame)  # type: ignore[no-any-return]
        return UNKNOWN

    def function_method(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        if name in ("defvjp", "defjvp", "defjvps", "def_vmap"):
            self.custom_attached(receiver, name, args, kwargs, node, frame)
            return NONE
        if name in ("lower", "trace", "eval_shape") and type(receiver) is Transformed:
            work, pace = self.work, (self.pace.hard, self.pace.some)
            abstract, self.abstract = self.abstract, True  # nothing runs
            self.call(receiver, args, kwargs, node, frame)
            self.abstract = abstract
            self.work, (self.pace.hard, self.pace.some) = work + (name == "lower"), pace
        return UNKNOWN

    def external_method(self, receiver: Any, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        api = receiver.api
        if name == "update" and api.startswith("optax."):
            self.optax_update(receiver, args, kwargs, node, frame)
            if self.complex_gradients:
                self.optimizer_step(args, node, frame)
        if name == "gradient_transformation" and api == "optax.MultiSteps":
            return receiver  # type: ignore[no-any-return]
        if api.startswith("optax.") and name == "update" and len(args) >= 2:
            return Seq("tuple", (self.array_like(args[0]), self.array_like(args[1])))
        if name in ("init", "init_with_output", "apply") and is_layer(api):
            return self.linen_apply(receiver, name, args, kwargs, node, frame)  # type: ignore[no-any-return]
        if api.startswith("optax.") and name == "init":
            self.optimiser_init(receiver, args, node, frame)
            return Tree(self.staged) if self.staged is not None else UNKNOWN
        if api == "transform" and name in ("init", "apply"):
            func = receiver.args[0]
            settings = dict(receiver.kwargs)
            leading = 1 if name == "init" else 1 + (settings.get("state") == Const(True)) + ("rng" not in settings)
            outside, weights = self.entered_library("haiku.transform"), self.weights
            self.weights = self.tree_trace(args[0]) if name == "apply" and args else None
            logged = len(self.write_log)
            result = self.call(func, args[leading:], {k: v for k, v in kwargs.items() if k not in ("params", "state", "rng")}, node, frame)
            self.left_library(outside)
            self.weights = weights
            self.haiku_key(name, args, kwargs, leading, logged, node, frame)
            return result if name == "apply" and dict(receiver.kwargs).get("state") != Const(True) else UNKNOWN
        return UNKNOWN

    def call_external(self, func: External, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> Value:
        api = func.api
        if api.startswith(INITIALIZERS):
            # What `initializers.normal()` gives is called with (key, shape).
            self.spend(kwargs.get("key", args[0] if args else UNKNOWN), node, frame, api.rsplit(".", 1)[-1])
            return self.array_result(args, None, None)
        if api.startswith("flax.linen.") and args:
            known = self.linen_layer(func, args, kwargs, node, frame)
            if known is not None:
                return known  # type: ignore[no-any-return]
        if api.startswith("equinox.nn."):
            self.flagged_call(func, kwargs)
        elif api.startswith("haiku."):
            self.haiku_layer(func, node, frame)
        if api.startswith(("flax.linen.", "equinox.nn.", "haiku.", "flax.nnx.")) and args:
            # A layer called on arrays gives arrays.
            weights = self.weights_of(api) if api.startswith(("flax.linen.", "haiku.")) else ()
            if (type(args[0]) in (Array, Tree) or weights) and api.rsplit(".", 1)[-1] in ARRAY_LAYERS:
                return self.array_result((*args, *weights), layer_shape(func, args[0].shape) if type(args[0]) is Array else None, None)
            return UNKNOWN
        if api == "wraps":
            if args and type(args[0]) is Func and func.args:
                args[0].wraps = func.args[0]
            return args[0] if args else UNKNOWN
        if api == "optax.inject_hyperparams":
            return self.optax_external(func, args, kwargs, node, frame)  # type: ignore[no-any-return]
        if api.startswith("optax.") and args and type(args[0]) in (Array, Tree):
            return self.array_result(args, None, None)
        return UNKNOWN

    def array_like(self, value: Value) -> Value:
        """The same structure with arrays for leaves, as a gradient or an update has it."""
        return self.map_leaves(value, lambda leaf: self.array_result((leaf,), shape_of(leaf), None) if type(leaf) not in (Tree, External) else leaf)


def _of_numbers(value: Value) -> bool:
    """A list or tuple of numbers."""
    return type(value) is Seq and value.kind in ("list", "tuple") and bool(value.items) and all(number_type(v) for v in value.items or ())


def _numbers_in(value: Array | Numpy) -> Seq:
    """What `tolist` gives: a list of numbers, or of lists."""
    return Seq("list", None, Py("number"), value.shape[0]) if value.shape is not None and len(value.shape) == 1 else Seq("list")


def _indexes_at(node: Node) -> bool:
    """`x.at[i]`: only an array of JAX has methods behind that. (A table of pandas has it too, and gives one element.)"""
    return bool(node[0] == "sub" and node[2][0] == "attr" and node[2][3] == "at" and not any(part[0] == "const" and type(part[2]) is str for part in walk(node[3])))


def _partial(index: Value) -> bool:
    """Whether an index is a slice with constant bounds that certainly leaves elements out."""
    if type(index) is not Slice:
        return False
    bounds = [b.value if type(b) is Const else "?" for b in (index.lower, index.upper, index.step)]
    return "?" not in bounds and (bounds[0] not in (None, 0) or (type(bounds[1]) is int and bounds[1] < 0))


#: A replacement field with a format specification: `{:.2f}`, `{x:d}`.
_SPECIFIED = re.compile(r"\{[^{}!:]*:[^{}]+\}")
numpy_dispatch_names = frozenset(n.rsplit(".", 1)[-1] for n in numpy_dispatch.NUMPY_FAILS_ON_TRACER | numpy_dispatch.NUMPY_RETURNS_TRACER)
_LIBRARIES = frozenset({"optax", "flax", "haiku", "equinox", "dataclasses", "chex", "diffrax", "jax", "numpyro", "pandas", "torch", "logging", "collections", "itertools", "types", "argparse", "gym", "gymnasium", "dm_control", "dm_env", "pettingzoo", "multiprocessing", "pathlib"})

from .builtins import SPECIAL as _SPECIAL  # noqa: E402
from .primitives import PRIMITIVES as _PRIMITIVES  # noqa: E402

EXPRESSIONS["call"] = Library.e_call
