"""SB603 zero-gradient-op: what is constant almost everywhere has a gradient of zero, and training stands still."""

import jax
import jax.numpy as jnp
import pytest
from jax import lax


def sharp_quantised(w, x):
    levels = jnp.round(4.0 * (x @ w)) / 4.0  #! SB603
    return jnp.mean(levels**2)


def blunt_quantised(w, x):
    exact = 4.0 * (x @ w)
    levels = (exact + lax.stop_gradient(jnp.round(exact) - exact)) / 4.0
    return jnp.mean(levels**2)


def sharp_errors(w, x):
    return jnp.mean((x @ w > 0.5).astype(jnp.float32))  #! SB603


def blunt_errors(w, x):
    return jnp.mean(jax.nn.sigmoid(10.0 * (x @ w - 0.5)))


def sharp_class(w, x):
    return jnp.argmax(x @ w)  #! SB603


def blunt_class(w, x):
    scores = x @ w
    return scores[jnp.argmax(scores)]


def sharp_whole(x):
    return 0.1 * int(10 * x)  #! SB603


def blunt_whole(x):
    return 0.1 * (10 * x + lax.stop_gradient(jnp.floor(10 * x) - 10 * x))


sharp_whole_slope, blunt_whole_slope = jax.grad(sharp_whole), jax.grad(blunt_whole)
W, X = jnp.array([0.3, -0.2]), jnp.array([[1.0, 2.0], [3.0, 1.0]])
sharp_quantised_slope, blunt_quantised_slope = jax.grad(sharp_quantised), jax.grad(blunt_quantised)
sharp_errors_slope, blunt_errors_slope = jax.grad(sharp_errors), jax.grad(blunt_errors)
sharp_class_slope, blunt_class_slope = jax.grad(sharp_class), jax.grad(blunt_class)


@pytest.mark.parametrize("run", [lambda f: f, jax.jit], ids=["eager", "jit"])
def test_the_gradient_of_round_and_of_a_comparison_is_zero(run):
    for slope in (sharp_quantised_slope, sharp_errors_slope):
        assert float(jnp.abs(run(slope)(W, X)).sum()) == 0.0


def test_grad_refuses_the_integers_of_argmax():
    with pytest.raises(TypeError, match="grad requires real"):
        sharp_class_slope(W, X)


@pytest.mark.parametrize("slope", [blunt_quantised_slope, blunt_errors_slope, blunt_class_slope])
def test_a_smooth_path_has_a_gradient(slope):
    assert float(jnp.abs(slope(W, X)).sum()) > 0.0


def test_a_python_integer_has_no_gradient():
    assert float(sharp_whole_slope(0.55)) == 0.0
    assert float(blunt_whole_slope(0.55)) == pytest.approx(1.0)
