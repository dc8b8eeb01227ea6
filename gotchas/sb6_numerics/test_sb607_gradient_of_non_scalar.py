"""SB607 gradient-of-non-scalar: of two results, or of an array, JAX cannot tell which number to differentiate."""

import jax
import jax.numpy as jnp
import pytest


def loss_and_logits(w, x):
    logits = x @ w
    return jnp.mean(logits**2), logits


def residuals(w):
    return 2.0 * w


def sharp(w, x):
    (loss, logits), slope = jax.value_and_grad(loss_and_logits)(w, x)  #! SB607
    return loss, logits, slope


def blunt(w, x):
    (loss, logits), slope = jax.value_and_grad(loss_and_logits, has_aux=True)(w, x)
    return loss, logits, slope


def sharp_array():
    return jax.grad(residuals)(jnp.ones(3))  #! SB607


def blunt_array():
    return jax.jacrev(residuals)(jnp.ones(3))


def sharp_triple():
    return jax.grad(lambda w: (jnp.sum(w), w, 1), has_aux=True)(jnp.ones(3))  #! SB607


def blunt_triple():
    return jax.grad(lambda w: (jnp.sum(w), (w, 1)), has_aux=True)(jnp.ones(3))


def test_grad_of_a_pair_or_an_array_raises():
    with pytest.raises(TypeError, match="Gradient only defined for scalar-output functions"):
        sharp(jnp.ones(2), jnp.eye(2))
    with pytest.raises(TypeError, match="Gradient only defined for scalar-output functions"):
        sharp_array()


def test_has_aux_wants_a_pair():
    with pytest.raises((TypeError, ValueError)):
        sharp_triple()


def test_with_has_aux_or_a_jacobian_there_is_a_gradient():
    loss, logits, slope = blunt(jnp.ones(2), jnp.eye(2))
    assert float(loss) == 1.0 and logits.shape == slope.shape == (2,)
    assert blunt_array().shape == (3, 3)
    assert blunt_triple()[0].shape == (3,)
