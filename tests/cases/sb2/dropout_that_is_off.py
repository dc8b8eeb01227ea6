"""A key for a dropout that the same call turns off is never drawn from."""
import flax.linen as nn
import jax
import jax.numpy as jnp


class Policy(nn.Module):
    @nn.compact
    def __call__(self, x, train):
        x = nn.Dense(4)(x)
        return nn.Dropout(0.5)(x, deterministic=not train)


@jax.jit
def act(params, x):
    return Policy().apply(params, x, train=False, rngs={"dropout": jax.random.key(0)})


@jax.jit
def explore(params, x):
    return Policy().apply(params, x, train=True, rngs={"dropout": jax.random.key(0)})  #! SB205


x = jnp.ones((2, 3))
params = Policy().init(jax.random.key(1), x, train=False)
print(act(params, x), explore(params, x))
