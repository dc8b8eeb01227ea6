"""States that start weak."""
import jax
import jax.numpy as jnp


@jax.jit
def step(x, g):
    return x - 0.1 * g


@jax.jit
def accumulate(total, batch):
    return total + batch.sum()


def a(batches):
    total = 0.0
    for batch in batches:
        total = accumulate(total, batch)  #! SB515
    return total


def b(batches):
    count = 0
    for batch in batches:
        count = accumulate(count, batch)  #! SB515
    return count


def c(gs):
    x = jnp.array(1.0)
    for g in gs:
        x = step(x, g)  #! SB515
    return x


class Meter:
    def __init__(self):
        self.total = 0.0

    def update(self, batch):
        self.total = accumulate(self.total, batch)  #? SB515


def run(meter, batches):
    for batch in batches:
        meter.update(batch)


if __name__ == "__main__":
    xs = [jnp.ones(3)] * 20
    a(xs), b(xs), c([jnp.ones(())] * 20), run(Meter(), xs)
