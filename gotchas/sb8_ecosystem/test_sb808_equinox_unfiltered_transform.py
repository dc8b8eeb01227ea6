"""SB808 equinox-unfiltered-transform: every field of a module is a leaf, functions, strings and flags too."""

import equinox as eqx
import jax
import jax.numpy as jnp
import optax
import pytest

SEED = 0
X = jnp.ones((4, 2))


class Kernel(eqx.Module):
    scale: jax.Array
    name: str = "rbf"

    def __call__(self, x):
        return jnp.exp(-self.scale * x**2)


class BluntKernel(eqx.Module):
    scale: jax.Array
    name: str = eqx.field(static=True, default="rbf")

    def __call__(self, x):
        return jnp.exp(-self.scale * x**2)


def make():
    return eqx.nn.MLP(2, 1, 8, 2, key=jax.random.key(SEED))


def loss(model, x):
    return jnp.mean(jax.vmap(model)(x) ** 2)


@jax.jit  #! SB808
def sharp(model, x):
    return jax.vmap(model)(x)


def call_sharp(x):
    return sharp(make(), x)


@jax.jit  #! SB808
def sharp_string(kernel, x):
    return kernel(x)


def call_sharp_string(x):
    return sharp_string(Kernel(jnp.ones(())), x)


def sharp_gradient(x):
    return jax.grad(loss)(make(), x)  #! SB808


def sharp_carry(x):
    return jax.lax.scan(lambda model, row: (model, model(row)), make(), x)  #! SB808


def sharp_init():
    return optax.adam(1e-3).init(make())  #! SB808


@jax.jit  #! SB808
def sharp_flag(dropout, x, key):
    return dropout(x, key=key)


def call_sharp_flag(x):
    return sharp_flag(eqx.nn.Dropout(0.5), x, jax.random.key(SEED))


@eqx.filter_jit
def blunt(model, x):
    return jax.vmap(model)(x)


def call_blunt(x):
    return blunt(make(), x)


def blunt_gradient(x):
    return eqx.filter_grad(loss)(make(), x)


def blunt_init():
    return optax.adam(1e-3).init(eqx.filter(make(), eqx.is_inexact_array))


@jax.jit
def blunt_static(kernel, x):
    return kernel(x)


@pytest.mark.parametrize("function", [call_sharp, call_sharp_string, sharp_gradient, sharp_carry], ids=["jit", "a string", "grad", "scan"])
def test_the_leaf_is_no_array(function):
    with pytest.raises(TypeError, match="abstract array|valid JAX type"):
        function(X)


def test_an_optimiser_makes_an_array_like_each_leaf():
    with pytest.raises(TypeError, match="requires ndarray or scalar arguments"):
        sharp_init()
    assert len(jax.tree.leaves(blunt_init())) > 0


def test_a_traced_flag_is_branched_on():
    with pytest.raises(jax.errors.TracerBoolConversionError):
        call_sharp_flag(X)


def test_filtered_transformations_look_at_each_leaf():
    assert call_blunt(X).shape == (4, 1)
    assert jax.tree.leaves(blunt_gradient(X))[0].shape == (8, 2)


def test_modules_of_arrays_alone_are_plain_pytrees():
    assert blunt_static(BluntKernel(jnp.ones(())), X).shape == X.shape
    assert jax.grad(lambda m: jnp.sum(m(X[0])))(eqx.nn.Linear(2, 3, key=jax.random.key(SEED))).bias.shape == (3,)
