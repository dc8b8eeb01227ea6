"""Short loops, loops outside of programs, and loops without work."""
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


@jax.jit
def layers(params, x):
    for w, b in params:
        x = jax.nn.relu(x @ w + b)
    return x


@jax.jit
def rk4(y):
    for _ in range(4):
        y = y + 0.1 * jnp.sin(y)
    return y


@jax.jit
def scanned(y):
    return lax.fori_loop(0, 500, lambda i, v: v + 0.01 * jnp.sin(v), y)


def eager(y):
    for _ in range(500):
        y = step(y)
    return y


@jax.jit
def step(y):
    return y + 0.01 * jnp.sin(y)


@jax.jit
def table(x):
    names = []
    for i in range(200):
        names.append(f"feature_{i}")
    weights = np.zeros(200)
    for i in range(200):
        weights[i] = i**0.5
    return x * jnp.asarray(weights)


@jax.jit
def axes(x):
    for axis in range(x.ndim):
        x = x - x.mean(axis=axis, keepdims=True)
    return x


@jax.jit
def channels(image):
    outs = []
    for c in range(image.shape[-1]):
        outs.append(jnp.fft.fft2(image[..., c]))
    return jnp.stack(outs, -1)


@jax.jit
def dictionary(tree):
    total = 0.0
    for name, leaf in tree.items():
        total = total + jnp.sum(leaf**2)
    return total


@jax.jit
def heads(x):
    parts = []
    for h in range(8):
        parts.append(x * h)
    return sum(parts)


def build(depth):
    fns = [lambda x, k=k: x * k for k in range(100)]
    return fns[:depth]


@jax.jit
def static_sizes(x):
    total = 1
    for n in x.shape:
        total *= n
    return x / total


def host(xs):
    for i in range(len(xs)):
        print(np.asarray(xs[i]))


if __name__ == "__main__":
    layers([(jnp.eye(3), jnp.zeros(3))] * 3, jnp.ones((2, 3))), rk4(jnp.ones(3)), scanned(jnp.ones(3)), eager(jnp.ones(3)), table(jnp.ones(200)), axes(jnp.ones((2, 3)))
    channels(jnp.ones((8, 8, 3))), dictionary({"a": jnp.ones(3)}), heads(jnp.ones(3)), static_sizes(jnp.ones(3))
