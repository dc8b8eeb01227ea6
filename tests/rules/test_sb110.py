"""SB110 on code of images, hashes and masks: what may be below zero is cast to an unsigned type."""

from __future__ import annotations

import jax.numpy as jnp
import numpy as np
import pytest

from sharpbits import Settings, lint_text

HEAD = """\
import jax
import jax.numpy as jnp
from jax import lax

key = jax.random.key(0)
image = jax.random.uniform(key, (8, 8))
other = jnp.ones((8, 8))

"""
WRONG = {
    "difference": "x = (image - other).astype(jnp.uint8)",
    "centred": "x = (image - image.mean()).astype('uint8')",
    "scaled difference": "x = ((image - other) * 255).astype(jnp.uint8)",
    "rounded": "x = jnp.round(image - other).astype(jnp.uint16)",
    "negative": "x = lax.convert_element_type(-1.0 * image, jnp.uint32)",
    "sign": "x = (-image).astype(jnp.uint8)",
    "array": "x = jnp.asarray(image - other, dtype=jnp.uint8)",
    "compiled": "@jax.jit\ndef residual(a, b):\n    return (a - b).astype(jnp.uint8)\nx = residual(image, other)",
    "mapped": "x = jax.vmap(lambda a, b: (a - b).astype(jnp.uint8))(image, other)",
    "constant": "x = jnp.full((3,), -1, dtype=jnp.uint8)",
    "too large": "x = jnp.full((3,), 300, jnp.uint8)",
    "like": "x = jnp.full_like(jnp.zeros(3, jnp.int8), 200)",
    "a float constant": "x = lax.full((3,), -2.5, jnp.uint8)",
}
GOOD = {
    "scaled": "x = (image * 255).astype(jnp.uint8)",
    "inverted": "x = (255 - image).astype(jnp.uint8)",
    "clipped": "x = jnp.clip(image - other, 0, 255).astype(jnp.uint8)",
    "absolute": "x = jnp.abs(image - other).astype(jnp.uint8)",
    "squared": "x = ((image - other) ** 2).astype(jnp.uint8)",
    "signed": "x = (image - other).astype(jnp.int32)",
    "normalised": "x = ((image - image.min()) / (image.max() - image.min()) * 255).astype(jnp.uint8)",
    "integers": "x = (jnp.arange(8) - jnp.arange(8)).astype(jnp.uint8)",
    "mask": "x = (image - other > 0).astype(jnp.uint8)",
    "rectified": "x = jax.nn.relu(image - other).astype(jnp.uint8)",
    "inside": "x = jnp.full((3,), 255, jnp.uint8)",
    "float": "x = (image - other).astype(jnp.bfloat16)",
    "unknown": "def f(a, b):\n    return (a - b).astype(jnp.uint8)",
}


def found(code: str) -> list[str]:
    return [f.message for f in lint_text(HEAD + code + "\n", "case.py", settings=Settings(select=("SB110",))) if f.code == "SB110"]


@pytest.mark.parametrize("name", WRONG)
def test_a_cast_that_loses_what_is_below_zero_is_reported(name: str) -> None:
    assert len(found(WRONG[name])) == 1


@pytest.mark.parametrize("name", GOOD)
def test_a_cast_of_what_is_inside_is_left_alone(name: str) -> None:
    assert found(GOOD[name]) == []


def test_jax_saturates() -> None:
    assert jnp.array([-3.0, 300.0]).astype(jnp.uint8).tolist() == [0, 255]
    assert np.array([-3.0]).astype(np.int64).astype(np.uint8).tolist() == [253]
