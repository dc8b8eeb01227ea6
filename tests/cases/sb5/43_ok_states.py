"""States that keep their types."""
import jax
import jax.numpy as jnp


@jax.jit
def step(x, g):
    return x - 0.1 * g


@jax.jit
def scale(x):
    return x * 2.0


@jax.jit
def accumulate(total, batch):
    return total + batch.sum()


def a(batches):
    total = jnp.float32(0.0)
    for batch in batches:
        total = accumulate(total, batch)
    return total


def b(batches):
    total = jnp.zeros(())
    for batch in batches:
        total = accumulate(total, batch)
    return total


def c(n):
    x = 1.0
    for _ in range(n):
        x = scale(x)
    return x


def d(batches):
    total = 0.0
    for batch in batches:
        total += float(accumulate(jnp.zeros(()), batch))
    return total


def e(batches):
    return accumulate(0.0, batches[0])


def f(gs):
    x = jnp.ones(3)
    for g in gs:
        x = step(x, g)
    return x


if __name__ == "__main__":
    xs = [jnp.ones(3)] * 20
    a(xs), b(xs), c(20), d(xs), e(xs), f(xs)
