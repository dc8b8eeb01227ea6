"""SB311 iterate-over-tracer: a Python loop over rows is unrolled, one copy of its body for each."""

import jax
import jax.numpy as jnp


@jax.jit
def sharp(xs):
    total = 0.0
    for x in xs:  #! SB311
        total = jnp.sin(total) + x
    return total


@jax.jit
def blunt(xs):
    return jax.lax.scan(lambda total, x: (jnp.sin(total) + x, None), 0.0, xs)[0]


def sines(function, n):
    return str(jax.make_jaxpr(function)(jnp.ones(n))).count("= sin")


def test_the_program_grows_with_the_rows():
    assert sines(sharp, 10) >= 9
    assert sines(sharp, 40) >= 39


def test_scan_holds_the_body_once():
    assert sines(blunt, 10) == sines(blunt, 40) == 1


def test_both_compute_the_same():
    assert jnp.allclose(sharp(jnp.ones(12)), blunt(jnp.ones(12)))
