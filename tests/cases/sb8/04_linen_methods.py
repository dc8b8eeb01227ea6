# Where a Linen module may make submodules and assign attributes.
from typing import Any

import flax.linen as nn
import jax
import jax.numpy as jnp
from flax import linen


class Residual(nn.Module):
    width: int

    def __call__(self, x):
        return x + nn.Dense(self.width)(x)  #! SB803


class Encoder(nn.Module):
    width: int = 4

    def setup(self):
        self.embed = nn.Dense(self.width)

    def __call__(self, x):
        h = self.embed(x)
        self.hidden = h  #! SB804
        return Residual(self.width)(h)  #! SB803


class Helper(linen.Module):
    def head(self, x):
        return linen.Dense(2)(x)  #! SB803

    def __call__(self, x):
        self.calls += 1  #! SB804
        return self.head(x)


class Counting(nn.Module):
    width: int = 3
    calls: int = 0

    def setup(self):
        self.width = 2 * self.width  #! SB804
        self.layer = nn.Dense(self.width)

    def encode(self, x):
        self.last = x  #! SB804
        return self.layer(x)

    def __call__(self, x):
        return self.encode(x)


class Remembers(nn.Module):
    @nn.compact
    def __call__(self, x):
        def inner(y):
            self.inner_input = y  #! SB804
            return nn.Dense(3)(y)

        self.cache, self.other = x, None  #! SB804
        return inner(x)


# --- good code


class Fine(nn.Module):
    width: int = 3
    parts: Any = None

    def __post_init__(self):
        self.parts = self.parts or (1, 2)
        super().__post_init__()

    def setup(self):
        self.layers = [nn.Dense(self.width) for _ in range(2)]
        self.head = self.make_head()
        self._build_more()

    def make_head(self):
        return nn.Dense(1)

    def _build_more(self):
        self.norm = nn.LayerNorm()

    def __call__(self, x):
        for layer in self.layers:
            x = layer(x)
        return self.head(self.norm(x))


class Compact(nn.Module):
    def block(self, x):
        return nn.Dense(3)(x)

    @nn.nowrap
    def make(self):
        return nn.Dense(3)

    @nn.compact
    def __call__(self, x):
        state = self.variable("stats", "n", jnp.zeros, ())
        if self.is_mutable_collection("stats"):
            state.value += 1
        self.sow("intermediates", "x", x)
        return self.make()(self.block(x))


class CompactEncode(nn.Module):
    @nn.compact
    def encode(self, x):
        return nn.Dense(3)(x)

    def __call__(self, x):
        return self.encode(x)


class Wrapper(nn.Module):
    inner: nn.Module

    def __call__(self, x):
        return self.inner(x)

    def with_width(self, width):
        clone = self.clone(inner=nn.Dense(width, parent=None))
        return clone


class Plain:
    def __call__(self, x):
        self.model = nn.Dense(3)
        self.last = x
        return self.model


def build(width):
    model = Wrapper(nn.Dense(width))
    model.name_of_mine = "x"
    return model


class Sub(Compact):
    def helper(self, x):
        return nn.Dense(2)(x)

    @nn.compact
    def __call__(self, x):
        return self.helper(super().__call__(x))


if __name__ == "__main__":
    key = jax.random.key(0)
    x = jnp.ones((2, 3))
    for model in (Fine(), Compact(), CompactEncode(), Sub()):
        model.init(key, x)
    Counting().init(key, x)
