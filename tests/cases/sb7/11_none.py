# None in trees.
import jax
import jax.numpy as jnp
import jax.tree_util as jtu
from jax.tree_util import tree_map_with_path


def apply_masks(params, masks):
    return jax.tree.map(lambda m, p: p if m is None else p * m, masks, params)  #! SB708


def fill(tree):
    def f(x):
        return jnp.zeros(()) if x is None else x

    return jtu.tree_map(f, tree)  #! SB708


def zero_missing(grads, params):
    def pick(g, p):
        if g is not None:
            return g
        return jnp.zeros_like(p)

    return jax.tree_util.tree_map(pick, grads, params)  #! SB708


def names(tree):
    return tree_map_with_path(lambda path, x: "missing" if x is None else str(path), tree)  #! SB708


def is_none(x):
    return x is None


def which(tree):
    return jax.tree.map(is_none, tree)  #! SB708


def good(tree):
    return jax.tree.map(is_none, tree, is_leaf=is_none)


def later(params, masks):
    return jax.tree.map(lambda p, m: p if m is None else p * m, params, masks)


def kept(tree):
    return jax.tree.map(lambda x: x if x is None else x.astype(jnp.float32), tree)


def default(x, default=None):
    return jax.tree.map(lambda a: a * (1.0 if default is None else default), x)
