"""Where the code uses what some release of JAX does not have: names by what they resolve to, wherever they stand.

The engine enters functions with values; here every line counts, run or not. One pass over a module binds names to dotted paths
(imports, plain assignments, classes, other modules of the project) as far as each name has one meaning, and looks the paths up in
the table of lives. What the program itself makes depend on the release that it finds (`try … except ImportError`, `hasattr`,
`__version__`, …) is left alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

from ..data import lifecycle
from ..data.lifecycle import Row
from ..data.versions import Target, state
from ..events import ApiUse, OldAttribute, Use
from ..project import Module, Project
from ..syntax import Node
from ..values import Site

ROOTS = frozenset(name.split(".")[0] for table in (lifecycle.NAMES, lifecycle.MODULES) for name in table)
#: Not importable, though `jax` has an attribute of the name.
_IMPORT_ONLY = frozenset({"jax.config", "jax.memory"})
#: Modules that moved with all that is in them.
_WHOLE = frozenset({"jax.experimental.stax", "jax.experimental.optimizers", "jax.extend.ffi", "jax.lax_linalg"})
#: Arguments that have to be there: callee -> (keyword, position, life, what to write).
_REQUIRED: dict[str, tuple[str, int, Row]] = {
    "flax.nnx.Optimizer": ("wrt", 2, ("~0.11.0", "", False, "pass `wrt=nnx.Param`, and the model to `update(model, grads)`")),
}
_MESHES = frozenset({"jax.sharding.Mesh", "jax.make_mesh", "jax.interpreters.pxla.Mesh", "jax.experimental.mesh_utils.create_hybrid_device_mesh"})
_MESH_LIFE: Row = ("~0.10.1", "", False, "`with jax.set_mesh(mesh):`")
_COST_LIFE: Row = ("-0.5.0", "", False, "leave out the `[0]`: it is one dict now")
#: Errors by which code finds out that a name is missing.
_MISSING = frozenset({"ImportError", "ModuleNotFoundError", "AttributeError", "TypeError", "NotImplementedError"})
_BROAD = frozenset({"Exception", "BaseException"})
_VERSIONS = frozenset({"__version__", "__version_info__", "version_info", "__jax_version__"})
_ASKING = frozenset({
    "importlib.metadata.version", "importlib_metadata.version", "importlib.util.find_spec", "inspect.signature", "inspect.getfullargspec",
    "pkg_resources.get_distribution", "pkg_resources.parse_version", "packaging.version.parse", "packaging.version.Version", "inspect.getsource",
})  # fmt: skip
_EXPECTING = frozenset({"suppress", "raises", "assertRaises", "assertRaisesRegex", "warns", "assertWarns", "assertWarnsRegex", "deprecated_call"})

_PARAMETERS: dict[str, dict[str, Row]] = {}
for _name, _row in lifecycle.PARAMETERS.items():
    _callee, _keyword = _name[:-2].split("(")
    _PARAMETERS.setdefault(_callee, {})[_keyword] = _row
#: Callee -> (place of the parameter that no longer may be passed by position, its name, row).
_PLACES = {"jax.lax.dot(precision)": 2, "jax.numpy.array(copy)": 2, "jax.jit(static_argnums)": 1, "jax.shard_map(mesh)": 1}
#: Functions whose old arguments do nothing when they are None.
_OPTIONAL = frozenset({"jax.jit"})
_POSITIONS = {name.split("(")[0]: (_PLACES[name], name.split("(")[1][:-1], row) for name, row in lifecycle.POSITIONS.items()}
_CALLEES = frozenset(
    {name.rsplit(".", 1)[-1] for name in (*_PARAMETERS, *_POSITIONS, *_REQUIRED)} | {"partial", "Partial", "getattr", "setattr", "update", "import_module"}
)
_KEYWORDS = frozenset(keyword for rows in _PARAMETERS.values() for keyword in rows)
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

    __slots__ = ("parent", "module", "is_class", "bindings", "stars", "resolved", "self_name", "up_class")

    def __init__(self, parent: Scope | None, module: Scanned, is_class: bool = False) -> None:
        self.parent = parent
        self.module = module
        self.is_class = is_class
        self.bindings: dict[str, list[Node]] = {}
        self.stars: list[Any] = []
        self.resolved: dict[str, Any] = {}
        self.self_name = ""
        self.up_class: Scope | None = None

    def bind(self, name: str, *how: Any) -> None:
        self.bindings.setdefault(name, []).append(how)


class Scanned:
    """A module and its outermost names."""

    def __init__(self, module: Module, scanner: Scanner) -> None:
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


class Found:
    """A use, before it is known whether it counts. `via`: what the imports bring that bind the first name of its path."""

    __slots__ = ("module", "at", "uses", "guarded", "owner", "via", "bare")

    def __init__(self, module: Module, at: int, uses: list[Use], guarded: int, owner: str, via: tuple[str, ...] = (), bare: bool = False) -> None:
        self.module, self.at, self.uses, self.guarded, self.owner, self.via, self.bare = module, at, uses, guarded, owner, via, bare


def api_uses(
    project: Project, texts: Mapping[str, str], chosen: set[str], target: Target, attributes: list[OldAttribute], private: bool,
    failed: Callable[[Module, BaseException], Any],
) -> list[ApiUse]:  # fmt: skip
    """Events for the modules that are asked about."""
    scanner = Scanner(project, target, private)
    by_path: dict[str, list[OldAttribute]] = {}
    for event in attributes:
        by_path.setdefault(event.site.path, []).append(event)
    for module in project.modules:
        if module.body is not None and module.path in chosen and any(root in texts[module.path] for root in ROOTS):
            try:
                scanner.scan(module, by_path.get(module.path, []))
            except Exception as error:
                failed(module, error)
    return [*scanner.events()]


class Scanner:
    """The pass over all modules of a project."""

    def __init__(self, project: Project, target: Target, private: bool) -> None:
        self.project = project
        self.target = target
        self.private = private
        self.scanned: dict[str, Scanned] = {}
        self.found: list[Found] = []
        #: Paths that the project itself sets: `jax.tree_map = …`.
        self.patched: set[str] = set()
        self.now: Module = None  # type: ignore[assignment]
        self.owner = ""
        #: Names of functions of the module -> whether some use of them is not guarded.
        self.references: dict[tuple[str, str], bool] = {}
        self.hidden: list[tuple[int, int]] = []
        self.called: set[int] = set()
        self.guarding: set[int] = set()
        self.hasty = False
        #: Last parts of the names that are told: a path without any of them is not looked up.
        self.last = _told(target)
        #: Names that some import of a name with a row binds.
        self.watched: set[str] = set()

    # --- the whole -----------------------------------------------------------------------------------

    def scan(self, module: Module, attributes: list[OldAttribute]) -> None:
        self.now, self.owner = module, ""
        self.called = set()
        self.hidden = []
        first = len(self.found)
        top = self.of(module).names()
        # Most files use nothing that is told; whether a line depends on the release is asked only in others.
        self.hasty = True
        self.block(module.body or (), top, 0)
        self.hasty = False
        if len(self.found) > first or attributes:
            del self.found[first:]
            self.hidden = []
            # Tests that are skipped on some releases.
            skipped = "pytestmark" in top.bindings and self.flag("pytestmark", top, 6)
            self.block(module.body or (), top, 2 if skipped else 0)
        for event in attributes:
            row = lifecycle.ATTRIBUTES.get(event.name + "()" if event.name == "device" else event.name)
            if row is None or (event.name == "device" and event.site.at not in self.called) or any(a <= event.site.at < b for a, b in self.hidden):
                continue
            use = self.use(f"Array.{event.name}", "attribute", row)
            if use is not None:
                self.found.append(Found(module, event.site.at, [use], 0, ""))
        self.settle(self.found[first:], first)

    def settle(self, found: list[Found], first: int) -> None:
        """Uses of a name that an import of this file brought are told with the import."""
        imports = {use.name: (n, m) for n, f in enumerate(found) for m, use in enumerate(f.uses) if use.kind == "import" and f.guarded < 2}
        kept: list[Found] = []
        for f in found:
            told = [use for use in f.uses if use.kind == "name" and not self.brought(use, f, found, imports) and not f.bare]
            rest = [use for use in f.uses if use.kind != "name"]
            if told or rest:
                f.uses = told + rest
                kept.append(f)
        self.found[first:] = kept

    def brought(self, use: Use, f: Found, found: list[Found], imports: dict[str, tuple[int, int]]) -> bool:
        parts = use.name.split(".")
        for n in range(len(parts), 1, -1):
            name = ".".join(parts[:n])
            place = imports.get(name)
            if place is not None and any(v == name or v.startswith(name + ".") for v in f.via):
                by = found[place[0]].uses[place[1]]
                if use.new == by.new or by.new == "gone":
                    more = (*by.elsewhere, (Site(f.module.path, f.at), use.name, use.replacement if use.drop_in and not use.too_new else ""))
                    found[place[0]].uses[place[1]] = _with(by, elsewhere=more)
                    return True
        return False

    def events(self) -> Iterator[ApiUse]:
        for f in self.found:
            if f.guarded >= 2 or (f.owner and self.references.get((f.module.path, f.owner)) is False):
                continue
            uses = [u for u in f.uses if not self.is_patched(u.name) and not (f.guarded and u.new != "gone" and u.old != "not yet")]
            if uses:
                yield ApiUse(Site(f.module.path, f.at), None, tuple(uses))

    def is_patched(self, name: str) -> bool:
        return bool(self.patched) and any(name == p or name.startswith(p + ".") for p in self.patched)

    def of(self, module: Module) -> Scanned:
        scanned = self.scanned.get(module.path)
        if scanned is None:
            scanned = self.scanned[module.path] = Scanned(module, self)
        return scanned

    # --- the table -----------------------------------------------------------------------------------

    def state(self, row: Row) -> tuple[str, str]:
        return _states(row[0], self.target)

    def use(self, name: str, kind: str, row: Row, keyword: str = "", replacement: str | None = None) -> Use | None:
        """None where the row says nothing against the name in any release of the target."""
        # Other libraries have versions of their own, and the newest is meant.
        old, new = self.state(row) if name.startswith("jax") or kind in ("option", "attribute", "mesh") else _states(row[0], Target())
        if new == "there" and old != "not yet":
            return None
        text, drop = self.lasting(row[1] if replacement is None else replacement, row[2])
        return Use(name, kind, old, new, row[0], text, drop, row[3], keyword, (), drop and self.missing(text, name))

    def lasting(self, text: str, drop: bool) -> tuple[str, bool]:
        """The replacement, or what replaces it in its turn; nothing where that way ends."""
        for _ in range(4):
            row = lifecycle.NAMES.get(text)
            if row is None or text in _IMPORT_ONLY or self.state(row)[1] != "gone":
                return text, drop
            text, drop = row[1], drop and row[2]
        return "", False

    def missing(self, replacement: str, name: str) -> bool:
        """Is the replacement not there in the oldest release of the target?"""
        if replacement.endswith("="):
            row = _PARAMETERS.get(name.split("(")[0], {}).get(replacement[:-1])
        else:
            row = None if replacement in _IMPORT_ONLY else self.row(replacement)
        return row is not None and self.state(row)[0] in ("not yet", "gone")

    @staticmethod
    def row(path: str) -> Row | None:
        """The row of the longest part of the path that has one."""
        parts = path.split(".")
        for n in range(len(parts), 1, -1):
            prefix = ".".join(parts[:n])
            row = lifecycle.NAMES.get(prefix) or lifecycle.MODULES.get(prefix)
            if row is not None:
                return row
        return None

    def judge(self, path: str, kind: str) -> Use | None:
        """What is wrong with the longest part of the path that something is wrong with."""
        parts = path.split(".")
        if parts[0] not in ROOTS:
            return None
        for n in range(len(parts), 1, -1):
            prefix = ".".join(parts[:n])
            row = lifecycle.NAMES.get(prefix)
            if row is None:
                row = lifecycle.MODULES.get(prefix)
                if row is None or (prefix in _IMPORT_ONLY and kind != "module"):
                    continue
            rest = parts[n:]
            replacement = ".".join([row[1], *rest]) if row[1] and rest and prefix in lifecycle.MODULES else None
            use = self.use(path if replacement else prefix, kind, row, "", replacement)
            if use is not None:
                # A module that replaces another one has not always all of its names.
                return _with(use, drop_in=False) if replacement and prefix not in _WHOLE else use
        if self.private and (parts[1:2] == ["_src"] or any(p.startswith("_") and not p.startswith("__") for p in parts[1:])):
            return Use(path, "private", "private", "private")
        return None

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
        for module, level in scope.stars:
            found = self.project.find(module, level, scope.module.module)
            if found is not None:
                value = self.module_member(self.of(found), name, depth - 1) if depth > 1 and found.body is not None else None
                if value is not None:
                    return value
            elif not level and lifecycle.NAMES.get(f"{module}.{name}") is not None:
                return f"{module}.{name}"
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
            names = _last_names(kind)
            if names & _MISSING:
                break
            if (not names or names & _BROAD) and len(body) <= 6 and all(s[0] in ("import", "from", "assign", "expr", "return") for s in body):
                break
        else:
            return False
        # An optional dependency as a whole says nothing of single names.
        for statement in body:
            if statement[0] == "import":
                if any(self.row(dotted) for dotted, _ in statement[2]):
                    return True
            elif statement[0] == "from":
                if statement[4] is None or statement[3] or any(self.row(f"{statement[2]}.{n}") for n, _ in statement[4]):
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
            names |= _last_names(arg)
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
            if kind == "attr" and (part[3] in _VERSIONS or part[3] in ("TYPE_CHECKING", "__dict__")):
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
                return any(self.flagged(how, up, depth - 1) for how in up.bindings[name])
            up = up.parent
        return False

    def flagged(self, how: Node, scope: Scope, depth: int) -> bool:
        kind = how[0]
        if depth <= 0:
            return False
        if kind == "flag":
            return True
        if kind in ("expr", "default"):
            key = id(how)
            if key in self.guarding:
                return False
            self.guarding.add(key)
            try:
                return self.depends(how[1], scope, depth)
            finally:
                self.guarding.discard(key)
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
            if statement[0] == "try" and self.asks(statement) and any(s[0] == "return" for s in statement[2]):
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

    # --- the walk ------------------------------------------------------------------------------------

    def block(self, body: tuple[Node, ...], scope: Scope, guarded: int) -> None:
        for node in body:
            self.statement(node, scope, guarded)
            if node[0] == "if" and guarded < 2 and node[3] and not node[4] and _ends(node[3][-1]) and self.depends(node[2], scope):
                # What follows runs on the other releases.
                guarded = 2

    def statement(self, node: Node, scope: Scope, guarded: int) -> None:
        kind = node[0]
        if kind == "import":
            here = scope.module.module
            self.imports(node, [(dotted, "module") for dotted, _ in node[2] if self.project.find(dotted, 0, here) is None], scope, guarded)
        elif kind == "from":
            if not node[3] and node[4] is not None and self.project.find(node[2], 0, scope.module.module) is None:
                self.imports(node, [(f"{node[2]}.{name}", node[2]) for name, _ in node[4]], scope, guarded)
        elif kind == "if":
            depends = 2 if guarded < 2 and self.depends(node[2], scope) else guarded
            self.expression(node[2], scope, depends)
            self.block(node[3], scope, depends)
            self.block(node[4], scope, depends)
        elif kind == "while":
            self.expression(node[2], scope, guarded)
            self.block(node[3], scope, guarded)
            self.block(node[4], scope, guarded)
        elif kind == "for":
            self.expression(node[2], scope, guarded)
            self.expression(node[3], scope, guarded)
            self.block(node[4], scope, guarded)
            self.block(node[5], scope, guarded)
        elif kind == "try":
            inner = 2 if guarded < 2 and self.asks(node) else guarded
            if inner != guarded:
                self.hidden.append((node[1], _end(node)))
            self.block(node[2], scope, inner)
            for _, type_, _, handler in node[3]:
                if type_ is not None:
                    self.expression(type_, scope, guarded)
                self.block(handler, scope, inner)
            self.block(node[4], scope, inner)
            self.block(node[5], scope, guarded)
        elif kind == "with":
            inner = guarded
            for item, target in node[2]:
                inner = max(inner, self.expects(item, scope))
                self.mesh(item, scope, guarded)
                self.expression(item, scope, inner)
                if target is not None:
                    self.expression(target, scope, guarded)
            if inner == 2 and guarded < 2:
                self.hidden.append((node[1], _end(node)))
            self.block(node[3], scope, inner)
        elif kind == "match":
            self.expression(node[2], scope, guarded)
            for _, pattern, _, guard, block in node[3]:
                self.expression(pattern, scope, guarded)
                self.expression(guard, scope, guarded)
                self.block(block, scope, guarded)
        elif kind == "def":
            self.function(node, scope, guarded)
        elif kind == "class":
            self.class_(node, scope, guarded)
        elif kind == "ann":
            self.annotation(node[3], scope, guarded)
            self.expression(node[2], scope, guarded)
            self.expression(node[4], scope, guarded)
        elif kind in ("global", "nonlocal", "break", "continue"):
            pass
        else:
            for part in node[2:]:
                self.expression(part, scope, guarded)

    def function(self, node: Node, scope: Scope, guarded: int) -> None:
        _, _, name, params, body, decorators, returns = node[:7]
        for decorator in decorators:
            self.expression(decorator, scope, guarded)
            if guarded < 2 and decorator[0] == "call" and self.depends(decorator, scope):
                guarded = 2
        for _, _, default, annotation, _ in params:
            self.expression(default, scope, guarded)
            self.annotation(annotation, scope, guarded)
        self.annotation(returns, scope, guarded)
        inner = self.function_scope(node, scope, params[0][0] if scope.is_class and params else "")
        outer = self.owner
        if scope.parent is None:
            self.owner = name
        self.block(body, inner, guarded)
        self.owner = outer

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

    def class_(self, node: Node, scope: Scope, guarded: int) -> None:
        _, _, name, bases, keywords, body, decorators = node
        for part in (*decorators, *bases, *[value for _, value in keywords]):
            self.expression(part, scope, guarded)
        if guarded < 2 and any(d[0] == "call" and self.depends(d, scope) for d in decorators):
            guarded = 2
        inner = self.class_scope(node, scope)
        outer = self.owner
        if scope.parent is None:
            self.owner = name
        self.block(body, inner, guarded)
        self.owner = outer

    def expression(self, node: Any, scope: Scope, guarded: int) -> None:
        if type(node) is not tuple or not node:
            return
        kind = node[0]
        if kind == "const" or (kind == "name" and node[2] not in self.watched and self.hasty and not scope.module.top.stars):
            return
        if type(kind) is tuple or kind is None or len(node) < 2 or type(node[1]) is not int:
            for part in node:
                if type(part) is tuple:
                    self.expression(part, scope, guarded)
        elif kind == "attr":
            self.attribute(node, scope, guarded)
        elif kind == "name":
            self.name(node, scope, guarded)
        elif kind == "const":
            pass
        elif kind == "call":
            self.call(node, scope, guarded)
        elif kind == "sub":
            self.subscript(node, scope, guarded)
            self.expression(node[2], scope, guarded)
            self.expression(node[3], scope, guarded)
        elif kind == "lambda":
            for _, _, default, _, _ in node[3]:
                self.expression(default, scope, guarded)
            self.expression(node[4], self.function_scope(node, scope, ""), guarded)
        elif kind == "comp":
            inner = Scope(scope, scope.module)
            for target, _, _ in node[4]:
                self.bind_target(target, ("other",), inner, False)
            self.expression(node[4], inner, guarded)
            self.expression(node[3], inner, guarded)
        elif kind in ("ifexp", "bool") and guarded < 2 and self.depends(node[2] if kind == "ifexp" else node[3], scope):
            self.hidden.append((node[1], _end(node)))
            for part in node[2:]:
                self.expression(part, scope, 2)
        else:
            for part in node[2:]:
                if type(part) is tuple:
                    self.expression(part, scope, guarded)

    def annotation(self, node: Any, scope: Scope, guarded: int) -> None:
        """Strings inside of an annotation are types, too."""
        if node is None:
            return
        self.expression(node, scope, guarded)
        stack = [node]
        while stack:
            part = stack.pop()
            if type(part) is not tuple or not part:
                continue
            if part[0] == "const" and type(part[2]) is str:
                self.words(part, scope, guarded)
            elif part[0] == "sub" and part[2][-1] == "Literal":
                continue
            else:
                stack.extend(p for p in part if type(p) is tuple)

    def words(self, node: Node, scope: Scope, guarded: int) -> None:
        for word in _words(node[2]):
            parts = word.split(".")
            path = self.look_up(parts[0], scope, 8)
            if isinstance(path, str) and len(parts) > 1:
                use = self.judge(".".join([path, *parts[1:]]), "name")
                if use is not None:
                    self.add(node[1], [_with(use, drop_in=False)], guarded)

    def name(self, node: Node, scope: Scope, guarded: int) -> None:
        up: Scope | None = scope
        name = node[2]
        if name not in self.watched and not scope.module.top.stars and (self.hasty or name not in scope.module.top.bindings):
            return
        while up is not None:
            if name in up.bindings:
                break
            up = up.parent
        if up is None:
            path = self.starred(name, scope.module.top, 8) if scope.module.top.stars else None
            if isinstance(path, str):
                self.check(node, path, guarded)
            return
        for how in up.bindings[name]:
            if how[0] == "def" or how[0] == "class":
                if up.parent is None:
                    key = (self.now.path, name)
                    self.references[key] = self.references.get(key, False) or guarded < 2
            elif how[0] == "from" and not how[2]:
                path = self.bound(name, up, 8)
                use = self.judge(path, "name") if isinstance(path, str) else None
                if use is not None:
                    # Told with the import; it is changed together with it.
                    self.found.append(Found(self.now, node[1], [use], guarded, self.owner, (path,), True))

    def attribute(self, node: Node, scope: Scope, guarded: int) -> None:
        base, known = node, self.private
        while base[0] == "attr":
            known = known or base[3] in self.last
            base = base[2]
        if not known:
            self.expression(base, scope, guarded)
            return
        path = self.resolve(node, scope)
        if isinstance(path, str):
            # `jax.a.b.c`: the part that is to be replaced is the whole of what has a row.
            self.chain(node, path, scope, guarded)
            if base[0] != "name":
                self.expression(base, scope, guarded)
            return
        self.expression(node[2], scope, guarded)

    def chain(self, node: Node, path: str, scope: Scope, guarded: int) -> None:
        use = self.judge(path, "name")
        if use is None or (use.kind == "private" and not _private(node)):
            return  # where a private name is imported, that is told
        guard, via = self.origin(node, use, scope)
        surplus = path.count(".") - use.name.count(".")
        for _ in range(surplus):
            if node[2][0] != "attr":
                break
            node = node[2]
        if not guard:
            self.found.append(Found(self.now, node[1], [use], guarded, self.owner, via))

    def origin(self, node: Node, use: Use, scope: Scope) -> tuple[bool, tuple[str, ...]]:
        """Does the path begin with an import that the program expects to fail; and what do the imports of its first name bring?"""
        while node[0] == "attr":
            node = node[2]
        up: Scope | None = scope if node[0] == "name" else None
        while up is not None:
            if node[2] in up.bindings and not (up.is_class and up is not scope):
                via = []
                for how in up.bindings[node[2]]:
                    if how[0] in ("module", "from"):
                        root = how[3] if how[0] == "module" else f"{how[1]}.{how[3]}"
                        if how[-1] and root.count(".") >= use.name.count("."):
                            return True, ()
                        via.append(root)
                    elif how[0] == "flag":
                        return True, ()
                return False, tuple(via)
            up = up.parent
        return False, ()

    def check(self, node: Node, path: str, guarded: int) -> None:
        use = self.judge(path, "name")
        if use is not None:
            self.add(node[1], [use], guarded)

    def add(self, at: int, uses: list[Use], guarded: int) -> None:
        self.found.append(Found(self.now, at, uses, guarded, self.owner))

    def imports(self, node: Node, paths: list[tuple[str, str]], scope: Scope, guarded: int) -> None:
        uses: list[Use] = []
        for path, module in paths:
            if path.split(".")[0] not in ROOTS:
                continue
            use = self.judge(path, "module" if module == "module" else "import")
            if use is None and module != "module":
                use = self.judge(module, "module")
            if use is not None:
                uses.append(_with(use, kind="import" if use.kind != "private" else "private"))
        if uses:
            self.add(node[1], uses, guarded)

    def mesh(self, item: Node, scope: Scope, guarded: int) -> None:
        made = self.resolve(item, scope)
        if isinstance(made, Made) and made.callee in _MESHES:
            use = self.use("with mesh", "mesh", _MESH_LIFE)
            if use is not None:
                self.add(item[1], [_with(use, too_new=self.missing("jax.set_mesh", ""))], guarded)

    def subscript(self, node: Node, scope: Scope, guarded: int) -> None:
        """`compiled.cost_analysis()[0]`: a list of one dict once, the dict itself now."""
        value, index = self.meant(node[2], scope), node[3]
        if not (index[0] == "const" and index[2] == 0 and type(index[2]) is int and value[0] == "call" and value[2][0] == "attr"):
            return
        if value[2][3] != "cost_analysis":
            return
        for method in ("compile", "lower"):
            value = self.meant(value[2][2], scope) if value[2][0] == "attr" else value
            if not (value[0] == "call" and value[2][0] == "attr" and value[2][3] == method):
                return
        use = self.use("Compiled.cost_analysis()[0]", "attribute", _COST_LIFE)
        if use is not None:
            self.add(node[1], [use], guarded)

    def meant(self, node: Node, scope: Scope) -> Node:
        """The expression that a plain variable is bound to, where it is bound once."""
        for _ in range(4):
            if node[0] != "name":
                break
            up: Scope | None = scope
            while up is not None and node[2] not in up.bindings:
                up = up.parent
            bindings = up.bindings[node[2]] if up is not None else []
            if len(bindings) != 1 or bindings[0][0] != "expr":
                break
            node = bindings[0][1]
        return node

    def call(self, node: Node, scope: Scope, guarded: int) -> None:
        func, args, keywords = node[2], node[3], node[4]
        if func[0] == "attr" and func[3] == "device":
            self.called.add(func[1])
        last = func[3] if func[0] == "attr" else func[2] if func[0] == "name" else ""
        asked = last in _CALLEES or any(keyword in _KEYWORDS for keyword, _ in keywords)
        callee = self.resolve(func, scope) if asked or func[0] == "name" and len(args) > 1 and self.aliased(func[2], scope) else None
        if callee in ("functools.partial", "jax.tree_util.Partial") and args:
            inner = self.resolve(args[0], scope)
            if isinstance(inner, str):
                self.arguments(node, inner, args[1:], keywords, scope, guarded)
        elif isinstance(callee, str):
            if callee == "builtins.getattr" and len(args) == 2:
                path = self.resolve(node, scope)
                if isinstance(path, str):
                    use = self.judge(path, "name")
                    if use is not None:
                        self.add(node[1], [_with(use, drop_in=False)], guarded)
            elif callee == "builtins.setattr" and len(args) == 3 and args[1][0] == "const":
                owner = self.resolve(args[0], scope)
                if isinstance(owner, str):
                    self.patched.add(f"{owner}.{args[1][2]}")
            elif callee.endswith("config.update") and args and args[0][0] == "const":
                row = lifecycle.OPTIONS.get(args[0][2]) if callee.startswith("jax.") and isinstance(args[0][2], str) else None
                if row is not None:
                    use = self.use(args[0][2], "option", row)
                    if use is not None:
                        self.add(node[1], [use], guarded)
            self.arguments(node, callee, args, keywords, scope, guarded)
        self.expression(func, scope, guarded)
        for arg in args:
            self.expression(arg, scope, guarded)
        for _, value in keywords:
            self.expression(value, scope, guarded)

    def aliased(self, name: str, scope: Scope) -> bool:
        """Is the name an own one of the code for something else?"""
        up: Scope | None = scope
        while up is not None:
            for how in up.bindings.get(name, ()):
                return bool(how[0] == "expr" or (how[0] == "from" and how[3] != name))
            up = up.parent
        return False

    def given(self, value: Node, scope: Scope) -> bool:
        """Is the value of an argument certainly not None, which is as good as leaving it out?"""
        for _ in range(4):
            if value[0] != "name":
                break
            bindings = scope.bindings.get(value[2]) or scope.module.top.bindings.get(value[2]) or []
            if len(bindings) != 1 or bindings[0][0] != "expr":
                return False
            value = bindings[0][1]
        return value[0] in ("call", "sub", "fstr") or (value[0] == "const" and value[2] is not None)

    def arguments(self, node: Node, callee: str, args: tuple[Node, ...], keywords: tuple[Node, ...], scope: Scope, guarded: int) -> None:
        uses = []
        rows = _PARAMETERS.get(callee)
        if rows and keywords:
            for keyword, value in keywords:
                row = rows.get(keyword)
                if row is not None and callee in _OPTIONAL and not self.given(value, scope):
                    continue
                use = self.use(f"{callee}({keyword}=)", "parameter", row, keyword) if row is not None else None
                if use is not None:
                    uses.append(use)
        required = _REQUIRED.get(callee)
        if required is not None and len(args) <= required[1] and not any(a[0] == "star" for a in args):
            if not any(keyword in (required[0], None) for keyword, _ in keywords):
                use = self.use(f"{callee}({required[0]}=)", "required", required[2], required[0])
                uses += [use] if use is not None else []
        position = _POSITIONS.get(callee)
        if position is not None and len(args) > position[0] and not any(a[0] == "star" for a in args):
            use = self.use(f"{callee}({position[1]})", "position", position[2], position[1])
            if use is not None:
                uses.append(use)
        if uses:
            self.add(node[1], uses, guarded)


@cache
def _states(life: str, target: Target) -> tuple[str, str]:
    """What a name is in the oldest and in the newest release of a target."""
    return state(life, target.oldest), state(life, target.newest)


@cache
def _told(target: Target) -> frozenset[str]:
    rows = [item for table in (lifecycle.NAMES, lifecycle.MODULES) for item in table.items()]
    return frozenset(name.rsplit(".", 1)[-1] for name, row in rows if not name.startswith("jax") or _states(row[0], target) not in _FINE)


_FINE = (("there", "there"), ("gone", "there"), ("deprecated", "there"))


def _with(use: Use, **changes: Any) -> Use:
    from dataclasses import replace

    return replace(use, **changes)


def _same(a: Any, b: Any) -> bool:
    if isinstance(a, Made) and isinstance(b, Made):
        return a.callee == b.callee
    return a is b or (isinstance(a, str) and a == b)


def _private(node: Node) -> bool:
    while node[0] == "attr":
        if node[3].startswith("_"):
            return True
        node = node[2]
    return False


def _last_names(node: Any) -> set[str]:
    """The classes that an `except` names, by their last parts."""
    if node is None:
        return set()
    if node[0] in ("tuple", "list"):
        return {name for part in node[2] for name in _last_names(part)}
    return {node[3]} if node[0] == "attr" else {node[2]} if node[0] == "name" else {"?"}


def _ends(node: Node) -> bool:
    """Does the block stop here? An error that tells people to upgrade does not make the rest depend on the release."""
    if node[0] == "expr" and node[2][0] == "call":
        func = node[2][2]
        return func[-1] in ("exit", "skip", "skipTest", "fail") if func[0] in ("attr", "name") else False
    return node[0] in ("return", "continue", "break")


def _end(node: Node) -> int:
    """One more than the largest number of a node inside."""
    last: int = node[1]
    stack = [node]
    while stack:
        part = stack.pop()
        if len(part) > 1 and type(part[0]) is str and type(part[1]) is int and part[1] > last:
            last = part[1]
        stack.extend(p for p in part if type(p) is tuple and p)
    return last + 1


def _words(text: str) -> Iterator[str]:
    word = ""
    for sign in text + " ":
        if sign.isidentifier() or sign == "." or (word and sign.isalnum()):
            word += sign
        else:
            if word:
                yield word.strip(".")
            word = ""
