"""Wrong: control flow and conversions on traced values, as they are met in training code."""

import functools
import math

import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


# 1 early stop in a jitted step, by a helper that takes a dict of metrics
def should_stop(metrics, limit):
    return metrics["loss"] < limit


@jax.jit
def train_step(params, batch, limit):
    loss = jnp.mean((batch["x"] @ params - batch["y"]) ** 2)
    metrics = {"loss": loss, "norm": jnp.linalg.norm(params)}
    if should_stop(metrics, limit):  #! SB301
        return params, metrics
    return params - 0.1 * jax.grad(lambda p: jnp.mean((batch["x"] @ p - batch["y"]) ** 2))(params), metrics


# 2 the schedule of a learning rate, through partial and a class
class Warmup:
    def __init__(self, peak, steps):
        self.peak = peak
        self.steps = steps

    def __call__(self, step):
        if step < self.steps:  #! SB301
            return self.peak * step / self.steps
        return self.peak


schedule = Warmup(3e-4, 1000)


@functools.partial(jax.jit, donate_argnums=0)
def update(params, grads, step):
    rate = schedule(step)
    return jax.tree.map(lambda p, g: p - rate * g, params, grads)


# 3 clipping by max() of Python
@jax.jit
def clip_norm(grads, bound):
    norm = jnp.sqrt(sum(jnp.sum(g**2) for g in jax.tree.leaves(grads)))
    scale = min(1.0, bound / norm)  #! SB303
    return jax.tree.map(lambda g: g * scale, grads)


# 4 a beam search that goes on while it is not done
def decode(params, tokens, stop):
    done = jnp.zeros(tokens.shape[0], bool)
    step = 0
    while not jnp.all(done):  #! SB302|SB303
        tokens = jnp.roll(tokens, -1, axis=1)
        done = done | (tokens[:, 0] == stop)
        step += 1
    return tokens


decode_compiled = jax.jit(decode, static_argnums=2)


# 5 an epsilon greedy policy
@jax.jit
def act(key, q_values, epsilon):
    explore = jax.random.uniform(key) < epsilon
    action = jax.random.randint(key, (), 0, q_values.shape[0]) if explore else jnp.argmax(q_values)  #! SB301 SB201
    return action


# 6 a physical constant looked up by a traced index
CHARGES = [0.0, 1.0, -1.0, 2.0]


@jax.vmap
def energy(kind, r):
    return CHARGES[kind] / r  #! SB309


# 7 NumPy in a differentiated and compiled likelihood
@jax.jit
def log_likelihood(theta, data):
    mean, log_scale = theta
    z = (data - mean) / np.exp(log_scale)  #! SB306
    return -0.5 * jnp.sum(z**2) - data.size * log_scale


# 8 a mask that selects valid items in a scan
def body(carry, x):
    valid = x[x > 0]  #! SB308
    return carry + jnp.sum(valid), jnp.size(valid)


def totals(xs):
    return lax.scan(body, 0.0, xs)


# 9 the number of rounds from a traced length
@jax.jit
def repeat_update(x, count):
    for _ in range(count):  #! SB307
        x = jnp.tanh(x)
    return x


# 10 a carry whose counter becomes a float
def average(xs):
    def step(carry, x):
        total, count = carry
        return (total + x, count + 1.0), None

    (total, count), _ = lax.scan(step, (0.0, jnp.int32(0)), xs)  #! SB313
    return total / count


# 11 branches of another shape
def padded(long):
    y = jnp.zeros((4,))
    return lax.cond(long, lambda v: jnp.concatenate([v, v]), lambda v: v, y)  #! SB314


# 12 a while_loop whose condition is a vector
def relax():
    x = jnp.linspace(0.0, 1.0, 3)
    return lax.while_loop(lambda v: v > 1e-3, lambda v: v * 0.5, x)  #! SB312


# 13 math on a traced temperature
@jax.jit
def boltzmann(energies, temperature):
    beta = 1.0 / temperature
    return jnp.exp(-beta * energies) / math.exp(-beta)  #! SB305
