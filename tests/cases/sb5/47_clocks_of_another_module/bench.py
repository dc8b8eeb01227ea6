"""A script that compares implementations."""
import argparse
import statistics

import jax
import jax.numpy as jnp
import numpy as np

from clocks import Stopwatch, average, measure, timed
from models import attention, attention_jit, numpy_attention


def run(args):
    key = jax.random.key(args.seed)
    q = jax.random.normal(key, (args.n, 64))
    rows = {
        "numpy": average(numpy_attention, np.asarray(q)),
        "eager": average(attention, q),
        "jit": average(attention_jit, q),
    }
    print(measure(lambda: attention_jit(q)))
    print(measure(lambda: attention_jit(q).block_until_ready()))
    with Stopwatch() as watch:
        out = attention_jit(q)
    print(watch.seconds, out.shape)
    with timed("attention"):
        attention_jit(q)
    for name, seconds in rows.items():
        print(f"{name:10s} {seconds:.6f}")
    return statistics.median(rows.values())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--n", type=int, default=128)
    parser.add_argument("--seed", type=int, default=0)
    run(parser.parse_args())
