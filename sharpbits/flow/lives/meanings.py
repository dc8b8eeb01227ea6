"""What the names of a module mean, as dotted paths of libraries, and which tests ask for the release that is installed.

Every binding of a name counts, wherever it stands: a name with two meanings has none. Modules of the project are followed.
"""

from __future__ import annotations

from typing import Any

from ...data import lifecycle
from ...data.lifecycle import Row
from ...project import Module, Project
from ...syntax import Node

_NONE = 1 << 30
ROOTS = frozenset(name.split(".")[0] for table in (lifecycle.NAMES, lifecycle.MODULES) for name in table)
#: Errors by which code finds out that a name is missing.
_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "NotImplementedError"})
_BROAD = frozenset({"Exception", "BaseException"})
_VERSIONS = frozenset({"__version__", "__version_info__", "__jax_version__"})
_ASKING = frozenset({
    "importlib.metadata.version", "importlib_metadata.version", "importlib.util.find_spec", "inspect.signature", "inspect.getfullargspec",
    "pkg_resources.get_distribution", "pkg_resources.parse_version", "packaging.version.parse", "packaging.version.Version", "inspect.getsource",
})  # fmt: skip
_EXPECTING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex", "warns", "assertWarns", "assertWarnsRegex", "deprecated_call"})

#: Statements and expressions; other tuples hold them.
_STATEMENTS = frozenset({
    "expr", "assign", "aug", "ann", "return", "del", "raise", "assert", "global", "nonlocal", "import", "from", "if", "while", "for", "try",
    "with", "match", "def", "class", "break", "continue",
})  # fmt: skip



class Class:
    """A class of the file; `bindings` are those of its body and of `self.x = …` in its methods."""

    def __init__(self, scope: Scope) -> None:
        self.scope = scope


class Made:
    """What a call of a library returned."""

    def __init__(self, callee: str) -> None:
        self.callee = callee


class Scope:
    """Names of a module, function, lambda, comprehension or class: each with all that it is ever bound to."""

    __slots__ = ("parent", "module", "is_class", "bindings", "stars", "resolved", "flags", "self_name", "up_class")

    def __init__(self, parent: Scope | None, module: Scanned, is_class: bool = False) -> None:
        self.parent = parent
        self.module = module
        self.is_class = is_class
        self.bindings: dict[str, list[Node]] = {}
        self.stars: list[Any] = []
        self.resolved: dict[str, Any] = {}
        #: Which names depend on the release, looked at to some depth.
        self.flags: dict[tuple[str, int], bool] = {}
        self.self_name = ""
        self.up_class: Scope | None = None

    def bind(self, name: str, *how: Any) -> None:
        self.bindings.setdefault(name, []).append(how)


class Scanned:
    """A module and its outermost names."""

    def __init__(self, module: Module, scanner: Meanings) -> None:
        self.module = module
        self.scanner = scanner
        self.top = Scope(None, self)
        self.ready = False

    def names(self) -> Scope:
        if not self.ready:
            self.ready = True
            if self.module.body is not None:
                self.scanner.collect(self.module.body, self.top, False)
                for name in self.module.rebound:
                    self.top.bind(name, "other")
        return self.top


