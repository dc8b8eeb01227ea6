"""Who may import whom, and that JAX is never imported by the linter."""

import ast
import subprocess
import sys
from pathlib import Path

PACKAGE = Path(__file__).parent.parent / "sharpbits"


def imported(path: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(a.name for a in node.names)
        elif isinstance(node, ast.ImportFrom):
            names.add("." * node.level + (node.module or ""))
    return names


def test_linting_imports_neither_jax_nor_numpy() -> None:
    code = (
        "import sys; from sharpbits import lint_text; "
        "found = lint_text('import jax\\n@jax.jit\\ndef f(x):\\n    if x > 0:\\n        return x\\n'); "
        "assert [f.code for f in found] == ['SB301'], found; "
        "assert not {'jax', 'jaxlib', 'numpy'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_no_module_of_the_package_imports_jax_or_numpy() -> None:
    for path in PACKAGE.rglob("*.py"):
        assert not {n.split(".")[0] for n in imported(path)} & {"jax", "jaxlib", "numpy"}, path


def test_pytest_is_imported_by_the_book_alone() -> None:
    users = {path.relative_to(PACKAGE).parts[0] for path in PACKAGE.rglob("*.py") if "pytest" in imported(path)}
    assert users == {"book"}
    code = "import sys; from sharpbits.cli import run; import sharpbits; assert not {'pytest', 'sharpbits.book'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_rules_import_only_the_contract() -> None:
    for path in (PACKAGE / "rules").rglob("sb*.py"):
        ours = {n for n in imported(path) if n.startswith(".")}
        allowed = ("...rule", "...events", "...values", "...data", "._", ".._")
        assert all(n.startswith(allowed) for n in ours), (path, ours)
        assert "libcst" not in imported(path)


def test_data_and_values_import_nothing_of_ours() -> None:
    for path in [*(PACKAGE / "data").glob("*.py"), PACKAGE / "values.py", PACKAGE / "finding.py"]:
        assert not [n for n in imported(path) if n.startswith(".")], path


def test_the_engine_knows_no_rule_and_no_report() -> None:
    for path in (PACKAGE / "flow").glob("*.py"):
        assert not [n for n in imported(path) if "rule" in n or "report" in n or "cli" in n], path


def test_gotchas_do_not_import_the_linter() -> None:
    for path in (PACKAGE.parent / "gotchas").rglob("*.py"):
        assert not [n for n in imported(path) if n.startswith("sharpbits")], path
