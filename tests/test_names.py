"""Every dotted name that the linter's tables and code speak of is one of a library, or was one: a name that is misspelt never meets a call."""

import ast
import functools
import importlib
import re
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("jax")

from sharpbits.data import lifecycle

ROOT = Path(__file__).parent.parent
SOURCES = [path for path in sorted((ROOT / "sharpbits").rglob("*.py")) if "book" not in path.relative_to(ROOT).parts]
DOTTED = re.compile(r"(?:jax|jaxlib|numpy|flax|optax|chex|equinox|haiku)(?:\.\w+)+")
#: What the engine calls by a name of its own: results of these functions, which have no name in their library.
OWN = {"flax.updates", "flax.variable"}
#: Gone from NumPy and Haiku, and still written.
GONE = {"numpy.int", "numpy.NaN", "numpy.NAN", "haiku.jit"}


def named(path: Path) -> Iterator[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and DOTTED.fullmatch(node.value):
            yield node.value


@functools.cache
def exists(name: str) -> bool:
    parts = name.split(".")
    for stop in range(len(parts), 0, -1):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = importlib.import_module(".".join(parts[:stop]))
                functools.reduce(getattr, parts[stop:], found)
        except ImportError:
            continue
        except AttributeError:
            return False
        return True
    return False


def is_prefix(name: str) -> bool:
    """`jax.numpy.linalg` of a `startswith`, or a family such as `haiku.without_`."""
    module, _, start = name.rpartition(".")
    try:
        return any(other.startswith(start) for other in dir(importlib.import_module(module)))
    except ImportError:
        return False


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: str(path.relative_to(ROOT / "sharpbits")))
def test_a_name_is_known_to_its_library_or_was(path: Path) -> None:
    lives = {*lifecycle.NAMES, *lifecycle.MODULES, *(row[1] for row in lifecycle.NAMES.values())}
    unknown = {name for name in named(path) if name not in lives and name not in OWN and name not in GONE and not exists(name) and not is_prefix(name)}
    assert not unknown


#: Tables that say how people name things, or list other people's packages that are not installed here.
HABITS = {
    "BINDS_ANYTHING", "BINDING_KEYWORDS", "READS_ARRAYS", "STAYS_ON_DEVICE", "SMALL", "IDLE_KEYS", "MODES", "LOGGERS", "ENVIRONMENT", "ITERATORS", "IMPORTERS", "PROCESSES",
    "ENTRIES", "HOST_ENVIRONMENTS", "ENVIRONMENT_METHODS", "ENVIRONMENT_CLASSES", "PURE_MODULES", "WATCHING", "MAKERS", "HOST_RANDOM", "INITIALIZERS", "OTHER_BACKENDS", "CONSUME_KEYWORD",
    "LARGE", "LATEST", "OLDEST", "STATES", "Row", "Version",
}  # fmt: skip


def test_every_table_of_facts_is_held_by_a_test() -> None:
    tests = "\n".join(path.read_text(encoding="utf-8") for folder in ("tests", "tools") for path in (ROOT / folder).rglob("*.py"))
    tables = set()
    for path in (ROOT / "sharpbits" / "data").glob("*.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target if isinstance(node, ast.AnnAssign) else None
            if isinstance(target, ast.Name) and not target.id.startswith("_"):
                tables.add(target.id)
    words = set(re.findall(r"\w+", tests))
    assert not {name for name in tables - HABITS if name not in words}
    assert HABITS <= tables