class Meanings:
    """Names of the modules of a project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.scanned: dict[str, Scanned] = {}
        #: Paths that the project itself sets: `jax.tree_map = …`.
        self.patched: set[str] = set()
        #: Names that some import of a library binds.
        self.watched: set[str] = set()
        #: The bindings that are looked at, by how many were around them; and the outermost of these that was met again.
        self.guarding: dict[int, int] = {}
        self.met_again = _NONE
        #: Whether a test depends on the release is not asked.
        self.hasty = False

    def of(self, module: Module) -> Scanned:
        scanned = self.scanned.get(module.path)
        if scanned is None:
            scanned = self.scanned[module.path] = Scanned(module, self)
        return scanned

    # --- what names mean -----------------------------------------------------------------------------

    def collect(self, body: tuple[Node, ...], scope: Scope, guarded: bool) -> None:
        """All bindings of a scope; functions and classes inside have their own."""
        for node in body:
            kind = node[0]
            if kind == "import":
                for dotted, alias in node[2]:
                    scope.bind(alias or dotted.split(".")[0], "module", dotted if alias else dotted.split(".")[0], 0, dotted, guarded)
            elif kind == "from":
                self.collect_from(node, scope, guarded)
            elif kind in ("assign", "ann", "aug"):
                targets = node[2] if kind == "assign" else (node[3],) if kind == "aug" else (node[2],)
                value = node[3] if kind == "assign" else node[4] if kind == "ann" else None
                for target in targets:
                    if kind == "ann" and value is None:
                        self.bind_target(target, ("annotated", node[3]), scope, guarded)
                    else:
                        self.bind_target(target, ("expr", value) if value is not None else ("other",), scope, guarded)
            elif kind == "def":
                scope.bind(node[2], "def", node)
            elif kind == "class":
                scope.bind(node[2], "class", node)
            elif kind in ("for", "while"):
                if kind == "for":
                    self.bind_target(node[2], ("other",), scope, guarded)
                self.collect(node[4] if kind == "for" else node[3], scope, guarded)
                self.collect(node[5] if kind == "for" else node[4], scope, guarded)
            elif kind == "if":
                if node[2][-1] == "TYPE_CHECKING":
                    # What only a type checker sees never runs.
                    seen = Scope(scope.parent, scope.module)
                    self.collect(node[3], seen, True)
                    for name in seen.bindings:
                        scope.bind(name, "other")
                else:
                    self.collect(node[3], scope, guarded)
                self.collect(node[4], scope, guarded)
            elif kind == "with":
                asking = any(self.expects(item, scope) == 2 for item, _ in node[2])
                for item, target in node[2]:
                    if target is not None:
                        self.bind_target(target, ("expr", item), scope, guarded)
                self.collect(node[3], scope, guarded or asking)
            elif kind == "try":
                asking = self.asks(node)
                self.collect(node[2], scope, guarded or asking)
                for _, _, name, block in node[3]:
                    if name:
                        scope.bind(name, "other")
                    self.collect(block, scope, guarded or asking)
                self.collect(node[4], scope, guarded or asking)
                self.collect(node[5], scope, guarded)
            elif kind == "match":
                for _, _, names, _, block in node[3]:
                    for name in names:
                        scope.bind(name, "other")
                    self.collect(block, scope, guarded)
            elif kind in ("global", "nonlocal"):
                for name in node[2]:
                    scope.bind(name, "outer")
            elif kind == "del":
                self.bind_target(node[2], ("other",), scope, guarded)

    def collect_from(self, node: Node, scope: Scope, guarded: bool) -> None:
        _, _, module, level, names = node
        if names is None:
            scope.stars.append((module, level))
            return
        for name, alias in names:
            scope.bind(alias, "from", module, level, name, guarded)
            if not level and module.split(".")[0] in ROOTS:
                self.watched.add(alias)

    def bind_target(self, target: Node, how: Node, scope: Scope, guarded: bool) -> None:
        kind = target[0]
        if kind == "name":
            scope.bind(target[2], *how)
            if guarded and how[0] == "expr":
                scope.bind(target[2], "flag")
        elif kind in ("tuple", "list"):
            for part in target[2]:
                self.bind_target(part, ("other",), scope, guarded)
        elif kind == "star":
            self.bind_target(target[2], ("other",), scope, guarded)
        elif kind == "attr":
            self.bind_attribute(target, how, scope)

    def bind_attribute(self, target: Node, how: Node, scope: Scope) -> None:
        """`self.np = jnp` in a method; `jax.tree_map = …` anywhere."""
        base = target[2]
        if base[0] == "name" and base[2] == scope.self_name and scope.up_class is not None:
            scope.up_class.bind(target[3], *how)
            return
        path = self.resolve(base, scope)
        if isinstance(path, str) and path.split(".")[0] in ROOTS and how[0] != "annotated":
            self.patched.add(f"{path}.{target[3]}")

    def resolve(self, node: Any, scope: Scope, depth: int = 12) -> Any:
        """A dotted path, a Class, a Scanned module, Made; None where that is not certain."""
        if depth == 0 or node is None:
            return None
        kind = node[0]
        if kind == "name":
            return self.look_up(node[2], scope, depth)
        if kind == "attr":
            base = self.resolve(node[2], scope, depth - 1)
            return None if base is None else self.member(base, node[3], depth - 1)
        if kind == "call":
            callee = self.resolve(node[2], scope, depth - 1)
            if callee == "builtins.getattr" and len(node[3]) == 2 and node[3][1][0] == "const" and isinstance(node[3][1][2], str):
                base = self.resolve(node[3][0], scope, depth - 1)
                return self.member(base, node[3][1][2], depth - 1) if base is not None else None
            if callee == "importlib.import_module" and len(node[3]) == 1 and node[3][0][0] == "const" and isinstance(node[3][0][2], str):
                return node[3][0][2] or None
            if isinstance(callee, str):
                return Made(callee)
            return None
        return None

    def member(self, base: Any, name: str, depth: int) -> Any:
        if isinstance(base, str):
            return f"{base}.{name}"
        if isinstance(base, Class):
            return self.bound(name, base.scope, depth) if name in base.scope.bindings else None
        if isinstance(base, Scanned):
            return self.module_member(base, name, depth)
        return None

    def module_member(self, scanned: Scanned, name: str, depth: int) -> Any:
        scope = scanned.names()
        if name in scope.bindings:
            return self.bound(name, scope, depth)
        return self.starred(name, scope, depth) or self.submodule(scanned.module, name)

    def submodule(self, module: Module, name: str) -> Any:
        found = self.project.find(f"{module.name}.{name}", 0, module) if module.package else None
        return self.of(found) if found is not None and found.body is not None else None

    def look_up(self, name: str, scope: Scope, depth: int) -> Any:
        up: Scope | None = scope
        while up is not None:
            if name in up.bindings and not (up.is_class and up is not scope):
                if any(how[0] == "outer" for how in up.bindings[name]):
                    return None
                return self.bound(name, up, depth)
            if up.parent is None:
                return self.starred(name, up, depth) or (f"builtins.{name}" if name in ("getattr", "hasattr", "setattr", "dir", "vars") else None)
            up = up.parent
        return None

    def starred(self, name: str, scope: Scope, depth: int) -> Any:
        last = True
        for module, level in reversed(scope.stars):
            found = self.project.find(module, level, scope.module.module)
            if found is not None:
                value = self.module_member(self.of(found), name, depth - 1) if depth > 1 and found.body is not None else None
                if value is not None:
                    return value
            elif not level:
                if last and lifecycle.NAMES.get(f"{module}.{name}") is not None:
                    return f"{module}.{name}"
                last = False  # this one may have the name, too
        return None

    def bound(self, name: str, scope: Scope, depth: int) -> Any:
        if name in scope.resolved:
            return scope.resolved[name]
        scope.resolved[name] = None
        values: list[Any] = []
        for how in scope.bindings[name]:
            if how[0] == "flag" or (how[0] == "expr" and how[1][0] == "const" and how[1][2] is None):
                continue
            value = self.meaning(how, scope, depth - 1)
            if value is None:
                values = []
                break
            values.append(value)
        one = values[0] if values else None
        if any(not _same(v, one) for v in values[1:]):
            one = None
        scope.resolved[name] = one
        return one

    def meaning(self, how: Node, scope: Scope, depth: int) -> Any:
        kind = how[0]
        if kind == "expr":
            return self.resolve(how[1], scope, depth)
        if kind == "module":
            found = self.project.find(how[1], how[2], scope.module.module)
            if found is not None:
                return self.of(found) if found.body is not None else None
            return how[1]
        if kind == "from":
            _, module, level, name, _ = how
            found = self.project.find(module, level, scope.module.module) if module or level else None
            if found is not None:
                member = self.module_member(self.of(found), name, depth) if found.body is not None and depth > 0 else None
                if member is not None:
                    return member
            sub = self.project.find(f"{module}.{name}" if module else name, level, scope.module.module)
            if sub is not None:
                return self.of(sub) if sub.body is not None else None
            return None if level or found is not None else f"{module}.{name}"
        if kind == "annotated":
            path = self.resolve(how[1], scope, depth)
            return Made(path) if isinstance(path, str) else None
        if kind == "class":
            return Class(self.class_scope(how[1], scope))
        return None

    def class_scope(self, node: Node, scope: Scope) -> Scope:
        """Names of a class of the file: its body, and what its methods set on `self`."""
        inner = Scope(scope, scope.module, True)
        self.collect(node[5], inner, False)
        for statement in node[5]:
            if statement[0] == "def" and statement[3]:
                method = Scope(inner, scope.module)
                method.self_name, method.up_class = statement[3][0][0], inner
                self.collect(statement[4], method, False)
        return inner

    # --- what depends on the release -----------------------------------------------------------------

    def asks(self, node: Node) -> bool:
        """Is a `try` there to find out which names there are?"""
        body = node[2]
        for _, kind, _, _ in node[3]:
            names = last_names(kind)
            if names & _MISSING:
                break
            if (not names or names & _BROAD) and len(body) <= 6 and all(s[0] in ("import", "from", "assign", "expr", "return") for s in body):
                break
        else:
            return False
        # An optional dependency as a whole says nothing of single names.
        for statement in body:
            if statement[0] == "import":
                if any(row_of(dotted) for dotted, _ in statement[2]):
                    return True
            elif statement[0] == "from":
                if statement[4] is None or statement[3] or any(row_of(f"{statement[2]}.{n}") for n, _ in statement[4]):
                    return True
            elif not (statement[0] == "assign" and statement[3][0] == "const"):
                return True
        return False

    def expects(self, item: Node, scope: Scope) -> int:
        """Is a context manager there to catch what old names raise (2) or warn (1)?"""
        if item[0] != "call":
            return 0
        func = item[2]
        name = func[3] if func[0] == "attr" else func[2] if func[0] == "name" else ""
        if name == "catch_warnings":
            return 1
        if name not in _EXPECTING:
            return 0
        names: set[str] = set()
        for arg in item[3]:
            names |= last_names(arg)
        if name in ("warns", "assertWarns", "assertWarnsRegex", "deprecated_call"):
            return 1
        return 2 if names & (_MISSING | _BROAD) or not names else 0

    def depends(self, node: Any, scope: Scope, depth: int = 6) -> bool:
        """Does a test depend on which release of JAX is installed?"""
        if depth == 0 or self.hasty:
            return False
        stack = [node]
        while stack:
            part = stack.pop()
            if type(part) is not tuple or not part:
                continue
            kind = part[0]
            if kind == "attr" and type(part[1]) is int and (part[3] in _VERSIONS or part[3] in ("TYPE_CHECKING", "__dict__")):
                return True
            if kind == "attr" and type(part[1]) is int and part[3] == "modules" and part[2][-1] == "sys":
                return True  # what has been imported is there
            if kind == "attr" and type(part[1]) is int and part[3] in ("values", "_value_holders") and self.resolve(part[2], scope) == "jax.config":
                return True  # the options that there are
            if kind == "attr" and type(part[1]) is int and self.flag_of(part, scope, depth):
                return True
            if kind == "name" and type(part[1]) is int:
                if part[2] == "TYPE_CHECKING" or self.flag(part[2], scope, depth):
                    return True
                continue
            if kind == "call" and type(part[1]) is int:
                callee = self.resolve(part[2], scope)
                if callee in _ASKING:
                    return True
                if callee in ("builtins.hasattr", "builtins.getattr", "builtins.dir", "builtins.vars") and part[3]:
                    owner = self.resolve(part[3][0], scope)
                    asked = part[3][1][2] if len(part[3]) > 1 and part[3][1][0] == "const" else None
                    # An object that is asked for what it has may be one of JAX's internals.
                    if isinstance(owner, str) or (callee == "builtins.hasattr" and not (part[3][0][0] == "name" and part[3][0][2] in ("self", "cls"))):
                        return True
                    if asked in lifecycle.ATTRIBUTES or asked == "device":
                        return True
                if part[2][0] == "attr" and self.asking_function(part[2], scope, depth):
                    return True
            stack.extend(part)
        return False

    def flag(self, name: str, scope: Scope, depth: int) -> bool:
        """Does the value of the name depend on the release?"""
        up: Scope | None = scope
        while up is not None:
            if name in up.bindings and not (up.is_class and up is not scope):
                return self.flag_in(name, up, depth)
            up = up.parent
        return False

    def flag_in(self, name: str, scope: Scope, depth: int) -> bool:
        key = (name, depth)
        known = scope.flags.get(key)
        if known is None:
            level, outer = len(self.guarding), self.met_again
            self.met_again = _NONE
            known = any(self.flagged(how, scope, depth - 1) for how in scope.bindings.get(name, ()))
            if known or self.met_again >= level:
                # Nothing that is still looked at was passed over on the way.
                scope.flags[key] = known
            self.met_again = min(outer, self.met_again)
        return known

    def flag_of(self, node: Node, scope: Scope, depth: int) -> bool:
        """`self.is_new`, `Compat.is_new`, `compat.IS_NEW`, where that depends on the release."""
        base = self.resolve(node[2], scope)
        if isinstance(base, Class):
            return self.flag_in(node[3], base.scope, depth)
        return isinstance(base, Scanned) and self.flag(node[3], base.names(), depth - 1)

    def flagged(self, how: Node, scope: Scope, depth: int) -> bool:
        kind = how[0]
        if depth <= 0:
            return False
        if kind == "flag":
            return True
        if kind in ("expr", "default"):
            key = id(how)
            if key in self.guarding:
                self.met_again = min(self.met_again, self.guarding[key])
                return False
            self.guarding[key] = len(self.guarding)
            try:
                return self.depends(how[1], scope, depth)
            finally:
                del self.guarding[key]
        if kind in ("module", "from"):
            if how[-1]:
                return True
            if kind == "from":
                if how[3] in _VERSIONS:
                    return True
                found = self.project.find(how[1], how[2], scope.module.module) if how[1] or how[2] else None
                if found is not None and found.body is not None:
                    return self.flag(how[3], self.of(found).names(), depth)
            return False
        if kind == "def":
            return self.returns_flag(how[1], scope, depth)
        return False

    def returns_flag(self, node: Node, scope: Scope, depth: int) -> bool:
        """Does a function answer a question about the release?"""
        inner = self.function_scope(node, scope, "")
        stack = list(node[4])
        while stack:
            statement = stack.pop()
            if statement[0] == "return" and self.depends(statement[2], inner, depth):
                return True
            if statement[0] == "try" and self.asks(statement):
                blocks = (statement[2], *[handler[3] for handler in statement[3]], statement[4])
                if any(s[0] == "return" for block in blocks for s in block):
                    return True
            if statement[0] in ("if", "with", "try"):
                for part in statement[2:]:
                    if type(part) is tuple:
                        stack += [s for s in part if type(s) is tuple and s and s[0] in _STATEMENTS]
        return False

    def asking_function(self, func: Node, scope: Scope, depth: int) -> bool:
        """`compat.has_tree()`, with a module of the project."""
        base = self.resolve(func[2], scope)
        return isinstance(base, Scanned) and self.flag(func[3], base.names(), depth - 1)

    def function_scope(self, node: Node, scope: Scope, self_name: str) -> Scope:
        inner = Scope(scope, scope.module)
        for name, kind, default, annotation, _ in node[3]:
            if default is not None:
                inner.bind(name, "default", default)
            inner.bind(name, *(("annotated", annotation) if annotation is not None and kind in ("pos", "any", "key") else ("other",)))
        if self_name:
            inner.resolved[self_name] = Class(scope)
        if node[0] == "def":
            self.collect(node[4], inner, False)
        return inner


def row_of(path: str) -> Row | None:
    """The row of the longest part of the path that has one."""
    parts = path.split(".")
    for n in range(len(parts), 1, -1):
        prefix = ".".join(parts[:n])
        row = lifecycle.NAMES.get(prefix) or lifecycle.MODULES.get(prefix)
        if row is not None:
            return row
    return None


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, Made) and isinstance(b, Made):
        return a.callee == b.callee
    return a is b or (isinstance(a, str) and a == b)


def last_names(node: Any) -> set[str]:
    """The classes that an `except` names, by their last parts."""
    if node is None:
        return set()
    if node[0] in ("tuple", "list"):
        return {name for part in node[2] for name in last_names(part)}
    return {node[3]} if node[0] == "attr" else {node[2]} if node[0] == "name" else {"?"}
