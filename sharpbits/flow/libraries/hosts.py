"""The world of the host: processes that fork, environments of Python, TensorFlow beside JAX, assertions of Chex."""

from __future__ import annotations

from typing import Any

from ... import events as ev
from ...data.ecosystem import CHEX_SCALARS, CHEX_TRUTHS, CHEX_VALUES, ENVIRONMENT_METHODS
from ...syntax import Node
from ...values import NONE, Api, Array, Class, Const, External, Func, Site, Trace, Value, leaves
from ..evaluate import Evaluate
from ..state import Frame

#: What starts processes, by the default method of the platform (Linux: fork).
_STARTERS = frozenset({
    "multiprocessing.Pool", "multiprocessing.Process", "multiprocessing.pool.Pool", "multiprocessing.Manager", "multiprocessing.process.Process",
    "multiprocessing.context.Process", "torch.multiprocessing.Pool", "torch.multiprocessing.Process", "torch.multiprocessing.spawn_",
})  # fmt: skip
_CONTEXTS = frozenset({"multiprocessing.get_context", "torch.multiprocessing.get_context"})
_SETTERS = frozenset({"multiprocessing.set_start_method", "torch.multiprocessing.set_start_method", "multiprocessing.set_forkserver_preload"})
_FORKS = frozenset({"os.fork", "os.forkpty", "pty.fork"})
_EXECUTORS = frozenset({"concurrent.futures.ProcessPoolExecutor", "concurrent.futures.process.ProcessPoolExecutor"})
_LOADERS = frozenset({"torch.utils.data.DataLoader", "torch.utils.data.dataloader.DataLoader"})
_HIDING = frozenset({
    "tensorflow.config.set_visible_devices", "tensorflow.config.experimental.set_visible_devices", "tensorflow.config.experimental.set_memory_growth",
    "tensorflow.compat.v2.config.set_visible_devices", "tensorflow.compat.v2.config.experimental.set_visible_devices",
})  # fmt: skip
HOST_CALLS = _HIDING | _STARTERS | _CONTEXTS | _SETTERS | _FORKS | _EXECUTORS | _LOADERS
_UNTOUCHED = ("jax.config", "jax.tree", "jax.ShapeDtypeStruct", "jax.typing", "jax.debug", "jax.distributed", "jax.monitoring", "jax.export", "jax.named_scope", "jax._src")


def is_program(test: Node) -> bool:
    """`__name__ == "__main__"`, which holds where it matters."""
    return bool(test[0] == "cmp" and test[2][0] == "name" and test[2][2] == "__name__")


