# The start method of the whole program is "spawn": nothing forks.
import multiprocessing as mp

import jax
import jax.numpy as jnp


def work(n):
    return n


def run():
    total = jnp.sum(jnp.arange(3))
    with mp.Pool(2) as pool:
        return total, pool.map(work, range(3))


if __name__ == "__main__":
    mp.set_start_method("spawn")
    print(run(), jax.devices())
