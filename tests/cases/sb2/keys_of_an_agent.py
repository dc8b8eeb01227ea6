"""A key that an object holds, that its base class makes and its methods renew."""

import functools

import jax
import jax.numpy as jnp


@functools.partial(jax.jit, static_argnums=(0,))
def train(net, params, batch, rng):
    rng, noise_rng = jax.random.split(rng)
    noise = jax.random.normal(noise_rng, batch.shape)
    return params, jnp.mean(noise), rng


def crop(x, rng=None, augment=False):
    if augment:
        return x + jax.random.normal(rng, x.shape)
    return x


class Agent:
    def __init__(self, seed):
        self._rng = jax.random.PRNGKey(seed)
        self.params = 0


class Augmented(Agent):
    def __init__(self, seed):
        super().__init__(seed)
        self.crop = functools.partial(crop, augment=True)

    def update(self):
        self._rng, first, second = jax.random.split(self._rng, num=3)
        states = self.crop(self.elements["state"], rng=first)
        nexts = self.crop(self.elements["next"], rng=second)
        self.params, loss, self._rng = train(self.net, self.params, states + nexts, self._rng)
        return loss

    def update_with_a_bug(self):
        _, first, second = jax.random.split(self._rng, num=3)
        states = self.crop(self.elements["state"], rng=first)
        nexts = self.crop(self.elements["next"], rng=second)
        self.params, loss, self._rng = train(self.net, self.params, states + nexts, self._rng)  #! SB201
        return loss


def batches_of_draws(key, probabilities, batches, size):
    def one(carry, index):
        batch_key = key if batches == 1 else jax.random.fold_in(key, index)
        return carry, jax.random.bernoulli(batch_key, probabilities, (size,))

    return jax.lax.scan(one, 0, jnp.arange(batches))[1]
