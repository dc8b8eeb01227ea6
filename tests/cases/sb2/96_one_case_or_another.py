import jax
import jax.numpy as jnp
from jax import random


def by_mode(key, mode):
    match mode:
        case "gauss":
            x = random.normal(key)
        case _:
            x = 0.0
    match mode:
        case "gauss":
            y = 0.0
        case "uniform" | "flat":
            y = random.uniform(key)
        case _:
            y = random.gumbel(key)
    return x + y


def by_mode_again(key, mode):
    match mode:
        case "gauss":
            x = random.normal(key)
        case _:
            x = 0.0
    match mode:
        case "gauss":
            return x + random.uniform(key)  #! SB201
    return x


def after_a_return(key, fast):
    for _ in range(2):
        if fast:
            x = 0.0
    if fast:
        return random.normal(key)

    def body(carry, _):
        key, total = carry
        key, sub = random.split(key)
        return (key, total + random.normal(sub)), total

    return jax.lax.scan(body, (key, jnp.zeros(())), None, length=2)


def spent_and_carried(key, fast):
    if fast:
        x = random.normal(key)
    else:
        x = 0.0

    def body(carry, _):
        key, total = carry
        key, sub = random.split(key)
        return (key, total + random.normal(sub)), total

    if fast:
        return x
    return jax.lax.scan(body, (key, jnp.zeros(())), None, length=2)
