"""A gotcha as it stands in its file, read without running it."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from .form import Family, Gotcha, Mark, Part, Role, Sentence

FAMILIES = [
    Family("SB1", "sb1_arrays", "Arrays are not NumPy arrays"),
    Family("SB2", "sb2_random", "Random numbers"),
    Family("SB3", "sb3_tracing", "Tracing and control flow"),
    Family("SB4", "sb4_purity", "Purity and leaks"),
    Family("SB5", "sb5_compilation", "Compilation, dispatch and measurement"),
    Family("SB6", "sb6_numerics", "Numerics and differentiation"),
    Family("SB7", "sb7_transforms", "Transformations, pytrees and devices"),
    Family("SB8", "sb8_ecosystem", "The ecosystem"),
    Family("SB9", "sb9_lifecycle", "The life of JAX's API"),
]

_FILE = re.compile(r"test_(sb\d{3})_\w+\.py")
_MARK = re.compile(r"\s*#([!?])\s*((?:SB\d{3}|\||\s)+)\s*$")
#: Words of test names as they are written in a sentence.
_WORDS = {"jax": "JAX", "numpy": "NumPy", "python": "Python", "xla": "XLA", "gpu": "GPU", "nan": "NaN", "optax": "Optax", "flax": "Flax",
          "haiku": "Haiku", "equinox": "Equinox", "chex": "Chex"}  # fmt: skip
_CODE = re.compile(
    r"\b(jnp (?:where|array|maximum|full|empty)|jit|vmap|pmap|grad|jvp|scan|cond|jnp|argmax|argnums|isnan|nonzero|isinstance|shard map"
    r"|fold in|fori loop|while loop|stop gradient|in axes|out axes|has aux|custom vjp|custom jvp|io callbacks?|debug print"
    r"|debug callbacks?|static argnums|lax|(?<=an )if|(?<=the )none|(?<=a )while(?= statement))\b"
)
_VERSION = re.compile(r"\b0 (\d+)\b")


def is_gotcha(path: Path) -> bool:
    return _FILE.fullmatch(path.name) is not None


def folder_of_gotchas(path: Path) -> Path | None:
    """The folder that holds the folders of the families: `path` itself, or one around it."""
    names = {family.folder for family in FAMILIES}
    for folder in (path, *path.parents):
        if folder.name in names and _has_gotchas(folder):
            return folder.parent
        if any(_has_gotchas(folder / name) for name in names):
            return folder
    return None


def _has_gotchas(folder: Path) -> bool:
    return folder.is_dir() and any(is_gotcha(path) for path in folder.iterdir())


def read(path: Path, root: Path) -> Gotcha:
    """The gotcha of a file; its sentences have no outcomes yet. Beside it there may be a folder of modules, named alike without `test_`."""
    document = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    first, _, about = document.partition("\n")
    head, _, title = first.partition(": ")
    code = path.stem[5:10].upper()
    name = head.removeprefix(code).strip() or path.stem[11:].replace("_", "-")
    around = path.parent / path.stem.removeprefix("test_")
    files = [*sorted(around.glob("*.py")), path] if around.is_dir() else [path]
    parts, tests = [], []
    for file in files:
        tree = ast.parse(file.read_text(encoding="utf-8"))
        parts += _parts(file, tree, root)
        tests += _tests(tree.body)
    sentences = [Sentence(test, sentence(test), []) for test in tests]
    return Gotcha(code, name, code[:3], as_sentence(title), about.strip(), path.relative_to(root).as_posix(), parts, sentences)


def as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def sentence(test: str) -> str:
    """`test_a_tracer_of_jit_is_no_index` → "A tracer of `jit` is no index."."""
    words = " ".join(_WORDS.get(word, word) for word in test.removeprefix("test_").split("_"))
    words = _CODE.sub(_as_code, _VERSION.sub(r"0.\1", words))
    return as_sentence(words) + "."


def _as_code(found: re.Match[str]) -> str:
    name = found[0].replace("jnp ", "jnp.").replace(" ", "_")
    return f"`{'None' if name == 'none' else name}`"


def _tests(body: list[ast.stmt]) -> list[str]:
    """The names of the tests, those for some versions of a library only among them."""
    found = []
    for node in body:
        if isinstance(node, ast.If):
            found += _tests([*node.body, *node.orelse])
        elif isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
            found.append(node.name)
    return found


def _parts(file: Path, tree: ast.Module, root: Path) -> list[Part]:
    text = file.read_text(encoding="utf-8")
    lines, marks = [], []
    for row, line in enumerate(text.splitlines(), 1):
        while found := _MARK.search(line):
            codes = [code for group in found[2].split() for code in group.strip("|").split("|") if code]
            marks.append(Mark(row, codes, found[1] == "!"))
            line = line[: found.start()]
        lines.append(line)
    body = tree.body[1:] if ast.get_docstring(tree) is not None else tree.body
    parts: list[Part] = []
    end = 0
    for node in body:
        start = min([node.lineno, *(d.lineno for d in getattr(node, "decorator_list", []))])
        while start - 1 > end and lines[start - 2].startswith("#"):
            start -= 1
        last = node.end_lineno or start
        here = [Mark(mark.line - start + 1, mark.codes, mark.required) for mark in marks if start <= mark.line <= last]
        name = _name(node)
        part = Part(name, _role(node, name, here, file.stem), "\n".join(lines[start - 1 : last]), file.relative_to(root).as_posix(), start, here)
        if parts and not name and not parts[-1].name and not here and not parts[-1].marks and parts[-1].role == part.role:
            before = parts.pop()
            part = Part("", part.role, "\n".join(lines[before.line - 1 : last]), part.file, before.line, [])
        parts.append(part)
        end = last
    return parts


def _name(node: ast.stmt) -> str:
    if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
        return node.name
    if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
        return node.targets[0].id
    return ""


def _role(node: ast.stmt, name: str, marks: list[Mark], module: str) -> Role:
    if module.startswith(("sharp", "blunt")) and not isinstance(node, (ast.Import, ast.ImportFrom)):
        return "sharp" if module.startswith("sharp") else "blunt"
    lower = name.lower()
    if _tests([node]):
        return "test"
    if lower.startswith("sharp") and isinstance(node, (ast.FunctionDef, ast.ClassDef, ast.Assign)):
        return "sharp"
    if any(mark.required for mark in marks):
        return "sharp"
    if lower.startswith("blunt"):
        return "blunt"
    if lower.startswith(("fine", "works")):
        return "fine"
    return "support"
