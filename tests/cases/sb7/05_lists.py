# Lists and ranges for arrays.
import jax
import jax.numpy as jnp
from jax import lax


def simulate(steps, dt):
    def body(state, i):
        state = state + dt * i
        return state, state

    return lax.scan(body, 0.0, range(steps))  #! SB703


def temperatures(model):
    temps = [0.1, 0.5, 1.0]
    return jax.vmap(lambda t: model / t)(temps)  #! SB703


def evaluate(params, points):
    grid = [float(i) / 10 for i in range(10)]
    return jax.vmap(lambda p, g: p * g, in_axes=(None, 0))(params, grid)  #! SB703


def norm_all(vectors):
    vs = [jnp.ones(3), jnp.zeros(3), jnp.arange(3.0)]
    return jax.vmap(jnp.linalg.norm)(vs)  #! SB703


def seeds():
    return jax.vmap(jax.random.key)([0, 1, 2])  #! SB703


def mapped(xs):
    return lax.map(lambda i: i * 2, list(range(4)))  #! SB703


def paired(xs, ys):
    return lax.scan(lambda c, xy: (c + xy[0] * xy[1], None), 0.0, (xs, ys))


def train(params, batches):
    def step(params, batch):
        x, y = batch
        return params - 0.1 * (x @ params - y), None

    return lax.scan(step, params, batches)


def enumerated(xs):
    return lax.scan(lambda c, ix: (c + ix[1], None), 0.0, enumerate(xs))  #! SB703


def layers(x, weights):
    ws = [jnp.ones((4, 3, 3)), jnp.zeros((4, 3, 3))]

    def block(x, w):
        for part in w:
            x = jnp.tanh(part @ x)
        return x, None

    return lax.scan(block, x, ws)


def stacked(x):
    ws = [jnp.ones((3, 3)), jnp.zeros((3, 3))]
    return lax.scan(lambda x, w: (jnp.tanh(w @ x), None), x, ws)  #! SB703


def tree(x):
    return jax.vmap(lambda t: t[0] + t[1].sum())([jnp.ones(3), jnp.ones((3, 2))])
