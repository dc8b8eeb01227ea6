"""The table of lives: what it means, and that the installed JAX agrees with it."""

import json
import runpy
import subprocess
import sys
from pathlib import Path

import pytest

from sharpbits import Settings
from sharpbits.data import lifecycle
from sharpbits.data.arrays import CHANGING_ATTRIBUTES
from sharpbits.data.versions import Target, parse, since, state
from sharpbits.dependencies import jax_requirement
from sharpbits.flow.lives import givens
from sharpbits.linting import lint_text

TOOL = Path(__file__).parent.parent / "tools" / "observe_lifecycle.py"
TARGETS = ["0.4.38", "0.6", "0.8", "0.10", "0.12"]
CODES = {"gone": "SB901", "deprecated": "SB902", "not yet": "SB904"}


def codes(text: str, target: str) -> list[str]:
    return [f.code for f in lint_text(text, settings=Settings(select=("SB9",), target_jax=target)) if f.code.startswith("SB9")]


def test_the_installed_jax_agrees_with_the_table() -> None:
    done = subprocess.run([sys.executable, str(TOOL), "--against"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]


def expected(life: str, target: str, name: str = "jax") -> list[str]:
    found = Target.read(target) if name.startswith("jax") else Target()
    old, new = state(life, found.oldest), state(life, found.newest)
    return [CODES[new]] if new in CODES and new != "not yet" else ["SB904"] if old == "not yet" else []


@pytest.mark.parametrize("target", TARGETS)
def test_every_name_is_told_where_it_is_removed_deprecated_or_new_and_nowhere_else(target: str) -> None:
    """By attribute, by `from … import`, and through an alias; one program for each name."""
    wrong = []
    for name, row in lifecycle.NAMES.items():
        module, last = name.rsplit(".", 1)
        around = [m for m in _above(name) if m in lifecycle.MODULES]
        if any(expected(lifecycle.MODULES[m][0], target, m) for m in around):
            continue  # the import is what is told
        want = expected(row[0], target, name)
        for text in (f"import {module} as m\n\n\ndef f():\n    return m.{last}\n", f"from {module} import {last}\n"):
            if codes(text, target) != want:
                wrong.append((name, row[0], want, codes(text, target), text))
    assert wrong == []


def _above(name: str) -> list[str]:
    parts = name.split(".")
    return [".".join(parts[:n]) for n in range(2, len(parts))]


@pytest.mark.parametrize("target", TARGETS)
def test_every_module_is_told_at_its_import(target: str) -> None:
    wrong = []
    for name, row in lifecycle.MODULES.items():
        if any(m in lifecycle.MODULES and expected(lifecycle.MODULES[m][0], target) for m in _above(name)):
            continue
        if codes(f"import {name}\n", target) != expected(row[0], target, name):
            wrong.append((name, row[0], codes(f"import {name}\n", target)))
    assert wrong == []


@pytest.mark.parametrize("target", TARGETS)
def test_every_parameter_and_option_is_told(target: str) -> None:
    wrong = []
    for name, row in lifecycle.PARAMETERS.items():
        callee, keyword = name[:-2].split("(")
        module, last = callee.rsplit(".", 1)
        if lifecycle.NAMES.get(callee) and expected(lifecycle.NAMES[callee][0], target):
            continue
        if any(m in lifecycle.MODULES and expected(lifecycle.MODULES[m][0], target) for m in _above(callee)):
            continue
        # What some releases miss is another matter.
        more = ", axis_types=h()" if last == "make_mesh" else ", axis_names=h()" if last == "AbstractMesh" else ""
        if codes(f"import {module} as m\n\nm.{last}(f(), {keyword}=g(){more})\n", target) != expected(row[0], target):
            wrong.append((name, row[0]))
    for name, row in lifecycle.OPTIONS.items():
        if codes(f'import jax\n\njax.config.update("{name}", True)\n', target) != expected(row[0], target):
            wrong.append((name, row[0]))
    assert wrong == []


def test_attributes_of_arrays_are_known_to_the_engine() -> None:
    assert {name.removesuffix("()") for name in lifecycle.ATTRIBUTES} == set(CHANGING_ATTRIBUTES)
    for name, row in lifecycle.ATTRIBUTES.items():
        text = f"import jax.numpy as jnp\n\nx = jnp.ones(2)\ny = x.{name}\n"
        assert codes(text, "0.12") == expected(row[0], "0.12"), name


LINES = runpy.run_path(str(TOOL))["LINES"]
VALUE_IMPORTS = "import jax\nimport jax.dlpack\nimport jax.numpy as jnp\nimport jax.scipy.linalg\nimport numpy as np\n\n"


def test_every_row_of_a_value_has_its_words_in_the_engine_and_a_line_that_shows_it() -> None:
    words = {v for name, v in vars(givens).items() if name.isupper() and isinstance(v, str)} | {*givens.COMPLEX.values()}
    assert set(lifecycle.VALUES) == set(LINES) == words | {"a capsule for `from_dlpack`", "the dialect `mhlo`", "a `PartitionSpec` that is a tuple", "a `PartitionSpec` that equals a tuple"}


@pytest.mark.parametrize("target", TARGETS)
def test_every_value_is_told_on_the_releases_that_do_not_take_it(target: str) -> None:
    """The line of the tool that asks JAX itself."""
    wrong = [name for name, row in lifecycle.VALUES.items() if codes(f"{VALUE_IMPORTS}out = {LINES[name]}\n", target) != expected(row[0], target)]
    assert wrong == []


def test_a_replacement_is_there_when_the_old_name_goes() -> None:
    """Else the fix would trade one error for another."""
    late = []
    for name, (life, new, drop_in, _) in lifecycle.NAMES.items():
        row = lifecycle.NAMES.get(new) if drop_in else None
        gone = since(life, "-")
        if row is not None and gone and parse(gone) >= (0, 4, 26) and state(row[0], parse(gone)) != "there":
            late.append((name, life, new, row[0]))
    assert late == []


@pytest.mark.parametrize(
    "text, oldest, newest",
    [
        ("0.10", (0, 10, 0), (0, 10, 9999)),
        ("0.10.2", (0, 10, 2), (0, 10, 2)),
        (">=0.4.30,<0.11", (0, 4, 30), (0, 10, 9999)),
        (">=0.4.30", (0, 4, 30), (9999,)),
        ("<0.11", (0, 10, 9999), (0, 10, 9999)),
        ("~=0.4.30", (0, 4, 30), (0, 4, 9999)),
        ("^0.4.30", (0, 4, 30), (0, 4, 9999)),
        ("==0.6.*", (0, 6, 0), (0, 6, 9999)),
        ("!=0.7.0,!=0.7.1,>=0.4.38", (0, 4, 38), (9999,)),
        ("newest", (9999,), (9999,)),
    ],
)
def test_a_target_is_a_version_or_a_range(text: str, oldest: tuple[int, ...], newest: tuple[int, ...]) -> None:
    assert Target.read(text) == (oldest, newest)


@pytest.mark.parametrize("text", ["yesterday", "0.x", "0.4.30?", ">=new"])
def test_what_is_no_version_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Target.read(text)


@pytest.mark.parametrize(
    "name, text, want",
    [
        ("pyproject.toml", '[project]\nname = "x"\nversion = "1"\ndependencies = ["jaxtyping>=0.2", "jax[cuda12] >= 0.4.30, < 0.11; python_version > \'3.9\'"]\n', ">= 0.4.30, < 0.11"),
        ("pyproject.toml", '[tool.poetry.dependencies]\njax = "^0.4.30"\n', "^0.4.30"),
        ("pyproject.toml", '[project]\nname = "x"\nversion = "1"\ndependencies = ["jax"]\n', None),
        ("pyproject.toml", '[project]\nname = "jax-thing"\nversion = "1"\ndependencies = ["jax-metrics>=1"]\n', None),
        ("requirements.txt", "numpy\njax==0.6.2  # pinned\n", "==0.6.2"),
        ("setup.cfg", "[options]\ninstall_requires =\n    numpy\n    jax>=0.5\n", ">=0.5"),
        ("setup.py", "from setuptools import setup\nsetup(install_requires=['jax>=0.4.1', 'numpy'])\n", ">=0.4.1"),
        ("environment.yml", "dependencies:\n  - python=3.11\n  - jax=0.4.35\n", "==0.4.35"),
        ("uv.lock", '[[package]]\nname = "jax"\nversion = "0.8.1"\n', "==0.8.1"),
    ],
)
def test_the_project_says_for_which_releases_it_is(tmp_path: Path, name: str, text: str, want: str | None) -> None:
    (tmp_path / name).write_text(text)
    assert jax_requirement(str(tmp_path)) == want


def test_the_table_is_cheap_to_load() -> None:
    """Literal rows alone: no expression that is run when the module is imported."""
    import ast

    tree = ast.parse(Path(lifecycle.__file__).read_text(encoding="utf-8"))
    for statement in tree.body:
        if isinstance(statement, ast.AnnAssign):
            assert statement.value is not None
            json.dumps(ast.literal_eval(statement.value))


def test_other_libraries_agree_with_the_table() -> None:
    """Names that are gone are not there, deprecated ones are, and every replacement is."""
    import importlib
    import warnings

    def there(name: str) -> bool:
        parts = name.split(".")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = importlib.import_module(parts[0])
            for n, part in enumerate(parts[1:], 2):
                if not hasattr(found, part):
                    try:
                        importlib.import_module(".".join(parts[:n]))
                    except ImportError:
                        return False
                found = getattr(found, part)
        return True

    for table in (lifecycle.NAMES, lifecycle.MODULES):
        for name, (life, new, _, _) in table.items():
            if name.split(".")[0] not in ("jax", "jaxlib"):
                assert there(name) == ("-" not in life), name
                assert not new or there(new), new


def test_flax_optimizer_wants_to_know_what_it_optimizes() -> None:
    from flax import nnx

    # Before Flax 0.11, on Python 3.10, it takes all of the model, and fails here for the optimiser that is None.
    with pytest.raises(TypeError, match="wrt") if hasattr(nnx, "Pytree") else pytest.raises(AttributeError, match="init"):
        nnx.Optimizer(nnx.Linear(1, 1, rngs=nnx.Rngs(0)), None)  # type: ignore[arg-type, call-arg]
    assert codes("from flax import nnx\n\nx = nnx.Optimizer(m, tx)\n", "newest") == ["SB902"]
    assert codes("from flax import nnx\n\nx = nnx.Optimizer(m, tx, wrt=nnx.Param), nnx.Optimizer(m, **kw)\n", "newest") == []
