"""Keys that come out of a stream object, of `*split(key)`, or of a table of names."""

from typing import NamedTuple

import jax
import jax.random as jr


class Stream:
    def __init__(self, key):
        self._key = key

    def __call__(self):
        self._key, key = jr.split(self._key)
        return key

    def next(self):
        self._key, key = jr.split(self._key)
        return key

    def draw(self):
        return jr.normal(self())


def from_a_stream(seed):
    stream = Stream(jr.key(seed))
    key = stream()
    first = jr.normal(key)
    return first + jr.uniform(key)  #! SB201


def by_a_method(seed):
    stream = Stream(jr.key(seed))
    key = stream.next()
    first = jr.normal(key)
    return first + jr.uniform(key)  #! SB201


def fresh_each_time(seed):
    stream = Stream(jr.key(seed))
    a, b = stream(), stream.next()
    total = jr.normal(a) + jr.normal(b) + stream.draw()
    for _ in range(3):
        key = stream()
        total = total + jr.normal(key)
    return total + sum(jr.normal(stream()) for _ in range(3))


class Streams(NamedTuple):
    params: jax.Array
    dropout: jax.Array


def starred(seed):
    s = Streams(*jr.split(jr.key(seed), 2))
    first = jr.normal(s.params)
    return first + jr.normal(s.dropout) + jr.uniform(s.params)  #! SB201


def both(a, b):
    return jr.normal(a) + jr.normal(b)


def starred_argument(key):
    total = both(*jr.split(key))
    return total + both(*jr.split(key))  #! SB201


def starred_list(key):
    keys = [*jr.split(key, 2), jr.key(3)]
    first = jr.normal(keys[0]) + jr.normal(keys[1]) + jr.normal(keys[2])
    return first + jr.uniform(keys[1])  #! SB201


def by_name(seed):
    keys = dict(zip(("a", "b"), jr.split(jr.key(seed), 2)))
    first = jr.normal(keys["a"]) + jr.normal(keys["b"])
    return first + jr.normal(keys["b"])  #! SB201


def as_numbers(seed):
    key = jr.key(seed)
    return int(key), float(jr.key(1)), int(jr.randint(key, (), 0, 9))  #! SB208
