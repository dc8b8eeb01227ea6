"""More clocks that are stopped early."""
import logging
import time
from dataclasses import dataclass, field
from functools import partial

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax.training import train_state
from jax import lax

logger = logging.getLogger(__name__)


@dataclass
class Config:
    steps: int = 100
    width: int = 64
    log_every: int = 10
    lr: float = 1e-3


class MLP(nn.Module):
    width: int

    @nn.compact
    def __call__(self, x):
        return nn.Dense(1)(nn.relu(nn.Dense(self.width)(x)))


def create(config, key):
    model = MLP(config.width)
    params = model.init(key, jnp.ones((1, 8)))["params"]
    return train_state.TrainState.create(apply_fn=model.apply, params=params, tx=optax.adam(config.lr))


@jax.jit
def train_step(state, x, y):
    def loss_fn(params):
        return jnp.mean((state.apply_fn({"params": params}, x) - y) ** 2)

    loss, grads = jax.value_and_grad(loss_fn)(state.params)
    return state.apply_gradients(grads=grads), loss


@jax.jit
def eval_step(state, x):
    return state.apply_fn({"params": state.params}, x)


def train(config, state, batches):
    t0 = time.time()
    for step in range(config.steps):
        x, y = batches[step % len(batches)]
        state, loss = train_step(state, x, y)
    t1 = time.time()  #? SB507
    logger.info("training took %.2f s", t1 - t0)  #? SB507
    return state


def infer(state, batches):
    latencies = []
    for x, _ in batches:
        start = time.perf_counter()
        preds = eval_step(state, x)
        latencies.append(time.perf_counter() - start)  #! SB507
    print(f"p50 {np.median(latencies) * 1e3:.2f} ms")
    return preds


class Profiler:
    def __init__(self):
        self.records = {}
        self.started = None

    def start(self):
        self.started = time.perf_counter()

    def stop(self, name):
        self.records[name] = time.perf_counter() - self.started  #! SB507


def profile(state, x):
    profiler = Profiler()
    profiler.start()
    eval_step(state, x)
    profiler.stop("eval")
    return profiler.records


def closure_timer(fn):
    def timed(*args):
        s = time.time()
        r = fn(*args)
        e = time.time()  #? SB507
        return r, e - s  #? SB507

    return timed


def use_closure(state, x):
    (out, seconds) = closure_timer(partial(eval_step, state))(x)
    return seconds


def pmapped(x):
    step = jax.pmap(lambda v: v @ v.T)
    step(x)
    start = time.time()
    step(x)
    print("pmap", time.time() - start)  #! SB507


def scan_eagerly(x):
    start = time.time()
    _, ys = lax.scan(lambda c, v: (c + v, c @ v), x, jnp.stack([x] * 10))
    duration = time.time() - start  #! SB507
    return ys, duration


def fft(x):
    tic = time.perf_counter()
    jnp.fft.fft2(x)
    toc = time.perf_counter() - tic  #! SB507
    return toc


def solve(a, b):
    tic = time.process_time()
    x = jnp.linalg.solve(a, b)
    print(f"solve: {time.process_time() - tic}")  #! SB507
    return x


def with_flag(x, verbose=False):
    t = time.time()
    y = jnp.dot(x, x)
    if verbose:
        print("dot", time.time() - t)  #? SB507
    return y


def lambda_bench(x):
    bench = lambda f: (time.time(), f(x), time.time())  # noqa: E731  #? SB507
    start, out, end = bench(jax.jit(jnp.cosh))
    return end - start  #? SB507


if __name__ == "__main__":
    config = Config()
    state = create(config, jax.random.key(0))
    batches = [(jnp.ones((32, 8)), jnp.ones((32, 1)))] * 4
    state = train(config, state, batches)
    infer(state, batches), profile(state, batches[0][0]), use_closure(state, batches[0][0]), pmapped(jnp.ones((1, 8, 8)))
    square = jnp.ones((8, 8))
    scan_eagerly(square), fft(square), solve(square + jnp.eye(8), square), with_flag(square), lambda_bench(square)
