import jax
import jax.numpy as jnp
from jax import lax


class Memory:
    def __init__(self, n):
        self.data = jnp.zeros((n, 4))
        self.at = 0

    def add(self, row):
        self.data.at[self.at].set(row)  #! SB102
        self.at += 1

    def add_right(self, row):
        self.data = self.data.at[self.at].set(row)
        self.at += 1


@jax.jit
def mask_logits(logits, illegal):
    logits.at[illegal].set(-jnp.inf)  #! SB102
    return jax.nn.softmax(logits)


def visit(counts, states):
    for s in states:
        counts.at[s].add(1)  #! SB102
    return counts


def freeze(params):
    params["w"].at[0].set(0.0)  #! SB102
    return params


def step(carry, x):
    carry.at[0].multiply(x)  #! SB102
    return carry, x


def scan(xs):
    return lax.scan(step, jnp.ones(3), xs)


def set_item(x: jax.Array, i):
    x.at[i] = 1.0  #! SB102
    return x


def add_item(x: jax.Array, i):
    x.at[i] += 1.0  #! SB102
    return x


def no_method(x: jax.Array, i):
    y = x.at[i] * 2.0  #! SB102
    return y


def chained(grid: jax.Array):
    grid.at[0].set(1.0).at[-1].set(1.0)  #! SB102
    return grid


def conditional(x: jax.Array, flag: bool):
    if flag:
        x.at[1:].min(0.0)  #! SB102
    return x


def good_returned(x: jax.Array, i):
    return x.at[i].set(1.0)


def good_chain(grid: jax.Array):
    grid = grid.at[0].set(1.0).at[-1].set(1.0)
    return grid


def good_get(x: jax.Array, i):
    return x.at[i].get(mode="fill", fill_value=0.0)


def good_lambda(n):
    return lax.fori_loop(0, n, lambda i, x: x.at[i].set(i), jnp.zeros(8))


def good_in_dict(params):
    params["w"] = params["w"].at[0].set(0.0)
    return {**params, "b": params["b"].at[0].add(1.0)}


def good_attribute(agent, i):
    agent.q = agent.q.at[i].add(0.1)
    return agent


def good_frame(frame):
    frame.at[0, "loss"] = 1.0
    return frame.at[0, "loss"]


def good_tuple(x: jax.Array, y: jax.Array):
    x, y = x.at[0].set(1.0), y.at[0].set(2.0)
    return x, y


def good_comprehension(arrays: list[jax.Array]):
    return [a.at[0].set(0.0) for a in arrays]


def good_tree(params):
    return jax.tree.map(lambda p: p.at[0].set(0.0), params)


def good_walrus(x: jax.Array):
    if (y := x.at[0].set(1.0)).sum() > 0:
        return y
    return x


def unknown(table, ids, vectors):
    table.at[ids].set(vectors)  #! SB102
    table.embedding.at[ids].multiply(0.5)  #! SB102
    return table


def all_of_them(table, ids):
    [table.at[i].set(0.0) for i in ids]  #! SB102
    return table


def good_frame(frame, tags):
    frame.at[0, "tags"].add(tags)
    frame.at[3].add("late")
    return frame


if __name__ == "__main__":
    mask_logits(jnp.zeros(4), jnp.array([0, 2]))
    visit(jnp.zeros(4), [0, 1])
    freeze({"w": jnp.ones((2, 2))})
    scan(jnp.ones(3))
