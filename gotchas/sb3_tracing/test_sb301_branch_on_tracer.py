"""SB301 branch-on-tracer: a traced value has no truth, so Python cannot choose a path.

While `jit`, `vmap` or `scan` trace a function its values have shape and dtype but no content. Under `grad` alone the
primal is concrete, and the same `if` works.
"""

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def sharp(x):
    if x > 0:  #! SB301
        return x
    return -x


def sharp_batched(xs):
    def relu(x):
        return x if x > 0 else 0.0  #! SB301

    return jax.vmap(relu)(xs)


@jax.jit
def blunt(x):
    return jnp.where(x > 0, x, -x)


def works_eagerly(x):
    if x > 0:
        return x * x
    return -x


def test_an_if_on_a_traced_value_raises():
    with pytest.raises(jax.errors.TracerBoolConversionError, match="boolean conversion of traced array"):
        sharp(-2.0)


def test_vmap_alone_is_enough():
    with pytest.raises(jax.errors.TracerBoolConversionError):
        sharp_batched(jnp.arange(3.0))


def test_jnp_where_chooses_by_value():
    assert blunt(-2.0) == 2.0


def test_grad_alone_has_a_concrete_value_to_branch_on():
    assert jax.grad(works_eagerly)(3.0) == 6.0
