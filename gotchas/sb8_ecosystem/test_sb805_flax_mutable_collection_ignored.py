"""SB805 flax-mutable-collection-ignored: BatchNorm writes its running statistics, and `apply` is pure."""

import flax.linen as nn
import jax
import pytest
from flax.errors import ModifyScopeVariableError


class Net(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool):
        x = nn.Dense(4)(x)
        return nn.BatchNorm(use_running_average=not train, momentum=0.5)(x)


class Counter(nn.Module):
    @nn.compact
    def __call__(self, x):
        count = self.variable("counts", "calls", lambda: 0)
        if not self.is_initializing():
            count.value += 1
        return x


NET = Net()
X = 5.0 + jax.random.normal(jax.random.key(1), (16, 3))


def start():
    return NET.init(jax.random.key(0), X, train=False)


def sharp(variables, x):
    return NET.apply(variables, x, train=True)  #! SB805


def sharp_counter(x):
    variables = Counter().init(jax.random.key(0), x)
    return Counter().apply(variables, x)  #! SB805


def sharp_thrown_away(variables, x):
    y, _ = NET.apply(variables, x, train=True, mutable=["batch_stats"])  #! SB805
    return y, variables


def blunt(variables, x):
    y, updates = NET.apply(variables, x, train=True, mutable=["batch_stats"])
    return y, {**variables, **updates}


def blunt_evaluation(variables, x):
    return NET.apply(variables, x, train=False)


def test_the_collection_is_immutable():
    with pytest.raises(ModifyScopeVariableError, match='collection "batch_stats" is immutable'):
        sharp(start(), X)


def test_a_collection_of_your_own_is_immutable_too():
    with pytest.raises(ModifyScopeVariableError, match='collection "counts" is immutable'):
        sharp_counter(X)


def test_the_running_mean_stays_zero():
    variables = start()
    for _ in range(3):
        _, variables = sharp_thrown_away(variables, X)
    assert (variables["batch_stats"]["BatchNorm_0"]["mean"] == 0).all()


def test_the_running_mean_moves_when_it_is_kept():
    variables = start()
    for _ in range(3):
        _, variables = blunt(variables, X)
    assert (variables["batch_stats"]["BatchNorm_0"]["mean"] != 0).all()
    assert blunt_evaluation(variables, X).shape == (16, 4)
