"""SB701 axes-mismatch: a transformation counts the positional arguments; its axes and argnums have to fit them."""

import json
import subprocess
import sys
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st


def scaled_sum(x, y, scale=1.0):
    return jnp.sum(x * y) * scale


def pair(x):
    return x, 2.0 * x


def sharp_entries(xs, ys):
    return jax.vmap(scaled_sum, in_axes=(0, 0, None, None))(xs, ys)  #! SB701


def sharp_default(xs, ys):
    return jax.vmap(scaled_sum, in_axes=(0, 0, None))(xs, ys)  #! SB701


def sharp_nothing_mapped(x, y):
    return jax.vmap(scaled_sum, in_axes=(None, None))(x, y)  #! SB701


def sharp_dict(xs, ys):
    return jax.vmap(scaled_sum, in_axes={"x": 0, "y": 0})(xs, ys)  #! SB701


def sharp_argnums(x, y):
    return jax.grad(scaled_sum, argnums=3)(x, y)  #! SB701


def sharp_results(xs):
    return jax.vmap(pair, out_axes=(0, 0, 0))(xs)  #! SB701


def sharp_number():
    return jax.vmap(scaled_sum)(jnp.ones((4, 2)), jnp.ones((4, 2)), 0.5)  #! SB701


def sharp_axis():
    return jax.vmap(scaled_sum, in_axes=(1, 1))(jnp.ones((4, 2)), jnp.ones(4))  #! SB701


def sharp_lanes():
    return jax.vmap(scaled_sum)(jnp.ones((4, 2)), jnp.ones((5, 2)))  #! SB701


def sharp_axis_of_result():
    return jax.vmap(jnp.sum, out_axes=1)(jnp.ones((4, 2)))  #! SB701


class SharpMethod:
    def loss(self, w, x):
        return jnp.sum(w * x)

    def losses(self, w, xs):
        return jax.vmap(self.loss, in_axes=(None, None, 0))(w, xs)  #! SB701


def blunt_entries(xs, ys):
    return jax.vmap(scaled_sum, in_axes=(0, 0))(xs, ys)


def blunt_default(xs, ys):
    return jax.vmap(scaled_sum, in_axes=(0, 0, None))(xs, ys, 1.0)


def blunt_number():
    return jax.vmap(scaled_sum, in_axes=(0, 0, None))(jnp.ones((4, 2)), jnp.ones((4, 2)), 0.5)


def blunt_axis():
    return jax.vmap(scaled_sum, in_axes=(1, None))(jnp.ones((4, 2)), jnp.ones(4))


def blunt_lanes():
    return jax.vmap(jax.vmap(scaled_sum, in_axes=(None, 0)), in_axes=(0, None))(jnp.ones((4, 2)), jnp.ones((5, 2)))


def blunt_nothing_mapped(x, y):
    return jax.vmap(scaled_sum, in_axes=(None, None), axis_size=2)(x, y)


def blunt_argnums(x, y):
    # Negative numbers count from the end of what the call gives.
    return jax.grad(scaled_sum, argnums=-1)(x, y)


def blunt_results(xs):
    return jax.vmap(pair, out_axes=(0, 1))(xs)


class BluntMethod(SharpMethod):
    def losses(self, w, xs):
        return jax.vmap(self.loss, in_axes=(None, 0))(w, xs)

    @partial(jax.vmap, in_axes=(None, 0))
    def scaled(self, x):
        return 2.0 * x


def total(*terms):
    return sum(terms)


def blunt_any_number(x):
    return jax.grad(total, argnums=2)(x, x, x)


XS = jnp.arange(6.0).reshape(2, 3)


@pytest.mark.parametrize("sharp", [sharp_entries, sharp_default])
def test_one_entry_too_many_is_an_error_even_for_a_parameter_with_a_default(sharp):
    with pytest.raises(ValueError, match="in_axes"):
        sharp(XS, XS)


def test_a_number_has_no_axis_to_map_over():
    with pytest.raises(ValueError, match="rank should be at least 1"):
        sharp_number()
    assert blunt_number().tolist() == [1.0] * 4


