"""More objects of NNX under JAX."""
import jax
import jax.numpy as jnp
import optax
from flax import nnx


class Encoder(nnx.Module):
    def __init__(self, din, dout, rngs):
        self.linear = nnx.Linear(din, dout, rngs=rngs)
        self.dropout = nnx.Dropout(rate=0.1, rngs=rngs)

    def encode(self, x):
        return self.dropout(self.linear(x))


class VAE(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.encoder = Encoder(4, 2, rngs)
        self.decoder = nnx.Sequential(nnx.Linear(2, 4, rngs=rngs), nnx.BatchNorm(4, rngs=rngs))
        self.rngs = rngs

    def __call__(self, x):
        z = self.encoder.encode(x)
        z = z + jax.random.normal(self.rngs.noise(), z.shape)
        return self.decoder(z)


class EMA(nnx.Module):
    def __init__(self, size):
        self.mean = nnx.Variable(jnp.zeros(size))
        self.count = nnx.Variable(jnp.array(0))

    def update(self, x):
        self.mean[...] = 0.9 * self.mean[...] + 0.1 * x
        self.count[...] += 1
        return self.mean[...]


@jax.jit  #! SB813
def reconstruct(model, x):
    return model(x)


def loss_fn(model: VAE, x):
    return jnp.mean((model(x) - x) ** 2)


@jax.jit  #! SB813
def evaluate(model, x):
    return loss_fn(model, x)


def train(model, x):
    metrics = nnx.MultiMetric(loss=nnx.metrics.Average("loss"))

    @jax.jit  #! SB813
    def step(metrics, loss):
        metrics.update(loss=loss)

    step(metrics, jnp.ones(()))
    ema = EMA(4)
    track = jax.jit(lambda ema, x: ema.update(x.mean(0)))  #! SB813
    track(ema, x)
    return metrics


def mapped(x):
    ema = EMA(4)
    return jax.vmap(lambda row: ema.update(row))(x)  #! SB813


def bound(x):
    ema = EMA(4)
    update = jax.jit(ema.update)  #! SB813
    return update(x.mean(0))


def looped(x):
    ema = EMA(4)
    return jax.lax.fori_loop(0, 3, lambda i, c: c + ema.update(x[0]), jnp.zeros(4))  #! SB813


if __name__ == "__main__":
    x = jnp.ones((8, 4))
    model = VAE(nnx.Rngs(0))
    reconstruct(model, x), evaluate(model, x), train(model, x)
    for attempt in (mapped, bound, looped):
        try:
            attempt(x)
        except Exception as error:
            print(type(error).__name__)
