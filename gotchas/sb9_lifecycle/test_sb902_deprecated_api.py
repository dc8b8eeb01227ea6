"""SB902 deprecated-api: it works and warns, until the release that removes it."""

import re
import subprocess
import sys
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest

INSTALLED = tuple(int(part) for part in re.findall(r"\d+", jax.__version__)[:3])


def sharp():
    return jax.host_id()  #! SB902


def blunt():
    return jax.process_index()


def mapped():
    from jax.experimental.shard_map import shard_map  #! SB902

    return shard_map


def compiled():
    from jax.experimental.pjit import pjit  #! SB902

    return pjit(lambda x: x + 1)(1)


def resources():
    from jax.interpreters import pxla

    return pxla.thread_resources  #! SB902


def on_cpu():
    return jax.jit(lambda x: x + 1, backend="cpu")(1)  #! SB902


def under_a_mesh():
    mesh = jax.sharding.Mesh(np.array(jax.devices()), ("x",))
    with mesh:  #! SB902
        return jnp.ones(2)


def leaves():
    layers = {"a": jnp.ones(2)}
    return jax.tree.leaves(layers.values())  #! SB902


def counted():
    counts = jnp.zeros(2, dtype=int)
    return counts.at[0].add(0.5)  #! SB902


#: What is run, the first release that warns, the warning, words of it.
ROWS = [
    (sharp, (0, 2, 13), UserWarning, "renamed to jax.process_index"),
    (mapped, (0, 8, 0), DeprecationWarning, "shard_map"),
    (compiled, (0, 8, 0), DeprecationWarning, "pjit"),
    (resources, (0, 8, 2), DeprecationWarning, "thread_resources"),
    (on_cpu, (0, 4, 13), DeprecationWarning, "backend and device argument"),
    (leaves, (0, 10, 1), DeprecationWarning, "dict_values"),
    (counted, (0, 3, 14), FutureWarning, "incompatible types"),
    (under_a_mesh, (0, 10, 1), DeprecationWarning, "set_mesh"),
]


def warnings_of(run, category, message):
    for name in ("jax.experimental.shard_map", "jax.experimental.pjit"):
        sys.modules.pop(name, None)  # a module warns when it is imported first
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        run()
    return [str(w.message) for w in caught if issubclass(w.category, category) and re.search(message, str(w.message))]


@pytest.mark.parametrize("run, deprecated, category, message", ROWS)
def test_it_works_and_warns_from_the_release_on_that_deprecates_it(run, deprecated, category, message):
    assert bool(warnings_of(run, category, message)) == (deprecated <= INSTALLED)


@pytest.mark.parametrize("strict", [False, True])
def test_python_hides_the_warning_unless_the_main_script_causes_it(tmp_path, strict):
    (tmp_path / "library.py").write_text("import jax\n\ndef run():\n    return jax.jit(lambda x: x + 1, backend='cpu')(1)\n")
    (tmp_path / "main.py").write_text("import library\nlibrary.run()\n")
    command = [sys.executable, *(["-W", "error:backend and device argument:DeprecationWarning"] if strict else []), "main.py"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert ("DeprecationWarning" in done.stderr) == strict
    assert (done.returncode == 0) != strict


def test_a_view_of_a_dict_is_one_leaf_and_an_update_loses_what_the_type_does_not_hold():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert len(leaves()) == 1 and not isinstance(leaves()[0], jax.Array)
        assert counted().tolist() == [0, 0]


def test_the_new_name_is_silent():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert blunt() == 0
