"""SB801 discarded-result: pure functions give something new; a statement that drops it does nothing."""

import equinox as eqx
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax import struct


@struct.dataclass
class State:
    temperature: jax.Array
    step: int = 0


def sharp(params, updates):
    optax.apply_updates(params, updates)  #! SB801
    return params


def sharp_replace(state: State):
    state.replace(temperature=0.5 * state.temperature)  #! SB801
    return state


def sharp_tree_at(linear):
    eqx.tree_at(lambda m: m.weight, linear, jnp.zeros((2, 3)))  #! SB801
    return linear


@jax.jit
def sharp_clip(x):
    jnp.clip(x, 0.0, 1.0)  #! SB801
    return x


def sharp_tree_map(grads):
    jax.tree.map(lambda g: g / 2.0, grads)  #! SB801
    return grads


def blunt(params, updates):
    params = optax.apply_updates(params, updates)
    return params


def blunt_replace(state: State):
    return state.replace(temperature=0.5 * state.temperature)


def blunt_tree_at(linear):
    return eqx.tree_at(lambda m: m.weight, linear, jnp.zeros((2, 3)))


@jax.jit
def blunt_clip(x):
    x = jnp.clip(x, 0.0, 1.0)
    return x


def blunt_tree_map(grads):
    return jax.tree.map(lambda g: g / 2.0, grads)


PARAMS, UPDATES = {"w": jnp.ones(3)}, {"w": jnp.full(3, -0.25)}


def test_the_update_is_lost():
    np.testing.assert_array_equal(sharp(PARAMS, UPDATES)["w"], 1.0)
    np.testing.assert_array_equal(blunt(PARAMS, UPDATES)["w"], 0.75)


def test_the_state_stays_hot():
    state = State(jnp.asarray(4.0))
    assert sharp_replace(state).temperature == 4.0
    assert blunt_replace(state).temperature == 2.0


def test_the_weights_are_not_zero():
    linear = eqx.nn.Linear(3, 2, key=jax.random.key(0))
    assert jnp.abs(sharp_tree_at(linear).weight).max() > 0
    assert jnp.abs(blunt_tree_at(linear).weight).max() == 0


def test_the_compiler_drops_what_nobody_uses():
    x = jnp.array([-1.0, 0.5, 3.0])
    np.testing.assert_array_equal(sharp_clip(x), x)
    np.testing.assert_array_equal(blunt_clip(x), [0.0, 0.5, 1.0])


def test_a_map_over_a_tree_makes_a_new_tree():
    assert sharp_tree_map({"w": 1.0}) == {"w": 1.0}
    assert blunt_tree_map({"w": 1.0}) == {"w": 0.5}
