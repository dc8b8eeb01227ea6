"""SB802 optax-update-without-params: weight decay is computed from the parameters, so `update` needs them."""

import jax.numpy as jnp
import numpy as np
import optax
import pytest

PARAMS = {"w": jnp.ones(3)}
GRADS = {"w": jnp.full(3, 0.5)}


def sharp(params, grads):
    tx = optax.adamw(1e-3)
    updates, _ = tx.update(grads, tx.init(params))  #! SB802
    return updates


def sharp_chain(params, grads):
    tx = optax.chain(optax.clip(1.0), optax.scale_by_adam(), optax.add_decayed_weights(1e-2), optax.scale(-1e-3))
    updates, _ = tx.update(grads, tx.init(params))  #! SB802
    return updates


def sharp_injected(params, grads):
    tx = optax.inject_hyperparams(optax.lamb)(learning_rate=1e-3)
    updates, _ = tx.update(updates=grads, state=tx.init(params))  #! SB802
    return updates


def sharp_accumulated(params, grads):
    tx = optax.MultiSteps(optax.lion(1e-3), every_k_schedule=2)
    updates, _ = tx.update(grads, tx.init(params))  #! SB802
    return updates


def blunt(params, grads):
    tx = optax.adamw(1e-3)
    updates, _ = tx.update(grads, tx.init(params), params)
    return updates


def blunt_adam(params, grads):
    tx = optax.chain(optax.clip(1.0), optax.adam(1e-3))
    updates, _ = tx.update(grads, tx.init(params))
    return updates


@pytest.mark.parametrize("function", [sharp, sharp_injected, sharp_accumulated], ids=["adamw", "injected lamb", "accumulated lion"])
def test_the_parameters_are_missing(function):
    with pytest.raises(ValueError, match="requires the current value of parameters"):
        function(PARAMS, GRADS)


def test_the_parameters_are_missing_in_a_chain():
    with pytest.raises((ValueError, TypeError), match="params|parameters"):
        sharp_chain(PARAMS, GRADS)


def test_decay_looks_at_the_parameters():
    small, large = blunt(PARAMS, GRADS), blunt({"w": jnp.full(3, 100.0)}, GRADS)
    assert (np.asarray(large["w"]) < np.asarray(small["w"])).all()


def test_adam_needs_no_parameters():
    assert blunt_adam(PARAMS, GRADS)["w"].shape == (3,)
