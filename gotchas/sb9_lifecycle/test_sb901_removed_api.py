"""SB901 removed-api: names, modules and arguments that a release of JAX no longer has.

What happens depends on the release that is installed: each row says from which one on the code fails, and how.
"""

import re
import warnings

import jax
import jax.numpy as jnp
import numpy as np
import pytest

INSTALLED = tuple(int(part) for part in re.findall(r"\d+", jax.__version__)[:3])


def sharp(x):
    return jnp.clip(x, a_min=0.0, a_max=1.0)  #! SB901


def blunt(x):
    return jnp.clip(x, min=0.0, max=1.0)


def doubled(tree):
    return jax.tree_map(lambda leaf: 2 * leaf, tree)  #! SB901


def config():
    from jax.config import config  #! SB901

    return config


def optimizers():
    from jax.experimental import optimizers  #! SB901

    return optimizers


def written(x):
    return jax.ops.index_update(x, 0, 1.0)  #! SB901


def platform():
    from jax.lib import xla_bridge  #! SB901

    return xla_bridge.get_backend().platform


def replicated(x):
    return jax.device_put_replicated(x, jax.local_devices())  #! SB901


def buffer():
    x = jnp.ones(2)
    return x.device_buffer  #! SB901


def chosen(mask, x):
    return jnp.where(condition=mask, x=x, y=0.0)  #! SB901


def jaxpr_type():
    return jax.core.ClosedJaxpr  #! SB901


def masked_sum(x):
    mask = jnp.ones(2, dtype=int)
    return jnp.sum(x, where=mask)  #! SB901


def number():
    loss = jnp.zeros((1,))
    return float(loss)  #! SB901


def empty():
    if jnp.array([]):  #! SB901
        return 1


def solutions():
    matrices = jnp.stack([jnp.eye(3)] * 4)
    return jnp.linalg.solve(matrices, jnp.ones((4, 3)))  #! SB901


def on_the_host(row):
    return jax.pure_callback(np.linalg.norm, jax.ShapeDtypeStruct((), np.float32), row)  #! SB901


#: What is run, the first release in which it fails, and the error.
ROWS = [
    (lambda: sharp(jnp.ones(2)), (0, 10, 0), TypeError, "a_m(in|ax)"),
    (lambda: doubled([1.0]), (0, 6, 0), AttributeError, "tree_map"),
    (config, (0, 4, 29), ModuleNotFoundError, "jax.config"),
    (optimizers, (0, 3, 16), ImportError, "optimizers"),
    (lambda: written(jnp.zeros(2)), (0, 3, 2), AttributeError, "index_update"),
    (platform, (0, 8, 0), (AttributeError, ImportError), "get_backend|xla_bridge"),
    (lambda: replicated(jnp.ones(2)), (0, 10, 0), AttributeError, "device_put_replicated"),
    (buffer, (0, 4, 27), AttributeError, "device_buffer"),
    (lambda: chosen(jnp.array([True]), jnp.ones(1)), (0, 4, 27), TypeError, "positional-only|condition"),
    (lambda: masked_sum(jnp.ones(2)), (0, 8, 0), ValueError, "boolean array"),
    (number, (0, 4, 25), TypeError, "scalar arrays"),
    (empty, (0, 4, 24), ValueError, "empty array"),
    (solutions, (0, 5, 0), ValueError, "Invalid shapes for solve"),
    (lambda: jax.vmap(on_the_host)(jnp.ones((2, 3))), (0, 6, 0), NotImplementedError, "vmap_method"),
    (jaxpr_type, (0, 6, 0), AttributeError, "ClosedJaxpr"),
]


@pytest.mark.parametrize("run, gone, error, message", ROWS)
def test_it_fails_from_the_release_on_that_removed_it(run, gone, error, message):
    if gone <= INSTALLED:
        with pytest.raises(error, match=message):
            run()
    else:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            run()


def test_what_replaces_it_works_on_every_release():
    assert blunt(jnp.array([-1.0, 0.5, 2.0])).tolist() == [0.0, 0.5, 1.0]
    assert jax.tree.map(lambda leaf: 2 * leaf, [1.0]) == [2.0]
    assert jax.config.jax_enable_x64 is False
    assert jnp.zeros(2).at[0].set(1.0).tolist() == [1.0, 0.0]
    assert jax.default_backend() == jax.devices()[0].platform
    assert np.asarray(jnp.where(jnp.array([True]), jnp.ones(1), 0.0)).tolist() == [1.0]


def test_the_error_comes_when_the_line_runs_not_before():
    """A rarely used path keeps its old name until somebody needs it."""

    def train(steps):
        for step in range(steps):
            if step == 3:
                jax.no_such_name_of_an_older_release
        return steps

    assert train(3) == 3
    with pytest.raises(AttributeError, match="no_such_name"):
        train(4)
