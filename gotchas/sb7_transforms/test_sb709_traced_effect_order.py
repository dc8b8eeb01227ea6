"""SB709 traced-effect-order: an unordered callback is tied to nothing, and under `vmap` there is one for each lane. Opt."""

import jax
import jax.numpy as jnp
from jax import lax
from jax.experimental import io_callback


def sharp_loop(xs, write):
    def step(total, x):
        jax.debug.callback(write, x)  #? SB709
        return total + x, None

    return lax.scan(step, 0.0, xs)[0]


@jax.jit
def sharp_count(x):
    io_callback(lambda value: None, None, x)  #? SB709
    return x


def sharp_lanes(xs, write):
    def one(x):
        jax.debug.callback(write, x)  #? SB709
        return 2.0 * x

    return jax.vmap(one)(xs)


def blunt_loop(xs, write):
    def step(total, x):
        jax.debug.callback(write, x, ordered=True)
        return total + x, None

    return lax.scan(step, 0.0, xs)[0]


def blunt_lanes(xs, write):
    doubled = jax.vmap(lambda x: 2.0 * x)(xs)
    write(xs)
    return doubled


def effects(function):
    return str(jax.make_jaxpr(lambda xs: function(xs, lambda value: None))(jnp.arange(3.0)).effects)


def test_only_an_ordered_callback_is_tied_to_those_before_it():
    """The order is a part of the program: unordered ones have none to be kept."""
    assert "Ordered" not in effects(sharp_loop)
    assert "Ordered" in effects(blunt_loop)


def test_an_ordered_callback_keeps_the_order_of_the_loop():
    seen = []
    total = jax.jit(lambda xs: blunt_loop(xs, lambda value: seen.append(float(value))))(jnp.arange(5.0))
    total.block_until_ready()
    jax.effects_barrier()
    assert seen == [0.0, 1.0, 2.0, 3.0, 4.0]


def test_vmap_makes_one_callback_for_each_lane():
    seen = []
    sharp_lanes(jnp.arange(4.0), lambda value: seen.append(float(value))).block_until_ready()
    jax.effects_barrier()
    assert sorted(seen) == [0.0, 1.0, 2.0, 3.0]
    whole = []
    blunt_lanes(jnp.arange(4.0), whole.append)
    assert [value.shape for value in whole] == [(4,)]


def test_io_callbacks_are_not_ordered_by_themselves():
    assert "ordered=False" in str(jax.make_jaxpr(sharp_count)(1.0))
