import jax
import jax.numpy as jnp
import numpy as np


def cleared(x: jax.Array):
    host = np.asarray(x)
    host[0] = 0.0  #! SB107
    return host


def clipped(params):
    w = np.asarray(jnp.ones((3, 3)))
    w[w > 1] = 1.0  #! SB107
    return w


def sorted_scores(key):
    scores = np.asarray(jax.random.normal(key, (9,)))
    scores.sort()  #! SB107
    return scores


def by_slice():
    x = np.asarray(jnp.arange(9))
    head = x[:3]
    head[:] = 0  #! SB107
    return x


def by_reshape():
    x = np.asarray(jnp.arange(9)).reshape(3, 3)
    x[0] = 1  #! SB107
    return x


def aug():
    x = np.asarray(jnp.zeros(3))
    x[1] += 1.0  #! SB107
    return x


class Logger:
    def __init__(self, x: jax.Array):
        self.values = np.asarray(x)

    def mark(self):
        self.values[0] = -1.0  #! SB107


def filled():
    x = np.asarray(jnp.zeros(3))
    x.fill(2.0)  #! SB107
    return x


def copied():
    x = np.asarray(jnp.zeros(3))
    np.copyto(x, 1.0)  #! SB107
    return x


def shuffled():
    order = np.asarray(jnp.arange(9))
    np.random.shuffle(order)  #! SB107
    return order


def good_copy(x: jax.Array):
    host = np.array(x)
    host[0] = 0.0
    host.sort()
    return host


def good_copy_of_view(x: jax.Array):
    host = np.asarray(x).copy()
    host[0] = 0.0
    return host


def good_arithmetic(x: jax.Array):
    host = np.asarray(x) * 2
    host[0] = 0.0
    return host


def good_cast(x: jax.Array):
    host = np.asarray(x).astype(np.float64)
    host[0] = 0.0
    return host


def good_list(rows):
    host = np.asarray([1.0, 2.0])
    host[0] = 0.0
    return host


def good_numpy(x: np.ndarray):
    host = np.asarray(x)
    host[0] = 0.0
    return host


def good_index(x: jax.Array):
    host = np.asarray(x)[np.array([0, 1])]
    host[0] = 0.0
    return host


def good_stack(x: jax.Array):
    host = np.stack([np.asarray(x), np.asarray(x)])
    host[0] = 0.0
    return host


def good_read(x: jax.Array):
    host = np.asarray(x)
    out = np.zeros_like(host)
    out[:] = host
    return out


def good_rebound(x: jax.Array):
    host = np.asarray(x)
    host = np.sort(host)
    host[0] = 0.0
    return host
