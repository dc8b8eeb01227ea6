# about: values behind a mask whose gradient is NaN at the masked edge, in the ways people write them, and what keeps it away
from functools import partial

import flax.linen as nn
import jax
import jax.numpy as jnp
from jax import lax


def bound_before(x):
    safe = jnp.log(x)
    return jnp.sum(jnp.where(x > 0, safe, 0.0))  #! SB601


def mask_named(p, q):
    mask = q > 0
    ratio = p / q
    kl = jnp.where(mask, p * jnp.log(ratio), 0.0)  #! SB601
    return kl.sum()


def nan_to_num_form(x):
    return jnp.nan_to_num(jnp.log(x) * 2.0).sum()  #! SB601


def maximum_form(v):
    return jnp.sum(v / jnp.maximum(jnp.linalg.norm(v), 1e-6))  #! SB601


def product_form(x):
    return jnp.sum((x > 0) * jnp.sqrt(x))  #! SB601


def product_cast(x):
    active = (x > 0).astype(jnp.float32)
    return jnp.sum(active * x**0.5)  #! SB601


def select_form(x):
    return jnp.sum(lax.select(x > 0.0, lax.rsqrt(x), jnp.zeros_like(x)))  #! SB601


def many(x):
    return jnp.sum(jnp.select([x < 1e-3, x < 1.0], [jnp.zeros_like(x), jnp.sin(x) / x], default=x))


def select_list(x):
    return jnp.sum(jnp.select([x > 0], [jnp.log(x)], 0.0))  #! SB601


def helper(x):
    return jnp.log(x)


def through_helper(x):
    return jnp.sum(jnp.where(x > 0, helper(x), 0.0))  #! SB601


def negated(x):
    bad = x <= 0
    return jnp.sum(jnp.where(~bad, jnp.log(x), 0.0))  #! SB601


def other_side(x):
    return jnp.sum(jnp.where(x == 0, 1.0, jnp.sin(x) / x))  #! SB601


def finite_test(x):
    y = 1.0 / x
    return jnp.sum(jnp.where(jnp.isfinite(y), y, 0.0))  #! SB601


def reduction(x):
    return jnp.sum(x * jnp.log(x), where=x > 0)  #! SB601


def nansum(p):
    return -jnp.nansum(p * jnp.log2(p))  #! SB601


def clipped(x):
    return jnp.clip(jnp.log(x), -20.0, 0.0).sum()  #! SB601


def safe_mean(x, mask):
    count = jnp.sum(mask)
    return jnp.where(count > 0, jnp.sum(x * mask) / count, 0.0)  #! SB601


def method_form(x):
    norm = (x**2).sum() ** 0.5
    return jnp.where(norm > 1e-8, x / norm, 0.0).sum()  #! SB601


class Layer(nn.Module):
    @nn.compact
    def __call__(self, x):
        length = jnp.sqrt(jnp.sum(x**2, axis=-1, keepdims=True))
        return jnp.where(length > 0, x / length, x)  #! SB601


def layer_loss(x):
    return Layer().apply({}, x).sum()


# --- good

def double_where(x):
    ok = x > 0
    inner = jnp.where(ok, x, 1.0)
    return jnp.sum(jnp.where(ok, jnp.log(inner), 0.0))


def operand_clipped(x):
    return jnp.sum(jnp.where(x > 0, jnp.log(jnp.clip(x, 1e-6)), 0.0)) + jnp.sum(jnp.where(x > 0, jnp.log(jnp.maximum(x, 1e-6)), 0.0))


def added(x, eps=1e-6):
    return jnp.sum(jnp.where(x > 0, jnp.log(x + 1e-6), 0.0)) + jnp.sum(jnp.where(x > 0, jnp.sqrt(x**2 + eps), 0.0))


def positive(x):
    return jnp.sum(jnp.where(x > 0, jnp.log(jnp.exp(x) + 1), x)) + jnp.sum(jnp.where(x >= 0, 1 / (1 + jnp.exp(-x)), jnp.exp(x) / (1 + jnp.exp(x))))


def unrelated(x, labels, t, warmup):
    a = jnp.where(labels == 1, jnp.log(x), jnp.log(1 - x))
    b = jnp.where(jnp.arange(x.shape[0]) < 2, jnp.sqrt(x), 0.0)
    c = jnp.where(t < warmup, t / warmup, 1.0)
    return jnp.sum(a + b) * c


def chosen_there(x):
    return jnp.sum(jnp.where(x < 5.0, jnp.log(x), x / 5.0))


def huber(x):
    return jnp.sum(jnp.where(jnp.abs(x) > 1.0, jnp.abs(x) - 0.5, 0.5 * x**2))


def leaky(x):
    return jnp.sum(jnp.where(x > 0, x, 0.01 * x)) + jnp.sum((x > 0) * x) + jnp.maximum(x, 0.0).sum()


def elu(x):
    return jnp.sum(jnp.where(x > 0, x, jnp.expm1(jnp.where(x > 0, 0.0, x))))


def stopped(x):
    return jnp.sum(x * jnp.where(x > 0, lax.stop_gradient(1.0 / x), 0.0))


def attention(q, k, mask):
    scores = q @ k.T / jnp.sqrt(q.shape[-1])
    return jax.nn.softmax(jnp.where(mask, scores, -1e9)).sum()


def accuracy_aux(p, y):
    hits = (p > 0.5) == y
    n = jnp.sum(y >= 0)
    return jnp.sum(p**2) * 1.0, jnp.where(n > 0, jnp.sum(hits) / n, 0.0)


def finite_at_the_edge(x):
    length = jnp.sqrt(jnp.sum(x**2))
    return jnp.nan_to_num(length) + jnp.where(jnp.isfinite(length), length, 0.0)


def constants(x):
    table = jnp.linspace(0.0, 1.0, 4)
    weights = jnp.where(table > 0, jnp.log(table), 0.0)
    return jnp.sum(x * weights)


X = jnp.ones(4)
for f in (bound_before, nan_to_num_form, maximum_form, product_form, product_cast):
    jax.grad(f)(X)
for f in (select_form, many, select_list):
    jax.grad(f)(X)
for f in (through_helper, negated, other_side, finite_test, reduction, nansum):
    print(jax.value_and_grad(f)(X))
jax.jit(jax.grad(mask_named, argnums=(0, 1)))(X, X)
print(jax.grad(clipped)(X), jax.grad(safe_mean)(X, X > 0), jax.jacrev(method_form)(X), jax.grad(layer_loss)(X))
for f in (double_where, operand_clipped, added, positive, chosen_there, huber):
    jax.grad(f)(X)
for f in (leaky, elu, stopped, constants, finite_at_the_edge):
    jax.grad(f)(X)
jax.grad(unrelated)(X, X, 1.0, 2.0)
jax.grad(attention, argnums=(0, 1))(jnp.ones((4, 4)), jnp.ones((4, 4)), jnp.ones((4, 4), bool))
jax.grad(accuracy_aux, has_aux=True)(X, X > 0)
step = partial(jax.grad, allow_int=True)
