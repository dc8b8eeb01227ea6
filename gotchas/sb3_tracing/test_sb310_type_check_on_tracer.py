"""SB310 type-check-on-tracer: under a trace a float is no float, and the path for floats is never taken."""

import jax
import jax.numpy as jnp


def scaled(x):
    if isinstance(x, float):  #! SB310
        return x * 100.0
    return x


sharp = jax.jit(scaled)


@jax.jit
def blunt(x):
    return x * 100.0 if jnp.ndim(x) == 0 else x


def test_the_same_call_gives_another_number_under_jit():
    assert scaled(2.0) == 200.0
    assert sharp(2.0) == 2.0


def test_the_rank_is_the_same_with_and_without_jit():
    assert blunt(2.0) == 200.0
