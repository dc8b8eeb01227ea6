"""SB505 varying-static: a static argument is compiled in, so a counter compiles at every step."""

from functools import partial

import jax
import jax.numpy as jnp


@partial(jax.jit, static_argnames="n")
def powers(x, n):
    return x**n


@partial(jax.jit, static_argnums=(1, 2))
def decayed(x, rate, name):
    return x * rate


@jax.jit
def traced_powers(x, n):
    return x**n


def sharp(x, steps):
    for step in range(steps):
        x = powers(x, step)  #! SB505
    return x


def sharp_counter(x):
    step = 0
    while step < 20:
        x = powers(x, n=step)  #! SB505
        step += 1
    return x


def sharp_decay(x):
    rate = 1.0
    for _ in range(20):
        x = decayed(x, rate, "exponential")  #! SB505
        rate *= 0.99
    return x


def run_one(x, step):
    return decayed(x, 0.5, f"step {step}")


def sharp_through_a_helper(x):
    for step in range(20):
        x = run_one(x, step)  #! SB505
    return x


class Trainer:
    def __init__(self, x):
        self.x = x
        self.step = 0

    def update(self):
        self.step += 1
        self.x = powers(self.x, self.step)  #! SB505


def sharp_attribute():
    trainer = Trainer(jnp.ones(2))
    for _ in range(20):
        trainer.update()
    return trainer.x


def blunt(x, steps):
    for step in range(steps):
        x = traced_powers(x, step)
    return x


def fine_modes(x, steps):
    for step in range(steps):
        x = powers(x, step % 2)
        x = decayed(x, 0.5, "cosine" if step < 10 else "constant")
    for order in range(3):
        x = powers(x, order)
    return x


def fine_doubling(x):
    size = 1
    while size < 1000:
        x = powers(x, size)
        size *= 2
    return x


def compilations(function, compiled, *args):
    compiled.clear_cache()
    function(*args)
    return compiled._cache_size()


def test_a_counter_compiles_at_every_step():
    assert compilations(sharp, powers, jnp.ones(2), 20) == 20
    assert compilations(sharp_counter, powers, jnp.ones(2)) == 20


def test_a_rate_that_decays_does_too():
    assert compilations(sharp_decay, decayed, jnp.ones(2)) == 20


def test_the_way_to_the_static_argument_does_not_matter():
    assert compilations(sharp_through_a_helper, decayed, jnp.ones(2)) == 20
    assert compilations(sharp_attribute, powers) == 20


def test_an_ordinary_argument_compiles_once_and_gives_the_same():
    assert compilations(blunt, traced_powers, jnp.ones(2), 20) == 1
    assert blunt(jnp.full(2, 1.01), 5).tolist() == sharp(jnp.full(2, 1.01), 5).tolist()


def test_few_values_compile_few_times():
    assert compilations(fine_modes, powers, jnp.ones(2), 20) == 3
    assert compilations(fine_modes, decayed, jnp.ones(2), 20) == 2
    assert compilations(fine_doubling, powers, jnp.ones(2)) == 10


def test_the_program_of_each_value_is_kept():
    powers.clear_cache()
    for _ in range(3):
        for n in (1, 2):
            powers(1.5, n)
    assert powers._cache_size() == 2
