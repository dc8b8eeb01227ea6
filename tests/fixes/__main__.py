"""Fixes of SB901 and SB902 between two releases: old code on an old JAX and what the fix makes of it on a new one print the same.

    python -m tests.fixes OLD_INTERPRETER NEW_INTERPRETER

Both interpreters have JAX and nothing else; the old one is of 0.4.13 to 0.4.24. Status 1 where a program differs or cannot be fixed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence

from sharpbits import Settings
from sharpbits.finding import Finding
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.source import Source

#: By kind of fix; each prints what it computes, and runs on the old release as it is.
PROGRAMS = {
    "references": "import jax\n\nprint(jax.tree_map(lambda x: x + 1, {'a': 1}), jax.tree_leaves([1, [2]]), jax.tree_structure([1, 2]))\n",
    "functions of jax.numpy": "import jax.numpy as xp\n\nx = xp.arange(4.0)\nprint(xp.row_stack([x, x]).tolist(), xp.trapz(x, x), xp.round_(x / 3).tolist(), xp.fix(x / 2).tolist())\n",
    "keywords": "import jax.numpy as jnp\n\nx = jnp.arange(4.0)\nprint(jnp.clip(\n    x,\n    a_min=1,  # low\n    a_max=2,\n).tolist(), jnp.reshape(x, newshape=(2, 2)).tolist(), jnp.quantile(x, 0.5, interpolation='linear'))\n",
    "imports": "from jax import jit, tree_flatten, tree_map as tm\n\nprint(tm(jit(lambda x: x * 2), {'a': 3}), tree_flatten((1, 2))[0])\n",
    "the configuration": "from jax.config import config\nimport jax.numpy as jnp\n\nconfig.update('jax_enable_x64', True)\nprint(jnp.ones(1).dtype)\n",
    "a module": "from jax import linear_util as lu\n\nprint(callable(lu.transformation), lu.WrappedFun.__name__)\n",
    "types": "import jax.numpy as jnp\nimport jax\n\n\ndef f(k: jax.random.KeyArray) -> jax.random.KeyArray:\n    return k\n\n\nprint(f(jax.random.PRNGKey(0)).tolist())\n",
    "names of jax.core": "import jax\nfrom jax import core\n\njaxpr = jax.make_jaxpr(lambda x: x + 1.0)(2.0)\nprint(isinstance(jaxpr, core.ClosedJaxpr), [type(e) is core.JaxprEqn for e in jaxpr.jaxpr.eqns])\n",
    "a backend": "from jax.lib import xla_bridge\n\nprint(xla_bridge.get_backend().platform)\n",
    "an exception": "import jax\nfrom jax.lib import xla_client\n\nprint(issubclass(xla_client.XlaRuntimeError, RuntimeError), jax.host_id(), jax.host_count())\n",
    "a sharding": "import jax\nimport numpy as np\nfrom jax.experimental.pjit import with_sharding_constraint\nfrom jax.sharding import Mesh, NamedSharding, PartitionSpec as P\n\nmesh = Mesh(np.array(jax.devices()), ('x',))\nprint(jax.jit(lambda x: with_sharding_constraint(x, NamedSharding(mesh, P())) + 1)(np.ones(2)).tolist())\n",
    "double precision": "import jax.numpy as jnp\nfrom jax.experimental import enable_x64\n\nwith enable_x64():\n    print(jnp.ones(1).dtype)\nprint(jnp.ones(1).dtype)\n",
}  # fmt: skip


def fixed(text: str) -> str:
    def lint(sources: Sequence[Source]) -> list[Finding]:
        return lint_sources(sources, ["program.py"], Settings(select=("SB901", "SB902"), target_jax="newest"))

    source = Source("program.py", text)
    done = fix_sources([source], lint([source]), lint)
    return "" if done.findings or done.refused else done.sources[0].text


def run(interpreter: str, text: str) -> str:
    done = subprocess.run([interpreter, "-W", "ignore", "-c", text], capture_output=True, text=True)
    return done.stdout if done.returncode == 0 else f"{done.stderr.strip().splitlines()[-1]}\n"


def main(old: str, new: str) -> int:
    wrong = 0
    for kind, text in PROGRAMS.items():
        after = fixed(text)
        before, result, unfixed = run(old, text), run(new, after) if after else "is not fixed\n", run(new, text)
        # What needs no fix proves nothing.
        good = before == result != unfixed
        print(f"{'same' if good else 'DIFFERENT'}: {kind}" + ("" if good else f"\n{after}old: {before}new: {result}"))
        wrong += not good
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], sys.argv[2]))
