"""SB516 call-style-recompile: JAX looks for a program before it binds arguments to parameters, so each way to pass them is traced and compiled."""

from functools import partial

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def predict(weights, x):
    return jnp.tanh(x @ weights)


@partial(jax.jit, static_argnames="power")
def penalty(weights, power):
    return jnp.sum(weights**power)


@jax.jit
def scaled(x, factor=2.0):
    return x * factor


class Model:
    def __init__(self, weights):
        self.weights = weights

    @partial(jax.jit, static_argnums=0)
    def loss(self, x, y):
        return jnp.mean((x @ self.weights - y) ** 2)


def sharp(weights, x):
    first = predict(weights, x)
    second = predict(weights, x=x)  #! SB516
    third = predict(weights=weights, x=x)  #! SB516
    return first, second, third


def sharp_static(weights):
    return penalty(weights, 2), penalty(weights, power=2)  #! SB516


def sharp_method(x, y):
    model = Model(jnp.ones(3))
    return model.loss(x, y), model.loss(x, y=y)  #! SB516


def blunt(weights, x):
    return predict(weights, x), predict(weights, x), predict(weights, x)


def blunt_order(weights, x):
    return predict(weights=weights, x=x), predict(x=x, weights=weights)


def fine_other_arguments(x):
    return scaled(x), scaled(x, factor=3.0)


def fine_other_static(weights):
    return penalty(weights, 2), penalty(weights, power=3)


def fine_other_shapes():
    weights = jnp.ones(3)
    return predict(weights, jnp.ones((4, 3))), predict(weights, x=jnp.ones((5, 3)))


def programs(compiled, function, *args):
    compiled.clear_cache()
    function(*args)
    return compiled._cache_size()


def test_each_style_is_a_program():
    assert programs(predict, sharp, jnp.ones(3), jnp.ones((4, 3))) == 3
    assert programs(penalty, sharp_static, jnp.ones(3)) == 2
    assert programs(Model.loss, sharp_method, jnp.ones((4, 3)), jnp.ones(4)) == 2


def test_one_style_is_one_program_in_any_order_of_names():
    assert programs(predict, blunt, jnp.ones(3), jnp.ones((4, 3))) == 1
    assert programs(predict, blunt_order, jnp.ones(3), jnp.ones((4, 3))) == 1


def test_the_results_are_the_same():
    first, second, third = sharp(jnp.ones(3), jnp.ones((4, 3)))
    assert first.tolist() == second.tolist() == third.tolist()


@pytest.mark.parametrize("function, compiled, args", [(fine_other_static, penalty, (jnp.ones(3),)), (fine_other_shapes, predict, ())])
def test_where_the_arguments_differ_style_costs_nothing_more(function, compiled, args):
    assert programs(compiled, function, *args) == 2


def test_a_default_that_is_passed_is_a_program_of_its_own():
    scaled.clear_cache()
    scaled(jnp.ones(3))
    scaled(jnp.ones(3), 2.0)
    assert scaled._cache_size() == 2
