# Processes that are forked from a program in which JAX computes.
import multiprocessing
import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import Process, get_context

import jax
import jax.numpy as jnp
from torch.utils.data import DataLoader


def simulate(seed):
    return seed * 2


class Dataset:
    def __getitem__(self, i):
        return i

    def __len__(self):
        return 10


def executor(xs):
    total = jnp.sum(jnp.asarray(xs))
    with ProcessPoolExecutor(4) as pool:  #! SB810
        return total, list(pool.map(simulate, xs))


def explicit():
    x = jax.device_put(jnp.arange(3))
    worker = get_context("fork").Process(target=simulate, args=(1,))  #! SB810
    worker.start()
    return x


class Trainer:
    def __init__(self, workers=4):
        self.params = jnp.zeros(3)
        self.loader = DataLoader(Dataset(), batch_size=2, num_workers=2)  #! SB810
        self.plain = DataLoader(Dataset(), batch_size=2, num_workers=workers)  #? SB810

    def save(self):
        self.params = self.params + jnp.ones(3)
        writer = Process(target=simulate, args=(1,))  #! SB810
        writer.start()
        if os.fork() == 0:  #! SB810
            os._exit(0)


def before():
    with multiprocessing.Pool(2) as pool:
        data = pool.map(simulate, range(3))
    return jnp.asarray(data)


def not_forked(loader_context):
    x = jnp.ones(3)
    spawn = multiprocessing.get_context("spawn")
    with spawn.Pool(2) as pool, ProcessPoolExecutor(2, mp_context=spawn) as other:
        pool.map(simulate, range(3))
        other.map(simulate, range(3))
    multiprocessing.get_context("forkserver").Process(target=simulate).start()
    DataLoader(Dataset(), num_workers=2, multiprocessing_context="spawn")
    DataLoader(Dataset(), num_workers=2, multiprocessing_context=loader_context)
    DataLoader(Dataset(), num_workers=0)
    DataLoader(Dataset())
    return x


def main():
    print(before())
    print(executor([1, 2]), explicit(), not_forked("spawn"))
    Trainer().save()


if __name__ == "__main__":
    main()
