from functools import partial

import jax
import jax.numpy as jnp


def predict(batch, params, cache, end, length, scale):
    return jnp.sum(batch * params) * scale + end + length


def translate(predict_on_devices, batches, params):
    out = []
    for batch in batches:
        out.append(predict_on_devices(batch, params, None, 2, 128))
    return out


def main(batches, params):
    on_devices = jax.pmap(partial(predict, scale=2.0), axis_name="batch", static_broadcasted_argnums=(3, 4))
    return translate(on_devices, batches, params)
