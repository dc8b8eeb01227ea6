"""More clocks that are right."""
import logging
import time
from collections import defaultdict, deque
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
import optax
from flax.training import train_state

logger = logging.getLogger(__name__)


class MLP(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(1)(nn.relu(nn.Dense(8)(x)))


def create(key):
    model = MLP()
    params = model.init(key, jnp.ones((1, 8)))["params"]
    return train_state.TrainState.create(apply_fn=model.apply, params=params, tx=optax.adam(1e-3))


@jax.jit
def train_step(state, x, y):
    def loss_fn(params):
        return jnp.mean((state.apply_fn({"params": params}, x) - y) ** 2)

    loss, grads = jax.value_and_grad(loss_fn)(state.params)
    return state.apply_gradients(grads=grads), {"loss": loss}


@jax.jit
def act(params, obs):
    return jnp.argmax(obs @ params)


def train_epoch(state, batches):
    start = time.time()
    metrics = []
    for x, y in batches:
        state, m = train_step(state, x, y)
        metrics.append(m)
    metrics = jax.device_get(metrics)
    loss = np.mean([m["loss"] for m in metrics])
    logger.info("loss %.3f in %.1f s", loss, time.time() - start)
    return state


def evaluate(state, batches):
    start = time.perf_counter()
    errors = []
    for x, y in batches:
        preds = state.apply_fn({"params": state.params}, x)
        errors.append(np.abs(np.asarray(preds) - np.asarray(y)).mean())
    print("eval", np.mean(errors), time.perf_counter() - start)


def rollout(env, params, steps):
    obs = env.reset()
    frames, start = 0, time.time()
    for step in range(steps):
        action = int(act(params, obs))
        obs, reward, done = env.step(action)
        frames += 1
        if done:
            obs = env.reset()
    print("fps", frames / (time.time() - start))


def rolling(env, params, steps):
    obs, recent = env.reset(), deque(maxlen=100)
    for step in range(steps):
        t0 = time.time()
        action = act(params, obs)
        obs, reward, done = env.step(np.array(action))
        recent.append(time.time() - t0)
    return np.mean(recent)


def per_step_throughput(state, batches):
    last = time.time()
    for i, (x, y) in enumerate(batches):
        state, m = train_step(state, x, y)
        now = time.time()
        logger.debug("%.3f it/s", 1.0 / (now - last))
        last = now
    return state


class StepTimer:
    """Time since the last tick."""

    def __init__(self):
        self.last = time.time()

    def tick(self):
        now = time.time()
        elapsed, self.last = now - self.last, now
        return elapsed


def ticking(state, batches):
    timer = StepTimer()
    for x, y in batches:
        state, m = train_step(state, x, y)
        loss = float(m["loss"])
        print(loss, timer.tick())


def checkpointing(state, batches, save, every=600):
    last = time.time()
    for x, y in batches:
        state, m = train_step(state, x, y)
        if time.time() - last > every:
            save(state)
            last = time.time()
    return state


def wait_in_helper(x):
    def sync(y):
        for leaf in jax.tree.leaves(y):
            leaf.block_until_ready()
        return y

    start = time.time()
    out = sync(act(x, x))
    return out, time.time() - start


def asserted(x):
    start = time.time()
    out = act(x, x)
    assert out == 0
    return time.time() - start


def compared(x):
    start = time.time()
    out = jnp.linalg.norm(x)
    np.testing.assert_allclose(out, 3.0)
    print("checked", time.time() - start)


def threads(xs):
    start = time.time()
    with ThreadPoolExecutor() as pool:
        results = list(pool.map(lambda x: np.asarray(act(x, x)), xs))
    return results, time.time() - start


def first_and_second(x):
    f = jax.jit(jnp.cosh)
    for name in ("compile + run", "run"):
        start = time.perf_counter()
        f(x).block_until_ready()
        print(name, time.perf_counter() - start)


def tracing(x):
    start = time.perf_counter()
    jaxpr = jax.make_jaxpr(act)(x, x)
    print("trace", time.perf_counter() - start)
    return jaxpr


def shapes_only(x):
    start = time.perf_counter()
    out = jax.eval_shape(act, x, x)
    return out, time.perf_counter() - start


def loading(paths):
    start = time.time()
    arrays = [jnp.asarray(np.load(path)) for path in paths]
    data = jnp.stack(arrays)
    print("loaded", data.shape, time.time() - start)
    return data


def seeded():
    key = jax.random.key(int(time.time()))
    return jax.random.normal(key, (3,)), time.time()


def histogram(x):
    totals = defaultdict(float)
    for name, f in (("a", act), ("b", act)):
        start = time.perf_counter()
        jax.tree.map(jax.block_until_ready, f(x, x))
        totals[name] += time.perf_counter() - start
    return totals


def donated(step, state, x):
    start = time.time()
    state = jax.block_until_ready(step(state, x))
    wall = time.time() - start
    return state, wall


def best_of(x, n=5):
    times = []
    for _ in range(n):
        t = time.perf_counter()
        jax.block_until_ready(act(x, x))
        times.append(time.perf_counter() - t)
    return min(times)


def summary(x):
    start = time.time()
    out = act(x, x)
    text = "{}".format(out)
    return text, time.time() - start


if __name__ == "__main__":
    state = create(jax.random.key(0))
    batches = [(jnp.ones((32, 8)), jnp.ones((32, 1)))] * 4
    train_epoch(state, batches), evaluate(state, batches), per_step_throughput(state, batches), ticking(state, batches), checkpointing(state, batches, print)
    x = jnp.ones(8)
    wait_in_helper(x), asserted(x), threads([x] * 3), first_and_second(x), tracing(x), shapes_only(x), seeded(), histogram(x), best_of(x), summary(x)
    donated(jax.jit(lambda s, v: s + v, donate_argnums=0), jnp.ones(8), x)
