# Per-sample losses of a class: `self` is not counted for a bound method.
from functools import partial

import jax
import jax.numpy as jnp


class Agent:
    gamma = 0.9

    def td_error(self, params, obs, reward):
        return reward + self.gamma * obs @ params

    def errors(self, params, obs, rewards):
        fn = jax.vmap(self.td_error, in_axes=(None, None, 0, 0))  #! SB701
        return fn(params, obs, rewards)

    def right(self, params, obs, rewards):
        return jax.vmap(self.td_error, in_axes=(None, 0, 0))(params, obs, rewards)

    @partial(jax.vmap, in_axes=(None, 0, 0, 0))  #! SB701
    def scores(self, obs, rewards):
        return obs.sum() + rewards

    @staticmethod
    @partial(jax.vmap, in_axes=(0, 0))
    def static(obs, rewards):
        return obs.sum() + rewards


def make_step(loss):
    # argnums counts what the caller passes
    return jax.jit(jax.value_and_grad(loss, argnums=2))  #! SB701


def loss(params, batch):
    return jnp.mean((batch @ params) ** 2)


step = make_step(loss)


def train(params, batches):
    for batch in batches:
        value, grads = step(params, batch)
        params = params - 0.1 * grads
    return params


if __name__ == "__main__":
    a = Agent()
    print(a.right(jnp.ones(2), jnp.ones((3, 2)), jnp.ones(3)))
    print(train(jnp.ones(2), [jnp.ones((3, 2))]))
