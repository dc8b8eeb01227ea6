"""Good code: a test that shows that a hard step has no gradient."""

import jax
import jax.numpy as jnp


def hard_step(x):
    return jnp.where(x > 0.0, 1.0, 0.0)


def test_a_hard_step_has_no_gradient():
    assert float(jax.grad(hard_step)(1.0)) == 0.0
