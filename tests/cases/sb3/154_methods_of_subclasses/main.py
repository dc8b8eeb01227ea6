"""Nobody calls the subclasses here: a user of the library will."""
import jax.numpy as jnp
import numpy as np

from base import Agent, Env


class CartPole(Env):
    limit = 2.4

    def step_env(self, key, state, action):
        x, v = state
        if x > self.limit:  #! SB301
            return state, 0.0
        force = max(action, 0.0)  #! SB303
        return (x + v, np.sin(v) + force), 1.0  #! SB306

    def describe(self, state):
        return "out" if state[0] > self.limit else "in"


class Pendulum(Env):
    def observed(self, stepped):
        state, reward = stepped
        return state, float(reward)  #! SB305

    def step_env(self, key, state, action):
        return jnp.clip(state + action, -1.0, 1.0), -jnp.sum(state**2)


class Critic(Agent):
    def loss(self, params, batch):
        value = batch @ params
        if value > 0:  #! SB301
            return value
        return -value


class Actor(Agent):
    def loss(self, params, batch):
        if self.rate > 1.0:
            return batch @ params
        return jnp.abs(batch @ params)


class Plain(Env):
    """Has a `step` of its own, which is not compiled."""

    def step(self, key, state, action):
        return self.step_env(key, state, action)

    def step_env(self, key, state, action):
        return state if action > 0 else -state
