"""A library whose loops its user may compile."""
import jax.numpy as jnp
from jax import lax


def chunk(evaluate, n, x):
    def body(i, carry):
        return carry + evaluate(i)

    return lax.fori_loop(0, n, body, x)


def evaluate_in_chunks(evaluate, x):
    x = chunk(evaluate, 1, x)
    x = chunk(evaluate, 2, x)
    x = chunk(evaluate, 4, x)
    x = chunk(evaluate, 8, x)
    return chunk(evaluate, 16, x)
