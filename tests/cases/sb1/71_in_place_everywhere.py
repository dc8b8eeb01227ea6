import functools
from dataclasses import dataclass
from typing import NamedTuple

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax, random


class State(NamedTuple):
    board: jax.Array
    score: jax.Array


@dataclass
class Buffer:
    data: jnp.ndarray
    size: int = 0


class Net:
    def __init__(self, key):
        self.w = random.normal(key, (3, 4))
        self.params = {"b": jnp.zeros(4), "layers": [jnp.ones((4, 4)), jnp.ones(4)]}
        self.host = np.zeros(4)

    def freeze(self):
        self.w[0] = 0.0  #! SB101

    def prune(self, threshold):
        mask = jnp.abs(self.w) < threshold
        self.w[mask] = 0.0  #! SB101

    def reset_bias(self):
        self.params["b"][:] = 0.0  #! SB101
        self.params["b"] = jnp.zeros(4)
        self.host[:] = 0.0


def clip_layer(net):
    for layer in net.params["layers"]:
        layer[layer > 1] = 1.0  #! SB101


@jax.jit
def move(state: State, x, y):
    state.board[x, y] = 1  #! SB101
    return state


@functools.partial(jax.jit, static_argnames="n")
def cumulative(x, n):
    out = jnp.zeros(n)
    for i in range(n):
        out[i] = x[:i].sum()  #! SB101
    return out


def normalise(batch):
    images = jnp.asarray(batch["image"], dtype=jnp.float32)
    images /= 255.0
    images[..., 0] -= images[..., 0].mean()  #! SB101
    return images


@jax.vmap
def threshold(row):
    row[row < 0] = 0  #! SB101
    return row


def body(i, carry):
    carry[i] += carry[i - 1]  #! SB101
    return carry


def prefix(x):
    return lax.fori_loop(1, x.shape[0], body, x)


def swap(x: jax.Array):
    x[0], x[1] = x[1], x[0]  #! SB101
    return x


def sparse_adjacency(edges, n):
    adjacency = jnp.zeros((n, n))
    for a, b in edges:
        adjacency[a, b] = adjacency[b, a] = 1.0  #! SB101
    return adjacency


def push(buffer: Buffer, item):
    buffer.data[buffer.size] = item  #! SB101
    buffer.size += 1


def good_numpy(batch):
    images = np.array(batch["image"], dtype=np.float32)
    images[..., 0] -= images[..., 0].mean()
    return jnp.asarray(images)


def good_copy(x: jax.Array):
    host = np.array(x)
    host[0] = 1.0
    return host


def good_dict(n):
    history = {"loss": []}
    history["loss"] = [0.0] * n
    history["loss"][0] = jnp.zeros(())
    rows = [jnp.zeros(3)] * n
    rows[0] = jnp.ones(3)
    return history, rows


def good_tuple_state(state: State, x, y):
    return state._replace(board=state.board.at[x, y].set(1))


def good_aug(x: jax.Array):
    x += 1
    x *= 2.0
    x @= jnp.eye(3)
    return x


def good_ref(ref):
    ref[...] = ref[...] + 1.0


def good_environment(env, policy):
    observations = np.zeros((16, 4), np.float32)
    for t in range(16):
        observations[t] = env.step(policy(observations[t]))
    return jnp.array(observations)


class Table:
    def __init__(self):
        self.rows = {}

    def __setitem__(self, name, row):
        self.rows[name] = jnp.asarray(row)


def good_own_container():
    table = Table()
    table["a"] = [1.0, 2.0]
    return table


def good_object_array(arrays):
    out = np.empty(len(arrays), dtype=object)
    for i, a in enumerate(arrays):
        out[i] = jnp.sum(a)
    return out


def good_either(x, xp=np):
    y = xp.zeros(3)
    if xp is np:
        y[0] = x
    else:
        y = y.at[0].set(x)
    return y


def after_an_update(table, rows: np.ndarray | jax.Array):
    table = table.at[rows].set(0.0)
    table[0] = 1.0  #! SB101
    counts = rows.at[0].add(1)
    counts[1] = 2  #! SB101
    return table, counts


class Board(NamedTuple):
    cells: jax.Array = -jnp.ones(42, jnp.int32)  #? SB512
    shown: jax.Array | None = None


def drop(board: Board, column):
    cells = board.cells.reshape(6, 7)
    cells[0, column] = 1  #! SB101
    return board._replace(cells=cells.ravel())


if __name__ == "__main__":
    state = State(jnp.zeros((3, 3)), jnp.zeros(()))
    move(state, 0, 1)
    net = Net(random.key(0))
    clip_layer(net)
    net.prune(0.1)
    push(Buffer(jnp.zeros(8)), 1.0)
    normalise({"image": np.zeros((2, 8, 8, 3))})
    prefix(jnp.arange(5.0))
    threshold(jnp.ones((2, 3)))
