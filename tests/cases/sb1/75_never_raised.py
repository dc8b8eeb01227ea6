import jax
import jax.numpy as jnp
import numpy as np


class Replay:
    def __init__(self, capacity):
        self.data = jnp.zeros((capacity, 4))

    def get(self, i):
        try:
            return self.data[i]
        except IndexError:  #! SB105
            return jnp.zeros(4)

    def put(self, i, row):
        try:
            self.data = self.data.at[i].set(row)
        except IndexError:  #! SB105
            print("full")


def neighbour(x, y):
    grid = jnp.zeros((8, 8))
    try:
        return grid[x, y]
    except IndexError:  #! SB105
        return 0.0


def until_the_end(tokens: jax.Array):
    total, i = 0, 0
    while True:
        try:
            total += tokens[i]
        except IndexError:  #! SB105
            break
        i += 1
    return total


def lookup(table, i):
    embedding = jnp.asarray(table)
    try:
        row = embedding[i]
    except (IndexError, ValueError):  #! SB105
        row = embedding[0]
    return row


def with_lookup_error(x: jax.Array, i):
    try:
        y = x[i]
    except LookupError:  #! SB105
        y = x[0]
    return y


def good_list(rows: list, i):
    try:
        return rows[i]
    except IndexError:
        return jnp.zeros(4)


def good_numpy(x: np.ndarray, i):
    try:
        return x[i]
    except IndexError:
        return 0.0


def good_dict(params, name):
    try:
        return params[name]
    except (KeyError, IndexError):
        return jnp.zeros(3)


def good_host_copy(x: jax.Array, i):
    host = np.asarray(x)
    try:
        return host[i]
    except IndexError:
        return host[-1]


def good_many(x: jax.Array, i, j):
    try:
        return x[i, j]
    except TypeError:
        return x[i]


def good_pop(queue: list, x: jax.Array):
    try:
        i = queue.pop()
    except IndexError:
        i = 0
    return x[i]


def good_checked(x: jax.Array, i: int):
    if not 0 <= i < len(x):
        raise IndexError(i)
    return x[i]


def good_next(batches, x: jax.Array):
    try:
        batch = next(batches)
    except StopIteration:
        batch = x[:8]
    return batch


def good_config(argv, x: jax.Array):
    try:
        n = int(argv[1])
    except IndexError:
        n = 3
    return x[n]
