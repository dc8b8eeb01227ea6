"""SB611 gradient-through-host: a callback has no derivative, and behind `stop_gradient` there is none."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax


def on_host(x):
    return jax.pure_callback(lambda v: np.sin(v), jax.ShapeDtypeStruct((), jnp.float32), x)  #! SB611


@jax.custom_jvp
def with_rule(x):
    return jax.pure_callback(lambda v: np.sin(v), jax.ShapeDtypeStruct((), jnp.float32), x)


@with_rule.defjvp
def _slope(primals, tangents):
    return with_rule(primals[0]), jnp.cos(primals[0]) * tangents[0]


sharp = jax.grad(on_host)
blunt = jax.grad(lambda x: with_rule(x))


def sharp_copy(x):
    return jnp.sum(np.asarray(x) ** 2)  #! SB611


def blunt_copy(x):
    return jnp.sum(x**2) + np.asarray(lax.stop_gradient(x)).size


sharp_copied, blunt_copied = jax.grad(sharp_copy), jax.grad(blunt_copy)


def sharp_target(w, target):
    return lax.stop_gradient(jnp.sum((w - target) ** 2))  #! SB611


def blunt_target(w, target):
    return jnp.sum((w - lax.stop_gradient(target)) ** 2)


sharp_slope, blunt_slope = jax.grad(sharp_target), jax.grad(blunt_target)


def test_a_callback_has_no_derivative():
    with pytest.raises(ValueError, match="Pure callbacks do not support JVP"):
        sharp(1.0)
    assert float(blunt(0.0)) == pytest.approx(1.0)


def test_behind_stop_gradient_the_gradient_is_zero():
    w, target = jnp.ones(2), jnp.zeros(2)
    assert float(jnp.abs(sharp_slope(w, target)).sum()) == 0.0
    assert float(jnp.abs(blunt_slope(w, target)).sum()) == 4.0


def test_a_copy_on_the_host_cannot_be_differentiated():
    with pytest.raises(jax.errors.TracerArrayConversionError):
        sharp_copied(jnp.ones(2))
    assert float(blunt_copied(jnp.ones(2)).sum()) == 4.0
