from __future__ import annotations

from ...events import Forked
from ...rule import Report, rule


@rule("SB810", "fork-after-jax", events=(Forked,), proof="silent")
def fork_after_jax(event: Forked) -> Report:
    """A process that is forked while JAX runs: `os.fork`, `multiprocessing` with its default or with "fork", a `DataLoader` with workers.

    Why it bites: JAX runs threads, and a fork copies only the one that calls it: locks that the others hold stay locked in the child, which may hang.
    JAX warns once (RuntimeWarning); the hang comes when it comes.
    Use instead: `multiprocessing.get_context("spawn")` or "forkserver", `DataLoader(…, multiprocessing_context="spawn")`, or threads.
    """
    related = ((event.began, "JAX is used here first"),) if event.began is not None else ()
    if event.name.startswith("torch.") and event.name.endswith("DataLoader"):
        return Report(event.site, "the workers of this loader are forked from a program that runs JAX's threads: they may hang", 'pass `multiprocessing_context="spawn"`, or `num_workers=0`', related=related)
    cure = 'start it with `multiprocessing.get_context("spawn")`, use `subprocess`, or fork before JAX computes anything'
    return Report(event.site, f"`{event.name}` forks a program in which JAX's threads run: the child may hang", cure, related=related)
