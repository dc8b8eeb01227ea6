import flax.linen as nn
import jax
import jax.numpy as jnp


class Decoder(nn.Module):
    @nn.compact
    def __call__(self, tokens):
        x = nn.Embed(100, 16)(tokens)
        return nn.SelfAttention(num_heads=2, decode=True)(x)


@jax.jit
def cache_for(tokens):
    variables = Decoder().init(jax.random.key(0), tokens)
    return variables["cache"]


@jax.jit
def cache_at_once(tokens):
    return Decoder().init(jax.random.key(0), tokens)["cache"]


@jax.jit
def parameters_for(tokens):
    variables = Decoder().init(jax.random.key(0), tokens)  #! SB205
    return variables["params"], variables["cache"]


@jax.jit
def all_of_it(tokens):
    variables = Decoder().init(jax.random.key(0), tokens)  #! SB205
    return jnp.zeros(3), variables
