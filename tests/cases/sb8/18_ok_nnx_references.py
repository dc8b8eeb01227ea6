"""Variables of Flax NNX that JAX itself knows keep what a transformation does to them."""
import jax
import jax.numpy as jnp
from flax import nnx

nnx.var_defaults(hijax=True)


class Count(nnx.Variable):
    pass


class Model(nnx.Module):
    def __init__(self, rngs):
        self.linear = nnx.Linear(2, 3, rngs=rngs)
        self.calls = Count(jnp.array(0))

    def __call__(self, x):
        self.calls[...] += 1
        return self.linear(x)


@jax.jit
def predict(model, x):
    return model(x)


@jax.jit
def count(steps):
    steps[...] += 1


model = Model(nnx.Rngs(0))
steps = nnx.Variable(jnp.array(0), hijax=True)
for _ in range(3):
    y = predict(model, jnp.ones((4, 2)))
    count(steps)
print(y, model.calls[...], steps[...])
