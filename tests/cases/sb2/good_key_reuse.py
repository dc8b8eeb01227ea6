"""Keys that look as if they were used twice, and are not."""

import contextlib
import dataclasses
import functools
import itertools
from typing import NamedTuple

import equinox as eqx
import flax.linen as nn
import haiku as hk
import jax
import jax.numpy as jnp
from flax import nnx
from jax import lax, random


def epsilon_greedy(q_values, key, epsilon):
    explore_key, action_key = random.split(key)
    greedy = jnp.argmax(q_values, axis=-1)
    explore = random.uniform(explore_key, greedy.shape) < epsilon
    noise = random.randint(action_key, greedy.shape, 0, q_values.shape[-1])
    return jnp.where(explore, noise, greedy)


# --- one key by mode, by early return, by `match`, by exception


def sample_prior(key, kind, shape):
    if kind == "normal":
        return random.normal(key, shape)
    if kind == "uniform":
        return random.uniform(key, shape)
    try:
        return random.gamma(key, 2.0, shape)
    except TypeError:
        pass
    raise ValueError(kind)


def noise_of(kind, key, x):
    match kind:
        case "gauss":
            return x + random.normal(key, x.shape)
        case "drop":
            return x * random.bernoulli(key, 0.9, x.shape)
        case _:
            return x + random.laplace(key, x.shape)


def guarded(key, x, train: bool):
    y = x
    if train:
        y = x + random.normal(key, x.shape)
    else:
        y = x
    if not train:
        y = y + random.uniform(key, x.shape)
    return y


def one_of(key, table, name):
    sampler = {"a": lambda k: random.normal(k), "b": lambda k: random.uniform(k)}[name]
    return sampler(key) + table[name]


# --- Flax: one key for several collections; names are folded in


class Mlp(nn.Module):
    @nn.compact
    def __call__(self, x, train: bool = False):
        x = nn.Dense(4)(x)
        x = nn.Dropout(0.5, deterministic=not train)(x)
        return nn.Dense(1)(x)


def flax_setup(seed, x):
    key = random.key(seed)
    model = Mlp()
    variables = model.init({"params": key, "dropout": key}, x)
    return model.apply(variables, x, train=True, rngs={"dropout": key})


class Noisy(nnx.Module):
    def __init__(self, rngs: nnx.Rngs):
        self.first = nnx.Linear(2, 4, rngs=rngs)
        self.second = nnx.Linear(4, 2, rngs=rngs)
        self.drop = nnx.Dropout(0.5, rngs=rngs)

    def __call__(self, x):
        return self.second(self.drop(self.first(x)))


def nnx_streams(seed):
    rngs = nnx.Rngs(seed, noise=seed + 1)
    model = Noisy(rngs)
    a = random.normal(rngs.noise(), (2,))
    b = random.normal(rngs.noise(), (2,))
    c = random.normal(rngs.params(), (2,))
    return model, a, b, c


def haiku_layers(x):
    a = random.normal(hk.next_rng_key(), x.shape)
    b = random.normal(hk.next_rng_key(), x.shape)
    return a + b


def haiku_sequence(seed, x):
    keys = hk.PRNGSequence(seed)
    model = hk.transform(haiku_layers)
    params = model.init(next(keys), x)
    return model.apply(params, next(keys), x), model.apply(params, next(keys), x), keys.take(2)


# --- Equinox: keys of a split, and a module that keeps one


class Attention(eqx.Module):
    q: eqx.nn.Linear
    k: eqx.nn.Linear
    v: eqx.nn.Linear
    extra: list

    def __init__(self, width, *, key):
        q_key, k_key, v_key, *rest = random.split(key, 6)
        self.q = eqx.nn.Linear(width, width, key=q_key)
        self.k = eqx.nn.Linear(width, width, key=k_key)
        self.v = eqx.nn.Linear(width, width, key=v_key)
        self.extra = [eqx.nn.Linear(width, width, key=k) for k in rest]


def equinox_forward(model, x, key=None):
    keys = (None, None) if key is None else random.split(key)
    drop = eqx.nn.Dropout(0.5)
    return drop(x, key=keys[0]) + drop(x, key=keys[1])


# --- keys that are kept by name, popped, advanced, or made by an iterator


def key_iterator(key):
    while True:
        key, sub = random.split(key)
        yield sub


def from_iterator(seed, shape):
    keys = key_iterator(random.key(seed))
    a = random.normal(next(keys), shape)
    b = random.normal(next(keys), shape)
    c = [random.uniform(k, shape) for k in itertools.islice(keys, 3)]
    return a, b, c


class Streams:
    def __init__(self, key):
        self._key = key

    def next(self):
        self._key, sub = random.split(self._key)
        return sub


def from_object(seed, shape):
    streams = Streams(random.key(seed))
    return random.normal(streams.next(), shape) + random.normal(streams.next(), shape)


@contextlib.contextmanager
def seeded(seed):
    yield random.key(seed)


