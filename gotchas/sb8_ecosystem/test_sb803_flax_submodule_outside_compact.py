"""SB803 flax-submodule-outside-compact: a bound module takes submodules only in `setup` or a compact method."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import pytest
from flax.errors import AssignSubModuleError

X = jnp.ones((2, 3))
KEY = jax.random.key(0)


class Sharp(nn.Module):
    width: int = 3

    def __call__(self, x):
        return nn.Dense(self.width)(x)  #! SB803


class SharpHelper(nn.Module):
    def setup(self):
        self.body = nn.Dense(3)

    def head(self, x):
        return nn.Dense(1)(x)  #! SB803

    def __call__(self, x):
        return self.head(self.body(x))


class Blunt(nn.Module):
    width: int = 3

    @nn.compact
    def __call__(self, x):
        return nn.Dense(self.width)(x)


class BluntHelper(nn.Module):
    def head(self, x):
        return nn.Dense(1)(x)

    @nn.compact
    def __call__(self, x):
        return self.head(nn.Dense(3)(x))


class BluntSetup(nn.Module):
    def setup(self):
        self.layer = self.make()

    def make(self):
        return nn.Dense(3)

    def __call__(self, x):
        return self.layer(x)


@pytest.mark.parametrize("module", [Sharp(), SharpHelper()], ids=["in __call__", "in a helper"])
def test_the_submodule_is_refused(module):
    with pytest.raises(AssignSubModuleError, match="must be defined in `setup\\(\\)` or in a method wrapped in `@compact`"):
        module.init(KEY, X)


@pytest.mark.parametrize(
    ("module", "names"),
    [(Blunt(), ["Dense_0"]), (BluntHelper(), ["Dense_0", "Dense_1"]), (BluntSetup(), ["layer"])],
    ids=["compact", "helper of a compact method", "helper of setup"],
)
def test_the_submodule_gets_its_parameters(module, names):
    assert sorted(module.init(KEY, X)["params"]) == names
