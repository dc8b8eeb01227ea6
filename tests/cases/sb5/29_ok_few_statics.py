"""Static arguments with few values, and counters that are traced."""
from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames=("train", "n_layers", "fn", "name"))
def forward(params, step, train=True, n_layers=2, fn=jax.nn.relu, name="a"):
    for _ in range(n_layers):
        params = fn(params) / (1 + step)
    return params


@partial(jax.jit, static_argnums=1)
def power(x, n):
    return x**n


def train(params):
    for step in range(1000):
        params = forward(params, step, train=True)
    return forward(params, 0, train=False)


def modes(params):
    for mode in ("a", "b", "c"):
        params = forward(params, 0, name=mode)
    for flag in (True, False):
        params = forward(params, 0, train=flag)
    for fn in (jax.nn.relu, jnp.tanh):
        params = forward(params, 0, fn=fn)
    return params


def toggled(params, n):
    for step in range(n):
        params = forward(params, step, train=step % 2 == 0)
        params = power(params, 1 + step % 3)
    return params


def warm(params, n):
    for step in range(n):
        params = forward(params, step, train=step < 100)
    return params


def constant_in_loop(params, n, config):
    layers = config["layers"]
    for step in range(n):
        params = forward(params, step, n_layers=layers)
    return params


def small_sweep(params):
    return [power(params, n) for n in range(2)]


def shapes(batches):
    for batch in batches:
        forward(batch, 0, n_layers=batch.ndim)
    for batch in batches:
        power(batch, batch.shape[-1])


def few_widths(params):
    for n in (1, 2, 4, 8):
        params = power(params, n)
    return params


def module_function(params, xs):
    for x in xs:
        params = forward(params, x.sum(), fn=activation)
    return params


def activation(x):
    return x * 2


def hoisted_lambda(params, xs):
    double = lambda v: v * 2  # noqa: E731
    for x in xs:
        params = forward(params, x.sum(), fn=double)
    return params


def not_compiled(params):
    for step in range(1000):
        params = plain(params, step)
    return params


def plain(params, step):
    return params / (1 + step)


if __name__ == "__main__":
    p = jnp.ones(3)
    train(p), modes(p), toggled(p, 100), warm(p, 1000), constant_in_loop(p, 100, {"layers": 3}), small_sweep(p), shapes([p] * 3), few_widths(p)
    module_function(p, [p] * 100), hoisted_lambda(p, [p] * 100), not_compiled(p)