def two_contexts(x):
    with seeded(1) as key:
        a = random.normal(key, x.shape)
    with seeded(2) as key:
        b = random.normal(key, x.shape)
    return a + b


# --- state and carries


@dataclasses.dataclass
class Carry:
    key: jax.Array
    x: jax.Array

    def renew(self):
        key, sub = random.split(self.key)
        return dataclasses.replace(self, key=key), sub


def two_steps(carry):
    carry, sub = carry.renew()
    x = carry.x + random.normal(sub)
    carry, sub = carry.renew()
    return dataclasses.replace(carry, x=x + random.normal(sub))


class State(NamedTuple):
    key: jax.Array
    step: int


def advance(state):
    key, sub = random.split(state.key)
    return state._replace(key=key, step=state.step + 1), random.normal(sub)


def three_advances(key):
    state = State(key, 0)
    state, a = advance(state)
    state, b = advance(state)
    state, c = advance(state)
    return a + b + c


# --- one key, and no second draw


def shapes_first(key, x):
    shape = jax.eval_shape(lambda k: random.normal(k, x.shape), key)
    compiled = jax.jit(lambda k: random.normal(k, x.shape)).lower(key).compile()
    return jnp.zeros(shape.shape) + compiled(key)


def common_numbers(key, f, x, y):
    """Common random numbers: the noise itself is used twice, not the key."""
    noise = random.normal(key, x.shape)
    return f(x + noise) - f(y + noise)


def folded(key, step, x):
    a = random.normal(random.fold_in(key, 2 * step), x.shape)
    b = random.normal(random.fold_in(key, 2 * step + 1), x.shape)
    return a + b


def checkpointed(key, x):
    @jax.checkpoint
    def block(x, key):
        return x * random.bernoulli(key, 0.9, x.shape)

    return jax.grad(lambda x: block(x, key).sum())(x)


def reset_and_go(key, env):
    key, reset_key = random.split(key)
    state = env.reset(reset_key)
    for _ in range(3):
        key, act_key, step_key = random.split(key, 3)
        action = random.normal(act_key, (2,))
        state = env.step(step_key, state, action)
    return key, state


def lookups(cache, key, api_key, sort_key):
    """Keys of another kind."""
    first = cache[key]
    second = cache.get(key, 0.0)
    items = sorted(cache.items(), key=sort_key)
    return first, second, items, api_key


def optional(x, key=None):
    if key is None:
        return x
    return x + random.normal(key, x.shape)


def shuffled_together(key, images, labels, data):
    """One order for the images and their labels, and for all parts of the data."""
    images = random.permutation(key, images)
    labels = random.permutation(key, labels)
    parts = jax.tree.map(lambda x: random.permutation(key, x), data)
    return images, labels, parts


def chosen(x, key, other_key, swap):
    first, second = (key, other_key) if swap else (other_key, key)
    return x + random.normal(first, x.shape) + random.normal(second, x.shape)


def by_branches(key, flag, x):
    return lax.cond(flag, lambda k: random.normal(k, x.shape), lambda k: random.uniform(k, x.shape), key)


def switched(key, index, x):
    return lax.switch(index, [functools.partial(random.normal, shape=(2,)), functools.partial(random.uniform, shape=(2,))], key)


def stored_in_a_dict(state, n):
    state["key"], first = random.split(state["key"])
    state["key"], second = random.split(state["key"])
    noises = [random.normal(first), random.normal(second)]
    for _ in range(n):
        state["key"], sub = random.split(state["key"])
        noises.append(random.normal(sub))
    return noises


def stored_in_an_attribute(state):
    state.rng, first = random.split(state.rng)
    state.rng, second = random.split(state.rng)
    return random.normal(first) + random.normal(second)


def haiku_without_draws(x):
    """The key that `apply` gets is not used: nothing in the function draws."""
    model = hk.transform(lambda x: hk.Linear(3)(x))
    key = random.PRNGKey(0)
    params = model.init(key, x)
    return model.apply(params, key, x)


def renew(state):
    state["key"], sub = random.split(state["key"])
    return sub


def renewed_by_a_helper(seed, x):
    state = {"key": random.key(seed), "step": 0}
    first = random.normal(renew(state), x.shape)
    second = random.normal(renew(state), x.shape)
    state["step"] += 1
    return first + second


def drop(x, key, train):
    if not train:
        return x
    return x * random.bernoulli(key, 0.5, x.shape)


def only_in_training(x, key, train):
    """The flag that decides about the draw is handed on."""
    y = drop(x, key, train)
    if not train:
        y = y + random.normal(key, y.shape)
    return y


def known_after_a_return(x, key, train):
    if train:
        return drop(x, key, True)
    noise = random.normal(key, x.shape)
    return drop(x + noise, key, train)


def crop(key, image):
    top, left = random.randint(key, (2,), 0, 4)
    return lax.dynamic_slice(image, (top, left), (8, 8))


def image_and_mask(key, image, mask):
    """Both are cut alike."""
    return crop(key, image), crop(key, mask)
