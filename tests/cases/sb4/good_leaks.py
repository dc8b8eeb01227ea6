"""Writes in traced functions that stay inside, or are meant to get out."""

import collections
import contextlib
import dataclasses
import functools

import equinox as eqx
import flax.linen as nn
import jax
import jax.numpy as jnp
import numpy as np
from flax import nnx
from jax import lax

trace_count = 0
compiled_shapes = set()


@jax.jit
def counts_traces(x):
    global trace_count
    trace_count += 1  #? SB402
    compiled_shapes.add(x.shape)
    return x


@jax.jit
def local_list(xs):
    out = []
    for i in range(3):
        out.append(xs[i] * i)
    table = {}
    table["sum"] = sum(out)
    table.update(mean=table["sum"] / 3)
    return jnp.stack(out), table


@jax.jit
def copied(params):
    params = dict(params)
    params["w"] = params["w"] * 2
    return params


@jax.jit
def returned(params):
    params["w"] = params["w"] * 2
    return params


@jax.jit
def replaced(state):
    return {**state, "count": state["count"] + 1}


class Builder:
    def __init__(self, x):
        self.parts = [x]
        self.x = x

    def add(self, y):
        self.parts.append(y)
        self.x = self.x + y
        return self


@jax.jit
def built_inside(x):
    b = Builder(x)
    b.add(x * 2).add(x * 3)
    b.extra = x
    return b.x


class Net(nn.Module):
    width: int

    def setup(self):
        self.dense = nn.Dense(self.width)
        self.scale = self.param("scale", nn.initializers.ones, ())

    def __call__(self, x):
        x = self.dense(x) * self.scale
        self.sow("intermediates", "h", x)
        return x


@jax.jit
def flax_apply(params, x):
    return Net(3).apply(params, x)


class Counter(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 2, rngs=rngs)
        self.count = nnx.Variable(jnp.zeros(()))

    def __call__(self, x):
        self.count.value = self.count.value + 1
        self.count[...] += 1
        return self.linear(x)


@nnx.jit
def nnx_step(model, x):
    model.count.value += 1
    return model(x).sum()


@dataclasses.dataclass
class Scope:
    values: dict = dataclasses.field(default_factory=dict)

    def get(self, name, make):
        if name not in self.values:
            self.values[name] = make()
        return self.values[name]


@jax.jit
def scoped(x):
    scope = Scope()
    return scope.get("a", lambda: x * 2) + scope.get("a", lambda: x)


def eager_history(xs):
    history = []
    step = jax.jit(lambda c, x: c + x)
    c = 0.0
    for x in xs:
        c = step(c, x)
        history.append(c)
    return history


class Trainer:
    def __init__(self, w):
        self.w = w
        self.losses = []

    def fit(self, xs):
        for x in xs:
            self.w, loss = self._step(self.w, x)
            self.losses.append(loss)

    @staticmethod
    @jax.jit
    def _step(w, x):
        return w - 0.1 * x, jnp.sum(w * x)


def ref_kernel(x_ref, o_ref):
    o_ref[...] = x_ref[...] * 2
    o_ref[0] = 1.0


def pallas(x):
    from jax.experimental import pallas as pl

    return pl.pallas_call(ref_kernel, out_shape=jax.ShapeDtypeStruct(x.shape, x.dtype))(x)


def callback_log(xs):
    seen = []

    @jax.jit
    def step(x):
        jax.debug.callback(lambda v: seen.append(np.asarray(v)), x)
        return x

    for x in xs:
        step(x)
    return seen


def eval_shape_capture(f, x):
    out = None

    def inner(x):
        nonlocal out
        out = jax.tree.structure(f(x))
        return f(x)

    jax.eval_shape(inner, x)
    return out


@functools.partial(jax.jit, static_argnums=0)
def static_table(n, x):
    table = {}
    for i in range(n):
        table[i] = x**i
    return sum(table.values())


def recursive(x, depth, path=None):
    path = [] if path is None else path
    path.append(x)
    return sum(path) if depth == 0 else recursive(x * 2, depth - 1, path)


jitted_recursive = jax.jit(recursive, static_argnums=1)


class Eq(eqx.Module):
    w: jax.Array

    def __init__(self, w):
        self.w = w * 2

    @eqx.filter_jit
    def update(self, g):
        return eqx.tree_at(lambda m: m.w, self, self.w - g)


@jax.jit
def dunder(x):
    class Local:
        pass

    obj = Local()
    obj.x = x
    obj.y = x + 1
    return obj.x + obj.y


@jax.jit
def with_deque(x):
    queue = collections.deque([x])
    total = 0.0
    while queue:
        item = queue.popleft()
        total = total + item
        if len(queue) > 2:
            queue.append(item)
    return total


DEPTH = 0
STACK = []


@contextlib.contextmanager
def deeper():
    global DEPTH
    DEPTH += 1
    try:
        yield
    finally:
        DEPTH -= 1


@contextlib.contextmanager
def pushed(x):
    STACK.append(x)
    yield
    STACK.pop()


class Switch:
    def __init__(self):
        self.training = False

    @contextlib.contextmanager
    def on(self):
        before = self.training
        self.training = True
        yield
        self.training = before


switch = Switch()


@jax.jit
def counts_how_deep_the_trace_is(x):
    with deeper(), pushed(x), switch.on():
        return x * 2 if DEPTH == 1 else x


@jax.jit
def sets_back(x):
    old = switch.training
    switch.training = True
    try:
        return x * 2 if switch.training else x
    finally:
        switch.training = old
