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

from ...data import lifecycle
from ...data.lifecycle import Row
from ...data.versions import Target, state
from ...events import ApiUse, OldAttribute, OldValue, Use
from ...project import Module, Project
from ...syntax import Node
from ...values import Site
from .meanings import ROOTS, Made, Meanings, Scope, row_of

#: A module without any of them uses no library of the table, by whatever module of the project it gets its names.
_WORDS = (*ROOTS, "jnp")
#: Not importable, though `jax` has an attribute of the name.
_IMPORT_ONLY = frozenset({"jax.config", "jax.memory"})
#: Modules that moved with all that is in them.
_WHOLE = frozenset({"jax.experimental.stax", "jax.experimental.optimizers", "jax.extend.ffi", "jax.lax_linalg"})
#: Arguments that have to be there: callee -> (keyword, position, life, what to write).
_REQUIRED: dict[str, tuple[str, int, Row]] = {
    "flax.nnx.Optimizer": ("wrt", 2, ("~0.11.0", "", False, "pass `wrt=nnx.Param`, and the model to `update(model, grads)`")),
    "jax.jit": ("fun", 0, ("+0.8.1", "", False, "`functools.partial(jax.jit, …)`")),
    "jax.tree_util.register_dataclass": ("data_fields", 1, ("+0.4.36", "", False, "name the fields: `data_fields=[…], meta_fields=[…]`")),
    "jax.sharding.AbstractMesh": ("axis_names", 1, ("+0.4.34 -0.5.3", "", False, "sizes and names: `AbstractMesh((2, 4), ('x', 'y'))`")),
    # Later releases are quiet again: the axes are explicit by then.
    "jax.make_mesh": ("axis_types", 2, ("~0.8.1 +0.9.0", "", False, "say what the axes are: `axis_types=(jax.sharding.AxisType.Auto, …)`")),
}
#: Last parts of those that are decorators of classes.
_BARE = frozenset({"register_dataclass"})
_MESHES = frozenset({"jax.sharding.Mesh", "jax.make_mesh", "jax.interpreters.pxla.Mesh", "jax.experimental.mesh_utils.create_hybrid_device_mesh"})
_MESH_LIFE: Row = ("~0.10.1", "", False, "`with jax.set_mesh(mesh):`")
_COST_LIFE: Row = ("-0.5.0", "", False, "leave out the `[0]`: it is one dict now")
_CAPSULE, _DIALECT = "a capsule for `from_dlpack`", "the dialect `mhlo`"
_SPEC, _EQUAL_SPEC = "a `PartitionSpec` that is a tuple", "a `PartitionSpec` that equals a tuple"
_SPECS = frozenset({"jax.sharding.PartitionSpec", "jax.P", "jax.experimental.pjit.PartitionSpec"})
_CAPSULES = frozenset({"jax.dlpack.from_dlpack", "jax.numpy.from_dlpack"})
_PARAMETERS: dict[str, dict[str, Row]] = {}
for _name, _row in lifecycle.PARAMETERS.items():
    _callee, _keyword = _name[:-2].split("(")
    _PARAMETERS.setdefault(_callee, {})[_keyword] = _row
#: Callee -> (place of the parameter that no longer may be passed by position, its name, row).
_PLACES = {"jax.lax.dot(precision)": 2, "jax.numpy.array(copy)": 2, "jax.jit(static_argnums)": 1, "jax.shard_map(mesh)": 1}
#: Old arguments that do nothing when they are None.
_OPTIONAL = frozenset({"jax.jit(device=)", "jax.jit(backend=)", "jax.numpy.sort(kind=)", "jax.numpy.argsort(kind=)"})
_POSITIONS = {name.split("(")[0]: (_PLACES[name], name.split("(")[1][:-1], row) for name, row in lifecycle.POSITIONS.items()}
_CALLEES = frozenset(
    {name.rsplit(".", 1)[-1] for name in (*_PARAMETERS, *_POSITIONS, *_REQUIRED)} | {"partial", "Partial", "getattr", "setattr", "update", "import_module", "from_dlpack"}
)
_KEYWORDS = frozenset(keyword for rows in _PARAMETERS.values() for keyword in rows)


class Found:
    """A use, before it is known whether it counts. `via`: what the imports bring that bind the first name of its path."""

    __slots__ = ("module", "at", "uses", "guarded", "owner", "via", "bare")

    def __init__(self, module: Module, at: int, uses: list[Use], guarded: int, owner: str, via: tuple[str, ...] = (), bare: bool = False) -> None:
        self.module, self.at, self.uses, self.guarded, self.owner, self.via, self.bare = module, at, uses, guarded, owner, via, bare


