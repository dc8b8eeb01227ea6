"""SB411 argument-mutated-under-trace: a traced function gets a copy of its pytrees; the caller's stay as they were.

Without `jit` the same code changes the caller's object, so the bug comes in with the decorator.
"""

from dataclasses import dataclass
from functools import partial

import jax
import jax.numpy as jnp


@jax.jit
def sharp(params, step):
    params["w"] = params["w"] - step  #! SB411
    return params["w"].sum()


@jax.jit
def sharp_list(values):
    values.append(values[0] + 1.0)  #! SB411
    return sum(values)


@partial(jax.tree_util.register_dataclass, data_fields=["count"], meta_fields=[])
@dataclass
class State:
    count: jax.Array


@jax.jit
def sharp_dataclass(state):
    state.count = state.count + 1  #! SB411
    return state.count * 2


@jax.jit
def blunt(params, step):
    params = {**params, "w": params["w"] - step}
    return params, params["w"].sum()


@jax.jit
def blunt_returned(params, step):
    params["w"] = params["w"] - step
    return params


@jax.jit
def blunt_dataclass(state):
    return State(state.count + 1)


@jax.jit
def fine_own_copy(params):
    scaled = dict(params)
    scaled["w"] = 2.0 * scaled["w"]
    return scaled["w"].sum()


def test_the_dict_of_the_caller_is_unchanged():
    params = {"w": jnp.ones(2)}
    assert sharp(params, 0.5) == 1.0
    assert params["w"].tolist() == [1.0, 1.0]


def test_without_jit_it_changes():
    params = {"w": jnp.ones(2)}
    with jax.disable_jit():
        sharp(params, 0.5)
    assert params["w"].tolist() == [0.5, 0.5]


def test_a_list_does_not_grow_and_a_dataclass_does_not_count():
    values, state = [jnp.array(1.0)], State(jnp.array(0))
    assert sharp_list(values) == 3.0
    assert len(values) == 1
    assert sharp_dataclass(state) == 2
    assert state.count == 0


def test_what_is_returned_has_changed():
    params = {"w": jnp.ones(2)}
    params, total = blunt(params, 0.5)
    assert blunt_returned(params, 0.5)["w"].tolist() == [0.0, 0.0]
    assert (params["w"].tolist(), float(total)) == ([0.5, 0.5], 1.0)
    assert blunt_dataclass(State(jnp.array(0))).count == 1
    assert fine_own_copy(params) == 2.0
