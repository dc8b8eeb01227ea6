"""A constant key of which only shapes come, and the round of which loop used a key before."""

import jax
import jax.numpy as jnp


class Buffer:
    def __init__(self, data):
        self.data = data

    def sample(self, n, key):
        return self.data[jax.random.randint(key, (n,), 0, 9)]


buf = Buffer(jnp.zeros((9, 2)))


@jax.jit
def step(x):
    empty = jax.tree.map(lambda s: jnp.empty((3, *s.shape), s.dtype), buf.sample(4, jax.random.key(0)))
    same = jnp.zeros_like(jax.random.normal(jax.random.key(0), (3,)))
    more = jax.tree.map(jnp.ones_like, buf.sample(4, jax.random.PRNGKey(0)))
    told = jax.tree.map(lambda s: s * jnp.ones(s.shape), buf.sample(4, jax.random.key(0)))  #! SB205
    return x, empty, same, more, told


def split_inside(prompts, key):
    out = []
    for prompt in prompts:
        key, sub = jax.random.split(key)
        out.append(jax.random.normal(sub, prompt.shape))
    return out


def a_loop_before_the_use(prompts, hooks, seed, n):
    key = jax.random.key(seed)
    for step in range(n):
        for hook in hooks:
            hook(step)
        split_inside(prompts, key)  #! SB202