def api_uses(
    project: Project, texts: Mapping[str, str], chosen: set[str], target: Target, attributes: list[OldAttribute | OldValue], private: bool,
    failed: Callable[[Module, BaseException], Any],
) -> list[ApiUse]:  # fmt: skip
    """Events for the modules that are asked about."""
    scanner = Scanner(project, target, private)
    by_path: dict[str, list[OldAttribute | OldValue]] = {}
    for event in attributes:
        by_path.setdefault(event.site.path, []).append(event)
    for module in project.modules:
        if module.body is not None and module.path in chosen and any(word in texts[module.path] for word in _WORDS):
            try:
                scanner.scan(module, by_path.get(module.path, []))
            except Exception as error:
                failed(module, error)
    return [*scanner.events()]


class Scanner(Meanings):
    """The pass over all modules of a project."""

    def __init__(self, project: Project, target: Target, private: bool) -> None:
        super().__init__(project)
        self.target = target
        self.private = private
        self.found: list[Found] = []
        self.now: Module = None  # type: ignore[assignment]
        self.owner = ""
        #: Names of functions of the module -> whether some use of them is not guarded.
        self.references: dict[tuple[str, str], bool] = {}
        self.hidden: list[tuple[int, int]] = []
        self.called: set[int] = set()
        #: Last parts of the names that are told: a path without any of them is not looked up.
        self.last = _told(target)

    # --- the whole -----------------------------------------------------------------------------------

    def scan(self, module: Module, attributes: list[OldAttribute | OldValue]) -> None:
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
            use = None if any(a <= event.site.at < b for a, b in self.hidden) else self.met(event)
            if use is not None:
                self.found.append(Found(module, event.site.at, [use], 0, ""))
        self.settle(self.found[first:], first)

    def met(self, event: OldAttribute | OldValue) -> Use | None:
        """What the engine came upon with the values in hand."""
        if type(event) is OldValue:
            row = lifecycle.VALUES.get(event.name)
            if row is not None:
                return self.use(event.name, "value", row)
            return self.use(event.name, "parameter", lifecycle.PARAMETERS[event.name], event.name[:-2].split("(")[1])
        name = event.name + "()" * (event.name == "device")
        row = lifecycle.ATTRIBUTES.get(name)
        if row is None or (event.name == "device" and event.site.at not in self.called):
            return None
        return self.use(f"Array.{name}", "attribute", row)

    def settle(self, found: list[Found], first: int) -> None:
        """Uses of a name that an import of this file brought are told with the import."""
        imports: dict[str, list[tuple[int, int]]] = {}
        for n, f in enumerate(found):
            for m, use in enumerate(f.uses):
                if use.kind == "import" and f.guarded < 2:
                    imports.setdefault(use.name, []).append((n, m))
        kept: list[Found] = []
        for f in found:
            told = [use for use in f.uses if use.kind == "name" and not self.brought(use, f, found, imports) and not f.bare]
            rest = [use for use in f.uses if use.kind != "name"]
            if told or rest:
                f.uses = told + rest
                kept.append(f)
        self.found[first:] = kept

    def brought(self, use: Use, f: Found, found: list[Found], imports: dict[str, list[tuple[int, int]]]) -> bool:
        parts = use.name.split(".")
        for n in range(len(parts), 1, -1):
            name = ".".join(parts[:n])
            places = imports.get(name)
            if places is not None and any(v == name or v.startswith(name + ".") for v in f.via):
                # Functions may import it each for itself: the last import above the use, in the same function if there is one.
                place = max(places, key=lambda p: (found[p[0]].at < f.at, found[p[0]].owner == f.owner, found[p[0]].owner == "", p))
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

    # --- the table -----------------------------------------------------------------------------------

    def state(self, row: Row) -> tuple[str, str]:
        return _states(row[0], self.target)

    def use(self, name: str, kind: str, row: Row, keyword: str = "", replacement: str | None = None) -> Use | None:
        """None where the row says nothing against the name in any release of the target."""
        # Other libraries have versions of their own, and the newest is meant.
        old, new = self.state(row) if name.startswith("jax") or kind in ("option", "attribute", "mesh", "value") else _states(row[0], Target())
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
            row = None if replacement in _IMPORT_ONLY else row_of(replacement)
        return row is not None and self.state(row)[0] in ("not yet", "gone")

    def judge(self, path: str, kind: str) -> Use | None:
        """What is wrong with the longest part of the path that something is wrong with."""
        parts = path.split(".")
        if parts[0] not in ROOTS:
            return None
        if parts[1:2] == ["config"] and len(parts) > 2 and parts[2] in lifecycle.OPTIONS:
            return self.use(parts[2], "option", lifecycle.OPTIONS[parts[2]])
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

    # --- the walk ------------------------------------------------------------------------------------

    def block(self, body: tuple[Node, ...], scope: Scope, guarded: int) -> None:
        for node in body:
            self.statement(node, scope, guarded)
            if node[0] == "if" and guarded < 2 and node[3] and not node[4] and _ends(node[3][-1]) and self.depends(node[2], scope):
                # What follows runs on the other releases.
                guarded = 2
                self.hidden.append((node[1], _end(body[-1])))

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
            if depends != guarded:
                self.hidden.append((node[1], _end(node)))
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

    def class_(self, node: Node, scope: Scope, guarded: int) -> None:
        _, _, name, bases, keywords, body, decorators = node
        for part in (*decorators, *bases, *[value for _, value in keywords]):
            self.expression(part, scope, guarded)
        for decorator in decorators:
            if decorator[-1] in _BARE:  # called with the class alone
                self.arguments(decorator, str(self.resolve(decorator, scope)), (decorator,), (), scope, guarded)
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
        elif kind == "cmp":
            for a, b in ((node[2], node[3][0][1]), (node[3][0][1], node[2])):
                if b[0] == "tuple" and len(node[3]) == 1 and node[3][0][0] in ("==", "!="):
                    self.tell_spec(_EQUAL_SPEC, a, node, scope, guarded)
            for part in node[2:]:
                self.expression(part, scope, guarded)
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
        elif func[0] == "attr" and func[3] == "compiler_ir":
            self.dialect(node, scope, guarded)
        elif func[-1] == "isinstance" and func[0] == "name" and len(args) == 2 and args[1][-1] == "tuple":
            self.tell_spec(_SPEC, args[0], node, scope, guarded)
        last = func[3] if func[0] == "attr" else func[2] if func[0] == "name" else ""
        asked = last in _CALLEES or any(keyword in _KEYWORDS for keyword, _ in keywords)
        callee = self.resolve(func, scope) if asked or func[0] == "name" and len(args) > 1 and self.aliased(func[2], scope) else None
        if callee in ("functools.partial", "jax.tree_util.Partial") and args:
            inner = self.resolve(args[0], scope)
            if isinstance(inner, str):
                self.arguments(node, inner, args[1:], keywords, scope, guarded, whole=False)
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
            elif callee in _CAPSULES and args and self.capsule(args[0], scope):
                use = self.use(_CAPSULE, "value", lifecycle.VALUES[_CAPSULE])
                if use is not None:
                    self.add(node[1], [use], guarded)
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

    def capsule(self, node: Node, scope: Scope) -> bool:
        """`x.__dlpack__()`, `torch.utils.dlpack.to_dlpack(x)`: not an array, but the capsule of one."""
        node = self.meant(node, scope)
        if node[0] != "call":
            return False
        if node[2][0] == "attr" and node[2][3] == "__dlpack__":
            return True
        callee = self.resolve(node[2], scope)
        return isinstance(callee, str) and callee.endswith(".to_dlpack") and callee != "jax.dlpack.to_dlpack"

    def dialect(self, node: Node, scope: Scope, guarded: int) -> None:
        """`lowered.compiler_ir("mhlo")`."""
        given = [*node[3], *[value for keyword, value in node[4] if keyword == "dialect"]]
        if given and given[0][0] == "const" and given[0][2] == "mhlo":
            use = self.use(_DIALECT, "value", lifecycle.VALUES[_DIALECT])
            if use is not None:
                self.add(node[1], [use], guarded)

    def tell_spec(self, name: str, spec: Node, node: Node, scope: Scope, guarded: int) -> None:
        made = self.resolve(spec, scope)
        use = self.use(name, "value", lifecycle.VALUES[name]) if isinstance(made, Made) and made.callee in _SPECS else None
        if use is not None:
            self.add(node[1], [use], guarded)

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

    def arguments(self, node: Node, callee: str, args: tuple[Node, ...], keywords: tuple[Node, ...], scope: Scope, guarded: int, whole: bool = True) -> None:
        uses = []
        rows = _PARAMETERS.get(callee)
        if rows and keywords:
            for keyword, value in keywords:
                row = rows.get(keyword)
                if row is not None and f"{callee}({keyword}=)" in _OPTIONAL and not self.given(value, scope):
                    continue
                use = self.use(f"{callee}({keyword}=)", "parameter", row, keyword) if row is not None else None
                if use is not None:
                    uses.append(use)
        required = _REQUIRED.get(callee)
        if required is not None and whole and len(args) <= required[1] and not any(a[0] == "star" for a in args):
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
    rows = [item for table in (lifecycle.NAMES, lifecycle.MODULES, lifecycle.OPTIONS) for item in table.items()]
    return frozenset(name.rsplit(".", 1)[-1] for name, row in rows if not name.startswith("jax") or _states(row[0], target) not in _FINE)


_FINE = (("there", "there"), ("gone", "there"), ("deprecated", "there"))


def _with(use: Use, **changes: Any) -> Use:
    from dataclasses import replace

    return replace(use, **changes)


def _private(node: Node) -> bool:
    while node[0] == "attr":
        if node[3].startswith("_"):
            return True
        node = node[2]
    return False


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
