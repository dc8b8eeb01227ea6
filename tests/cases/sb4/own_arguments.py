"""Arguments that a traced function changes: handed back whole or in parts, rebound to a copy, or lost."""

import dataclasses

import jax
import jax.numpy as jnp


@jax.jit
def parts_returned(grads):
    norm = jnp.linalg.norm(grads["w"])
    grads["w"] = grads["w"] / norm
    grads["b"] = grads["b"] / norm
    return grads["w"], {"bias": grads["b"]}, norm


@jax.jit
def parts_placed(state, x, sharding):
    state["logits"] = state["logits"] + x
    logits = jax.lax.with_sharding_constraint(state["logits"], sharding)
    return {"logits": logits, "sum": x.sum()}


@jax.jit
def another_part_returned(state, x):
    state["count"] = state["count"] + x  #! SB411
    return state["mean"], x


@jax.jit
def computed_with(state, x):
    state["count"] = state["count"] + x  #! SB411
    return state["count"] * 2


@jax.jit
def copied_first(xs, y):
    xs = list(xs)
    xs.append(y)
    return jnp.stack(xs)


def fill(values, x):
    values = dict(values)
    values["x"] = x


@jax.jit
def helper_copies(values, x):
    fill(values, x)
    return x


@jax.tree_util.register_dataclass
@dataclasses.dataclass
class State:
    pos: jax.Array
    steps: int = 0
    name: str = dataclasses.field(default="", metadata={"static": True})


@jax.jit
def counted(state, dt):
    state.steps += 1  #! SB411
    if state.steps > 3:  #! SB301
        return dt
    return dt if state.name else state.pos * dt


@jax.jit
def field_returned(state, dt):
    state.steps = state.steps + 1
    return state.steps, dt


@jax.jit
def unpacked(pair):
    pair[0], pair[1] = jnp.minimum(pair[0], pair[1]), jnp.maximum(pair[0], pair[1])
    low, high = pair
    return low, high


@jax.jit
def copied_after(metrics, loss):
    metrics["loss"] = loss
    out = {name: value for name, value in metrics.items()}
    return out


def prepare(w, batch, size):
    for name, value in batch.items():
        batch[name] = value[:size]
    batch["image"] = batch["image"] / 255.0
    return jnp.mean(batch["image"] @ w)


@jax.jit
def prepared(w, batch):
    return w - 0.1 * jax.grad(prepare)(w, batch, 2)


def momentum(opt, grads):
    opt["m"] = 0.9 * opt["m"] + grads
    opt["t"] = opt["t"] + 1  #! SB411
    return -0.1 * opt["m"]


@jax.jit
def update(w, opt, grads):
    return w + momentum(opt, grads)


def main():
    state = State(jnp.ones(2), 0, "a")
    print(counted(state, 0.1), field_returned(state, 0.1))


appended = jax.jit(lambda values, x: values.append(x))
appended_and_given = jax.jit(lambda values, x: values.append(x) or values)
