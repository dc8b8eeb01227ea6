"""Times that are right, or that are no times of JAX's work."""

import contextlib
import functools
import logging
import time
import timeit

import jax
import jax.numpy as jnp
import numpy as np
import optax


@jax.jit
def gram(x):
    return x @ x.T


def loss_fn(params, batch):
    return jnp.mean((batch["x"] @ params["w"] - batch["y"]) ** 2)


opt = optax.adam(1e-3)


@jax.jit
def train_step(params, opt_state, batch):
    loss, grads = jax.value_and_grad(loss_fn)(params, batch)
    updates, opt_state = opt.update(grads, opt_state)
    return optax.apply_updates(params, updates), opt_state, loss


def blocked(x):
    start = time.perf_counter()
    y = gram(x).block_until_ready()
    elapsed = time.perf_counter() - start
    return y, elapsed


def blocked_tree(params, opt_state, batch):
    start = time.perf_counter()
    out = train_step(params, opt_state, batch)
    jax.block_until_ready(out)
    return time.perf_counter() - start


def blocked_leaves(params, opt_state, batch):
    start = time.perf_counter()
    out = train_step(params, opt_state, batch)
    jax.tree.map(lambda x: x.block_until_ready(), out)
    return time.perf_counter() - start


def blocked_loop_over_leaves(params, opt_state, batch):
    start = time.perf_counter()
    out = train_step(params, opt_state, batch)
    for leaf in jax.tree.leaves(out):
        leaf.block_until_ready()
    return time.perf_counter() - start


def read_by_numpy(x):
    t0 = time.time()
    host = np.asarray(gram(x))
    print(time.time() - t0)
    return host


def read_as_number(params, opt_state, loader):
    for step, batch in enumerate(loader):
        t0 = time.time()
        params, opt_state, loss = train_step(params, opt_state, batch)
        loss = float(loss)
        dt = time.time() - t0
        print(step, loss, dt)


def shown_first(params, opt_state, loader):
    for epoch in range(3):
        t0 = time.time()
        for batch in loader:
            params, opt_state, loss = train_step(params, opt_state, batch)
        print(f"epoch {epoch} loss {loss:.3f}, {time.time() - t0:.1f}s")


def throughput(params, opt_state, loader):
    """Over many steps the device is never idle, and one more or less does not count."""
    start = time.time()
    for step, batch in enumerate(loader):
        params, opt_state, loss = train_step(params, opt_state, batch)
        if step % 100 == 0:
            print(step, 100 / (time.time() - start))
            start = time.time()


def progress(params, opt_state, loader):
    begin = time.time()
    for step, batch in enumerate(loader):
        params, opt_state, loss = train_step(params, opt_state, batch)
        if step % 100 == 0:
            logging.info("step %d after %.1f s", step, time.time() - begin)


def deadline(x, seconds):
    t0 = time.monotonic()
    while time.monotonic() - t0 < seconds:
        x = gram(x)
    return x


def budget(params, opt_state, loader, limit):
    start = time.time()
    for batch in loader:
        params, opt_state, loss = train_step(params, opt_state, batch)
        if time.time() - start > limit:
            break
    return params


def pacing(x):
    t0 = time.time()
    y = gram(x)
    time.sleep(max(0.0, 0.05 - (time.time() - t0)))
    return y


def compile_time(x):
    t0 = time.perf_counter()
    compiled = jax.jit(gram).lower(x).compile()
    print("compiled in", time.perf_counter() - t0)
    return compiled


def dispatch_time(x):
    gram(x).block_until_ready()
    t0 = time.perf_counter()
    y = gram(x)
    dispatch = time.perf_counter() - t0
    y.block_until_ready()
    total = time.perf_counter() - t0
    return dispatch, total


def host_work(x, loader):
    y = gram(x)
    t0 = time.time()
    batch = next(iter(loader))
    data_time = time.time() - t0
    return y, batch, data_time


def loads(path):
    t0 = time.time()
    table = np.load(path)
    array = jnp.asarray(table)
    print("loaded", time.time() - t0)
    return array


def stamps(x):
    run_id = int(time.time())
    y = gram(x)
    np.save(f"{run_id}.npy", np.asarray(y))
    return time.time()


def evaluate(params, loader):
    t0 = time.time()
    correct = 0
    for batch in loader:
        correct += int((batch["x"] @ params["w"] > 0).sum())
    print("evaluated in", time.time() - t0)
    return correct


class Timer:
    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *exc):
        self.elapsed = time.perf_counter() - self.start


