"""SB703 list-as-batch: a list is a pytree; JAX maps over the axis of each of its elements, and stacks nothing."""

import jax
import jax.numpy as jnp
import pytest
from jax import lax


def squared(x):
    return x * x


def spread(row):
    return jnp.max(row) - jnp.min(row)


def sharp_numbers():
    return jax.vmap(squared)([1.0, 2.0, 3.0])  #! SB703


def sharp_range(n):
    return lax.scan(lambda total, i: (total + i, i), 0, range(n))  #! SB703


def sharp_zip(xs, ys):
    return lax.scan(lambda total, pair: (total + pair[0] * pair[1], None), 0.0, zip(xs, ys))  #! SB703


def sharp_arrays():
    rows = [jnp.arange(3.0) for _ in range(2)]
    return jax.vmap(spread)(rows)  #! SB703


def sharp_collected():
    readings = []
    for scale in (1.0, 2.0, 3.0):
        readings.append(scale * jnp.ones(2))
    return lax.scan(lambda level, x: (level + 0.5 * (x - level), None), jnp.zeros(2), readings)  #! SB703


def blunt_numbers():
    return jax.vmap(squared)(jnp.array([1.0, 2.0, 3.0]))


def blunt_range(n):
    return lax.scan(lambda total, i: (total + i, i), 0, jnp.arange(n))


def blunt_zip(xs, ys):
    return lax.scan(lambda total, pair: (total + pair[0] * pair[1], None), 0.0, (xs, ys))


def blunt_arrays():
    rows = [jnp.arange(3.0) for _ in range(2)]
    return jax.vmap(spread)(jnp.stack(rows))


def blunt_tree():
    # A list of arrays is good where the function takes a list.
    return jax.vmap(lambda pair: pair[0] + pair[1])([jnp.arange(3.0), jnp.ones(3)])


def layers(x, weights):
    for w in weights:
        x = jnp.tanh(w * x)
    return x


def blunt_weights(x):
    return jax.vmap(layers, in_axes=(None, 0))(x, [jnp.ones(4), jnp.zeros(4)])


def test_a_number_has_no_axis():
    with pytest.raises(ValueError, match="rank should be at least 1"):
        sharp_numbers()


@pytest.mark.filterwarnings("ignore:Python iterable type 'zip'")
@pytest.mark.parametrize("sharp", [lambda: sharp_range(3), lambda: sharp_zip([1.0], [2.0])])
def test_ranges_and_iterators_are_no_pytrees(sharp):
    # Releases before 0.7 ask first for its leading axis.
    with pytest.raises((TypeError, ValueError), match="not a valid JAX type|no leading axis"):
        sharp()


@pytest.mark.parametrize("sharp", [sharp_arrays, sharp_collected])
def test_the_function_gets_a_list_of_rows(sharp):
    with pytest.raises(TypeError, match="list"):
        sharp()


def test_the_blunt_forms_work():
    assert blunt_numbers().tolist() == [1.0, 4.0, 9.0]
    assert blunt_range(3)[0] == 3
    assert blunt_zip(jnp.ones(3), jnp.arange(3.0))[0] == 3.0
    assert blunt_arrays().tolist() == [2.0, 2.0]


def test_lists_are_good_trees():
    assert blunt_tree().tolist() == [1.0, 2.0, 3.0]
    assert blunt_weights(1.0).tolist() == [0.0] * 4
