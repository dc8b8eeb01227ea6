"""SB112 silent-broadcast: `(n, 1)` and `(n,)` give `(n, n)`, and the mean of all pairs still looks like a loss."""

import jax
import jax.numpy as jnp
import pytest

X = jnp.linspace(-1.0, 1.0, 32)[:, None] * jnp.ones((1, 2))
Y = jnp.linspace(-3.0, 3.0, 32)
WEIGHTS = jnp.zeros((2, 1))


def sharp(weights, x, y):
    prediction = x @ weights
    return jnp.mean((prediction - y) ** 2)  #! SB112


def blunt(weights, x, y):
    prediction = (x @ weights)[:, 0]
    return jnp.mean((prediction - y) ** 2)


def accuracy(weights, x, y):
    return ((x @ weights > 0) == (y > 0)).mean()  #! SB112


def pairs(x, y):
    """Meant: each element with every other."""
    return jnp.mean(jnp.abs(x[:, None] - y))


def trained(loss):
    weights = WEIGHTS
    for _ in range(200):
        weights = weights - 0.2 * jax.grad(loss)(weights, X, Y)
    return weights


def test_the_difference_has_an_entry_for_each_pair():
    jaxpr = str(jax.make_jaxpr(sharp)(WEIGHTS, X, Y))
    assert "f32[32,32]" in jaxpr
    assert "f32[32,32]" not in str(jax.make_jaxpr(blunt)(WEIGHTS, X, Y))


def test_the_losses_are_two_numbers():
    weights = jnp.ones((2, 1))
    assert not jnp.isclose(float(sharp(weights, X, Y)), float(blunt(weights, X, Y)), rtol=0.5)


def test_the_model_learns_nothing_of_a_relation_that_is_there():
    assert jnp.allclose(X @ trained(blunt), Y[:, None], atol=1e-2)
    assert float(jnp.abs(X @ trained(sharp)).max()) < 0.1


def test_a_perfect_model_is_right_half_of_the_time():
    weights = jnp.ones((2, 1))
    assert float(accuracy(weights, X, Y)) == 0.5
    assert ((X @ weights)[:, 0] > 0).tolist() == (Y > 0).tolist()


def test_jax_refuses_to_guess_where_it_is_told_to():
    with jax.numpy_rank_promotion("raise"), pytest.raises(ValueError, match="jax_numpy_rank_promotion"):
        sharp(WEIGHTS, X, Y)
    with jax.numpy_rank_promotion("raise"):
        blunt(WEIGHTS, X, Y)


def test_pairs_that_are_asked_for_are_pairs():
    assert float(pairs(jnp.arange(3.0), jnp.arange(3.0))) == pytest.approx(8 / 9)
