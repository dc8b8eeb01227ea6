"""SB612 matmul-precision: how exactly float32 is multiplied is the device's choice, unless the code says.

The choice shows in the equation that JAX hands to the compiler: no precision is asked for, and an accelerator takes its fastest.
What that means is shown by products of bfloat16, as a TPU makes them.
"""

import jax
import jax.numpy as jnp
import numpy as np


def sharp(q: jax.Array):
    return jnp.allclose(q.T @ q, jnp.eye(q.shape[0]), atol=1e-5)  #? SB612


def blunt(q):
    return jnp.allclose(jnp.matmul(q.T, q, precision="highest"), jnp.eye(q.shape[0]), atol=1e-5)


def sharp_normal(a, b):
    gram = jnp.einsum("ij,ik->jk", a, a)  #? SB612
    return jnp.linalg.solve(gram, b)


def blunt_normal(a, b):
    with jax.default_matmul_precision("highest"):
        gram = jnp.einsum("ij,ik->jk", a, a)
    return jnp.linalg.solve(gram, b)


Q = jnp.asarray(np.linalg.qr(np.random.default_rng(0).normal(size=(64, 64)))[0], dtype=jnp.float32)


def asked(function, *args):
    """The precisions that the products of a function ask for."""
    text = str(jax.make_jaxpr(function)(*args))
    return [part.split("\n")[0].split("]")[0].strip() for part in text.split("precision=")[1:]]


def test_without_a_precision_none_is_asked_for():
    assert all("HIGHEST" not in word for word in asked(sharp, Q))
    assert any("HIGHEST" in word for word in asked(blunt, Q))


def gram(a):
    return jnp.einsum("ij,ik->jk", a, a)


def test_a_default_holds_for_all_products():
    assert all("HIGHEST" not in word for word in asked(gram, Q))
    assert any("HIGHEST" in word for word in asked(jax.default_matmul_precision("highest")(gram), Q))


def test_three_digits_are_too_few_for_a_close_comparison():
    rough = jnp.matmul(Q.T.astype(jnp.bfloat16), Q.astype(jnp.bfloat16), preferred_element_type=jnp.float32)
    assert not jnp.allclose(rough, jnp.eye(64), atol=1e-5)
    assert bool(blunt(Q))
