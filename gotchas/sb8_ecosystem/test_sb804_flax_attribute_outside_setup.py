"""SB804 flax-attribute-outside-setup: a Linen module is frozen while it is applied."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import pytest
from flax.errors import SetAttributeFrozenModuleError, SetAttributeInModuleSetupError

X = jnp.ones((2, 3))
KEY = jax.random.key(0)


class Sharp(nn.Module):
    @nn.compact
    def __call__(self, x):
        self.hidden = nn.Dense(3)(x)  #! SB804
        return nn.relu(self.hidden)


class SharpHelper(nn.Module):
    def setup(self):
        self.layer = nn.Dense(3)

    def remember(self, x):
        self.last = x  #! SB804
        return x

    def __call__(self, x):
        return self.layer(self.remember(x))


class SharpField(nn.Module):
    width: int = 3

    def setup(self):
        self.width = 2 * self.width  #! SB804
        self.layer = nn.Dense(self.width)

    def __call__(self, x):
        return self.layer(x)


class Blunt(nn.Module):
    @nn.compact
    def __call__(self, x):
        hidden = nn.Dense(3)(x)
        self.sow("intermediates", "hidden", hidden)
        return nn.relu(hidden)


class BluntField(nn.Module):
    width: int = 3

    def setup(self):
        self.doubled = 2 * self.width
        self.layer = nn.Dense(self.doubled)

    def __call__(self, x):
        return self.layer(x)


@pytest.mark.parametrize("module", [Sharp(), SharpHelper()], ids=["compact method", "helper"])
def test_a_bound_module_is_frozen(module):
    with pytest.raises(SetAttributeFrozenModuleError, match="frozen outside of setup"):
        module.init(KEY, X)


def test_fields_are_frozen_even_in_setup():
    with pytest.raises(SetAttributeInModuleSetupError, match="construction attributes are frozen"):
        SharpField().init(KEY, X)


def test_what_is_sown_comes_back():
    variables = Blunt().init(KEY, X)
    output, state = Blunt().apply({"params": variables["params"]}, X, mutable=["intermediates"])
    assert (nn.relu(state["intermediates"]["hidden"][0]) == output).all()


def test_a_name_that_is_no_field_is_free():
    assert BluntField().init_with_output(KEY, X)[0].shape == (2, 6)
