# Environments of Python in traced functions.
import gym
import gymnasium
import jax
import jax.numpy as jnp

env = gymnasium.make("CartPole-v1")


class Corridor(gym.Env):
    def __init__(self, n=5):
        self.n = n
        self.at = 0

    def reset(self):
        self.at = 0
        return jnp.zeros(1)

    def step(self, action):
        self.at += 1
        return jnp.ones(1), 1.0, False, {}


@jax.jit
def act(params, obs):
    action = jnp.argmax(params @ obs)
    return env.step(action)  #! SB812


def rollout(params, steps):
    corridor = Corridor()

    def body(obs, _):
        obs, reward, done, info = corridor.step(jnp.argmax(params * obs))  #! SB812
        return obs, reward

    return jax.lax.scan(body, corridor.reset(), None, length=steps)


@jax.jit
def annotated(key, host: gymnasium.Env):
    return host.reset()[0]  #! SB812


def loop(params):
    obs, _ = env.reset()
    policy = jax.jit(lambda p, o: jnp.argmax(p @ o))
    for _ in range(10):
        obs, *_ = env.step(int(policy(params, obs)))
    return obs


class JaxEnv:
    def reset(self, key):
        return jax.random.normal(key, (3,))

    def step(self, state, action):
        return state + action


@jax.jit
def in_jax(key):
    e = JaxEnv()
    return e.step(e.reset(key), 1.0)


rollout(jnp.ones(1), 3)


class Simulated:
    def __init__(self):
        self.env = gymnasium.make("CartPole-v1")

    def value(self, params, action):
        obs, reward, *_ = self.env.step(0)  #! SB812
        return jnp.asarray(obs) @ params + reward + action


def values(params, actions):
    return jax.vmap(Simulated().value, in_axes=(None, 0))(params, actions)
