# TFDS feeds JAX, and nobody hides the GPU from TensorFlow.
import jax
import jax.numpy as jnp
import tensorflow_datasets as tfds  #! SB811


def load(split):
    return tfds.as_numpy(tfds.load("mnist", split=split, batch_size=32))


@jax.jit
def mean(images):
    return jnp.mean(images)


def main():
    for batch in load("train"):
        print(mean(batch["image"]))
