# Haiku: what needs `hk.transform` around it, and what JAX's own transformations do inside of it.
import haiku as hk
import jax
import jax.numpy as jnp
from haiku.initializers import RandomNormal
from jax import lax


class Block(hk.Module):
    def __init__(self, width, name=None):
        super().__init__(name=name)
        self.linear = hk.Linear(width)

    def __call__(self, x):
        return jax.nn.relu(self.linear(x))


class Scale(hk.Module):
    def __call__(self, x):
        return x * hk.get_parameter("scale", x.shape[-1:], init=jnp.ones)


def forward(x):
    return Block(4)(x)


def never_transformed(x):
    h = Block(4)(x)  #! SB809
    return hk.Linear(1)(h)


net = hk.transform(forward)
plain = hk.without_apply_rng(net)


def predict(x):
    return forward(x)  #! SB809


def noise(shape):
    return jax.random.normal(hk.next_rng_key(), shape)  #! SB809


def in_jit(x):
    return jax.jit(Block(4))(x)  #! SB815


def in_jit_of_a_lambda(x):
    scale = Scale()
    return jax.jit(lambda y: scale(y))(x)  #! SB815


def in_scan(xs):
    cell = hk.Linear(3)

    def step(carry, x):
        return carry + cell(x).sum(), None

    return lax.scan(step, 0.0, xs)[0]  #! SB815


def in_cond(x):
    return lax.cond(x.sum() > 0, lambda y: hk.Linear(4)(y), lambda y: y, x)  #! SB815


def in_checkpoint(x):
    return jax.checkpoint(forward)(x)  #! SB815


def in_grad(x):
    def loss(y):
        return hk.BatchNorm(True, True, 0.9)(y, is_training=True).sum()

    return jax.grad(loss)(x)  #! SB815


def in_fori(x):
    def body(i, y):
        w = hk.get_parameter("w", (3,), init=jnp.ones)
        return y * w

    return jax.lax.fori_loop(0, 3, body, x)  #! SB815


# --- good code


def fine(x):
    x = Block(4)(x)
    x = hk.remat(Block(4))(x)
    x = hk.cond(x.sum() > 0, hk.Linear(4), lambda y: y, x)
    _, x = hk.scan(lambda c, row: (c, hk.Linear(4)(row)), 0.0, x)
    x = jax.vmap(hk.Linear(4))(x)
    gain = hk.get_parameter("gain", (4,), init=jnp.ones)
    _, x = lax.scan(lambda c, row: (c, row * gain), 0.0, x)
    x = jax.jit(lambda y: 2.0 * y)(x)
    g = jax.grad(lambda y: hk.Linear(1)(y).sum())(x)
    layer = hk.Linear(4)
    x = layer(x)
    x = jax.jit(lambda y: layer(y))(x)
    return x + g


def first_eagerly(xs):
    cell = hk.LSTM(4)
    state = cell.initial_state(xs.shape[0])
    if hk.running_init():
        return cell(xs[0], state)[0]
    return lax.scan(lambda s, x: cell(x, s)[::-1], state, xs)[1]


def shapes(x):
    return hk.avg_pool(x, (1, 2), (1, 2), "SAME"), RandomNormal()


fine_net = hk.transform(fine)
stateful = hk.transform_with_state(lambda x: hk.BatchNorm(True, True, 0.9)(x, True))


@hk.transform
def decorated(x):
    return hk.nets.MLP([3, 1])(x)


def run_inner():
    inner = hk.transform(lambda x: hk.Linear(2)(x))
    return inner.init(jax.random.key(1), jnp.ones((2, 2)))


def helper_of_others(x):
    return hk.Linear(2)(x)


def main():
    keys = hk.PRNGSequence(0)
    x = jnp.ones((2, 4))
    params = net.init(next(keys), x)
    net.apply(params, next(keys), x)
    jax.jit(plain.apply)(params, x)
    decorated.init(next(keys), x)
    fine_net.init(next(keys), x)
    stateful.init(next(keys), x)
    run_inner()
    predict(x)
    never_transformed(x)
    noise((3,))
    for function in (in_jit, in_jit_of_a_lambda, in_scan, in_cond):
        hk.transform(function).init(next(keys), x)
    hk.transform(in_checkpoint).init(next(keys), x)
    hk.transform(in_fori).init(next(keys), jnp.ones(3))
    hk.transform_with_state(in_grad).init(next(keys), x)
    hk.transform(first_eagerly).init(next(keys), x)


if __name__ == "__main__":
    main()
