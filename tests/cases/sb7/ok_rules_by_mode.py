"""Good code: one of two kinds of rule, by a setting."""

import jax


def with_rules(solve, mode):
    def solver(*args):
        return solve(*args)

    if mode == "reverse" or mode == "backward":
        wrapped = jax.custom_vjp(solver)
    else:
        wrapped = jax.custom_jvp(solver)

    def forward(*args):
        out = wrapped(*args)
        return out, (out, args)

    def backward(saved, cotangent):
        return tuple(cotangent * a for a in saved[1])

    def tangent(primals, tangents):
        return wrapped(*primals), sum(tangents)

    if mode == "reverse" or mode == "backward":
        wrapped.defvjp(forward, backward)
    else:
        wrapped.defjvp(tangent)
    return wrapped
