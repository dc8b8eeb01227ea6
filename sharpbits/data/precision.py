"""Products whose precision depends on the device, and functions that need all of it."""

from __future__ import annotations

#: Functions that multiply, most of them with a parameter `precision`: float32 inputs are multiplied as TF32 or bfloat16 on accelerators.
PRODUCTS = frozenset({
    *(f"jax.numpy.{n}" for n in ("matmul", "dot", "einsum", "tensordot", "inner", "vdot", "vecdot", "matvec", "vecmat")),
    *(f"jax.lax.{n}" for n in ("dot", "dot_general", "conv", "conv_general_dilated", "conv_with_general_padding", "batch_matmul")),
    *(f"jax.numpy.{n}" for n in ("convolve", "correlate")), "jax.scipy.signal.convolve", "jax.scipy.signal.correlate",
})  # fmt: skip
#: Functions that compare closely, or solve with what they are given.
CLOSE: dict[str, str] = {
    **dict.fromkeys((
        "numpy.testing.assert_allclose", "numpy.testing.assert_array_almost_equal", "numpy.testing.assert_almost_equal", "numpy.testing.assert_array_equal",
        "numpy.allclose", "numpy.isclose", "jax.numpy.allclose", "jax.numpy.isclose", "chex.assert_trees_all_close", "chex.assert_tree_all_close",
    ), "compared"),
    **dict.fromkeys(("jax.numpy.linalg.inv", "jax.numpy.linalg.pinv", "jax.scipy.linalg.inv"), "inverted"),
    **dict.fromkeys((
        "jax.numpy.linalg.solve", "jax.numpy.linalg.lstsq", "jax.scipy.linalg.solve", "jax.scipy.linalg.cho_solve", "jax.scipy.linalg.cho_factor",
        "jax.numpy.linalg.cholesky", "jax.scipy.linalg.cholesky", "jax.scipy.linalg.lu_factor",
    ), "solved with"),
}  # fmt: skip
