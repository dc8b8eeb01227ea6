"""Ask a release of JAX for every name of `sharpbits/data/lifecycle.py`, and print what happened.

    INTERPRETER tools/observe_lifecycle.py                   one JSON object: {"version": …, "outcomes": {name: outcome}}
    INTERPRETER tools/observe_lifecycle.py --against         compare with the table; status 1 where they differ
    INTERPRETER tools/observe_lifecycle.py --rows OLD.jsonl  add what this release does to rows for `make_lifecycle.py`, on standard output

Runs on any interpreter that has JAX; sharpbits need not be installed. An outcome is "ok", the name of an exception, or the name of
the warning's category.
"""

from __future__ import annotations

import importlib
import inspect
import json
import re
import runpy
import sys
import warnings
from pathlib import Path
from typing import Any

TABLE = Path(__file__).parent.parent / "sharpbits" / "data" / "lifecycle.py"
VERSIONS = TABLE.with_name("versions.py")
#: A line for each row of `VALUES`.
LINES = {
    "`None` as an array": "jnp.array(None)",
    "`None` as the first tree of `jax.tree.map`": "jax.tree_util.tree_map(lambda a, b: b, None, jnp.ones(2))",
    "`jax.numpy.clip` of complex numbers": "jnp.clip(1j * jnp.ones(2), 0.0, 1.0)",
    "`jax.numpy.cross` of vectors of two": "jnp.cross(jnp.ones(2), jnp.ones(2))",
    "`jax.numpy.fabs` of complex numbers": "jnp.fabs(1j * jnp.ones(2))",
    "`jax.numpy.linalg.solve` with a batch of vectors": "jnp.linalg.solve(jnp.stack([jnp.eye(3)] * 4), jnp.ones((4, 3)))",
    "`jax.numpy.nonzero` of a scalar": "jnp.nonzero(jnp.float32(3.0))",
    "`jax.numpy.shape`, `ndim` or `size` of a list": "jnp.shape([1, 2])",
    "`jax.pure_callback` under `vmap` without `vmap_method`": "jax.vmap(lambda v: jax.pure_callback(np.sin, jax.ShapeDtypeStruct((), np.float32), v))(jnp.ones(2))",
    "`jax.random.bits` of a batch of keys": "jax.random.bits(jax.random.split(jax.random.key(0), 2))",
    "a `where=` that is not boolean": "jnp.sum(jnp.ones(3), where=jnp.arange(3))",
    "a capsule for `from_dlpack`": "jax.dlpack.from_dlpack(jnp.ones(2).__dlpack__())",
    "a triangular solve with a batch of vectors": "jax.scipy.linalg.solve_triangular(jnp.stack([jnp.eye(3)] * 4), jnp.ones((4, 3)))",
    "an `.at[…]` update with numbers that the type of the array does not hold": "jnp.zeros(2, int).at[0].set(0.5)",
    "an array as a dtype": "jnp.ones(2).astype(jnp.arange(2))",
    "an array of one element as a Python number": "float(jnp.ones(1))",
    "an iterator as a leaf of a pytree": "jax.tree_util.tree_leaves(v for v in [1, 2])",
    "a `PartitionSpec` that is a tuple": "isinstance(jax.sharding.PartitionSpec('x'), tuple) or missing",
    "a `PartitionSpec` that equals a tuple": "jax.sharding.PartitionSpec('x') == ('x',) or missing",
    "a setting of `.at[…].get` or an update by position": "jnp.ones(2).at[5].get('fill')",
    "the dialect `mhlo`": "jax.jit(jnp.sin).lower(1.0).compiler_ir('mhlo')",
    "the hash of a tracer": "jax.jit(lambda v: [v, hash(v)][0])(1.0)",
    "the truth of an empty array": "bool(jnp.array([]))",
}
_TOLD = (DeprecationWarning, FutureWarning, UserWarning)


