"""SB403 attribute-write-under-trace: an object from outside keeps a tracer, and from then on what it kept.

An object that the traced function makes for itself, and a registered pytree that it returns, are good code.
"""

from functools import partial
from types import SimpleNamespace

import jax
import jax.numpy as jnp
import pytest


class SharpPendulum:
    def __init__(self):
        self.angle = jnp.array(1.0)

    @partial(jax.jit, static_argnums=0)
    def step(self, torque):  #? SB410
        self.angle = self.angle + 0.1 * torque  #! SB403
        return self.angle


stats = SimpleNamespace(norm=None, rounds=0)


@jax.jit
def sharp_record(gradient):
    stats.norm = jnp.linalg.norm(gradient)  #! SB403
    return gradient / (1.0 + stats.norm)  #? SB405


def sharp_setattr(x):
    @jax.jit
    def double(x):
        setattr(stats, "doubled", 2.0 * x)  # noqa: B010  #! SB403
        return 2.0 * x

    return double(x)


def sharp_in_scan(xs):
    def step(total, x):
        stats.norm = total  #! SB403
        return total + x, None

    return jax.lax.scan(step, 0.0, xs)[0]


class BluntPendulum:
    def __init__(self):
        self.angle = jnp.array(1.0)

    def step(self, torque):
        self.angle = self._advance(self.angle, torque)
        return self.angle

    @staticmethod
    @jax.jit
    def _advance(angle, torque):
        return angle + 0.1 * torque


@jax.jit
def blunt_record(gradient):
    norm = jnp.linalg.norm(gradient)
    return gradient / (1.0 + norm), norm


@jax.jit
def fine_own_object(x):
    scratch = SimpleNamespace()
    scratch.total = jnp.sum(x)
    scratch.mean = scratch.total / x.size
    return scratch.mean


class Scratch:
    def __init__(self, x):
        self.x = x
        self.total = jnp.sum(x)


@jax.jit
def fine_constructor(x):
    return Scratch(2.0 * x).total


def test_the_state_never_moves_and_then_cannot_be_used():
    pendulum = SharpPendulum()
    assert [float(pendulum.step(1.0)) for _ in range(3)] == pytest.approx([1.1, 1.1, 1.1])
    with pytest.raises(jax.errors.UnexpectedTracerError):
        pendulum.angle + 1.0


def test_any_object_from_outside_keeps_a_tracer():
    sharp_record(jnp.ones(4))
    with pytest.raises(jax.errors.UnexpectedTracerError):
        stats.norm + 1.0
    sharp_setattr(1.0)
    with pytest.raises(jax.errors.UnexpectedTracerError):
        stats.doubled + 1.0
    sharp_in_scan(jnp.arange(3.0))
    with pytest.raises(jax.errors.UnexpectedTracerError):
        jnp.sin(stats.norm)


def test_state_that_is_returned_moves():
    pendulum = BluntPendulum()
    assert [float(pendulum.step(1.0)) for _ in range(3)] == pytest.approx([1.1, 1.2, 1.3])
    assert blunt_record(jnp.ones(4))[1] == 2.0


def test_an_object_made_inside_is_no_leak():
    with jax.checking_leaks():
        assert fine_own_object(jnp.ones(3)) == 1.0
        assert fine_constructor(jnp.ones(3)) == 6.0
