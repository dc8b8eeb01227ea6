"""Lists and dicts that a traced function fills: whether what is put there gets out."""

import jax
import jax.numpy as jnp
from jax import lax


def update_rows(cache, rows, lengths):
    place = [slice(None)] * 3
    place[2] = 0

    def body(i, value):
        place[0] = i
        place[1] = lengths[i]
        return value.at[tuple(place)].set(rows[i])

    return lax.fori_loop(0, rows.shape[0], body, cache)


def rollout(env, policy, params, key, **options):
    def step(carry, _):
        state, key = carry
        key, step_key = jax.random.split(key)
        options["state"] = state
        state = env.advance(state, policy(params, step_key, **options))
        return (state, key), state

    return lax.scan(step, (jnp.zeros(3), key), None, 10)


def watched(xs):
    seen = []

    def step(carry, x):
        seen.append(carry)  #! SB404
        return carry + x, None

    total, _ = lax.scan(step, 0.0, xs)
    return total, seen


def filled(xs, seen: list):
    def step(carry, x):
        seen.append(carry)  #! SB404
        return carry + x, None

    return lax.scan(step, 0.0, xs)


def table(xs):
    last = {}

    @jax.jit
    def step(x):
        last["x"] = x  #! SB404
        return x * 2

    ys = [step(x) for x in xs]
    print(last)
    return ys
