from dataclasses import dataclass, field
from typing import Any

import jax
import jax.numpy as jnp


@dataclass
class Net:
    scale: float = 1.0
    dtype: Any = jnp.float32
    bias: jax.Array = field(default_factory=lambda: jnp.zeros(3))
    act = staticmethod(jax.nn.relu)

    def __call__(self, x):
        return self.act(x * self.scale + self.bias)
