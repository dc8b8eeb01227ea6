"""A script as notebooks make them: everything at the level of the module."""

# %%
import jax
import jax.numpy as jnp
from jax import random

# %%
key = random.PRNGKey(0)
x = random.normal(key, (100, 2))
noise = random.normal(key, (100,))  #! SB201

# %%
key, subkey = random.split(key)  #! SB201
w = random.normal(subkey, (2,))
y = x @ w + 0.1 * noise


# %%
def loss(w, x, y):
    return jnp.mean((x @ w - y) ** 2)


# %%
for epoch in range(3):
    key, subkey = random.split(key)
    order = random.permutation(subkey, 100)
    for i in range(0, 100, 10):
        idx = order[i : i + 10]
        w = w - 0.1 * jax.grad(loss)(w, x[idx], y[idx])
    dropout = random.bernoulli(subkey, 0.5, (2,))  #! SB201

# %%
samples = [random.normal(key, (2,)) for _ in range(3)]  #! SB202

# %%
keys = random.split(random.PRNGKey(1), 4)
first = random.normal(keys[0])
batch = jax.vmap(random.normal)(keys)  #! SB201
