"""SB706 unbound-axis-name: a collective needs a mapping around it that binds its axis, by the same name."""

import jax
import jax.numpy as jnp
import pytest
from jax import lax

AXIS = "lanes"


def sharp_typo(xs):
    def centred(x):
        return x - lax.pmean(x, "lane")  #! SB706

    return jax.vmap(centred, axis_name="lanes")(xs)


@jax.jit
def sharp_jit(x):
    total = lax.psum(x, axis_name="workers")  #! SB706
    return x / total


def sharp_index(xs):
    return jax.vmap(lambda x: x * lax.axis_index("rows"), axis_name=AXIS)(xs)  #! SB706


def blunt(xs):
    return jax.vmap(lambda x: x - lax.pmean(x, "lanes"), axis_name="lanes")(xs)


def blunt_constant(xs):
    return jax.vmap(lambda x: x - lax.pmean(x, AXIS), axis_name=AXIS)(xs)


def mean_over(x, axis_name):
    # A library function: whoever binds the axis says its name.
    return lax.pmean(x, axis_name)


def blunt_parameter(xs):
    return jax.vmap(lambda x: x - mean_over(x, AXIS), axis_name=AXIS)(xs)


XS = jnp.arange(4.0)


@pytest.mark.parametrize("run", [lambda: sharp_typo(XS), lambda: sharp_jit(XS), lambda: sharp_index(XS)])
def test_the_name_is_not_bound(run):
    with pytest.raises(NameError, match="unbound axis name"):
        run()


@pytest.mark.parametrize("centre", [blunt, blunt_constant, blunt_parameter])
def test_the_name_of_the_mapping_works(centre):
    assert centre(XS).tolist() == [-1.5, -0.5, 0.5, 1.5]
