"""SB812 host-environment-under-trace: an environment of Python is stepped once, while JAX traces.

Gymnasium is not installed here: a stand-in of the same name with the same interface shows what happens.
"""

import sys
import types

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax
from jax.experimental import io_callback


class Walk:
    """A random walk that keeps its place in Python."""

    def __init__(self):
        self.rng, self.at, self.resets = np.random.default_rng(0), 0.0, 0

    def reset(self):
        self.resets += 1
        self.at = float(self.rng.normal())
        return np.float32(self.at), {}

    def step(self, action):
        self.at += float(action)
        return np.float32(self.at), 0.0, False, False, {}


sys.modules.setdefault("gymnasium", types.ModuleType("gymnasium")).make = lambda name: Walk()
import gymnasium  # noqa: E402


def sharp():
    env = gymnasium.make("Walk-v0")

    @jax.jit
    def start():
        def episode(total, _):
            obs, _ = env.reset()  #! SB812
            return total + obs, obs

        return lax.scan(episode, jnp.float32(0), None, length=4)[1]

    return env, start


def sharp_step():
    env = gymnasium.make("Walk-v0")

    @jax.jit
    def act(gain):
        return env.step(2.0 * gain)[0]  #! SB812

    return act


def blunt():
    env = gymnasium.make("Walk-v0")

    def start():
        return jnp.array([env.reset()[0] for _ in range(4)])

    return env, start


def blunt_callback():
    env = gymnasium.make("Walk-v0")

    @jax.jit
    def start():
        return io_callback(lambda: env.reset()[0], jax.ShapeDtypeStruct((), jnp.float32))

    return env, start


def test_all_episodes_start_from_one_observation():
    env, start = sharp()
    first, second = start(), start()
    assert (first == first[0]).all() and (first == second).all()
    assert env.resets <= 2  # by how often JAX traces, not by how often it runs


def test_an_action_that_is_a_tracer_has_no_number():
    with pytest.raises(jax.errors.ConcretizationTypeError):
        sharp_step()(1.0)


def test_outside_each_episode_is_another():
    env, start = blunt()
    assert len(set(start().tolist())) == 4 and env.resets == 4


def test_a_callback_runs_at_each_call():
    env, start = blunt_callback()
    assert float(start()) != float(start())
    assert env.resets == 2
