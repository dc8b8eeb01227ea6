"""SB105 index-error-never-raised: indexing a JAX array raises no IndexError, so its handler is dead."""

import jax.numpy as jnp


def sharp(i):
    table = jnp.array([0.1, 0.2, 0.3])
    try:
        return table[i]
    except IndexError:  #! SB105
        return jnp.nan


def blunt(i):
    table = jnp.array([0.1, 0.2, 0.3])
    return table.at[i].get(mode="fill", fill_value=jnp.nan)


def test_the_handler_is_never_reached():
    assert sharp(99) == jnp.float32(0.3)


def test_fill_mode_says_that_the_index_was_outside():
    assert jnp.isnan(blunt(99))
