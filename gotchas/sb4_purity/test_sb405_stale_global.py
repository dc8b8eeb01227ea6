"""SB405 stale-global: what a compiled function reads from outside is a constant of its first trace."""

import jax
import jax.numpy as jnp
import pytest

RATE = 1.0
SETTINGS = {"scale": 1.0}
TABLE = None


@jax.jit
def sharp(x):
    return RATE * x  #! SB405


@jax.jit
def sharp_dict(x):
    return SETTINGS["scale"] * x  #! SB405


def sharp_enclosing():
    rate = 1.0

    @jax.jit
    def scaled(x):
        return rate * x  #! SB405

    first = scaled(1.0)
    rate = 10.0
    return first, scaled(1.0)


def lower_rate():
    global RATE
    RATE = 0.1


@jax.jit
def blunt(x, rate):
    return rate * x


def fine_gradient(x):
    return jnp.sum(GRADIENT_SCALE * x**2)


GRADIENT_SCALE = 1.0


def double_gradient_scale():
    global GRADIENT_SCALE
    GRADIENT_SCALE = 2.0


@jax.jit
def fine_lazy(i):
    return TABLE[i]


def prepare():
    global TABLE
    TABLE = jnp.arange(3.0) ** 2


def test_the_new_rate_is_not_seen():
    assert sharp(1.0) == 1.0
    lower_rate()
    assert sharp(1.0) == 1.0
    assert sharp(jnp.ones(2)).tolist() == pytest.approx([0.1, 0.1])


def test_a_changed_dict_is_not_seen():
    assert sharp_dict(1.0) == 1.0
    SETTINGS["scale"] = 3.0
    assert sharp_dict(1.0) == 1.0


def test_an_enclosing_variable_is_no_better():
    assert sharp_enclosing() == (1.0, 1.0)


def test_clearing_the_cache_is_what_makes_it_see():
    lower_rate()
    sharp.clear_cache()
    assert float(sharp(1.0)) == pytest.approx(0.1)


def test_an_argument_is_read_at_each_call():
    assert [float(blunt(1.0, rate)) for rate in (1.0, 0.5)] == [1.0, 0.5]


def test_without_jit_python_reads_it_at_each_call():
    assert jax.grad(fine_gradient)(1.0) == 2.0
    double_gradient_scale()
    assert jax.grad(fine_gradient)(1.0) == 4.0


def test_what_is_set_before_the_first_call_is_seen():
    prepare()
    assert fine_lazy(2) == 4.0
