# Collectives and the names that are bound.
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax
from jax.sharding import Mesh, PartitionSpec as P

AXIS = "batch"


def loss(w, x):
    return jnp.mean((x @ w) ** 2)


@partial(jax.pmap, axis_name="devices")
def step(w, x):
    grads = jax.grad(loss)(w, x)
    grads = lax.pmean(grads, "batch")  #! SB706
    return w - 0.1 * grads


@jax.jit
def plain_step(w, x):
    grads = jax.grad(loss)(w, x)
    grads = jax.lax.pmean(grads, axis_name=AXIS)  #! SB706
    return w - 0.1 * grads


@partial(jax.pmap, axis_name="devices")
def right(w, x):
    return lax.pmean(jax.grad(loss)(w, x), "devices")


mesh = Mesh(np.array(jax.devices()), ("data",))


def shard_sum(x):
    idx = lax.axis_index("model")  #! SB706
    return lax.psum(x, "data") + idx


summed = jax.shard_map(shard_sum, mesh=mesh, in_specs=P("data"), out_specs=P())


def mean_over(x, axis):
    return lax.pmean(x, axis)  #! SB706


class Synced:
    axis = "replica"

    def __call__(self, x):
        return lax.psum(x, self.axis)  #! SB706


def optional(x, axis=None):
    return x if axis is None else lax.pmean(x, axis)


def main():
    print(jax.jit(lambda x: mean_over(x, "lanes"))(jnp.ones(3)), jax.jit(Synced())(jnp.ones(3)), jax.jit(optional)(jnp.ones(3)))
    w, x = jnp.ones(3), jnp.ones((1, 4, 3))
    print(step(w[None], x), plain_step(w, x[0]), right(w[None], x), summed(jnp.ones(8)))


if __name__ == "__main__":
    main()