def with_timer(x):
    with Timer() as t:
        gram(x).block_until_ready()
    return t.elapsed


class WaitingTimer:
    def __init__(self):
        self.result = None

    def __enter__(self):
        self.start = time.perf_counter()
        return self

    def __exit__(self, *exc):
        jax.block_until_ready(self.result)
        self.elapsed = time.perf_counter() - self.start


def with_waiting_timer(x):
    with WaitingTimer() as t:
        t.result = gram(x)
    return t.elapsed


@contextlib.contextmanager
def timed(label):
    start = time.perf_counter()
    yield
    print(label, time.perf_counter() - start)


def with_generator(x):
    with timed("gram"):
        jax.block_until_ready(gram(x))
    with timed("load"):
        np.ones(3).sum()


def stopwatch(fn):
    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        begin = time.time()
        out = jax.block_until_ready(fn(*args, **kwargs))
        print(fn.__name__, time.time() - begin)
        return out

    return wrapper


@stopwatch
@jax.jit
def normalise(x):
    return x / jnp.linalg.norm(x)


def bench(fn, *args, repeats=10):
    jax.block_until_ready(fn(*args))
    t0 = time.perf_counter()
    for _ in range(repeats):
        out = fn(*args)
    jax.block_until_ready(out)
    return (time.perf_counter() - t0) / repeats


def bench_if_array(fn, *args):
    t0 = time.perf_counter()
    out = fn(*args)
    if hasattr(out, "block_until_ready"):
        out.block_until_ready()
    return time.perf_counter() - t0


def timeit_forms(x):
    a = timeit.timeit(lambda: gram(x).block_until_ready(), number=20)
    b = min(timeit.repeat(lambda: jax.block_until_ready(gram(x)), repeat=3, number=5))
    c = timeit.timeit(lambda: np.linalg.norm(np.ones(3)), number=20)
    d = timeit.timeit("sum(range(10))", number=20)
    return a, b, c, d


def average(n=100):
    x = jnp.ones((300, 300))
    square = jax.jit(lambda a: a @ a)
    square(x).block_until_ready()
    t0 = time.perf_counter()
    for _ in range(n):
        square(x).block_until_ready()
    return (time.perf_counter() - t0) / n


def whole_run(key):
    """The time to the result, with everything that it takes."""
    t0 = time.time()
    run = jax.jit(lambda k: jax.lax.scan(lambda c, _: (c @ c, None), jax.random.normal(k, (30, 30)), None, length=100)[0])
    out = jax.block_until_ready(run(key))
    print(f"done in {time.time() - t0:.1f} s")
    return out


def until_converged(x):
    t0 = time.time()
    err = jnp.inf
    while err > 1e-3:
        new = gram(x)
        err = jnp.abs(new - x).max()
        x = new
    print("converged after", time.time() - t0)
    return x


def simulate(env, policy, params, obs):
    t0 = time.time()
    done = False
    while not done:
        action = policy(params, obs)
        obs, reward, done, info = env.step(np.asarray(action))
    return time.time() - t0


def external_objective(objective, x):
    t0 = time.time()
    y = objective(gram(x))
    return y, time.time() - t0


def saved(x, path):
    t0 = time.time()
    jnp.save(path, gram(x))
    print("saved", time.time() - t0)


def small_things(times):
    t0 = time.time()
    best = min(times)
    print(best, time.time() - t0)
    return jnp.mean(jnp.array(times))


@jax.jit
def inside(x):
    return x * 2


if __name__ == "__main__":
    data = jnp.ones((500, 500))
    params = {"w": jnp.zeros((3,))}
    batches = [{"x": jnp.ones((8, 3)), "y": jnp.ones((8,))} for _ in range(10)]
    state = opt.init(params)
    blocked(data), blocked_tree(params, state, batches[0]), blocked_leaves(params, state, batches[0]), blocked_loop_over_leaves(params, state, batches[0])
    read_by_numpy(data), read_as_number(params, state, batches), shown_first(params, state, batches)
    throughput(params, state, batches), progress(params, state, batches), deadline(data, 1.0), budget(params, state, batches, 1.0)
    pacing(data), compile_time(data), dispatch_time(data), host_work(data, batches), stamps(data), evaluate(params, batches)
    with_timer(data), with_waiting_timer(data), with_generator(data), normalise(data)
    print(bench(gram, data), bench_if_array(gram, data), timeit_forms(data), average())
    whole_run(jax.random.key(0)), until_converged(data), small_things([1.0, 2.0])
