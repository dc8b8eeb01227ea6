import jax
import jax.numpy as jnp


def scores(x: jax.Array, v: jax.Array):
    return x.at[jnp.array([0, 2, 2])].set(v)  #! SB111


def last_is_first(v: jax.Array):
    x = jnp.zeros(4)
    return x.at[jnp.array([-1, 0, 3])].set(v)  #! SB111


def by_variable(x: jax.Array, v: jax.Array):
    players = jnp.array([1, 3, 1])
    return x.at[players].set(v)  #! SB111


def cells(board: jax.Array, v: jax.Array):
    return board.at[jnp.array([0, 1, 0]), jnp.array([2, 2, 2])].set(v)  #! SB111


def columns(m: jax.Array, v: jax.Array):
    return m.at[:, jnp.array([0, 0])].set(v)  #! SB111


@jax.jit
def rows(m, v):
    return m.at[jnp.asarray([5, 5])].set(v)  #! SB111


class Scatter:
    index = jnp.array([0, 1, 1])

    def __call__(self, x: jax.Array, v: jax.Array):
        return x.at[self.index].set(v)  #! SB111


def good_once(x: jax.Array, v: jax.Array):
    return x.at[jnp.array([0, 2, 1])].set(v)


def good_added(x: jax.Array, v: jax.Array):
    return x.at[jnp.array([0, 2, 2])].add(v), x.at[jnp.array([0, 0])].max(v), x.at[jnp.array([1, 1])].min(v)


def good_one_value(x: jax.Array):
    return x.at[jnp.array([0, 2, 2])].set(1.0), x.at[jnp.array([0, 0])].set(jnp.float32(2.0))


def good_cells(board: jax.Array, v: jax.Array):
    return board.at[jnp.array([0, 0, 1]), jnp.array([0, 1, 1])].set(v)


def good_read(x: jax.Array):
    return x[jnp.array([0, 0, 1])], x.at[jnp.array([0, 0])].get()


def good_dropped(v: jax.Array):
    return jnp.zeros(3).at[jnp.array([9, 9, 0])].set(v, mode="drop")


def good_unknown(x: jax.Array, i, v: jax.Array):
    return x.at[i].set(v), x.at[jnp.array([i, i + 1])].set(v)


def good_mask(x: jax.Array, v: jax.Array):
    return x.at[jnp.array([True, False, True])].set(v)


if __name__ == "__main__":
    rows(jnp.zeros((8, 2)), jnp.ones((2, 2)))
