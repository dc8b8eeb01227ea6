"""Keys and seeds that are replaced by a constant, and those that are only a fallback; keys in a dict of names."""

import jax
import jax.numpy as jnp

SEED = 0
NAMES = ("embed", "attention")


def as_key(seed, n):
    seed = jax.random.PRNGKey(1234)  #! SB210
    return jax.random.normal(seed, (n,))


def with_constant(rng, n):
    rng = jax.random.key(SEED)  #! SB210
    return jax.random.normal(rng, (n,))


def fallback(key, n):
    try:
        key = jax.random.fold_in(key, 1)
    except TypeError:
        key = jax.random.key(0)
    return jax.random.normal(key, (n,))


def derived(seed, n):
    seed = jax.random.key(seed)
    return jax.random.normal(seed, (n,))


def named(key, dim):
    keys = dict(zip(NAMES, jax.random.split(key, 2)))
    embed = jax.random.normal(keys["embed"], (dim,))
    return embed + jax.random.normal(keys["embed"], (dim,))  #! SB201


def named_well(key, dim):
    keys = dict(zip(NAMES, jax.random.split(key, 2)))
    return jax.random.normal(keys["embed"], (dim,)) + jax.random.normal(keys["attention"], (dim,))


def update(state):
    state["key"], sub = jax.random.split(state["key"])
    return jax.random.normal(sub)


def renewed_by_a_helper(key):
    state = {"key": key, "n": 0}
    total = update(state)
    for _ in range(3):
        total = total + update(state)
    return total + jax.random.normal(state["key"])


def spent_after_a_helper(key):
    state = {"key": key, "n": 0}
    total = update(state) + jax.random.normal(state["key"])
    return total + jax.random.uniform(state["key"])  #! SB201


if __name__ == "__main__":
    print(as_key(0, 2), with_constant(jax.random.key(1), 2), fallback(jax.random.key(1), 2), derived(0, 2), jnp.ones(1))
    print(named(jax.random.key(2), 2), named_well(jax.random.key(2), 2), renewed_by_a_helper(jax.random.key(3)), spent_after_a_helper(jax.random.key(4)))
