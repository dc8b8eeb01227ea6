import jax
import jax.numpy as jnp
import numpy as np
from flax.training import common_utils


def f(train_metrics, lr):
    sums = jax.tree_util.tree_map(jnp.sum, train_metrics)
    denominator = sums.pop("denominator")
    summary = jax.tree_util.tree_map(lambda x: x / denominator, sums)
    summary["learning_rate"] = lr
    return summary


def g(train_metrics, lr):
    train_metrics = common_utils.get_metrics(train_metrics)
    sums = jax.tree_util.tree_map(jnp.sum, train_metrics)
    sums["learning_rate"] = lr
    return sums


def h(train_metrics):
    train_metrics = common_utils.stack_forest(train_metrics)
    lr = train_metrics.pop("learning_rate").mean()
    sums = jax.tree_util.tree_map(jnp.sum, train_metrics)
    sums["learning_rate"] = lr
    return sums

def main():
    all_metrics = []
    for i in range(10):
        all_metrics.append({"loss": jnp.ones(()), "denominator": jnp.ones(())})
    a = common_utils.stack_forest(all_metrics)
    lr = a.pop("learning_rate").mean()
    sums = jax.tree_util.tree_map(jnp.sum, a)
    denominator = sums.pop("denominator")
    summary = jax.tree_util.tree_map(lambda x: x / denominator, sums)
    summary["learning_rate"] = lr


def summed(logits, rate):
    metrics = {"loss": jnp.sum(logits), "count": jnp.ones(())}
    metrics = np.sum(metrics, -1)
    metrics["rate"] = rate
    return metrics
