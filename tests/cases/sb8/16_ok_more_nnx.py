"""More objects of NNX that are used well."""
import jax
import jax.numpy as jnp
import optax
from flax import nnx


class Model(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.linear = nnx.Linear(4, 4, rngs=rngs)
        self.dropout = nnx.Dropout(0.1, rngs=rngs)
        self.norm = nnx.BatchNorm(4, rngs=rngs)

    def __call__(self, x):
        return self.dropout(self.norm(self.linear(x)))


@jax.jit
def predict(model, x):
    return model(x)


def serve(x):
    model = Model(nnx.Rngs(0))
    model.eval()
    return predict(model, x)


@jax.jit
def pure_step(graphdef, state, x, y):
    model, optimizer = nnx.merge(graphdef, state)

    def loss_fn(model):
        return jnp.mean((model(x) - y) ** 2)

    loss, grads = nnx.value_and_grad(loss_fn)(model)
    optimizer.update(model, grads)
    return loss, nnx.state((model, optimizer))


@nnx.vmap(in_axes=(None, 0))
def rows(model, x):
    return model(x)


def linear_closure(x):
    layer = nnx.Linear(4, 4, rngs=nnx.Rngs(0))
    return jax.jit(lambda v: layer(v))(x), jax.vmap(layer)(x)


def read_only(x):
    counter = nnx.Variable(jnp.array(3))
    return jax.jit(lambda v: v * counter[...])(x)


def rebound(model, x):
    @jax.jit
    def run(model, x):
        model = nnx.clone(model)
        return model(x)

    return run(model, x)


def optimizer_outside(model, optimizer, x):
    @jax.jit
    def gradients(params, x):
        return params * x.sum()

    optimizer.update(model, nnx.grad(lambda m: m(x).sum())(model))
    return gradients(jnp.ones(3), x)


if __name__ == "__main__":
    x, y = jnp.ones((8, 4)), jnp.ones((8, 4))
    model = Model(nnx.Rngs(0))
    optimizer = nnx.Optimizer(model, optax.sgd(0.1), wrt=nnx.Param)
    serve(x), pure_step(*nnx.split((model, optimizer)), x, y), linear_closure(x), read_only(x)
    optimizer_outside(model, optimizer, x)
