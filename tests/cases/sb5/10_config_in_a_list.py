# source: own
# about: sizes come from a command line as a list, and go through a method to a static parameter
# shows: ValueError: Non-hashable static arguments are not supported
import argparse
from functools import partial

import jax
import jax.numpy as jnp


class Network:
    def __init__(self, widths: list[int]):
        self.widths = widths

    def __call__(self, x):
        return forward(x, self.widths)  #! SB503


@partial(jax.jit, static_argnames=("widths",))
def forward(x, widths):
    for width in widths:
        x = jnp.tanh(x @ jnp.ones((x.shape[-1], width)))
    return x


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.parse_args([])
    print(Network([4, 2])(jnp.ones((1, 3))).shape)
