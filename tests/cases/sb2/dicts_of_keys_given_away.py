"""What is done with a dict of keys: an unknown function may put new keys into it."""

import jax
from simulators import Simulator, advance, report


def renewed(key):
    state = {"key": key, "n": 0}
    x = jax.random.normal(state["key"])
    advance(state)
    return x + jax.random.normal(state["key"])


def in_a_loop(keys, steps):
    x = 0.0
    for _ in range(steps):
        x = x + jax.random.normal(keys[0])  #! SB202
        report(x)
    return x


def renewed_in_a_loop(key, simulator, steps):
    state = {"key": key}
    x = 0.0
    for _ in range(steps):
        x = x + jax.random.normal(state["key"])
        simulator.advance(state)
    return x


def spent_after_it(key):
    state = {"key": key, "n": 0}
    advance(state)
    x = jax.random.normal(state["key"])
    report(x)
    return x + jax.random.normal(state["key"])  #! SB201


def spent_in_rounds_after_it(key, steps):
    state = {"key": key, "n": 0}
    advance(state)
    return [jax.random.normal(state["key"]) for _ in range(steps)]  #! SB202


class Refreshed(Simulator):
    def __init__(self, key):
        super().__init__()
        self.key = key

    def both(self):
        x = jax.random.normal(self.key)
        self.refresh()
        return x + jax.random.normal(self.key)

    def twice(self):
        self.refresh()
        x = jax.random.normal(self.key)
        return x + jax.random.normal(self.key)  #! SB201
