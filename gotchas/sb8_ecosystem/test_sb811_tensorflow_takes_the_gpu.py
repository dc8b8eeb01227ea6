"""SB811 tensorflow-takes-the-gpu: two libraries that each take most of one GPU do not fit.

TensorFlow is not installed here, and neither is a GPU: a stand-in of the same name with the same habit shows what happens.
"""

import sys
import types
from typing import Any

import jax.numpy as jnp
import pytest


class Gpu:
    """A device that lends its memory, as the two libraries take it."""

    def __init__(self) -> None:
        self.free = 100

    def take(self, percent: int) -> None:
        if percent > self.free:
            raise MemoryError(f"wants {percent} %, {self.free} % is free")
        self.free -= percent


def stand_in() -> Any:
    module: Any = types.ModuleType("tensorflow")
    module.gpu, module.visible = Gpu(), ["GPU"]
    module.config = types.SimpleNamespace(set_visible_devices=lambda devices, kind: module.visible.__setitem__(slice(None), devices))
    module.constant = lambda value: module.gpu.take(90) if module.visible else None
    return module


sys.modules.setdefault("tensorflow", stand_in())
import tensorflow as tf  # noqa: E402  #! SB811

if tf.__spec__ is None:
    del sys.modules["tensorflow"]  # other libraries ask whether the real one is there


def sharp(values):
    tf.constant(values)
    start_jax(tf.gpu)
    return jnp.asarray(values)


def blunt(library, values):
    """`library` is TensorFlow: what hides the GPU in one place of a program hides it everywhere."""
    library.config.set_visible_devices([], "GPU")
    library.constant(values)
    start_jax(library.gpu)
    return jnp.asarray(values)


def start_jax(gpu: Gpu) -> None:
    gpu.take(75)  # the default of XLA_PYTHON_CLIENT_MEM_FRACTION


def test_the_second_library_finds_no_memory() -> None:
    with pytest.raises(MemoryError, match="wants 75 %, 10 % is free"):
        sharp([1.0])


def test_a_hidden_gpu_is_left_to_jax() -> None:
    library = stand_in()
    assert blunt(library, [1.0]).shape == (1,)
    assert library.gpu.free == 25