def ask(path: str, module: bool) -> str:
    """What an import of a module, or `from … import name`, does."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            if module:
                for name in [m for m in sys.modules if m == path]:
                    del sys.modules[name]
                importlib.import_module(path)
            else:
                value(path)
        except Exception as error:
            if isinstance(error, ModuleNotFoundError) and not (error.name or path).startswith(("jax", path.split(".")[0])):
                return "unknown"  # what is missing is not JAX's own
            return type(error).__name__
    told = [w.category.__name__ for w in caught if issubclass(w.category, _TOLD) and _about(path, str(w.message))]
    return told[0] if told else "ok"


def value(path: str) -> Any:
    """`a.b.c` by importing as much of it as there is, and asking for the rest."""
    parts = path.split(".")
    for n in range(len(parts) - 1, 0, -1):
        try:
            found = importlib.import_module(".".join(parts[:n]))
        except ImportError as error:
            if error.name and not error.name.startswith("jax"):
                raise
            continue
        for part in parts[n:]:
            found = getattr(found, part)
        return found
    raise ModuleNotFoundError(path)


def _about(path: str, message: str) -> bool:
    """A warning that names the last part of the path, not one of what was imported on the way."""
    return re.search(rf"\b{re.escape(path.rsplit('.', 1)[-1])}\b", message) is not None


def _calls() -> dict[str, Any]:
    """Parameters that a signature still has, or never had, whatever a call does."""
    import jax
    import jax.numpy as jnp

    x = jnp.ones(2)
    return {
        "jax.numpy.sort(kind=)": lambda: jnp.sort(x, kind="stable"),
        "jax.numpy.argsort(kind=)": lambda: jnp.argsort(x, kind="stable"),
        "jax.nn.softmax(initial=)": lambda: jax.nn.softmax(x, initial=0.0),
        "jax.nn.log_softmax(initial=)": lambda: jax.nn.log_softmax(x, initial=0.0),
        "jax.numpy.reshape(newshape=)": lambda: jnp.reshape(x, newshape=(2,)),
        "jax.checkpoint(concrete=)": lambda: jax.checkpoint(jnp.sin, concrete=False),
        "jax.remat(concrete=)": lambda: jax.remat(jnp.sin, concrete=False),
        "jax.jit(fun=)": lambda: jax.jit(fun=jnp.sin),
        "jax.jit(device=)": lambda: jax.jit(jnp.sin, device=jax.devices()[0]),
        "jax.jit(backend=)": lambda: jax.jit(jnp.sin, backend="cpu"),
        "jax.pure_callback(vectorized=)": lambda: jax.pure_callback(lambda v: v, x, x, vectorized=True),
        "jax.numpy.percentile(interpolation=)": lambda: jnp.percentile(x, 50, interpolation="nearest"),
        "jax.numpy.nanpercentile(interpolation=)": lambda: jnp.nanpercentile(x, 50, interpolation="nearest"),
        "jax.numpy.quantile(interpolation=)": lambda: jnp.quantile(x, 0.5, interpolation="nearest"),
        "jax.numpy.nanquantile(interpolation=)": lambda: jnp.nanquantile(x, 0.5, interpolation="nearest"),
        "jax.scipy.linalg.solve(sym_pos=)": lambda: jax.scipy.linalg.solve(jnp.eye(2), x, sym_pos=True),
        "jax_cpu_enable_gloo_collectives": lambda: jax.config.update("jax_cpu_enable_gloo_collectives", False),
    }


def call(run: Any) -> str:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            run()
        except Exception as error:
            return type(error).__name__
    return next((w.category.__name__ for w in caught if issubclass(w.category, _TOLD)), "ok")


def parameter(name: str) -> str:
    """Does the function's signature have the parameter? Functions that take any keyword have to be called; they answer "unknown"."""
    callee, keyword = name[:-2].split("(")
    run = _calls().get(name)
    if run is not None:
        return call(run)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            signature = inspect.signature(value(callee))
    except (AttributeError, ImportError, TypeError, ValueError):
        return "unknown"
    found = signature.parameters.get(keyword)
    if found is None:
        return "unknown" if any(p.kind is p.VAR_KEYWORD for p in signature.parameters.values()) else "TypeError"
    return "TypeError" if found.kind is found.POSITIONAL_ONLY else "ok"


