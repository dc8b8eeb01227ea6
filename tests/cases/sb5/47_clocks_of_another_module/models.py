import jax
import jax.numpy as jnp
import numpy as np


def attention(q):
    return jax.nn.softmax(q @ q.T / 8.0) @ q


attention_jit = jax.jit(attention)


def numpy_attention(q):
    s = q @ q.T / 8.0
    s = np.exp(s - s.max(-1, keepdims=True))
    return (s / s.sum(-1, keepdims=True)) @ q
