"""SB809 haiku-outside-transform: modules of Haiku hold no parameters; the transform around them does."""

import haiku as hk
import jax
import jax.numpy as jnp
import pytest


class Scale(hk.Module):
    def __call__(self, x):
        return x * hk.get_parameter("scale", x.shape[-1:], init=jnp.ones)


def forward(x):
    return Scale()(x)


net = hk.without_apply_rng(hk.transform(forward))


def sharp(x):
    return forward(x)  #! SB809


def sharp_module(x):
    return hk.Linear(2)(x)  #! SB809


def sharp_key():
    return hk.next_rng_key()  #! SB809


def blunt(key, x):
    params = net.init(key, x)
    return net.apply(params, x)


# The linter looks at code that certainly runs outside of a transform, as this does.
refusals = []
for run in (lambda: sharp(jnp.ones((2, 3))), lambda: sharp_module(jnp.ones((2, 3))), lambda: sharp_key()):
    try:
        run()
    except ValueError as error:
        refusals.append(str(error))


def test_each_of_them_asks_for_a_transform():
    assert len(refusals) == 3
    assert all("hk.transform" in text for text in refusals)


@pytest.mark.parametrize("function", [sharp, sharp_module], ids=["a function that is transformed elsewhere", "a module"])
def test_a_module_asks_the_transform_around_it(function):
    with pytest.raises(ValueError, match="must be initialized inside an `hk.transform`"):
        function(jnp.ones((2, 3)))


def test_the_transformed_function_has_its_parameters():
    assert (blunt(jax.random.key(0), jnp.ones((2, 3))) == 1.0).all()
