"""SB711 cond-under-vmap: the lanes run together, so both branches run, for every lane."""

import jax
import jax.numpy as jnp
import pytest
from jax import lax
from jax.experimental import io_callback


def halvings(x):
    """How often x has to be halved to get below 1: of a negative number that is not asked."""
    return lax.while_loop(lambda s: s[0] > 1.0, lambda s: (s[0] * 0.5, s[1] + 1), (x, 0))[1]


def sharp_select(xs):
    return jax.vmap(lambda x: lax.cond(x > 0, jnp.sin, jnp.cos, x))(xs)  #! SB711


def sharp_loop(xs):
    return jax.vmap(lambda x: lax.cond(x > 0, halvings, lambda x: -1, x))(xs)  #! SB711


def sharp_effect(xs, write):
    def noted(x):
        jax.debug.callback(write, x)  #? SB709
        return x

    return jax.vmap(lambda x: lax.cond(x > 0, noted, lambda x: x, x))(xs)  #! SB711


def sharp_callback(xs):
    def noted(x):
        io_callback(lambda value: None, None, x)  #? SB709
        return x

    return jax.vmap(lambda x: lax.cond(x > 0, noted, lambda x: x, x))(xs)  #! SB711


def blunt_where(xs):
    return jax.vmap(lambda x: jnp.where(x > 0, jnp.sin(x), jnp.cos(x)))(xs)


def blunt_map(xs):
    return lax.map(lambda x: lax.cond(x > 0, halvings, lambda x: -1, x), xs)


def blunt_shared(flag, xs):
    # One predicate for all lanes: only one branch runs.
    return jax.vmap(lambda flag, x: lax.cond(flag, jnp.sin, jnp.cos, x), in_axes=(None, 0))(flag, xs)


def blunt_reduced(xs):
    # The lanes agree on it.
    def one(x):
        return lax.cond(lax.pmax(x, "lanes") > 0, jnp.sin, jnp.cos, x)

    return jax.vmap(one, axis_name="lanes")(xs)


def primitives(function, *args):
    return [str(equation.primitive) for equation in jax.make_jaxpr(function)(*args).eqns]


XS = jnp.array([4.0, -1.0])


def test_the_branches_become_a_select_of_both():
    names = primitives(sharp_select, XS)
    assert {"sin", "cos", "select_n"} <= set(names) and "cond" not in names


@pytest.mark.parametrize("function", [lambda xs: blunt_shared(True, xs), blunt_reduced])
def test_with_one_predicate_for_all_lanes_the_cond_stays(function):
    assert primitives(function, XS).count("cond") == 1 and primitives(function, XS).count("select_n") == 0


def test_the_loop_of_one_branch_runs_outside_of_any_condition():
    assert "while" in primitives(sharp_loop, XS) and "cond" not in primitives(sharp_loop, XS)
    assert sharp_loop(XS).tolist() == blunt_map(XS).tolist() == [2, -1]


def test_the_effect_happens_in_the_lanes_that_were_to_be_spared():
    seen = []
    sharp_effect(XS, lambda value: seen.append(float(value))).block_until_ready()
    jax.effects_barrier()
    assert sorted(seen) == [-1.0, 4.0]


def test_an_io_callback_is_refused():
    with pytest.raises(NotImplementedError, match="vmap-of-cond"):
        sharp_callback(XS)


def test_jnp_where_gives_the_same():
    assert jnp.allclose(sharp_select(XS), blunt_where(XS))
