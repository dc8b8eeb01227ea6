"""SB806 flax-dropout-without-rng: Linen has no global generator; a stochastic `apply` needs `rngs`."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import pytest
from flax.errors import InvalidRngError

X = jnp.ones((2, 8))
KEY = jax.random.key(0)


class Net(nn.Module):
    rate: float = 0.5

    @nn.compact
    def __call__(self, x, train: bool = True):
        return nn.Dropout(self.rate, deterministic=not train)(x)


class Noisy(nn.Module):
    @nn.compact
    def __call__(self, x):
        return x + jax.random.normal(self.make_rng("noise"), x.shape)


class Attention(nn.Module):
    deterministic: bool = False

    @nn.compact
    def __call__(self, x):
        return nn.MultiHeadDotProductAttention(2, dropout_rate=0.1, deterministic=self.deterministic)(x)


def sharp(x):
    return Net().apply({}, x)  #! SB806


def sharp_other_name(x, key):
    return Net().apply({}, x, rngs={"drop": key})  #! SB806


def sharp_noise(x):
    return Noisy().apply({}, x)  #! SB806


def sharp_attention(x):
    variables = Attention(deterministic=True).init(KEY, x)
    return Attention().apply(variables, x)  #! SB806


def blunt(x, key):
    return Net().apply({}, x, rngs={"dropout": key})


def blunt_evaluation(x):
    return Net().apply({}, x, train=False)


def blunt_nothing_to_drop(x):
    return Net(rate=0.0).apply({}, x)


@pytest.mark.parametrize(
    ("function", "name"), [(sharp, "dropout"), (lambda x: sharp_other_name(x, KEY), "dropout"), (sharp_noise, "noise"), (sharp_attention, "dropout")],
    ids=["no rngs", "another name", "make_rng", "attention"],
)  # fmt: skip
def test_the_generator_is_missing(function, name):
    with pytest.raises(InvalidRngError, match=f'needs PRNG for "{name}"'):
        function(X)


def test_the_generator_is_there():
    first, second = blunt(X, jax.random.key(1)), blunt(X, jax.random.key(2))
    assert (first != second).any()


def test_nothing_is_drawn_in_evaluation_or_at_rate_zero():
    assert (blunt_evaluation(X) == X).all() and (blunt_nothing_to_drop(X) == X).all()


def test_init_with_one_key_serves_all():
    assert Net().init(KEY, X) == {}
