"""Static and donated names that are no parameters."""
import functools
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("training",))  #! SB504
def forward(x, train):
    return x if train else -x


@functools.partial(jax.jit, static_argnums=(2,))  #! SB504
def scale(x, factor):
    return x * factor


@partial(jax.jit, static_argnames=["num_step", "lr"])  #! SB504
def fit(x, num_steps, lr):
    return x * num_steps * lr


def step(state, batch):
    return state


train_step = jax.jit(step, donate_argnums=(2,))  #! SB504
other_step = jax.jit(step, donate_argnames=("sate",))  #! SB504
lambda_step = jax.jit(lambda s, b: s, static_argnames="batch")  #! SB504


class Agent:
    @partial(jax.jit, static_argnames=("self", "deterministic"))  #! SB504
    def act(self, obs, explore):
        return obs

    @staticmethod
    @partial(jax.jit, static_argnums=(3,))  #! SB504
    def loss(params, x, y):
        return params * x - y


@jax.jit(static_argnames=("mode",))  #! SB504
def decorated(x, kind="a"):
    return x


bound = jax.jit(partial(scale, factor=2.0), static_argnums=3)  #! SB504


if __name__ == "__main__":
    pass


def unroll_or_not(x, n_steps, unroll):
    # What would be traced if JAX had not refused it before is not told.
    if unroll:
        return x
    return jax.lax.scan(lambda c, _: (c, c), x, None, length=n_steps)[1]


refused = jax.jit(unroll_or_not, static_argnums=(1, 3))  #! SB504


def use_refused(x):
    return refused(x, 3, True)
