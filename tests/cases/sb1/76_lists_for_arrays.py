import jax
import jax.numpy as jnp
from jax import lax


def mean_of(losses):
    history = [0.1, 0.2, 0.3]
    return jnp.mean(history)  #! SB106


def total(params):
    return jnp.sum([jnp.sum(p**2) for p in jax.tree.leaves(params)])  #! SB106


def shifted(x: jax.Array):
    return x + [1.0, 2.0, 3.0]  #! SB106


def norm(dx, dy):
    return jnp.linalg.norm([dx, dy])  #! SB106


def reorder(x: jax.Array):
    return x[[2, 0, 1]]  #! SB106


def maximum(a, b):
    return jnp.max((a, b))  #! SB106


def product():
    sizes = (2.0, 3.0)
    return jnp.prod(sizes)  #! SB106


def kinetic(masses, v: jax.Array):
    return 0.5 * jnp.dot([1.0, 2.0, 3.0], v**2)  #! SB106


def smooth(x: jax.Array):
    return jnp.convolve(x, [0.25, 0.5, 0.25])  #! SB106


class Agent:
    rewards = [1.0, 2.0]

    def average(self):
        return jnp.mean(self.rewards)  #! SB106


def exponent():
    return jnp.exp([0.0, 1.0])  #! SB106


def good_array():
    return jnp.mean(jnp.array([0.1, 0.2])), jnp.asarray((1.0, 2.0)).sum()


def good_stack(a, b):
    return jnp.stack([a, b]), jnp.concatenate((a, b)), jnp.vstack([a, b]), jnp.block([[a, b]])


def good_shapes(x: jax.Array):
    return jnp.zeros((2, 3)), x.reshape([2, -1]), jnp.broadcast_to(x, (4, 4)), jnp.transpose(x, (1, 0)), jnp.tile(x, (2, 1))


def good_axes(x: jax.Array):
    return x.sum(axis=(0, 1)), jnp.moveaxis(x, (0, 1), (1, 0)), jnp.pad(x, ((0, 1), (1, 0)))


def good_index(x: jax.Array):
    return x[:, [0, 1]], x[(0, 1)], x[jnp.array([0, 1])]


def good_where(x: jax.Array):
    return jnp.where(x > 0, 1.0, 0.0), jnp.select([x > 0, x < 0], [1.0, -1.0], 0.0), jnp.piecewise(x, [x < 0, x >= 0], [0.0, 1.0])


def good_tree(params):
    return jax.tree.map(jnp.sum, [params, params]), lax.psum([1.0, 2.0], "i") if False else params


def good_list_sum(xs):
    return sum([jnp.sum(x) for x in xs]), max([1, 2, 3])


def good_linspace(n):
    return jnp.linspace(0.0, 1.0, n), jnp.histogram(jnp.ones(3), bins=jnp.array([0.0, 1.0]))


def good_einsum(a: jax.Array, b: jax.Array):
    return jnp.einsum("ij,jk->ik", a, b), jnp.linalg.multi_dot([a, b])


def good_numbers(a: float):
    return jnp.exp(a), jnp.maximum(a, 0.0), jnp.sum(3.0)