def option(name: str) -> str:
    import jax

    run = _calls().get(name)
    if run is not None:
        return call(run)
    read = call(lambda: getattr(jax.config, name))
    # Some options can be set and not read.
    return read if not read.endswith("Error") else call(lambda: jax.config.update(name, False))


def attribute(name: str) -> str:
    import jax.numpy as jnp

    return call(lambda: jnp.ones(2).device() if name == "device()" else getattr(jnp.ones(2), name))


def line(name: str) -> str:
    import jax
    import jax.dlpack
    import jax.numpy as jnp
    import jax.scipy.linalg
    import numpy as np

    if "key(" in LINES[name] and not hasattr(jax.random, "key"):
        return "unknown"
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            eval(LINES[name], {"jax": jax, "jnp": jnp, "np": np})
        except Exception as error:
            return type(error).__name__
    return caught[0].category.__name__ if caught else "ok"


def observe() -> dict[str, Any]:
    import jax

    table = runpy.run_path(str(TABLE))
    outcomes: dict[str, str] = {}
    for title, how in (
        ("NAMES", lambda n: ask(n, False)), ("MODULES", lambda n: ask(n, True)), ("PARAMETERS", parameter), ("OPTIONS", option),
        ("ATTRIBUTES", attribute), ("VALUES", line),
    ):  # fmt: skip
        for name in table[title]:
            if name.split(".")[0] in ("jax", "jaxlib") or title in ("OPTIONS", "ATTRIBUTES", "VALUES"):
                outcomes[f"{title} {name}"] = how(name)
    return {"version": jax.__version__, "outcomes": outcomes}


def differences(seen: dict[str, Any]) -> list[str]:
    """Where the table says other than the release: a name that is gone has to fail, any other has to be there.

    Whether it warns is compared only for a name that the table calls fine: some warn when they are called, not when they are named.
    """
    table, versions = runpy.run_path(str(TABLE)), runpy.run_path(str(VERSIONS))
    version = tuple(int(part) for part in re.findall(r"\d+", seen["version"])[:3])
    wrong = []
    for key, outcome in seen["outcomes"].items():
        title, name = key.split(" ", 1)
        said = versions["state"](table[title][name][0], version)
        failed = outcome.endswith("Error")
        if outcome == "unknown":
            continue
        new = table[title][name][1]
        if title == "NAMES" and said == "gone" and table[title][name][2] and new.split(".")[0] == "jax":
            row = table["NAMES"].get(new)
            there = ask(new, False)
            if there.endswith("Error") and (row is None or versions["state"](row[0], version) == "there"):
                wrong.append(f"{name}: its replacement {new}: {there}")
        if failed != (said in ("gone", "not yet")) or (said == "there" and outcome.endswith("Warning")):
            wrong.append(f"{name}: the table says {said}, JAX {seen['version']} says {outcome}")
    return wrong


def main(arguments: list[str]) -> int:
    seen = observe()
    if arguments[:1] == ["--against"]:
        wrong = differences(seen)
        print("\n".join(wrong) or f"JAX {seen['version']}: all {len(seen['outcomes'])} names are as the table says")
        return int(bool(wrong))
    if arguments[:1] == ["--rows"]:
        known = {key.split(" ", 1)[1]: outcome for key, outcome in seen["outcomes"].items()}
        for line in Path(arguments[1]).read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            outcome = known.get(row["name"]) or known.get(row["name"].removeprefix("Array.")) or known.get(row["name"].replace("jax.config.update(", "").removesuffix(")"))
            if outcome and outcome != "unknown" and (not row["observed"] or row["observed"][-1].split(": ", 1)[1] != outcome):
                row["observed"].append(f"{seen['version']}: {outcome}")
            print(json.dumps(row))
        return 0
    print(json.dumps(seen))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
