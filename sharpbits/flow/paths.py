"""Questions about code as such: where a node stands, which names it reads, which ones a block binds."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from ..syntax import Node

#: A variable: its name, and the attributes and constant keys that follow.
Path = tuple[Any, ...]
LOOPS = ("for", "while", "comp")
#: Statements after which nothing of their block runs.
ENDS = ("return", "break", "raise")
#: Context managers whose body is there to fail, in whatever it calls.
RAISING = ("raises", "assertRaises", "assertRaisesRegex")
#: Where statements have their blocks.
_BLOCKS = {"if": (3, 4), "while": (3, 4), "for": (4, 5), "try": (2, 4, 5), "with": (3,), "match": (), "def": (4,), "class": (5,)}


def children(node: Any) -> list[Node]:
    """The nodes right inside of one, statements and expressions."""
    out: list[Node] = []
    stack = list(reversed(node[2:]))
    while stack:
        part = stack.pop()
        if type(part) is tuple and part:
            if type(part[0]) is str and len(part) > 1 and type(part[1]) is int:
                out.append(part)
            else:
                stack.extend(reversed(part))
    return out


def statements(body: Sequence[Node]) -> list[Node]:
    """The statements of a block, those of blocks, functions and classes inside of it too."""
    out: list[Node] = []
    blocks = [body]
    while blocks:
        for node in blocks.pop():
            out.append(node)
            places = _BLOCKS.get(node[0])
            if places is not None:
                blocks.extend([node[place] for place in places if node[place]])
                if node[0] == "try":
                    blocks.extend([handler[3] for handler in node[3]])
                elif node[0] == "match":
                    blocks.extend([case[4] for case in node[3]])
    return out


def path_of(node: Node) -> Path | None:
    if node[0] == "name":
        return (node[2],)
    if node[0] == "attr" or (node[0] == "sub" and node[3][0] == "const"):
        before = path_of(node[2])
        return None if before is None else (*before, node[3] if node[0] == "attr" else node[3][2])
    return None


def variable(node: Node) -> str:
    """`x` or `x.name`; empty for what is neither."""
    if node[0] == "attr" and node[2][0] == "name":
        return f"{node[2][2]}.{node[3]}"
    return str(node[2]) if node[0] == "name" else ""


def changed_for_a_while(body: Sequence[Node]) -> set[Path]:
    """What a block changes and then changes back: in a `finally`, or after the `yield` of a context manager."""
    inside = statements(body)
    last: list[Node] = [part for node in inside if node[0] == "try" for part in statements(node[5])]
    ends = [node[1] for node in inside if node[0] in ("expr", "assign") and node[-1][0] == "yield"]
    if ends:
        last += [node for node in inside if node[1] > ends[0]]
    if not last:
        return set()
    late = {node[1] for node in last}
    return _changed(last) & _changed([node for node in inside if node[1] not in late])


def _changed(nodes: Sequence[Node]) -> set[Path]:
    """What statements assign, and the receivers of their method calls."""
    found: set[Path | None] = set()
    for node in nodes:
        if node[0] == "assign":
            found.update(map(path_of, node[2]))
        elif node[0] == "del":
            found.add(path_of(node[2][2] if node[2][0] == "sub" else node[2]))
        elif node[0] == "aug":
            found.add(path_of(node[3]))
        if node[0] in ("assign", "expr"):
            call = node[-1]
            if call[0] == "call" and call[2][0] == "attr":
                found.add(path_of(call[2][2]))
    return {path for path in found if path is not None}


def path_to(body: tuple[Node, ...], at: int) -> list[Node]:
    """The nodes around node `at`, from its statement down to itself; empty where it is not in the body."""
    path: list[Node] = []
    # Of a long block, what stands before and after is not looked at.
    place = bisect_right(body, at, key=_number)
    inside: list[Node] = list(body[max(place - 1, 0) : place])
    while inside:
        # Nodes are numbered in the order of the walk: the last one that begins before `at` holds it.
        nearest = max((n for n in inside if n[1] <= at), key=lambda n: n[1], default=None)
        if nearest is None:
            return []
        path.append(nearest)
        if nearest[1] == at:
            return path
        inside = children(nearest)
    return []


def is_asked(body: Any, at: int) -> bool:
    """Is of the value of node `at`, or of what its methods make of it, only asked whether it is something?"""
    around = path_to(body, at) if type(body) is tuple and body and type(body[0]) is tuple else []
    for inner, outer in zip(reversed(around), reversed(around[:-1])):
        kind = outer[0]
        if kind in ("cmp", "not", "bool") or (kind in ("if", "ifexp", "while") and outer[2] is inner):
            return True
        through = kind == "attr" or (kind == "call" and (outer[2] is inner or (outer[2][0] == "name" and outer[2][2] in ("bool", "int"))))
        if not through:
            return False
    return False


def _number(node: Node) -> int:
    return node[1]  # type: ignore[no-any-return]


def walk(node: Any, into_functions: bool = True) -> Iterator[Node]:
    stack = [node]
    while stack:
        part = stack.pop()
        yield part
        if into_functions or part is node or part[0] not in ("def", "lambda", "class"):
            stack.extend(children(part))


def names_read(node: Node) -> set[str]:
    """Names that an expression or function takes from around it."""
    read = {part[2] for part in walk(node) if part[0] == "name"}
    for part in walk(node):
        if part[0] == "lambda" or part[0] == "def":
            read -= {p[0] for p in part[3]}
    if node[0] == "def":
        read -= set(bindings(node[4]))
    return read


def targets(target: Node) -> Iterator[str]:
    """The names that an assignment target binds."""
    if target[0] == "name":
        yield target[2]
    elif target[0] in ("tuple", "list"):
        for part in target[2]:
            yield from targets(part)
    elif target[0] == "star":
        yield from targets(target[2])


def bound(node: Node) -> Iterator[Node]:
    """The targets that a statement or `:=` binds or deletes, those of a tuple one by one; `x += y` may leave the object what it is, and is none."""
    kind = node[0]
    if kind == "assign":
        stack = [*node[2]]
    elif kind == "with":
        stack = [target for _, target in node[2] if target is not None]
    else:
        stack = [node[2]] if kind in ("ann", "for", "walrus", "del") else []
    while stack:
        target = stack.pop()
        if target[0] in ("tuple", "list"):
            stack += target[2]
        elif target[0] == "star":
            stack.append(target[2])
        else:
            yield target


def holds_path(target: Node, path: Path) -> bool:
    """Is the target the variable, or an object that it is an attribute of?"""
    mine = path_of(target)
    return mine is not None and mine == path[: len(mine)]


def bindings(body: Any) -> dict[str, list[Node | None]]:
    """Names that statements bind, nested blocks too, and to which expression or `def`; None for parts of one."""
    found: dict[str, list[Node | None]] = {}
    stack: list[Any] = list(body)
    while stack:
        node = stack.pop()
        kind = node[0]
        if kind == "assign":
            for target in node[2]:
                if target[0] == node[3][0] == "tuple" and len(target[2]) == len(node[3][2]) and all(t[0] != "star" for t in (*target[2], *node[3][2])):
                    pairs = list(zip(target[2], node[3][2]))  # `a, b = 1, 2`
                else:
                    pairs = [(target, node[3])]
                for part, value in pairs:
                    for name in targets(part):
                        found.setdefault(name, []).append(value if part[0] == "name" else None)
        elif kind == "ann" and node[4] is not None or kind == "aug":
            for name in targets(node[2] if kind == "ann" else node[3]):
                found.setdefault(name, []).append(node[4] if kind == "ann" else None)
        elif kind in ("def", "class"):
            found.setdefault(node[2], []).append(node if kind == "def" else None)
            continue
        elif kind == "for":
            for name in targets(node[2]):
                found.setdefault(name, []).append(None)
        elif kind == "with":
            for _, target in node[2]:
                for name in targets(target) if target is not None else ():
                    found.setdefault(name, []).append(None)
        elif kind == "walrus":
            for name in targets(node[2]):
                found.setdefault(name, []).append(node[3])
        if kind not in ("lambda", "comp"):
            stack.extend(children(node))
    return found


def counters(body: Any) -> set[str]:
    """Names that `for i in range(…)` and `for i, x in enumerate(…)` bind, and nothing else."""
    found: dict[str, int] = {}
    for statement in body:
        for part in walk(statement, False):
            if part[0] == "for" and part[3][0] == "call" and part[3][2][0] == "name" and part[3][2][2] in ("range", "enumerate"):
                target = part[2][2][0] if part[2][0] == "tuple" and part[3][2][2] == "enumerate" else part[2]
                if target[0] == "name":
                    found[target[2]] = found.get(target[2], 0) + 1
    bound = bindings(body) if found else {}
    return {name for name, count in found.items() if len(bound.get(name, ())) == count}


def assigned_attributes(node: Any) -> set[str]:
    """Attributes of the first parameter that a method assigns."""
    params = node[3]
    if not params:
        return set()
    receiver = params[0][0]
    found: set[str] = set()
    for statement in statements(node[4]):
        kind = statement[0]
        pending = list(statement[2]) if kind == "assign" else [statement[3]] if kind == "aug" else [statement[2]] if kind == "ann" else []
        while pending:
            target = pending.pop()
            if target[0] in ("tuple", "list"):
                pending.extend(target[2])
            elif target[0] == "star":
                pending.append(target[2])
            elif target[0] == "attr" and target[2][0] == "name" and target[2][2] == receiver:
                found.add(target[3])
    return found


def call_name(item: Node) -> str:
    """The last name of what a `with` statement calls."""
    func = item[2] if item[0] == "call" else item
    return str(func[-1]) if func[0] in ("attr", "name") else ""


def asks_for_shapes(function: Node, like: Collection[str]) -> bool:
    """`jnp.zeros_like` (one of `like`), or a lambda that takes of its arguments nothing but shape and dtype."""
    if function[0] != "lambda":
        return bool(function[0] == "attr" and function[3] in like)
    names = {param[0] for param in function[3]}
    inside = [*walk(function[4])]
    asked = [part[2][1] for part in inside if part[0] == "attr" and part[3] in ("shape", "dtype", "ndim", "size")]
    return all(part[1] in asked for part in inside if part[0] == "name" and part[2] in names)
