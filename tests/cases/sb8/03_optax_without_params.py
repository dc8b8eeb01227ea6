# Optimisers that read the parameters, in all the ways in which they are made and called.
from functools import partial

import jax
import jax.numpy as jnp
import optax
from flax import struct
from flax.training import train_state

LEARNING_RATE = 1e-3
decayed = optax.chain(optax.clip_by_global_norm(1.0), optax.scale_by_adam(), optax.add_decayed_weights(1e-2), optax.scale(-1e-3))


def make_optimizer(lr):
    schedule = optax.cosine_decay_schedule(lr, 100)
    return optax.lion(schedule)


def labels(params):
    return jax.tree.map(lambda x: "a", params)


def by_helper(grads, params):
    tx = make_optimizer(1e-3)
    state = tx.init(params)
    updates, state = tx.update(grads, state)  #! SB802
    return updates


def by_keywords(grads, state):
    return decayed.update(updates=grads, state=state)  #! SB802


def explicit_none(grads, state):
    return decayed.update(grads, state, None)  #? SB802


def wrapped(grads, params):
    injected = optax.inject_hyperparams(optax.adamw)(learning_rate=1e-3)
    updates, _ = injected.update(grads, injected.init(params))  #! SB802
    by_lambda = optax.inject_hyperparams(lambda learning_rate: optax.lamb(learning_rate))(learning_rate=1e-3)
    updates, _ = by_lambda.update(grads, by_lambda.init(params))  #! SB802
    masked = optax.masked(optax.adamw(1e-3), labels)
    updates, _ = masked.update(grads, masked.init(params))  #! SB802
    several = optax.multi_transform({"a": optax.sgd(1e-2), "b": optax.adamw(1e-3)}, labels)
    updates, _ = several.update(grads, several.init(params))  #! SB802
    steps = optax.MultiSteps(optax.adamw(1e-3), every_k_schedule=4)
    updates, _ = steps.update(grads, steps.init(params))  #! SB802
    finite = optax.apply_if_finite(optax.chain(optax.clip(1.0), optax.adamw(1e-3)), 5)
    updates, _ = finite.update(grads, finite.init(params))  #! SB802
    return updates


class Trainer:
    def __init__(self, lr, wd):
        self.tx = optax.adamw(lr, weight_decay=wd)

    def step(self, params, opt_state, grads):
        updates, opt_state = self.tx.update(grads, opt_state)  #! SB802
        return optax.apply_updates(params, updates), opt_state

    @partial(jax.jit, static_argnums=0)
    def jitted(self, params, opt_state, grads):
        updates, opt_state = self.tx.update(grads, opt_state)  #! SB802
        return optax.apply_updates(params, updates), opt_state


def train_step(state: train_state.TrainState, grads):
    updates, opt_state = state.tx.update(grads, state.opt_state)
    return state.replace(params=optax.apply_updates(state.params, updates), opt_state=opt_state)


def in_scan(params, xs):
    tx = optax.adamw(LEARNING_RATE)

    def body(carry, x):
        params, opt_state = carry
        loss, grads = jax.value_and_grad(lambda p: jnp.sum(p * x))(params)
        updates, opt_state = tx.update(grads, opt_state)  #! SB802
        return (optax.apply_updates(params, updates), opt_state), loss

    return jax.lax.scan(body, (params, tx.init(params)), xs)


def run(tx, params, grads):
    return tx.update(grads, tx.init(params))  #! SB802


run(optax.adamw(1e-3), jnp.zeros(2), jnp.zeros(2))


def by_choice(name, grads, state):
    tx = {"adamw": optax.adamw(1e-3), "sgd": optax.sgd(1e-3)}[name]
    return tx.update(grads, state)


def by_flag(decay, grads, state):
    tx = optax.adamw(1e-3) if decay else optax.adam(1e-3)
    return tx.update(grads, state)


def own_transformation(grads, state):
    tx = optax.GradientTransformation(lambda p: (), lambda u, s, p=None: (u, s))
    return tx.update(grads, state)


def given(grads, state, params, **extra):
    tx = optax.adamw(1e-3)
    tx.update(grads, state, params)
    tx.update(grads, state, params=params)
    tx.update(grads, state, **extra)
    return tx.update(*(grads, state, params))


@struct.dataclass
class Config:
    lr: float = 1e-3


def free(grads, params, cfg: Config):
    for tx in (optax.sgd(cfg.lr), optax.adam(cfg.lr), optax.rmsprop(cfg.lr), optax.noisy_sgd(cfg.lr)):
        updates, _ = tx.update(grads, tx.init(params))
    masked = optax.masked(optax.sgd(1e-2), labels)
    return masked.update(grads, masked.init(params))
