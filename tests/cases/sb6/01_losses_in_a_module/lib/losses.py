import jax.numpy as jnp


def safe_div(a, b):
    return jnp.where(b != 0, a / b, 0.0)  #! SB601


def log_prob(p):
    return jnp.where(p > 0, jnp.log(p), -100.0)  #! SB601


def unused_metric(p):
    return p * 2.0


def hit_rate(scores, labels):
    return jnp.mean((scores > 0.5) == labels)  #! SB603


def metric_only(x):
    return jnp.where(x > 0, jnp.log(x), 0.0)