def test_an_array_has_no_axis_beyond_its_rank():
    with pytest.raises(ValueError, match="rank should be at least 2"):
        sharp_axis()
    assert blunt_axis().shape == (2,)
    with pytest.raises(ValueError, match="out of bounds"):
        sharp_axis_of_result()


def test_all_that_is_mapped_has_one_number_of_lanes():
    with pytest.raises(ValueError, match="inconsistent sizes"):
        sharp_lanes()
    assert blunt_lanes().shape == (4, 5)


def test_nothing_tells_the_size_when_nothing_is_mapped():
    with pytest.raises(ValueError, match="at least one non-None value in in_axes"):
        sharp_nothing_mapped(XS[0], XS[0])


def test_axes_are_not_given_by_name():
    with pytest.raises((TypeError, ValueError), match="in_axes"):
        sharp_dict(XS, XS)


def test_argnums_name_arguments_of_the_call():
    with pytest.raises(TypeError, match="argnums=3"):
        sharp_argnums(XS[0], XS[0])


def test_each_result_needs_its_axis():
    with pytest.raises(ValueError, match="out_axes"):
        sharp_results(XS)


def test_self_is_not_counted_for_a_bound_method():
    with pytest.raises(ValueError, match="in_axes"):
        SharpMethod().losses(XS[0], XS)


def test_the_blunt_forms_agree_with_a_loop():
    wanted = [float(scaled_sum(x, x)) for x in XS]
    assert blunt_entries(XS, XS).tolist() == blunt_default(XS, XS).tolist() == wanted
    assert blunt_nothing_mapped(XS[0], XS[0]).tolist() == [wanted[0]] * 2
    assert BluntMethod().losses(XS[0], XS).tolist() == [float(jnp.sum(XS[0] * x)) for x in XS]
    assert blunt_argnums(XS[0], XS[0]).tolist() == XS[0].tolist()
    assert [r.shape for r in blunt_results(XS)] == [(2, 3), (3, 2)]
    assert blunt_any_number(1.0) == 1.0


_SHARDED = """
import json, sys
import jax, jax.numpy as jnp
import numpy as np
from jax.sharding import Mesh, PartitionSpec as P
try:
    from jax import shard_map
except ImportError:
    from jax.experimental.shard_map import shard_map

mesh = Mesh(np.array(jax.devices()), ("rows",))
def product(block, vector):
    return block @ vector
def apply(specs):
    try:
        out = shard_map(product, mesh=mesh, in_specs=specs, out_specs=P("rows"))(jnp.eye(4), jnp.ones(4))
        return out.tolist()
    except Exception as error:
        return type(error).__name__
print(json.dumps([len(jax.devices()), apply((P("rows", None),)), apply((P("rows", None), P(None)))]))
"""


def test_shard_map_wants_a_spec_for_each_argument():
    """On four devices."""
    environment = {"XLA_FLAGS": "--xla_force_host_platform_device_count=4", "JAX_PLATFORMS": "cpu", "PATH": ""}
    result = subprocess.run([sys.executable, "-W", "ignore", "-c", _SHARDED], capture_output=True, text=True, check=True, env=environment)
    devices, one_spec, two_specs = json.loads(result.stdout)
    assert devices == 4
    assert one_spec in ("ValueError", "TypeError")
    assert two_specs == [1.0] * 4


@settings(max_examples=20, deadline=None)
@given(st.sampled_from([(1, 4), (3, 2), (2, 3, 4)]), st.data())
def test_vmap_over_any_axis_is_a_stack_of_the_calls(shape, data):
    rank = len(shape)
    axis, out = data.draw(st.integers(-rank, rank - 1)), data.draw(st.integers(-rank, rank - 1))
    x = np.arange(np.prod(shape), dtype=np.float32).reshape(shape)

    def f(row, offset):
        return jnp.cumsum(row, axis=-1) * 2.0 + offset

    wanted = np.stack([f(np.take(x, i, axis), 1.0) for i in range(shape[axis])], out)
    np.testing.assert_allclose(jax.vmap(f, in_axes=(axis, None), out_axes=out)(x, 1.0), wanted)
