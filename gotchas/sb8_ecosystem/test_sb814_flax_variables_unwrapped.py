"""SB814 flax-variables-unwrapped: `apply` takes all collections by name, not the parameters alone."""

import flax.linen as nn
import jax
import jax.numpy as jnp
import pytest
from flax.errors import ScopeCollectionNotFound


class Net(nn.Module):
    @nn.compact
    def __call__(self, x):
        x = nn.Dense(4)(x)
        return nn.BatchNorm(use_running_average=True)(x)


NET = Net()
X = jnp.ones((2, 3))
VARIABLES = NET.init(jax.random.key(0), X)


def sharp(x):
    params = VARIABLES["params"]
    return NET.apply(params, x)  #! SB814


def sharp_left_out(x):
    params = VARIABLES["params"]
    return NET.apply({"params": params}, x)  #! SB814


def blunt(x):
    return NET.apply(VARIABLES, x)


def blunt_by_parts(x):
    return NET.apply({"params": VARIABLES["params"], "batch_stats": VARIABLES["batch_stats"]}, x)


@pytest.mark.parametrize(("function", "collection"), [(sharp, "params"), (sharp_left_out, "batch_stats")])
def test_the_collection_is_not_found(function, collection):
    with pytest.raises(ScopeCollectionNotFound, match=f'from collection "{collection}"'):
        function(X)


def test_all_collections_are_found():
    assert (blunt(X) == blunt_by_parts(X)).all()
