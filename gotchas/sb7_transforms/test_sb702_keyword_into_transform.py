"""SB702 keyword-into-transform: `in_axes` and `argnums` speak of positions; a keyword is mapped over its axis 0, or not found."""

from functools import partial

import jax
import jax.numpy as jnp
import pytest


def centred(point, scale):
    return (point - point.mean()) * scale


def sharp_shared(points, scale):
    # Meant: the points are mapped, the scale is shared.
    return jax.vmap(centred, in_axes=(0,))(points, scale=scale)  #! SB702


def sharp_counted(points, scale):
    return jax.vmap(centred, in_axes=(0, None))(points, scale=scale)  #! SB702


def sharp_columns(points, others):
    return jax.vmap(jnp.dot, in_axes=1)(points, b=others)  #! SB702


def sharp_number(points):
    return jax.vmap(centred)(points, scale=2.0)  #! SB702


def sharp_unpacked(points, settings):
    return jax.vmap(centred, in_axes=(0, None))(points, **settings)  #! SB702


def sharp_gradient(w, x):
    return jax.grad(lambda w, x: jnp.sum(w * x))(w=w, x=x)  #! SB702


def blunt_shared(points, scale):
    return jax.vmap(centred, in_axes=(0, None))(points, scale)


def blunt_bound(points, scale):
    return jax.vmap(partial(centred, scale=scale))(points)


def blunt_columns(points, others):
    return jax.vmap(jnp.dot, in_axes=1)(points, others)


def blunt_all_mapped(points, scales):
    return jax.vmap(centred)(point=points, scale=scales)


def blunt_gradient(w, x):
    return jax.grad(lambda w, x: jnp.sum(w * x))(w, x=x)


def noisy(point, scale, key):
    return centred(point, scale) + jax.random.normal(key, point.shape)


def blunt_keys(points, scale, key):
    # One key for each point: mapped over its axis 0 as it should be.
    return jax.vmap(noisy, in_axes=(0, None))(points, scale, key=jax.random.split(key, len(points)))


POINTS = jnp.array([[1.0, 2.0, 3.0], [4.0, 6.0, 8.0], [0.0, 5.0, 1.0]])
SCALE = jnp.array([1.0, 10.0, 100.0])


def test_the_shared_keyword_is_split_over_the_lanes():
    """No error: there are as many points as features."""
    wanted = (POINTS - POINTS.mean(axis=1, keepdims=True)) * SCALE
    by_row = (POINTS - POINTS.mean(axis=1, keepdims=True)) * SCALE[:, None]
    assert jnp.allclose(sharp_shared(POINTS, SCALE), by_row)
    assert not jnp.allclose(by_row, wanted)
    assert jnp.allclose(blunt_shared(POINTS, SCALE), wanted)
    assert jnp.allclose(blunt_bound(POINTS, SCALE), wanted)


def test_a_tuple_that_counts_the_keyword_is_too_long():
    with pytest.raises(ValueError, match="in_axes"):
        sharp_counted(POINTS, SCALE)
    with pytest.raises(ValueError, match="in_axes"):
        sharp_unpacked(POINTS, {"scale": SCALE})


def test_another_axis_is_not_meant_for_keywords():
    assert sharp_columns(POINTS, POINTS).tolist() == [float(POINTS[:, i] @ POINTS[i]) for i in range(3)]
    assert blunt_columns(POINTS, POINTS).tolist() == [float(POINTS[:, i] @ POINTS[:, i]) for i in range(3)]


def test_a_number_has_no_axis():
    with pytest.raises(ValueError, match="rank should be at least 1"):
        sharp_number(POINTS)


def test_grad_does_not_look_at_names():
    with pytest.raises((TypeError, ValueError), match="argnums|positional"):
        sharp_gradient(2.0, 3.0)
    assert blunt_gradient(2.0, 3.0) == 3.0


def test_keywords_that_are_meant_to_be_mapped_are_fine():
    assert blunt_all_mapped(POINTS, SCALE).shape == (3, 3)
    assert blunt_keys(POINTS, SCALE, jax.random.key(0)).shape == (3, 3)
