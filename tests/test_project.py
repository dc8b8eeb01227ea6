"""Which module an import means."""

import pytest

from sharpbits.project import Module, Project

FILES = ("pkg/__init__.py", "pkg/operator/__init__.py", "pkg/flax/__init__.py", "pkg/sub/__init__.py", "pkg/sub/mod.py", "pkg/use.py", "script/main.py", "script/helper.py")
PROJECT = Project([Module(path, ()) for path in FILES])


@pytest.mark.parametrize("dotted, level, importer, found", [
    ("pkg.sub.mod", 0, "pkg/use.py", "pkg/sub/mod.py"),
    ("sub.mod", 1, "pkg/use.py", "pkg/sub/mod.py"),
    ("helper", 0, "script/main.py", "script/helper.py"),
    ("sub", 0, "pkg/use.py", "pkg/sub/__init__.py"),
    # The standard library and JAX's own have the first word, but where a folder of scripts has a file of that name.
    ("operator", 0, "pkg/use.py", None),
    ("flax", 0, "pkg/use.py", None),
    ("operator", 0, "pkg/sub/mod.py", None),
    ("sub", 0, "pkg/sub/mod.py", None),
])  # fmt: skip
def test_an_import_means_what_python_would_find(dotted: str, level: int, importer: str, found: str | None) -> None:
    module = PROJECT.find(dotted, level, next(m for m in PROJECT.modules if m.path == importer))
    assert (module.path if module is not None else None) == found
