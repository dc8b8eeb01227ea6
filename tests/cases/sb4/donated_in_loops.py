"""Other names of a donated array, that a loop binds again."""

import jax
import jax.numpy as jnp


def update(state, grad):
    return state - 0.1 * grad


fast = jax.jit(update, donate_argnames=["state"])


def run(n):
    state = jnp.ones(3)
    best = state
    for i in range(n):
        new = fast(state, state * 2)
        if float(jnp.sum(new)) < float(jnp.sum(best)):  #! SB412
            best = new
        state = new
    return best


def run_ok(n):
    state = jnp.ones(3)
    best, low = state, 1e9
    for i in range(n):
        state = fast(state, jnp.ones(3))
        if state.sum() < low:
            best, low = state.copy(), state.sum()
    return best


def run_ok2(n):
    state = jnp.ones(3)
    best = state
    low = 1e9
    for i in range(n):
        state = fast(state, jnp.ones(3))
        if state.sum() < low:
            best = state.copy()
            low = state.sum()
    return best


def first(n):
    state = jnp.ones(3)
    start = state
    for i in range(n):
        state = fast(state, jnp.ones(3))
    return state - start  #! SB412


def prev(n):
    state = jnp.ones(3)
    for i in range(n):
        old = state
        state = fast(state, jnp.ones(3))
        if jnp.abs(state - old).max() < 1e-3:  #! SB412
            break
    return state
