"""SB404 container-leak: a list, dict or set from outside keeps tracers, one for each trace and not for each call."""

from collections import defaultdict

import jax
import jax.numpy as jnp
import pytest

history = []
cache = {}


@jax.jit
def sharp(x):
    loss = jnp.sum(x**2)
    history.append(loss)  #! SB404
    return x - 0.1 * x, loss


@jax.jit
def sharp_memo(x):
    if "sum" not in cache:
        cache["sum"] = jnp.sum(x)  #! SB404
    return x / cache["sum"]  #? SB405


def sharp_scan(xs):
    log = defaultdict(list)

    def step(total, x):
        log["total"].append(total)  #! SB404
        return total + x, None

    jax.lax.scan(step, 0.0, xs)
    return log["total"]


def sharp_update(x):
    record = {}

    @jax.jit
    def forward(x):
        hidden = jnp.tanh(x)
        record.update(hidden=hidden)  #! SB404
        return hidden.sum()

    forward(x)
    return record


def sharp_gradient(w):
    seen = []

    def loss(w):
        seen.extend([w, 2.0 * w])  #! SB404
        return jnp.sum(w**2)

    jax.grad(loss)(w)
    return seen


@jax.jit
def _step(x):
    loss = jnp.sum(x**2)
    return x - 0.1 * x, loss


def blunt(x, n):
    losses = []
    for _ in range(n):
        x, loss = _step(x)
        losses.append(loss)
    return jnp.stack(losses)


def blunt_scan(xs):
    return jax.lax.scan(lambda total, x: (total + x, total), 0.0, xs)[1]


@jax.jit
def fine_own_list(x):
    rows = []
    for i in range(3):
        rows.append(x * i)
    named = {}
    named["all"] = jnp.stack(rows)
    return named["all"].sum()


@jax.jit
def fine_static_note(x):
    shapes.append(x.shape)
    return 2.0 * x


shapes = []


def test_the_list_grows_at_a_trace_and_not_at_a_call():
    x = jnp.ones(3)
    for _ in range(4):
        x, _ = sharp(x)
    assert len(history) == 1
    with pytest.raises(jax.errors.UnexpectedTracerError):
        jnp.stack(history)


def test_a_memo_fails_at_the_next_trace():
    assert sharp_memo(jnp.ones(2)).tolist() == [0.5, 0.5]
    with pytest.raises(jax.errors.UnexpectedTracerError):
        sharp_memo(jnp.ones(3))


def test_a_scan_leaves_fewer_tracers_than_it_has_rounds():
    kept = sharp_scan(jnp.arange(8.0))
    assert 1 <= len(kept) < 8
    with pytest.raises(jax.errors.UnexpectedTracerError):
        jnp.stack(kept)


def test_a_dict_is_no_better_and_grad_without_jit_neither():
    with pytest.raises(jax.errors.UnexpectedTracerError):
        sharp_update(jnp.ones(2))["hidden"] + 1.0
    with pytest.raises(jax.errors.UnexpectedTracerError):
        jax.jit(jnp.sin)(sharp_gradient(jnp.ones(2))[1])


def test_results_can_be_kept():
    assert blunt(jnp.ones(1), 3).tolist() == pytest.approx([1.0, 0.81, 0.6561])
    assert blunt_scan(jnp.arange(4.0)).tolist() == [0.0, 0.0, 1.0, 3.0]


def test_what_is_made_inside_or_static_is_no_leak():
    with jax.checking_leaks():
        assert fine_own_list(jnp.ones(2)) == 6.0
    fine_static_note(jnp.ones(5))
    assert shapes == [(5,)]
