import jax.numpy as jnp


class Net:
    scale = jnp.ones(3)  #! SB511
    EPS = jnp.finfo(jnp.float32).eps

    def __call__(self, x):
        return x * self.scale + self.EPS
