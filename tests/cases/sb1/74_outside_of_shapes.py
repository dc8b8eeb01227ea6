import jax
import jax.numpy as jnp
from jax import lax

WEIGHTS = jnp.array([0.1, 0.2, 0.7])


def last():
    x = jnp.linspace(0.0, 1.0, 10)
    return x[10]  #! SB104


def fourth_weight():
    return WEIGHTS[3]  #! SB104


def channel(image):
    rgb = jnp.zeros((32, 32, 3))
    return rgb[..., 3]  #! SB104


def write():
    q = jnp.zeros((16, 4))
    return q.at[3, 4].set(1.0)  #! SB104


def row_of_table(key):
    table = jax.random.normal(key, (8, 2)).T
    return table[2]  #! SB104


def column_sums():
    m = jnp.ones((3, 5))
    return m.sum(axis=1)[3]  #! SB104


@jax.jit
def window():
    x = jnp.arange(8)
    return lax.dynamic_slice(x, (6,), (4,))  #! SB104


def window_along_axis():
    return lax.dynamic_slice_in_dim(jnp.zeros((4, 8)), 6, 4, axis=1)  #! SB104


def put_window():
    return lax.dynamic_update_slice(jnp.zeros(8), jnp.ones(4), (6,))  #! SB104


def taken():
    return jnp.take(jnp.arange(4), 4)  #! SB104


def gathered():
    return jnp.eye(3)[jnp.array([0, 1, 3])]  #! SB104


def each_row():
    return jax.vmap(lambda row: row[3])(jnp.ones((5, 3)))  #! SB104


def first_of_halves():
    a, b = jnp.split(jnp.arange(6), 2)
    return a[3] + b[2]  #! SB104


class Head:
    def __init__(self):
        self.bias = jnp.zeros(4)

    def last(self):
        return self.bias[4]  #! SB104


def good_last():
    x = jnp.linspace(0.0, 1.0, 10)
    return x[9] + x[-1] + x[-10]


def good_slices():
    x = jnp.arange(4)
    return x[2:10], x[7:], x[-9:]


def good_fill():
    x = jnp.arange(4)
    return x.at[9].get(mode="fill", fill_value=0), x.at[9].set(1, mode="drop")


def good_ellipsis():
    rgb = jnp.zeros((32, 32, 3))
    return rgb[..., 2], rgb[:, None, 31], rgb[None, 0]


def good_unknown(x):
    return x[100]


def good_dynamic(x: jax.Array, i):
    return x[i], x.at[i + 100].add(1.0)


def good_window():
    x = jnp.arange(8)
    return lax.dynamic_slice(x, (4,), (4,)), lax.dynamic_slice_in_dim(x, -4, 4)


def good_branches(flag):
    x = jnp.zeros(3) if flag else jnp.zeros(5)
    return x[4]


def good_grown(x: jax.Array):
    y = jnp.concatenate([jnp.zeros(3), x])
    return y[5]


def good_tuple():
    shape = jnp.zeros((2, 3)).shape
    return shape[1], (jnp.zeros(2), jnp.ones(3))[1][2]


def good_list_of_rows():
    rows = [jnp.zeros(2), jnp.zeros(7)]
    return rows[1][6]


def good_mask():
    x = jnp.arange(6)
    return x[jnp.array([True, False, True, False, True, False])]


def good_after_reshape():
    return jnp.arange(12).reshape(3, -1)[2, 3]


def good_padded():
    return jnp.pad(jnp.zeros(3), 2)[6]


def windows_along_axes():
    x = jnp.zeros((4, 8))
    a = lax.dynamic_index_in_dim(x, 8, axis=-1)  #! SB104
    b = lax.dynamic_update_slice_in_dim(x, jnp.ones((4, 3)), 6, axis=1)  #! SB104
    c = lax.dynamic_update_index_in_dim(x, jnp.ones(8), index=4, axis=0)  #! SB104
    d = jnp.take(x, indices=jnp.array([0, 5]), axis=0)  #! SB104
    return a, b, c, d, jnp.take(x, 31), jnp.take(x, 7, axis=-1), jnp.take(x, 40, mode="clip"), lax.dynamic_index_in_dim(x, -1, 1)
