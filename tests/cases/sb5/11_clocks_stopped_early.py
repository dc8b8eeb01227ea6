"""Times that are taken too early."""

import contextlib
import functools
import time
import timeit
from dataclasses import dataclass, field
from datetime import datetime
from time import perf_counter

import jax
import jax.numpy as jnp
import numpy as np
import optax


@jax.jit
def gram(x):
    return x @ x.T


@functools.partial(jax.jit, static_argnames=("n",))
def power(x, n):
    for _ in range(n):
        x = x @ x
    return x


def direct(x):
    start = time.time()
    y = gram(x)
    end = time.time()
    print(f"took {end - start:.3f} s")  #? SB507
    return y


def same_line(x):
    start = perf_counter()
    y = gram(x)
    elapsed = perf_counter() - start  #! SB507
    print(elapsed, y.shape)
    return y


def milliseconds(x):
    t0 = time.perf_counter_ns()
    power(x, n=4)
    dt = (time.perf_counter_ns() - t0) / 1e6  #! SB507
    return dt


def eager(a, b):
    t0 = time.monotonic()
    c = jnp.dot(a, b)
    print("dot:", time.monotonic() - t0)  #! SB507
    return c


def operator_form(a, b):
    t0 = time.monotonic()
    c = jnp.asarray(a) @ b
    dt = time.monotonic() - t0  #! SB507
    return c, dt


def many(x, n=100):
    gram(x).block_until_ready()
    start = time.perf_counter()
    for _ in range(n):
        y = gram(x)
    stop = time.perf_counter()  #? SB507
    return (stop - start) / n  #? SB507


def loss_fn(params, batch):
    return jnp.mean((batch["x"] @ params["w"] - batch["y"]) ** 2)


opt = optax.adam(1e-3)


@jax.jit
def train_step(params, opt_state, batch):
    loss, grads = jax.value_and_grad(loss_fn)(params, batch)
    updates, opt_state = opt.update(grads, opt_state)
    return optax.apply_updates(params, updates), opt_state, loss


def train(params, opt_state, loader, epochs):
    history = []
    for epoch in range(epochs):
        epoch_start = time.time()
        for batch in loader:
            params, opt_state, loss = train_step(params, opt_state, batch)
        epoch_time = time.time() - epoch_start  #! SB507
        history.append(float(loss))
        print(f"epoch {epoch}: {history[-1]:.4f} in {epoch_time:.2f}s")
    return params


def step_times(params, opt_state, loader):
    times = []
    for batch in loader:
        t = time.perf_counter()
        params, opt_state, loss = train_step(params, opt_state, batch)
        times.append(time.perf_counter() - t)  #! SB507
    return np.mean(times)


class Timer:
    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *exc):
        self.elapsed = time.perf_counter() - self.start  #! SB507


def with_timer(x):
    with Timer() as t:
        y = gram(x)
    print(t.elapsed)
    return y


@contextlib.contextmanager
def timed(label):
    start = time.perf_counter()
    yield
    print(label, time.perf_counter() - start)  #! SB507


def with_generator(x):
    with timed("gram"):
        y = gram(x)
    return y


@contextlib.contextmanager
def clocked(label, sink):
    start = time.perf_counter()
    try:
        yield
    finally:
        sink[label] = time.perf_counter() - start  #! SB507


def with_finally(x):
    sink = {}
    with clocked("power", sink):
        y = power(x, n=3)
    return y, sink


def stopwatch(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        begin = time.time()
        out = fn(*args, **kwargs)
        print(fn.__name__, time.time() - begin)  #! SB507
        return out

    return wrapper


@stopwatch
@jax.jit
def normalise(x):
    return x / jnp.linalg.norm(x)


def bench(fn, *args, repeats=10):
    fn(*args)
    t0 = time.perf_counter()
    for _ in range(repeats):
        fn(*args)
    return (time.perf_counter() - t0) / repeats  #! SB507


@dataclass
class Stats:
    times: list = field(default_factory=list)

    def add(self, seconds):
        self.times.append(seconds)


@dataclass
class Runner:
    fn: object
    stats: Stats

    def run(self, x):
        tick = time.perf_counter()
        out = self.fn(x)
        self.stats.add(time.perf_counter() - tick)  #! SB507
        return out


def wall(x):
    before = datetime.now()
    y = gram(x)
    after = datetime.now()
    return y, (after - before).total_seconds()  #? SB507


def measure_all(x):
    results = {}
    for name, fn in {"gram": gram, "square": jax.jit(jnp.square)}.items():
        fn(x).block_until_ready()
        tic = time.perf_counter()
        fn(x)
        results[name] = time.perf_counter() - tic  #! SB507
    return results


def gradient(params, batch):
    t0 = time.time()
    grads = jax.grad(loss_fn)(params, batch)
    t1 = time.time()
    return grads, t1 - t0  #? SB507


def timeit_forms(x):
    a = timeit.timeit(lambda: gram(x), number=20)  #! SB507
    b = min(timeit.repeat(lambda: gram(x), repeat=3, number=5))  #! SB507
    c = timeit.timeit(functools.partial(gram, x), number=20)  #! SB507
    d = timeit.Timer(lambda: power(x, n=2)).timeit(10)  #! SB507
    e = timeit.timeit(stmt=lambda: gram(x), number=20)  #! SB507
    return a, b, c, d, e


def average_with_compilation(n=100):
    x = jnp.ones((300, 300))
    square = jax.jit(lambda a: a @ a)
    t0 = time.perf_counter()
    for _ in range(n):
        square(x).block_until_ready()
    per_call = (time.perf_counter() - t0) / n  #! SB507
    return per_call


if __name__ == "__main__":
    data = jnp.ones((500, 500))
    params = {"w": jnp.zeros((3,))}
    batches = [{"x": jnp.ones((8, 3)), "y": jnp.ones((8,))} for _ in range(10)]
    direct(data), same_line(data), milliseconds(data), eager(data, data), operator_form(data, data), many(data)
    train(params, opt.init(params), batches, 3)
    step_times(params, opt.init(params), batches)
    with_timer(data), with_generator(data), with_finally(data)
    normalise(data)
    print(bench(gram, data))
    Runner(gram, Stats()).run(data)
    wall(data), measure_all(data), gradient(params, batches[0]), timeit_forms(data)
    print(average_with_compilation())
