"""What a traced function changes of a container it was given, in order to go on with it itself, and what it was meant to hand out."""

from functools import partial

import jax
import jax.numpy as jnp


@jax.jit
def scaled(batch, w):
    batch["image"] = batch["image"] / 255.0
    return batch["image"] @ w


@jax.jit
def shifted(batch, w):
    batch["x"] -= batch["x"].mean(0)
    return batch["x"] @ w


@jax.jit
def predicted(params, batch):
    batch["logits"] = batch["x"] @ params
    return jnp.mean((batch["logits"] - batch["y"]) ** 2)


@jax.jit
def augmented(key: jax.Array, batch, w):
    batch["x"] = batch["x"] + jax.random.normal(jax.random.fold_in(key, 1), (3,))
    return batch["x"] @ w


@jax.jit
def passed_through(graph, w):
    graph["nodes"] = jnp.tanh(graph["nodes"] @ w)
    graph["edges"] = graph["nodes"][graph["senders"]]
    return graph["edges"].sum()


def clip(grads, norm):
    for name in grads:
        grads[name] = grads[name] / norm


@jax.jit
def by_a_helper(params, grads):
    clip(grads, 2.0)
    return {name: params[name] - 0.1 * grads[name] for name in params}


def put(cache, k):
    cache["k"] = cache["k"].at[0].set(k)  #! SB411


@jax.jit
def cached_by_a_helper(cache, k):
    put(cache, k)  #? SB411
    return cache["k"] @ k


@jax.jit
def average(ema, x):
    ema["x"] = 0.9 * ema["x"] + 0.1 * x  #! SB411
    return ema["x"] @ x


@jax.jit
def never_read(batch, w):
    batch["image"] = batch["image"] / 255.0  #! SB411
    return batch["label"] @ w


@jax.jit
def cached(cache, k, v):
    cache["k"] = cache["k"].at[0].set(k)  #! SB411
    return cache["k"] @ v


@jax.jit
def counter(state, x):
    state["t"] = state["t"] + 1  #! SB411
    state["n"] += 1  #! SB411
    return x / (state["t"] + state["n"])


@jax.jit
def by_keyword(state, x):
    state.update(t=x)  #! SB411
    return state["m"]


# --- helpers that write into what their caller gives them


def log_to(sink, x):
    sink.append(x.sum())  #! SB404
    return x


kept: list = []
probe = partial(log_to, kept)


@jax.jit
def through_a_partial(x):
    return probe(x)


def record(rows, name, x):
    rows[name] = x.sum()  #! SB404
    return x


rows: dict = {}


@jax.jit
def through_an_argument(x):
    return record(rows, "x", x)


@jax.jit
def a_list_of_its_own(x):
    mine: list = []
    log = partial(log_to_mine, mine)
    log(x)
    log_to_mine(mine, x)
    return sum(mine)


def log_to_mine(sink, x):
    sink.append(x.sum())


by_keyword({"m": jnp.ones(2), "t": 0}, jnp.ones(2))
