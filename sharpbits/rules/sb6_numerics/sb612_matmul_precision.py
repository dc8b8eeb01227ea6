from __future__ import annotations

from ...events import RoughProduct
from ...rule import Report, rule


@rule("SB612", "matmul-precision", events=(RoughProduct,), on="opt", proof="silent (by device)")
def matmul_precision(event: RoughProduct) -> Report:
    """A matrix product or convolution without `precision=`, whose result is compared closely, inverted or solved with.

    Why it bites: on accelerators float32 is multiplied as TF32 or bfloat16 by default: three digits are right, on a CPU seven.
    Use instead: `precision="highest"` (or `lax.Precision.HIGHEST`), or `with jax.default_matmul_precision("highest"):`.
    """
    return Report(
        event.site, f"this product is {event.use} closely, and its precision depends on the device", 'give `precision="highest"`, or set `jax.default_matmul_precision`',
        related=((event.at, "here"),),
    )  # fmt: skip