class Hosts(Evaluate):
    start_method: str | None
    began: Site | None
    chexified: int

    # --- processes --------------------------------------------------------------------------------------

    def backend_used(self, node: Node, frame: Frame, level: int = 2) -> None:
        """JAX computes, or its devices are asked for (1): from here on its threads run."""
        if self.staged is None and not self.traces and all(is_program(test) and holds for test, holds in frame.conditions):
            self.jax_runs, self.began = level, self.site(node, frame)
            if frame.parent is None and frame.module is not None and not self.assuming and not frame.conditions:
                self.at_import[frame.module.path] = level, self.began

    def host_call(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        if name in _SETTERS:
            chosen = args[0] if args else kwargs.get("method", NONE)
            self.start_method = str(chosen.value) if type(chosen) is Const else "?"
        elif name in _HIDING:
            self.tensorflow_hidden = True
        elif name in _FORKS:
            self.fork(name, node, frame)
        elif name in _STARTERS:
            self.fork(name, node, frame, self.start_method)
        elif name in _EXECUTORS:
            context = kwargs.get("mp_context", args[1] if len(args) > 1 else NONE)
            self.fork(name, node, frame, self.start_method if context == NONE else self.method_of(context))
        elif name in _LOADERS:
            workers = kwargs.get("num_workers", args[5] if len(args) > 5 else NONE)
            context = kwargs.get("multiprocessing_context", NONE)
            method = self.start_method if context == NONE else str(context.value) if type(context) is Const else self.method_of(context)
            if type(workers) is Const and type(workers.value) is int and workers.value > 0:
                self.fork(name, node, frame, method, later=True)

    def object_of_host(self, cls: Class, init: Value | None, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        """An object of a class that is made from a loader or a process: what its `__init__` takes by their names is theirs."""
        base = next((b.name for part in self.mro(cls) for b in part.bases if type(b) is Api and b.name in HOST_CALLS), None)
        if base is None:
            return
        if type(init) is Func:
            args, kwargs = (), {**dict(zip([p[0] for p in init.params[1:] if p[1] in ("pos", "any")], args)), **kwargs}
        self.host_call(base, args, kwargs, node, frame)

    def method_of(self, context: Value) -> str | None:
        """The start method of `get_context("spawn")`; None for the default, "?" where it is not known."""
        if type(context) is not External or context.api not in _CONTEXTS:
            return "?"
        method = context.args[0] if context.args else dict(context.kwargs).get("method", NONE)
        if type(method) is not Const:
            return "?"
        return self.start_method if method == NONE else str(method.value)

    def context_method(self, receiver: External, name: str, node: Node, frame: Frame) -> None:
        """`get_context(…).Pool(…)`."""
        if name in ("Pool", "Process", "Manager"):
            self.fork(f"multiprocessing.{name}", node, frame, self.method_of(receiver))

    def fork(self, name: str, node: Node, frame: Frame, method: str | None = None, later: bool = False) -> None:
        if method not in (None, "fork") or node[0] != "call":
            return
        # A loader forks when it is iterated over, which is where the training runs.
        if self.jax_runs or (later and any(dotted.split(".")[0] == "jax" for level, dotted in frame.module.imports if not level)):
            self.forks.append((self.site(node, frame), name, method, self.began))

    def settle_hosts(self) -> None:
        """At the end: a start method that was set anywhere counts everywhere."""
        for site, name, method, began in self.forks:
            if method == "fork" or self.start_method in (None, "fork") or name.startswith(("os.", "pty.")):
                self.events.append(ev.Forked(site, None, name, began))
        if not self.tensorflow_hidden:
            for path, (site, name) in self.tensorflow.items():
                if path in self.tensorflow_called and self.in_program(path):
                    self.events.append(ev.TensorFlowSeen(site, None, name))

    def in_program(self, path: str) -> bool:
        """Whether a module does work of its own when it is run, or one that imports it does: a library leaves it to its user what TensorFlow may see."""
        for module in self.project.modules:
            if module.body is None or module.parts[-1].endswith("_test") or not _works_when_run(module.body):
                continue
            if module.path == path or any((found := self.project.find(name, level, module)) is not None and found.path == path for level, name in module.imports):
                return True
        return False

    # --- TensorFlow -------------------------------------------------------------------------------------

    def tensorflow_imported(self, dotted: str, node: Node, frame: Frame) -> None:
        if frame.purpose or frame.conditions or self.muted or dotted.split(".")[0] not in ("tensorflow", "tensorflow_datasets"):
            return
        names = {name for level, name in frame.module.imports if not level}
        # Who converts programs for TensorFlow wants it to run them.
        if any(name.split(".")[0] == "jax" for name in names) and not any("jax2tf" in name for name in names):
            self.tensorflow.setdefault(frame.module.path, (self.site(node, frame), dotted.split(".")[0]))

    def tensorflow_call(self, name: str, frame: Frame) -> None:
        """Only what computes takes the GPU: input pipelines do, files and summaries do not."""
        if not name.startswith(("tensorflow.io.", "tensorflow.summary.", "tensorflow.config.", "tensorflow_probability", "tensorflow_hub")):
            self.tensorflow_called.add(frame.module.path)

    # --- environments ------------------------------------------------------------------------------------

    def environment_method(self, receiver: Value, name: str, node: Node, frame: Frame) -> None:
        trace = self.staged or self.batched
        if trace is not None and not self.abstract and name in ENVIRONMENT_METHODS and node[0] == "call":
            self.emit(ev.Effect(self.site(node, frame), trace, "environment", name))

    # --- Chex -------------------------------------------------------------------------------------------

    def chex_assertion(self, name: str, args: tuple[Value, ...], kwargs: dict[str, Value], node: Node, frame: Frame) -> None:
        short = name.rsplit(".", 1)[-1]
        everything = [leaf for value in (*args, *kwargs.values()) for leaf in leaves(value)]
        if short in CHEX_VALUES:
            trace = next((leaf.trace for leaf in everything if leaf.trace is not None and not (type(leaf) is Array and leaf.maybe)), None)
            if trace is None and not self.chexified:
                trace = self.tree_trace_of(args)
            group = "value" if not self.chexified or short.endswith("_ulp") else ""
        elif short in CHEX_SCALARS or short in CHEX_TRUTHS:
            asked = everything[:1] if short in CHEX_SCALARS else [leaf for value in args[:2] for leaf in leaves(value)]
            trace = next((leaf.trace for leaf in asked if type(leaf) is Array and not leaf.maybe and leaf.trace is not None), None)
            group = "scalar" if short in CHEX_SCALARS else "truth" if trace is not None and trace.kind != "differentiated" else ""
        else:
            return
        if trace is not None and group and node[0] == "call":
            self.emit(ev.ChexAssertion(self.site(node, frame), self.staged, short, group, trace))

    def tree_trace_of(self, args: Any) -> Trace | None:
        for value in args:
            trace = self.tree_trace(value)
            if trace is not None:
                return trace
        return None


def starts_backend(name: str) -> bool:
    """Does an eager call of this name make JAX start its threads?"""
    return name.startswith("jax.") and not name.startswith(_UNTOUCHED) and not name.rsplit(".", 1)[-1][:1].isupper()


def _works_when_run(body: Any) -> bool:
    return any(
        statement[0] in ("for", "while") or (statement[0] == "expr" and statement[2][0] == "call") or (statement[0] == "if" and "__name__" in str(statement[2]))
        or (statement[0] == "def" and statement[2] == "main")
        for statement in body
    )
