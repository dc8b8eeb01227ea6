"""SB402 global-write-under-trace: the write happens once, while JAX traces, and what it stores is a tracer."""

import jax
import jax.numpy as jnp
import pytest

last_loss = None
calls = 0


@jax.jit
def sharp(x):
    global last_loss
    last_loss = jnp.sum(x**2)  #! SB402
    return x - 0.1 * x


@jax.jit
def sharp_counter(x):
    global calls
    calls += 1  #! SB402
    return x + calls  #? SB405


def sharp_nonlocal(xs):
    largest = jnp.zeros(())

    def step(total, x):
        nonlocal largest
        largest = jnp.maximum(largest, x)  #! SB402
        return total + x, None

    total, _ = jax.lax.scan(step, 0.0, xs)
    return total, largest


def sharp_gradient(w):
    seen = None

    def loss(w):
        nonlocal seen
        seen = w * 2.0  #! SB402
        return jnp.sum(seen**2)

    return jax.grad(loss)(w), seen


@jax.jit
def blunt(x):
    return x - 0.1 * x, jnp.sum(x**2)


@jax.jit
def blunt_counter(x, calls):
    return x + calls, calls + 1


def blunt_carry(xs):
    def step(carry, x):
        total, largest = carry
        return (total + x, jnp.maximum(largest, x)), None

    return jax.lax.scan(step, (0.0, 0.0), xs)[0]


def blunt_gradient(w):
    def loss(w):
        seen = w * 2.0
        return jnp.sum(seen**2), seen

    return jax.grad(loss, has_aux=True)(w)


@jax.jit
def fine_inside(x):
    total = jnp.zeros(())

    def add(value):
        nonlocal total
        total = total + value

    for row in (x, 2.0 * x):
        add(jnp.sum(row))
    return total


def fine_host_write(x):
    global last_loss
    x, loss = blunt(x)
    last_loss = loss
    return x


def test_the_global_holds_a_tracer_of_a_trace_that_is_over():
    sharp(jnp.ones(3))
    with pytest.raises(jax.errors.UnexpectedTracerError):
        last_loss + 0.0


def test_the_counter_counts_compilations():
    first = [float(sharp_counter(0.0)) for _ in range(3)]
    assert first == [1.0, 1.0, 1.0]
    assert calls == 1


def test_scan_and_grad_leak_too():
    for leaked in (sharp_nonlocal(jnp.arange(3.0))[1], sharp_gradient(jnp.ones(2))[1]):
        with pytest.raises(jax.errors.UnexpectedTracerError):
            jax.jit(jnp.sin)(leaked)


def test_what_is_returned_is_known():
    value, loss = blunt(jnp.ones(3))
    assert float(loss) == 3.0
    assert blunt_carry(jnp.arange(4.0)) == (6.0, 3.0)
    assert blunt_gradient(jnp.ones(2))[1].tolist() == [2.0, 2.0]
    fine_host_write(jnp.ones(3))
    assert float(last_loss) == 3.0


def test_a_count_that_goes_in_and_comes_out_counts():
    calls = 0
    for _ in range(3):
        value, calls = blunt_counter(0.0, calls)
    assert (float(value), int(calls)) == (2.0, 3)


def test_a_name_of_the_same_trace_is_no_leak():
    assert fine_inside(jnp.ones(2)) == 6.0


def test_the_checker_of_jax_sees_a_leak_at_once():
    with jax.checking_leaks(), pytest.raises(Exception, match="[Ll]eaked"):
        jax.jit(lambda x: sharp(x))(jnp.ones(7))
