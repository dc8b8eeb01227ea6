"""A carry of unknown structure may be a tuple: a part of it is one, and takes another tuple."""

import jax


def bounded(cond_fun, body_fun, val, steps):
    def skip(val_):
        return val_[:-1] + (val_[-1] + steps,)

    return jax.lax.cond(cond_fun(val), body_fun, skip, val)
