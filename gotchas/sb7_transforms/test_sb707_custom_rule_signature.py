"""SB707 custom-rule-signature: how JAX calls the rules of `custom_vjp` and `custom_jvp`, and what it wants back."""

from functools import partial

import jax
import jax.numpy as jnp
import pytest


@jax.custom_vjp  #! SB707
def sharp_no_rules(x):
    return jnp.sin(x)


@jax.custom_vjp
def sharp_forward(x, y):
    return x * y


def _forward_alone(x, y):
    return x * y  #! SB707


sharp_forward.defvjp(_forward_alone, lambda saved, g: (g, g))


@jax.custom_vjp
def sharp_backward(x, y):
    return x * y


def _one_cotangent(saved, g):
    x, y = saved
    return (g * y,)  #! SB707


sharp_backward.defvjp(lambda x, y: (x * y, (x, y)), _one_cotangent)


@jax.custom_vjp
def sharp_bare(x):
    return jnp.sin(x)


sharp_bare.defvjp(lambda x: (jnp.sin(x), x), lambda x, g: g * jnp.cos(x))  #! SB707


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def sharp_order(power, x):
    return x**power


def _power_last(saved, g, power):  #! SB707
    return (g * power * saved ** (power - 1),)


sharp_order.defvjp(lambda power, x: (x**power, x), _power_last)


@jax.custom_jvp
def sharp_tangent(x):
    return jnp.exp(x)


@sharp_tangent.defjvp
def _tangent_alone(primals, tangents):
    return jnp.exp(primals[0]) * tangents[0]  #! SB707


@partial(jax.custom_vjp, nondiff_argnums=(0,))
def blunt(power, x):
    return x**power


def _blunt_forward(power, x):
    return x**power, x


def _blunt_backward(power, x, g):
    return (g * power * x ** (power - 1),)


blunt.defvjp(_blunt_forward, _blunt_backward)


@jax.custom_jvp
def blunt_jvp(x):
    return jnp.exp(x)


@blunt_jvp.defjvp
def _blunt_jvp_rule(primals, tangents):
    out = jnp.exp(primals[0])
    return out, out * tangents[0]


@jax.custom_vjp
def blunt_zero(x, steps):
    return x * steps


# None stands for a cotangent of zeros.
blunt_zero.defvjp(lambda x, steps: (x * steps, steps), lambda steps, g: (g * steps, None))


def test_without_rules_it_cannot_even_be_called():
    with pytest.raises(AttributeError, match="No VJP defined"):
        sharp_no_rules(1.0)


def test_forward_returns_a_pair():
    assert sharp_forward(2.0, 3.0) == 6.0
    with pytest.raises(TypeError, match="must produce a pair"):
        jax.grad(sharp_forward)(2.0, 3.0)


@pytest.mark.parametrize("call", [lambda: jax.grad(sharp_backward)(2.0, 3.0), lambda: jax.grad(sharp_bare)(2.0)])
def test_backward_returns_a_tuple_with_one_cotangent_for_each_argument(call):
    with pytest.raises(TypeError, match="bwd rule must produce"):
        call()


def test_undifferentiated_arguments_come_first():
    """No error for numbers: the power, the residual and the cotangent have changed places."""
    assert jax.grad(sharp_order, argnums=1)(3.0, 2.0) != 12.0
    assert jax.grad(blunt, argnums=1)(3.0, 2.0) == 12.0


def test_a_jvp_rule_returns_a_pair():
    with pytest.raises(TypeError, match="must produce a pair"):
        jax.grad(sharp_tangent)(1.0)
    assert jnp.allclose(jax.grad(blunt_jvp)(1.0), jnp.exp(1.0))


def test_none_is_a_cotangent_too():
    assert jax.grad(blunt_zero)(2.0, 3.0) == 3.0
