"""Keys in the fields of a state that a function is given, by its annotation."""

from typing import NamedTuple
import jax
import jax.random as jr
from flax import struct


class Rng(NamedTuple):
    key: jax.Array
    count: int


@struct.dataclass
class S:
    key: jax.Array
    count: int


def k(state: Rng):
    x = jr.normal(state.key)
    return x + jr.normal(state.key)  #! SB201


def k1(state: Rng):
    x = jr.normal(state.key)
    state = state._replace(count=state.count + 1)
    return x + jr.normal(state.key)  #! SB201


def k3(state: S):
    x = jr.normal(state.key)
    state = state.replace(count=state.count + 1)
    return x + jr.normal(state.key)  #! SB201


def k4(key):
    state = S(key, 0)
    x = jr.normal(state.key)
    state = state.replace(count=state.count + 1)
    return x + jr.normal(state.key)  #! SB201


def k5(key):
    state = Rng(key, 0)
    x = jr.normal(state.key)
    state = state._replace(count=state.count + 1)
    return x + jr.normal(state.key)  #! SB201


def ok1(state: S):
    key, sub = jr.split(state.key)
    state = state.replace(key=key)
    x = jr.normal(sub)
    return x + jr.normal(state.key)


def ok2(state: S, more):
    x = jr.normal(state.key)
    state = state.replace(**more)
    return x + jr.normal(state.key)


def ok3(state: S, step):
    x = jr.normal(state.key)
    state = step(state)
    return x + jr.normal(state.key)


def ok4(a: S, b: S):
    return jr.normal(a.key) + jr.normal(b.key)


def ok5(state: S, flag):
    return jr.normal(state.key) if flag else jr.uniform(state.key)


@jax.jit
def ok6(state: S):
    def body(state, _):
        key, sub = jr.split(state.key)
        return state.replace(key=key), jr.normal(sub)
    state, xs = jax.lax.scan(body, state, None, 3)
    return state, xs + jr.normal(state.key)


def spends(state: S):
    return jr.normal(state.key)


def ok7(s1: S, s2: S):
    return spends(s1) + spends(s2)


def helper(state: S):
    key, sub = jr.split(state.key)
    return state.replace(key=key), jr.normal(sub)


def ok8(state: S):
    state, a = helper(state)
    state, b = helper(state)
    return a + b


def loop(state: S):
    out = []
    for _ in range(3):
        state, a = helper(state)
        out.append(a)
    return out


def badloop(state: S):
    out = []
    for _ in range(3):
        out.append(jr.normal(state.key))  #! SB202
    return out


def okloop(state: S):
    out = []
    for _ in range(3):
        key, sub = jr.split(state.key)
        state = state.replace(key=key)
        out.append(jr.normal(sub))
    return out
