"""Station 5: run every module and every function once, abstractly, and collect the events.

First the bodies of the modules, in the order of their imports; what they call is interpreted with the values that
they pass. Then the functions that nobody called: transformed ones with tracers of unknown structure, others with
what their annotations promise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from libcst import ParserSyntaxError

from .. import events as ev
from ..data.transforms import WRAPPERS, Wrapper
from ..project import Module, Project
from ..values import UNKNOWN, Bound, Class, Func, Partial, Site, Trace, Transformed, Value
from .arrays.widths import Widths
from .dispatch.dispatching import Dispatching
from .dispatch.pace import Pace
from .dispatch.rounds import Rounds
from .dispatch.startup import Startup
from .libraries.libraries import Libraries
from .library import Library
from .numerics.gradients import Gradients
from .numerics.masks import Masks
from .numerics.nans import Nans
from .numerics.precision import Precision
from .purity import attributes_read
from .state import SPENT, Frame
from .transformations.transformations import Transformations


class Engine(Gradients, Masks, Nans, Precision, Transformations, Widths, Library, Rounds, Libraries, Dispatching, Startup):
    """One run over a project. `failed` receives a module that the engine could not interpret."""

    def __init__(self, project: Project, extend: Mapping[str, str], failed: Callable[[Module, BaseException], object], x64: bool = False) -> None:
        self.project = project
        self.failed = failed
        self.x64 = x64
        self.events: list[ev.Event] = []
        self.staged: Trace | None = None
        self.muted = 0
        #: Handlers around the current statement that expect a tracer error; functions called from it start at 0.
        self.expecting = self.forgiving = self.forgave = self.unstaged = 0
        self.depth = 0
        self.stack: list[Any] = []
        self.statement_call = -1
        self.statement = False
        #: The last call that was a statement: its node, function and arguments; and which functions are pure.
        self.callee: Any = (-1, None, (), {}, False)
        self.purity: dict[int, bool] = {}
        #: The method of a Linen module that runs, whether by `apply` or `init`, and which methods are compact; see `linen.py`.
        self.mode: Any = None
        self.applying: str | None = None
        self.weights: Trace | None = None
        self.linen_marks: dict[int, str] = {}
        self.train_state: Class | None = None
        self.linen_modules = {}
        self.references: set[str] | None = None
        #: Does JAX compute by now, and in which modules while they are imported; processes that fork, and how; TensorFlow. See `hosts.py`.
        self.jax_runs, self.began = 0, None
        self.begin_dispatching()
        self.at_import = {}
        self.too_late = set()
        self.start_method = None
        self.forks: list[Any] = []
        self.tensorflow: dict[str, Any] = {}
        self.tensorflow_called: set[str] = set()
        self.tensorflow_hidden = False
        self.chexified = 0
        #: Haiku: the transform around the code that runs, see `haiku.py`; what was transformed, and the modules that have their parameters.
        self.in_haiku: Any = None
        self.outer_call = None
        self.lifted = self.rooted = False
        self.deriving: list[Any] = []
        self.haiku_functions: set[int] = set()
        self.haiku_used: set[Any] = set()
        self.haiku_kept: list[Any] = []
        self.whole_statement = -1
        #: The `raise` that was met last.
        self.raised_last: Site | None = None
        self.assumed = False
        self.recorders: list[set[str]] = []
        #: `try … except IndexError` around the current statement.
        self.guards = 0
        self.summaries: dict[Any, Any] = {}
        self.contexts: dict[Any, int] = {}
        self.last_result: dict[Any, Value] = {}
        self.activations: dict[Any, Frame] = {}
        self.entered: set[tuple[str, int]] = set()
        self.called: set[Any] = set()
        #: Activations: the last number, those that run, those of modules and classes; see `keys.py`.
        self.serial = 0
        self.serials: set[int] = set()
        self.outer_serials: dict[int, Frame] = {}
        self.captured: Any = None
        #: Traces around the code that runs, and the compiled functions that they run; see `purity.py`.
        self.traces = 0
        #: How many of them call their function with arguments; `x is None` of a parameter around the code that runs.
        self.varying = 0
        self.filling = 0
        #: The module of a `with pytest.raises(…)` around the code that runs: what fails in another module is meant to.
        self.failing = ""
        #: What attributes of objects held before they were written, in the branches around the code that runs.
        self.undo: list[Any] | None = None
        self.reading: list[Any] = []
        self.reads: dict[Any, Any] = {}
        self.writes: dict[Any, Any] = {}
        self.write_log: list[Any] = []
        self.calls: dict[Any, int] = {}
        self.cached: set[Func] = set()
        #: Who calls whom, and what each activation compiles anew; see `identity.py`.
        self.called_by: set[Any] = set()
        self.remade: dict[Any, Any] = {}
        self.clock = 0
        self.direct = False
        #: Keys of a literal seed: where they are made, by what, of which seed, and in which loop.
        self.constant: dict[Any, Any] = {}
        #: The keys that carries start from, by their names in the rounds.
        self.carried: dict[Any, Any] = {}
        self.batched: Trace | None = None
        #: Under `eval_shape` or `make_jaxpr`, which draw nothing.
        self.abstract = False
        self.transformed: list[tuple[Transformed, Trace | None]] = []
        self.classes: list[Class] = []
        self.subclasses: dict[Class, list[Class]] = {}
        #: Those with a decorator that nothing is known of.
        self.unsure_classes: set[Class] = set()
        #: Functions made by the activation that runs, and those of activations that are over.
        self.made: dict[Func, Func] = {}
        self.orphans: list[Func] = []
        self.idle_frame = Frame(None, None, "")
        self.differentiating, self.reverse, self.lost, self.last_arguments = 0, 0, False, {}
        self.imported, self.pending, self.products, self.precise, self.complex_gradients = set(), [], {}, set(), False
        self.converted = None
        self.scopes, self.undecided, self.met, self.own_rules, self.reversed_loops = {}, {}, set(), 0, []
        self.begin_transformations()
        self.options_rows: dict[str, Wrapper] = {
            name: WRAPPERS[like]._replace(name=name) for name, like in extend.items() if like in WRAPPERS
        }

    def run_module(self, module: Module) -> None:
        if module.state != "new":
            return
        module.state = "running"
        frame = Frame(None, module, module.name)
        frame.serial = self.begin(frame)
        module.frame = frame
        saved = (self.staged, self.muted, self.depth, self.stack, self.recorders, self.statement_call, self.made)
        captured, self.captured = self.captured, None
        traces, self.traces, reading, self.reading = self.traces, 0, self.reading, []
        mode, self.mode, weights, self.weights = self.mode, None, self.weights, None
        slopes, work, pace = (self.differentiating, self.reverse), self.work, self.pace
        self.pace = Pace(since=self.clock)
        self.differentiating = self.reverse = 0
        library = self.in_haiku, self.outer_call, self.lifted, self.rooted
        self.in_haiku, self.outer_call, self.lifted, self.rooted = None, None, False, True
        around = (self.varying, self.filling, self.failing)
        self.varying, self.filling, self.failing = 0, 0, ""
        self.staged, self.muted, self.depth, self.stack, self.recorders, self.made = None, 0, 0, [], [], {}
        try:
            self.block(module.read(), frame)
        except ParserSyntaxError:
            pass  # it is reported where it is asked for
        except Exception as error:
            self.failed(module, error)
        finally:
            self.orphans.extend(self.made)
            self.staged, self.muted, self.depth, self.stack, self.recorders, self.statement_call, self.made = saved
        self.captured, self.traces, self.reading, self.mode, self.weights = captured, traces, reading, mode, weights
        self.differentiating, self.reverse = slopes
        self.work, self.pace = work, pace
        self.in_haiku, self.outer_call, self.lifted, self.rooted = library
        self.varying, self.filling, self.failing = around
        frame.env.pop(SPENT, None)
        frame.active = False
        module.state = "done"

    def run(self) -> list[ev.Event]:
        for module in self.project.modules:
            if module.body is not None or self.drives(module):
                self.jax_runs, self.began = 0, None
                self.run_module(module)
        self.assuming = True
        # Running one function may make others and transform them: go on until nothing new comes.
        while True:
            transformed, self.transformed = self.transformed, []
            classes, self.classes = self.classes, []
            orphans, self.orphans = [*self.orphans, *self.made], []
            self.made = {}
            for value, staged in transformed:
                if value.site not in self.called:
                    self.guarded(_module_of(value), partial(self.run_transformed, value, staged))
            for cls in classes:
                self.guarded(cls.module, partial(self.judge_methods, cls))
                for value in self.inherited_transforms(cls):
                    self.guarded(cls.module, partial(self.run_inherited, value, cls))
                for member in list(cls.attrs.values()):
                    self.guarded(cls.module, partial(self.run_member, member, cls))
            for func in orphans:
                if func.owner is None and (func.module.path, func.node[1]) not in self.entered and not self.meant_to_fail(func):
                    self.guarded(func.module, partial(self.run_generic, func, None))
            if not (self.transformed or self.classes or self.orphans or self.made):
                self.compiled_again()
                break
        # What is known only when everything has run.
        for settle in (self.settle_masks, self.settle_products, *self.settlements(), self.settle_hosts, *self.settle_dispatching()):
            self.guarded(self.project.modules[0] if self.project.modules else None, settle)
        return self.events

    def inherited_transforms(self, cls: Class) -> list[Transformed]:
        """Transformed methods of base classes that come to methods of this class which nobody has called so far."""
        bases = self.mro(cls)[1:]
        own = {name for name, m in cls.attrs.items() if type(m) is Func and (m.module.path, m.node[1]) not in self.entered and m.node[0] == "def"} if bases else ()
        if not own:
            return []
        decorated = [m for base in bases for name, m in base.attrs.items() if name not in cls.attrs]
        # What the constructor transforms: `self.step = jax.jit(self._step)`.
        held = [m for m in self.generic_instance(cls).attrs.values() if isinstance(m, Transformed) and isinstance(m.func, Bound)]
        found = []
        for method in (*decorated, *held):
            if isinstance(method, Transformed):
                func = method.func.func if isinstance(method.func, Bound) else method.func
                if isinstance(func, Func) and func.params and self.leads_to(func, own, cls):
                    found.append(method)
        return found

    def run_inherited(self, value: Transformed, cls: Class) -> None:
        known = value.site in self.called
        self.run_transformed(value, None, cls)
        if not known:
            self.called.discard(value.site)  # the class that has the method is still to come

    def leads_to(self, func: Func, own: set[str], cls: Class) -> bool:
        """Does the method call one of these methods, itself or by other methods?"""
        pending: list[Value | None] = [func]
        seen: set[str] = set()
        while pending:
            method = pending.pop()
            if type(method) is not Func or not method.params:
                continue
            names = attributes_read(method.node[4], method.params[0][0]) - seen
            if names & own:
                return True
            seen |= names
            pending += [self.find_member(cls, name) for name in names]
        return False

    def run_member(self, member: Value, cls: Class) -> None:
        receiver: Value | None = self.generic_instance(cls)
        if type(member) is Bound:
            kind = getattr(member.func, "name", "")
            if "property" not in kind:
                receiver = cls if kind.endswith("classmethod") else UNKNOWN
            member = member.receiver
        while type(member) in (Transformed, Partial):
            member = member.func  # type: ignore[attr-defined]
        if type(member) is Func and (member.module.path, member.node[1]) not in self.entered and not self.meant_to_fail(member):
            self.run_generic(member, receiver if member.params else None)

    def guarded(self, module: Module | None, work: Callable[[], Any]) -> None:
        self.staged, self.muted, self.depth, self.stack, self.recorders = None, 0, 0, [], []
        self.expecting = self.guards = 0
        self.pace = Pace(since=self.clock)
        self.expecting = self.forgiving = self.guards = 0
        self.captured = self.batched = None
        self.differentiating = self.reverse = self.own_rules = 0
        self.abstract = self.direct = False
        self.mode = self.applying = self.weights = self.in_haiku = self.outer_call = None
        self.lifted = self.rooted = False
        self.deriving = []
        self.jax_runs, self.began = self.at_import.get(module.path, (0, None)) if module is not None else (0, None)
        self.chexified = 0
        self.traces, self.reading, self.calls, self.writes = 0, [], {}, {}
        self.varying, self.filling, self.failing = 0, 0, ""
        self.reversed_loops = []
        try:
            work()
            if self.pending:
                self.settle_pending()
        except Exception as error:
            if module is not None:
                self.failed(module, error)


def _module_of(value: Value) -> Module | None:
    while type(value) in (Transformed, Bound, Partial):
        value = value.func  # type: ignore[attr-defined]
    return value.module if type(value) is Func else None
