"""Methods that the classes below have to write: of what they return, nothing is known."""

import jax
import jax.numpy as jnp
from jax import lax


class Compression:
    def compress(self, values, state):
        del values, state
        raise NotImplementedError

    def soft(self, x):
        raise NotImplementedError("no soft constraints")

    def hard(self, x):
        return jnp.round(x)

    def run(self, values, state, skip):
        def keep(values, state):
            return {name: jnp.zeros_like(v) for name, v in values.items()}, state

        return lax.cond(skip, keep, self.compress, values, state)

    def constrain(self, x, hard):
        return lax.cond(hard, self.hard, self.soft, x)


def refused(x):
    raise NotImplementedError  #! SB315


def guarded(x, flag):
    return lax.cond(flag, jnp.sin, refused, x)


def failing(x, flag):
    def stop(x):
        raise ValueError("not finite")  #! SB315

    return lax.cond(flag, jnp.sin, stop, x)
