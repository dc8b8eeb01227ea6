"""Good code: a buffer is given away where a program runs, not where one is traced or only compiled."""

from functools import partial

import chex
import jax
import jax.numpy as jnp


@partial(jax.jit, donate_argnums=0)
def update(state):
    return state + 1


def several(state, mask):
    def body(state, active):
        new = update(state)
        return jnp.where(active, new, state), None

    return jax.lax.scan(body, state, mask)


@jax.jit
def both(state):
    new = update(state)
    return state + new


def compiled_ahead(state, batches):
    compiled = update.lower(state).compile()
    for _ in batches:
        state = compiled(state)
    return state


several(jnp.zeros(3), jnp.ones(4, bool))
both(jnp.zeros(3))
compiled_ahead(jnp.zeros(3), range(3))


# --- a property that is set: `jit` gets what the getter gives
class Plan:
    def __init__(self, policy):
        self._policy = policy

    @property
    def policy(self):
        return self._policy

    @policy.setter
    def policy(self, value):
        self._policy = value


class Planner:
    def __init__(self, plan: Plan):
        self.policy = jax.jit(plan.policy)


Planner(Plan(lambda x: x + 1)).policy(1.0)


# --- a method of what is mixed into pytrees
class Rows:
    @jax.jit
    def row(self, i):
        return jax.tree.map(lambda x: x[i], self)


@chex.dataclass
class Bodies(Rows):
    position: jax.Array
