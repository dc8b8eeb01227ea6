"""Loops over pairs of traced rows, and what is only done where a traced value has a type of Python."""
import jax
import jax.numpy as jnp


def loss(w, xs, ys):
    out = 0.0
    for x, y in zip(xs, ys):  #! SB311
        out += (x @ w - y) ** 2
    return out


gradient = jax.jit(jax.grad(loss))


@jax.jit
def weighted(xs):
    xs = jnp.sin(xs)
    out = 0.0
    for k, x in enumerate(xs):  #! SB311
        out += k * x.sum()
    return out


@jax.jit
def layers(xs, params):
    xs = jnp.sin(xs)
    for k, (x, layer) in enumerate(zip(xs, params)):
        xs = xs + k * x @ layer
    return xs


@jax.jit
def power(x, p):
    if type(p) is int:  #! SB310
        out = jnp.ones_like(x)
        for _ in range(p):
            out = out * x
        return out
    return jnp.exp(p * jnp.log(x))


if __name__ == "__main__":
    gradient(jnp.ones(3), jnp.ones((20, 3)), jnp.ones(20))
    weighted(jnp.ones((20, 3)))
    layers(jnp.ones((2, 3)), [jnp.eye(3), jnp.eye(3)])
    power(2.0, 3)
