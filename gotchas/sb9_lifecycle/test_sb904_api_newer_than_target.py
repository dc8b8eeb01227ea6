"""SB904 api-newer-than-target: a name that the oldest supported release does not have yet.

A project that says `jax>=0.4.30` promises that these lines run there. The linter is told here that the code is for the newest
release, so that it is silent.
"""

import re

import jax
import jax.numpy as jnp
import pytest

INSTALLED = tuple(int(part) for part in re.findall(r"\d+", jax.__version__)[:3])


def sharp(x):
    return jax.typeof(x).shape  #? SB904


def blunt(x):
    return jnp.shape(x)


def by_decorator():
    @jax.jit(static_argnums=1)
    def power(x, n):
        return x**n

    return power(2.0, 3)


def largest(x):
    return jax.lax.top_k(x, 1, axis=0)  #? SB904


#: What is run, the first release that has it, the error before.
ROWS = [
    (lambda: sharp(jnp.ones(2)), (0, 5, 3), AttributeError, "typeof"),
    (by_decorator, (0, 8, 1), TypeError, "fun"),
    (lambda: largest(jnp.ones((2, 2))), (0, 8, 1), TypeError, "axis"),
    (lambda: jax.shard_map, (0, 6, 1), AttributeError, "shard_map"),  #? SB904
    (lambda: jax.P("x"), (0, 7, 0), AttributeError, "has no attribute 'P'"),  #? SB904
]


@pytest.mark.parametrize("run, added, error, message", ROWS)
def test_it_fails_on_releases_before_the_one_that_added_it(run, added, error, message):
    if added <= INSTALLED:
        run()
    else:
        with pytest.raises(error, match=message):
            run()


def test_the_older_way_works_on_every_release():
    assert blunt(jnp.ones(2)) == (2,)
