"""SB810 fork-after-jax: JAX runs threads, and a forked child has none of them but all of their locks.

PyTorch is not needed to show it: a `DataLoader` with workers forks as `multiprocessing` does.
"""

import multiprocessing
import os
import subprocess
import sys
import textwrap
import warnings

import jax
import jax.numpy as jnp
import pytest

MESSAGE = "os.fork\\(\\) was called"


def double(n):
    return 2 * n


def sharp(x):
    total = float(jnp.sum(x))
    pid = os.fork()  #! SB810
    if pid == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    return total


def sharp_pool(x):
    total = float(jnp.sum(x))
    with multiprocessing.get_context("fork").Pool(1) as pool:  #! SB810
        return total, pool.map(double, [1, 2])


def blunt(x):
    total = float(jnp.sum(x))
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return total, pool.map(abs, [-1, 2])


def blunt_before(numbers):
    """Forks first, computes later."""
    with multiprocessing.get_context("fork").Pool(1) as pool:
        doubled = pool.map(double, numbers)
    return float(jnp.sum(jnp.array(doubled)))


@pytest.mark.parametrize("function", [sharp, sharp_pool], ids=["os.fork", "a pool"])
def test_jax_warns_that_the_child_may_hang(function):
    jax.devices()
    with pytest.warns(RuntimeWarning, match=MESSAGE):
        function(jnp.arange(3.0))


def test_a_spawned_process_starts_afresh():
    with warnings.catch_warnings():
        warnings.simplefilter("error", RuntimeWarning)
        assert blunt(jnp.arange(3.0)) == (3.0, [1, 2])


def test_before_jax_computes_a_fork_is_free():
    """In a process of its own, where no backend runs yet."""
    code = """
        import os, warnings
        warnings.simplefilter("error", RuntimeWarning)
        import jax
        pid = os.fork()
        if pid == 0:
            os._exit(0)
        os.waitpid(pid, 0)
        jax.devices()
        try:
            os.fork()
        except RuntimeWarning as warning:
            raise SystemExit("os.fork() was called" not in str(warning))
        os._exit(0)
    """
    result = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
