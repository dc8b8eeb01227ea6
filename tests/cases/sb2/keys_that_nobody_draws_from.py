"""Constant keys where no number depends on them, and defaults for callers who pass none."""

import flax.linen as nn
import jax
import jax.numpy as jnp


class Cell(nn.Module):
    width: int

    @nn.compact
    def __call__(self, carry, x):
        return nn.LSTMCell(self.width)(carry, x)

    @staticmethod
    def start(batch, width):
        return nn.LSTMCell(width, parent=None).initialize_carry(jax.random.PRNGKey(0), (batch, width))


@jax.jit
def unroll(params, xs):
    carry = Cell.start(xs.shape[1], 8)
    return jax.lax.scan(lambda c, x: Cell(8).apply(params, c, x), carry, xs)


class Frozen(nn.Module):
    @nn.compact
    def __call__(self, x):
        return nn.Dense(3)(x)


@jax.jit
def logits(variables, x):
    return Frozen().apply(variables, x, rngs={"params": jax.random.key(0)}, mutable=True)


@jax.jit
def size_of_sample(sampler, x):
    shape = jax.eval_shape(sampler.draw, jax.random.key(0), x)
    return x * shape.size


@jax.jit
def jitter(x, key=None):
    key = key if key is not None else jax.random.key(0)
    return x + jax.random.normal(key, x.shape)


@jax.jit
def jitter_in_a_block(x, key=None):
    if key is not None:
        noise = jax.random.normal(key, x.shape)
    else:
        noise = jax.random.normal(jax.random.key(0), x.shape)
    return x + noise


def seeded(seed):
    return jax.random.key(seed)


@jax.jit
def from_a_helper(x):
    return x + jax.random.normal(seeded(3), x.shape)


def each_size_alone():
    for size in (8, 64, 512):
        x = jax.random.normal(jax.random.key(0), (size,))
        print(size, jnp.sum(x))


@jax.jit
def same_noise(x):
    return x + jax.random.normal(jax.random.key(0), x.shape)  #! SB205


def each_round_alike(n):
    total = 0.0
    for _ in range(n):
        total += jax.random.normal(jax.random.key(0), ())  #! SB205
    return total


def test_values_of_a_fixed_key():
    @jax.jit
    def draw(x):
        return x + jax.random.normal(jax.random.key(4), x.shape)

    assert draw(jnp.zeros(3)).shape == (3,)


def draw_from_left(key, x):
    left, right = jax.random.split(key)
    return x + jax.random.normal(left, x.shape) * jax.random.uniform(right, x.shape)


def draw_from_right(key, x):
    left, right = jax.random.split(key)
    return x - jax.random.normal(left, x.shape) * jax.random.uniform(right, x.shape)


def one_of_two(key, flag, x):
    return jnp.where(flag, draw_from_left(key, x), draw_from_right(key, x))


def both(key, flag, x):
    return jnp.where(flag, x, 0.0) + draw_from_left(key, x) + draw_from_right(key, x)  #! SB201


def compiled_ahead(x):
    key = jax.random.key(3)
    return jax.jit(draw_from_left).lower(key, draw_from_right(key, x)).compile()


def left_over(key, x):
    walls, doors, objects, agent = jax.random.split(key, 4)
    return jax.random.normal(walls, x.shape) + jax.random.normal(agent, x.shape) * jax.random.normal(doors, x.shape)


def not_used(key, x):
    key, noise_key = jax.random.split(key)  #! SB203
    return x + jax.random.normal(key, x.shape)


@jax.jit
def from_a_state(state: dict, x):
    return x + jax.random.normal(state.get("rng", jax.random.key(0)), x.shape)


def one_dataset(name, key, count):
    data = None
    if name == "moons":
        data = jax.random.normal(key, (count, 2))
    if name == "rings":
        data = jax.random.uniform(key, (count, 2))
    if name == "blobs":
        data = jax.random.normal(key, (count, 3))
    if name == "lines":
        data = jax.random.laplace(key, (count, 2))
    return data


def several_datasets(name, noisy, key, count):
    data = jnp.zeros((count, 2))
    if name == "moons":
        data = jax.random.normal(key, (count, 2))
    if name == "rings":
        data = jax.random.uniform(key, (count, 2))
    if noisy:
        data = data + jax.random.normal(key, (count, 2))  #! SB201
    return data


def is_key(value):
    try:
        jax.random.split(value)
        return True
    except Exception:
        return False


def per_agent(value, count):
    if is_key(value):
        return jax.random.split(value, count)
    return [value] * count


def third_is_left_over(key, starts):
    current, position, reward = jax.random.split(key, 3)
    return jax.random.normal(current, (3,)), jax.random.choice(position, starts)


def third_was_meant(rng, env, levels):
    level_rng, reset_rng, step_rng = jax.random.split(rng, 3)  #! SB203
    level = jax.random.choice(level_rng, levels)
    return env.reset(reset_rng, level), jax.random.normal(reset_rng, ()), env.step(rng, level)  #? SB201


@jax.jit
def with_a_default(x, key=None):
    key = key or jax.random.key(0)
    return x + jax.random.normal(key, x.shape)
