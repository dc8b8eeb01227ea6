"""SB401 print-under-trace: Python's effects happen while JAX traces: once, and what they see is a tracer.

Without `jit`, under `grad` or `vmap` alone, Python runs the function at each call, and prints tracers at each call.
"""

import logging
import sys
import warnings

import jax
import jax.numpy as jnp
import pytest

LOGGER = logging.getLogger("training")


@jax.jit
def sharp(x):
    y = jnp.sum(x)
    print("sum:", y)  #! SB401
    return y


@jax.jit
def sharp_logging(x):
    y = jnp.sum(x)
    LOGGER.warning("sum: %s", y)  #! SB401
    return y


@jax.jit
def sharp_warning(x):
    y = jnp.sum(x)
    warnings.warn(f"sum: {y}", stacklevel=1)  #! SB401
    return y


@jax.jit
def sharp_stream(x):
    y = jnp.sum(x)
    sys.stdout.write(f"sum: {y}\n")  #! SB401
    return y


def sharp_scan(xs):
    def step(total, x):
        print("total", total)  #! SB401
        return total + x, None

    return jax.lax.scan(step, 0.0, xs)[0]


@jax.jit
def blunt(x):
    y = jnp.sum(x)
    jax.debug.print("sum: {}", y)
    return y


@jax.jit
def fine_static(x):
    print("tracing for shape", x.shape, x.dtype)
    return jnp.sum(x)


@jax.jit
def _total(x):
    return jnp.sum(x)


def fine_outside(x):
    y = _total(x)
    print("sum:", y)
    return y


def test_it_prints_a_tracer_and_only_at_the_first_call(capsys):
    for value in (1.0, 2.0, 3.0):
        sharp(jnp.full(3, value))
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert "Tracer" in lines[0] or "Traced<" in lines[0]  # up to JAX 0.6 the latter
    assert "3.0" not in lines[0]


def test_a_new_shape_prints_once_more(capsys):
    sharp(jnp.ones(4))
    sharp(jnp.ones(5))
    assert len(capsys.readouterr().out.splitlines()) == 2


def test_logging_and_streams_are_no_better(capsys, caplog):
    for value in (1.0, 2.0):
        sharp_logging(jnp.full(3, value))
        sharp_stream(jnp.full(3, value))
    assert len(caplog.records) == 1
    assert len(capsys.readouterr().out.splitlines()) == 1


def test_a_warning_is_given_once():
    with pytest.warns(UserWarning, match="sum: .*(Tracer|Traced<)"):
        sharp_warning(jnp.full(3, 1.0))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        sharp_warning(jnp.full(3, 2.0))


def test_the_body_of_a_scan_prints_no_rounds(capsys):
    sharp_scan(jnp.arange(8.0))
    assert len(capsys.readouterr().out.splitlines()) < 8


def test_debug_print_runs_with_the_program(capfd):
    for value in (1.0, 2.0, 3.0):
        blunt(jnp.full(3, value))
    jax.effects_barrier()
    assert capfd.readouterr().out.split("\n")[:3] == ["sum: 3.0", "sum: 6.0", "sum: 9.0"]


def test_outside_of_the_trace_values_are_known(capsys):
    fine_outside(jnp.ones(3))
    assert "3.0" in capsys.readouterr().out


def test_a_note_on_static_facts_is_a_way_to_see_compilations(capsys):
    for _ in range(3):
        fine_static(jnp.ones(6))
    assert capsys.readouterr().out == "tracing for shape (6,) float32\n"
