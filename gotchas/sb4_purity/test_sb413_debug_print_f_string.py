"""SB413 debug-print-f-string: an f-string is made while JAX traces, so it shows the tracer and not the value."""

import jax
import jax.numpy as jnp
import pytest


@jax.jit
def sharp(x):
    jax.debug.print(f"x = {x}")  #! SB413
    return 2.0 * x


@jax.jit
def sharp_format(x):
    jax.debug.print(f"x = {x}")  #! SB413
    return 2.0 * x


@jax.jit
def sharp_dict(tree):
    jax.debug.print(f"tree = {tree}")  #! SB413
    return tree["a"]


@jax.jit
def blunt(x):
    jax.debug.print("x = {x}", x=x)
    return 2.0 * x


@jax.jit
def blunt_format(x):
    jax.debug.print("x = {:.1f}", x)
    return 2.0 * x


@jax.jit
def fine_static(x):
    jax.debug.print(f"shape {x.shape}, mean {{m}}", m=x.mean())
    return 2.0 * x


def printed(capfd, function, x):
    jax.block_until_ready(function(x))
    jax.effects_barrier()
    return capfd.readouterr().out


@pytest.mark.parametrize("function", [sharp, sharp_format], ids=["f-string", "format"])
def test_it_shows_a_tracer(capfd, function):
    out = printed(capfd, function, 3.0)
    assert "Trace" in out
    assert "3.0" not in out


def test_braces_of_a_dict_are_taken_for_a_field():
    with pytest.raises((KeyError, ValueError, IndexError)):
        sharp_dict({"a": jnp.ones(2)})


@pytest.mark.parametrize("function", [blunt, blunt_format], ids=["name", "position"])
def test_a_field_is_filled_when_the_program_runs(capfd, function):
    assert printed(capfd, function, 3.0) == "x = 3.0\n"
    assert printed(capfd, function, 4.0) == "x = 4.0\n"


def test_static_facts_may_be_put_in_early(capfd):
    assert printed(capfd, fine_static, jnp.ones(2)) == "shape (2,), mean 1.0\n"
