"""SB410 static-self-stale: a static `self` is compared by identity, so a changed attribute is not seen."""

from dataclasses import dataclass, replace
from functools import partial

import jax


class Sharp:
    def __init__(self, scale):
        self.scale = scale

    @partial(jax.jit, static_argnums=0)  #! SB410
    def __call__(self, x):
        return self.scale * x

    def double(self):
        self.scale = 2.0 * self.scale


class SharpInInit:
    def __init__(self, scale):
        self.scale = scale
        self.apply = jax.jit(self._apply)  #! SB410

    def _apply(self, x):
        return self.scale * x  #? SB405

    def double(self):
        self.scale = 2.0 * self.scale


class SharpHashOnly:
    def __init__(self, scale):
        self.scale = scale

    def __hash__(self):
        return hash(self.scale)

    @partial(jax.jit, static_argnums=0)  #! SB410
    def __call__(self, x):
        return self.scale * x

    def double(self):
        self.scale = 2.0 * self.scale


class Blunt:
    def __init__(self, scale):
        self.scale = scale

    def __call__(self, x):
        return _scaled(self.scale, x)

    def double(self):
        self.scale = 2.0 * self.scale


@jax.jit
def _scaled(scale, x):
    return scale * x


class BluntWithEquality:
    def __init__(self, scale):
        self.scale = scale

    def __hash__(self):
        return hash(self.scale)

    def __eq__(self, other):
        return isinstance(other, BluntWithEquality) and self.scale == other.scale

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        return self.scale * x

    def double(self):
        self.scale = 2.0 * self.scale


@dataclass(frozen=True)
class BluntFrozen:
    scale: float

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        return self.scale * x

    def doubled(self):
        return replace(self, scale=2.0 * self.scale)


class FineNeverWritten:
    def __init__(self, scale):
        self.scale = scale

    @partial(jax.jit, static_argnums=0)
    def __call__(self, x):
        return self.scale * x


def test_the_old_attribute_is_used():
    model = Sharp(1.0)
    assert model(1.0) == 1.0
    model.double()
    assert (model.scale, float(model(1.0))) == (2.0, 1.0)


def test_a_bound_method_is_no_better():
    model = SharpInInit(1.0)
    assert model.apply(1.0) == 1.0
    model.double()
    assert model.apply(1.0) == 1.0


def test_a_hash_without_equality_sees_the_change_and_compiles_for_each_object():
    """The hash finds another entry, but equality is still identity: equal objects do not share their program."""
    first, second = SharpHashOnly(1.0), SharpHashOnly(1.0)
    assert first != second
    assert first(1.0) == second(1.0) == 1.0


def test_the_new_attribute_is_used():
    model = Blunt(1.0)
    assert model(1.0) == 1.0
    model.double()
    assert model(1.0) == 2.0


def test_hash_and_equality_of_the_state_tell_objects_apart_and_let_equal_ones_share():
    first, second = BluntWithEquality(1.0), BluntWithEquality(2.0)
    assert (float(first(1.0)), float(second(1.0))) == (1.0, 2.0)
    assert first == BluntWithEquality(1.0)


def test_a_frozen_object_is_replaced_and_not_changed():
    assert BluntFrozen(1.0)(1.0) == 1.0
    assert BluntFrozen(1.0).doubled()(1.0) == 2.0


def test_what_is_never_written_is_never_stale():
    assert FineNeverWritten(1.0)(1.0) == 1.0
    assert FineNeverWritten(2.0)(1.0) == 2.0
