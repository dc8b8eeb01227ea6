"""SB813 nnx-in-plain-transform: JAX works on a copy of an NNX object, and its changes are lost."""

import jax
import jax.numpy as jnp
import pytest
from flax import nnx
from flax.errors import TraceContextError


class Count(nnx.Variable):
    pass


class Counter(nnx.Module):
    def __init__(self):
        self.calls = Count(jnp.array(0))

    def __call__(self, x):
        self.calls[...] += 1
        return x * 2


@jax.jit  #! SB813
def sharp(counter: Counter, x):
    return counter(x)


@nnx.jit
def blunt(counter, x):
    return counter(x)


@jax.jit
def blunt_returned(counter, x):
    y = counter(x)
    return y, counter


@jax.jit
def blunt_functional(graphdef, state, x):
    counter = nnx.merge(graphdef, state)
    y = counter(x)
    return y, nnx.state(counter)


@jax.jit  #! SB813
def sharp_statistics(norm: nnx.BatchNorm, x):
    return norm(x, use_running_average=False)


@jax.jit  #! SB813
def sharp_mask(x, rngs):
    return jnp.where(jax.random.bernoulli(rngs.dropout(), 0.5, x.shape), x, 0.0)


@nnx.jit
def blunt_mask(x, rngs):
    return jnp.where(jax.random.bernoulli(rngs.dropout(), 0.5, x.shape), x, 0.0)


def sharp_outside(x):
    counter = Counter()
    return jax.jit(lambda x: counter(x))(x)  #! SB813


def sharp_scan(x):
    counter = Counter()
    return jax.lax.scan(lambda carry, row: (carry, counter(row)), 0, x)  #! SB813


@pytest.fixture
def x():
    return jnp.arange(12.0).reshape(4, 3)


#: Flax 0.11 made pytrees of NNX objects, and `variable[...]` something that can be written to.
if hasattr(nnx, "Pytree"):

    def counted(step, calls):
        counter = Counter()
        for _ in range(calls):
            step(counter, jnp.ones((4, 3)))
        return int(counter.calls[...])

    def test_three_calls_are_counted_by_nnx_jit_alone():
        assert counted(sharp, 3) == 0
        assert counted(blunt, 3) == 3

    def test_what_is_returned_has_counted(x):
        counter = Counter()
        _, counter = blunt_returned(counter, x)
        assert counter.calls[...] == 1
        graphdef, state = nnx.split(counter)
        _, state = blunt_functional(graphdef, state, x)
        nnx.update(counter, state)
        assert counter.calls[...] == 2

    def test_batch_statistics_stay_where_they_were(x):
        norm = nnx.BatchNorm(3, rngs=nnx.Rngs(0))
        sharp_statistics(norm, x)
        mean_after_jit = norm.mean[...]
        assert (mean_after_jit == 0).all()
        nnx.jit(lambda norm, x: norm(x, use_running_average=False))(norm, x)
        mean_after_nnx_jit = norm.mean[...]
        assert (mean_after_nnx_jit != 0).all()

    def test_each_call_drops_the_same_elements(x):
        x = jnp.ones(100)
        rngs = nnx.Rngs(0)
        assert (sharp_mask(x, rngs) == sharp_mask(x, rngs)).all()
        assert (blunt_mask(x, rngs) != blunt_mask(x, rngs)).any()

    @pytest.mark.parametrize("function", [sharp_outside, sharp_scan])
    def test_an_object_from_outside_refuses(x, function):
        with pytest.raises(TraceContextError, match="from a different trace level"):
            function(x)

else:

    def test_before_flax_0_11_jax_refuses_an_object(x):
        with pytest.raises(TypeError, match="as an abstract array"):
            sharp(Counter(), x)

    def test_before_flax_0_11_jax_takes_an_object_that_has_a_dtype_for_an_array(x):
        with pytest.raises(TypeError, match="Tracer' object is not callable"):
            sharp_statistics(nnx.BatchNorm(3, rngs=nnx.Rngs(0)), x)
        with pytest.raises(AttributeError, match="has no attribute dropout"):
            sharp_mask(x, nnx.Rngs(0))
        assert (blunt_mask(jnp.ones(100), nnx.Rngs(0)) == 0).any()
