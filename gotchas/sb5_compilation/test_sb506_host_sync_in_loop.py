"""SB506 host-sync-in-loop: a number that Python asks for at each step makes it wait for the device at each step. Opt."""

import jax
import jax.numpy as jnp
import numpy as np
import pytest


@jax.jit
def step(weights, batch):
    loss = jnp.mean((weights * batch - 1.0) ** 2)
    return weights - 0.1 * batch * (weights * batch - 1.0), loss


def batches(count):
    return [np.full(3, 1.0 + 0.1 * n, np.float32) for n in range(count)]


def sharp(weights, data):
    losses = []
    for batch in data:
        weights, loss = step(weights, batch)
        losses.append(float(loss))  #? SB506
    return losses


def sharp_item(weights, data):
    losses = []
    for batch in data:
        weights, loss = step(weights, batch)
        losses.append(loss.item())  #? SB506
    return losses


def sharp_numpy(weights, data):
    losses = []
    for batch in data:
        weights, loss = step(weights, batch)
        losses.append(np.asarray(loss))  #? SB506
    return losses


def sharp_print(weights, data):
    losses = []
    for number, batch in enumerate(data):
        weights, loss = step(weights, batch)
        print(f"step {number}: {loss:.3f}")  #? SB506
        losses.append(loss)
    return losses


def blunt(weights, data):
    losses = []
    for batch in data:
        weights, loss = step(weights, batch)
        losses.append(loss)
    return np.asarray(jnp.stack(losses))


def fine_now_and_then(weights, data):
    losses = []
    for number, batch in enumerate(data):
        weights, loss = step(weights, batch)
        if number % 10 == 0:
            losses.append(float(loss))
    return losses


def fine_each_epoch(weights, data):
    losses = []
    for _ in range(9):
        for batch in data:
            weights, loss = step(weights, batch)
        losses.append(float(loss))
    return losses


@pytest.fixture
def waits(monkeypatch):
    """The arrays of JAX whose values are asked for, which waits until they are there."""
    asked = {}
    kind = type(jnp.ones(()))
    read, convert = kind._value, np.asarray

    def value(self):
        asked[id(self)] = self
        return read.fget(self)

    def asarray(values, *args, **kwargs):
        if isinstance(values, kind):
            asked[id(values)] = values
        return convert(values, *args, **kwargs)

    monkeypatch.setattr(kind, "_value", property(value))
    monkeypatch.setattr(np, "asarray", asarray)
    return asked


@pytest.mark.parametrize("train", [sharp, sharp_item, sharp_numpy, sharp_print])
def test_each_step_waits(train, waits):
    train(jnp.ones(3), batches(20))
    assert len(waits) == 20


def test_arrays_that_are_kept_are_waited_for_once(waits):
    blunt(jnp.ones(3), batches(20))
    assert len(waits) == 1


def test_every_tenth_step_or_every_epoch_waits_seldom(waits):
    fine_now_and_then(jnp.ones(3), batches(20))
    assert len(waits) == 2
    fine_each_epoch(jnp.ones(3), batches(20))
    assert len(waits) == 2 + 9


def test_the_losses_are_the_same():
    assert np.allclose(sharp(jnp.ones(3), batches(20)), blunt(jnp.ones(3), batches(20)))
