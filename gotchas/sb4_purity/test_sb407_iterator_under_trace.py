"""SB407 iterator-under-trace: an iterator moves while JAX traces, once, and its element is baked into the program."""

import itertools

import jax
import jax.numpy as jnp


def batches():
    for i in itertools.count(1):
        yield float(i)


numbers = itertools.count()


@jax.jit
def sharp(x):
    return x + next(numbers)  #! SB407


def sharp_fori(n):
    loader = batches()

    def body(i, total):
        return total + next(loader)  #! SB407

    return jax.lax.fori_loop(0, n, body, 0.0)


def sharp_for():
    loader = iter([1.0, 2.0, 3.0])

    @jax.jit
    def add_all(x):
        for value in loader:  #! SB407
            x = x + value
        return x

    return add_all(0.0), add_all(0.0), add_all(jnp.zeros(1))


@jax.jit
def blunt(x, number):
    return x + number


def blunt_scan(n):
    loader = batches()
    rows = jnp.array([next(loader) for _ in range(n)])
    return jax.lax.scan(lambda total, row: (total + row, None), 0.0, rows)[0]


def blunt_host(n):
    loader, total = batches(), 0.0
    for _ in range(n):
        total = blunt(total, next(loader))
    return total


@jax.jit
def fine_own_iterator(x):
    scales = iter((1.0, 2.0, 3.0))
    return x * next(scales) + x * next(scales)


def test_every_call_gets_the_first_element():
    assert [int(sharp(0)) for _ in range(3)] == [0, 0, 0]


def test_every_round_gets_the_first_element():
    assert sharp_fori(4) == 4.0
    assert blunt_scan(4) == blunt_host(4) == 10.0


def test_a_second_trace_finds_the_iterator_empty():
    first, again, traced_anew = sharp_for()
    assert (float(first), float(again), traced_anew.tolist()) == (6.0, 6.0, [0.0])


def test_an_iterator_made_inside_starts_anew_at_each_trace():
    assert fine_own_iterator(1.0) == fine_own_iterator(jnp.ones(1))[0] == 3.0
