"""SB302 while-on-tracer: the trace cannot know how often a loop has to run."""

import jax
import pytest


@jax.jit
def sharp(x):
    while x > 1.0:  #! SB302
        x = x / 2
    return x


@jax.jit
def blunt(x):
    return jax.lax.while_loop(lambda v: v > 1.0, lambda v: v / 2, x)


def test_a_while_statement_on_a_traced_condition_raises():
    with pytest.raises(jax.errors.TracerBoolConversionError, match="boolean conversion of traced array"):
        sharp(8.0)


def test_while_loop_runs_until_the_values_say_so():
    assert blunt(8.0) == 1.0
