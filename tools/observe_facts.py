"""Find out by running them which functions of NumPy, math and JAX accept a tracer, and write the tables of `sharpbits/data`.

    python tools/observe_facts.py            rewrites numpy_dispatch.py and jnp_facts.py
    python tools/observe_facts.py --check    prints what differs from the installed libraries, status 1 if anything does
"""

from __future__ import annotations

import cmath
import importlib
import inspect
import math
import pprint
import sys
import warnings
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

DATA = Path(__file__).parent.parent / "sharpbits" / "data"
FLOATS, INTS, MATRIX, SCALAR = np.array([0.25, 0.5, 0.75], np.float32), np.array([1, 0, 2]), np.eye(3, dtype=np.float32), np.float32(0.5)
SKIP = {"save", "savez", "savez_compressed", "savetxt", "load", "loadtxt", "genfromtxt", "fromfile", "fromregex", "test", "info",
        "show_config", "show_runtime", "get_include", "memmap", "getbufsize", "setbufsize", "seterr", "geterr", "seterrcall",
        "geterrcall", "errstate", "printoptions", "set_printoptions", "get_printoptions", "from_dlpack", "source", "lookfor", "bench",
        "frompyfunc", "vectorize", "apply_along_axis", "apply_over_axes", "piecewise", "fromfunction", "save_npz", "tofile"}
TRACER_ERRORS = (jax.errors.TracerArrayConversionError, jax.errors.ConcretizationTypeError, jax.errors.TracerBoolConversionError,
                 jax.errors.TracerIntegerConversionError, jax.errors.NonConcreteBooleanIndexError)
FORMS = [(FLOATS,), (MATRIX,), (INTS,), (SCALAR,), (FLOATS, FLOATS), (INTS, INTS), (MATRIX, MATRIX), ([FLOATS, FLOATS],),
         (FLOATS > 0.3, FLOATS, FLOATS), (FLOATS > 0.3, FLOATS), (FLOATS, 2), (FLOATS, 0.1, 0.7), (MATRIX, (9,)), (MATRIX, 0), (MATRIX, 0, 1),
         (MATRIX, MATRIX, MATRIX), (FLOATS, FLOATS, FLOATS), (2, FLOATS), ("ij,jk->ik", MATRIX, MATRIX), (FLOATS, (1, 1)), (MATRIX, 1, 0),
         (INTS, (3, 3)), (FLOATS, INTS), (FLOATS, 1, FLOATS)]

#: For what takes a plain number first: asked only where no form above fits, and believed only where they agree.
NUMBER_FORMS = [(np.int32(3),), (2, SCALAR)]
#: Raise under `vmap` and `grad`, and under `jit` return an array of objects that no function of JAX takes.
UNSTEADY = {"argsort"}


def public(module: Any) -> list[str]:
    return sorted(n for n in dir(module) if not n.startswith("_") and n not in SKIP and callable(getattr(module, n)) and not inspect.isclass(getattr(module, n)) or n in ("float32", "float64", "int32", "int64"))


def outcome(function: Any, form: tuple[Any, ...], concrete: bool = True, shapes: list[int] | None = None) -> str | None:
    """"fails", "tracer" or "static" when the array arguments are tracers; None when the form does not fit.

    `concrete` tries the form on NumPy arrays first; `shapes` receives the length of a result that is a tuple.
    """
    if concrete:
        try:
            # Copies, since some functions write into their arguments.
            function(*jax.tree.map(lambda v: v.copy() if isinstance(v, np.ndarray) else v, form))
        except Exception:
            return None
    flat, tree = jax.tree.flatten(form)
    arrays = [i for i, v in enumerate(flat) if isinstance(v, np.ndarray | np.generic)]
    seen: list[str] = []

    def traced(*tracers: Any) -> Any:
        full = list(flat)
        for place, tracer in zip(arrays, tracers):
            full[place] = tracer
        try:
            result = function(*jax.tree.unflatten(tree, full))
        except TRACER_ERRORS:
            seen.append("fails")
        except Exception as error:
            seen.append("fails" if "racer" in str(error) else "other")
        else:
            seen.append("tracer" if any(isinstance(v, jax.core.Tracer) for v in jax.tree.leaves(result)) else "static")
            if shapes is not None and isinstance(result, tuple | list):
                shapes.append(len(result))
        return 0

    try:
        jax.make_jaxpr(traced)(*[jnp.asarray(flat[i]) for i in arrays])
    except Exception:
        return "other"
    return seen[0] if seen else None


def numpy_tables() -> dict[str, Any]:
    fails, tracer, static, to_jnp = set(), set(), set(), {}
    for prefix, other in (("numpy", "jax.numpy"), ("numpy.linalg", "jax.numpy.linalg"), ("numpy.fft", "jax.numpy.fft")):
        module, twin = importlib.import_module(prefix), importlib.import_module(other)
        for name in public(module):
            function = getattr(module, name)
            # A form that works on NumPy arrays and raises anything on tracers has failed.
            results = [{"other": "fails"}.get(r, r) for form in FORMS if (r := outcome(function, form)) is not None]
            full = f"{prefix}.{name}"
            if not results:
                results = [{"other": "fails"}.get(r, r) for form in NUMBER_FORMS if (r := outcome(function, form)) is not None]
                results = results if set(results) == {"fails"} else []
            # `np.split(x, 2)` works, and `np.split(x, x)` does not: what most forms say.
            usual = max(("tracer", "static", "fails"), key=results.count) if results else None
            if usual == "fails" or name in UNSTEADY:
                fails.add(full)
                if hasattr(twin, name):
                    to_jnp[full] = f"{other}.{name}"
            elif usual == "tracer":
                tracer.add(full)
            elif usual == "static":
                static.add(full)
    maths = set()
    for module in (math, cmath):
        for name in public(module):
            function = getattr(module, name)
            results = [outcome(function, form) for form in ((SCALAR,), (SCALAR, SCALAR), (np.int32(3),), (np.int32(3), np.int32(2)))]
            if "fails" in results:
                maths.add(f"{module.__name__}.{name}")
    return {"NUMPY_FAILS_ON_TRACER": fails, "NUMPY_RETURNS_TRACER": tracer, "NUMPY_STATIC_ON_TRACER": static,
            "MATH_FAILS_ON_TRACER": maths, "NUMPY_TO_JNP": to_jnp, "HOST_REFUSES_TREES": refusing(fails)}


def refusing(fails: set[str]) -> set[str]:
    """Functions of NumPy and SciPy that take neither a tracer first, nor `None` or a dict: whatever a traced argument is, they fail."""
    found = set()
    for prefix in ("numpy", "numpy.linalg", "numpy.fft", "scipy.special", "scipy.linalg", "scipy.fft"):
        module = importlib.import_module(prefix)
        for name in public(module):
            function = getattr(module, name)
            if prefix.startswith("scipy.") and not hasattr(importlib.import_module(f"jax.{prefix}"), name):
                continue  # some of the others count for minutes
            forms = [form for form in FORMS if isinstance(form[0], np.ndarray) and outcome(function, form) == "fails"]
            wanted = f"{prefix}.{name}" in fails or prefix.startswith("scipy")
            if wanted and forms and not any(runs(function, other, *form[1:]) for form in forms for other in (None, {}, {"a": 1.0})):
                found.add(f"{prefix}.{name}")
    return found


def runs(function: Any, *arguments: Any) -> bool:
    try:
        function(*arguments)
    except Exception:
        return False
    return True


PREFIXES = ("jax.numpy", "jax.numpy.linalg", "jax.numpy.fft", "jax.lax", "jax.nn", "jax.scipy.special", "jax.scipy.linalg", "jax.scipy.stats.norm", "jax.ops")


#: Parameters that are sizes, axes or settings: what they do with an array or a list says nothing of arrays.
NO_ARRAYS = {"shape", "axis", "axes", "num", "N", "M", "n", "newshape", "reps", "k", "dtype", "size", "sizes", "axis_name", "dimension",
             "start", "stop", "step", "indices_or_sections", "repeats", "pad_width", "arrays", "args", "num_classes", "shapes", "dimensions",
             "permutation", "perm", "start_indices", "operands", "new_sizes", "source", "destination", "fill_value", "object", "ord", "tup", "kwargs", "seq"}


def rejects_list(function: Any, arguments: tuple[Any, ...]) -> bool:
    try:
        jax.eval_shape(lambda: function(*arguments))
    except TypeError as error:
        return not isinstance(error, TRACER_ERRORS)
    except Exception:
        return False
    return False


def jax_tables() -> dict[str, Any]:
    static, tuples, needs, rejects, sequences = set(), {}, {}, {}, set()
    for prefix in PREFIXES:
        module = importlib.import_module(prefix)
        for name in public(module):
            function = getattr(module, name)
            full = f"{prefix}.{name}"
            if not callable(function) or name.endswith("_p"):
                continue
            lengths: list[int] = []
            results = [(form, outcome(function, form, False, lengths)) for form in FORMS]
            kinds = {r for _, r in results if r not in (None, "other")}
            if next((r for _, r in results if r not in (None, "other")), None) == "static" and "tracer" not in kinds:
                static.add(full)
            try:
                signature = inspect.signature(function)
            except (TypeError, ValueError):
                continue
            for keyword in ("size", "length", "total_repeat_length", "num_segments", "num_classes"):
                if keyword in signature.parameters and "fails" in kinds and signature.parameters[keyword].default is None:
                    needs[full] = keyword
            if lengths and len(lengths) == sum(r in ("tracer", "static") for _, r in results):
                tuples[full] = lengths[0]
            accepted = [form for form, kind in results if kind in ("tracer", "fails")]
            if "tracer" not in kinds and outcome(function, (FLOATS[None], (0,)), False) == "tracer":
                accepted = [(FLOATS[None], (0,))]
            bad: list[int] = []
            listed = [form for form, kind in results if kind == "tracer" and isinstance(form[0], list)]
            shaped = [form for form in accepted if any(isinstance(v, np.ndarray) and v.ndim for v in form)]
            for form in listed[:1] + shaped[:1]:
                for place, value in enumerate(form):
                    if isinstance(value, np.ndarray) and value.ndim:
                        changed = (*form[:place], value.tolist(), *form[place + 1 :])
                        if rejects_list(function, changed):
                            bad.append(place)
                    elif isinstance(value, list) and full not in sequences:
                        if rejects_list(function, ([v.tolist() for v in value],)):
                            sequences.add(full)
            if bad:
                order = list(signature.parameters)
                named = [(p, order[p]) for p in sorted(set(bad)) if p < len(order) and order[p] not in NO_ARRAYS]
                if named and prefix != "jax.ops":
                    rejects[full] = tuple(named)
    return {"JNP_STATIC": static, "JNP_TUPLE_RESULTS": tuples, "JNP_NEEDS_SIZE": needs, "JNP_REJECTS_LIST": rejects, "JNP_SEQUENCE_OF_ARRAYS": sequences}


#: What may be a number or an array (`x` of `permutation`, `bins` of `histogram`) is left out: an array may be traced.
#: Calls in which one parameter, named here, is given a tracer: (function, arguments, place or None, parameter).
STATIC_CASES: list[tuple[str, tuple[Any, ...], int | None, str, Any]] = [
    *[(f"jax.numpy.{n}", (3,), 0, "shape", 3) for n in ("zeros", "ones", "empty")],
    ("jax.numpy.full", (3, 1.0), 0, "shape", 3), ("jax.numpy.arange", (3,), 0, "start", 3), ("jax.numpy.arange", (0, 3), 1, "stop", 3),
    ("jax.numpy.arange", (0, 3, 1), 2, "step", 1), ("jax.numpy.linspace", (0.0, 1.0, 3), 2, "num", 3), ("jax.numpy.logspace", (0.0, 1.0, 3), 2, "num", 3),
    ("jax.numpy.eye", (3,), 0, "N", 3), ("jax.numpy.eye", (3, 3), 1, "M", 3), ("jax.numpy.identity", (3,), 0, "n", 3), ("jax.numpy.tri", (3,), 0, "N", 3),
    ("jax.numpy.reshape", (MATRIX, 9), 1, "shape", 9), ("jax.numpy.tile", (FLOATS, 2), 1, "reps", 2), ("jax.numpy.broadcast_to", (FLOATS, (3,)), 1, "shape", 3),
    ("jax.numpy.split", (FLOATS, 3), 1, "indices_or_sections", 3), ("jax.numpy.array_split", (FLOATS, 3), 1, "indices_or_sections", 3),
    *[(f"jax.numpy.{n}", (MATRIX, 0), 1, "axis", 0) for n in ("sum", "mean", "max", "min", "prod", "std", "var", "any", "all", "argmax", "argmin", "cumsum", "cumprod", "sort", "argsort", "flip", "expand_dims", "median")],
    ("jax.numpy.stack", ([FLOATS, FLOATS], 0), 1, "axis", 0), ("jax.numpy.concatenate", ([FLOATS, FLOATS], 0), 1, "axis", 0),
    ("jax.numpy.roll", (FLOATS, 1, 0), 2, "axis", 0), ("jax.numpy.swapaxes", (MATRIX, 0, 1), 1, "axis1", 0), ("jax.numpy.moveaxis", (MATRIX, 0, 1), 1, "source", 0),
    ("jax.numpy.pad", (FLOATS, 1), 1, "pad_width", 1), ("jax.numpy.tril", (MATRIX, 0), 1, "k", 0), ("jax.numpy.triu", (MATRIX, 0), 1, "k", 0), ("jax.numpy.rot90", (MATRIX, 1), 1, "k", 1),
    ("jax.numpy.diff", (FLOATS, 1), 1, "n", 1), ("jax.numpy.squeeze", (FLOATS[None], 0), 1, "axis", 0),
    ("jax.nn.one_hot", (INTS, 3), 1, "num_classes", 3), ("jax.lax.iota", (np.float32, 3), 1, "size", 3), ("jax.lax.top_k", (FLOATS, 2), 1, "k", 2),
    ("jax.lax.dynamic_slice", (FLOATS, (0,), (2,)), 2, "slice_sizes", 2), ("jax.lax.dynamic_slice_in_dim", (FLOATS, 0, 2), 2, "slice_size", 2),
    ("jax.lax.slice", (FLOATS, (0,), (2,)), 1, "start_indices", 0), ("jax.lax.broadcast", (FLOATS, (2,)), 1, "sizes", 2),
    ("jax.lax.slice", (FLOATS, (0,), (2,)), 2, "limit_indices", 2), ("jax.lax.scan", (lambda c, _: (c, None), 0.0, (), 3), 3, "length", 3),
    *[("jax.lax.slice_in_dim", (FLOATS, 0, 2, 1, 0), place, name, value) for place, name, value in ((1, "start_index", 0), (2, "limit_index", 2), (3, "stride", 1), (4, "axis", 0))],
    ("jax.lax.index_in_dim", (FLOATS, 0), 1, "index", 0), ("jax.lax.broadcasted_iota", (np.float32, (3,), 0), 1, "shape", 3), ("jax.lax.full", ((3,), 1.0), 0, "shape", 3),
    ("jax.lax.reshape", (MATRIX, (9,)), 1, "new_sizes", 9), ("jax.lax.broadcast_in_dim", (FLOATS, (3,), (0,)), 1, "shape", 3),
    *[(f"jax.numpy.{n}", (3,), 0, "M", 3) for n in ("hanning", "hamming", "blackman", "bartlett")], ("jax.numpy.geomspace", (1.0, 2.0, 3), 2, "num", 3),
    ("jax.numpy.vander", (FLOATS, 3), 1, "N", 3), ("jax.numpy.take", (MATRIX, INTS, 0), 2, "axis", 0), ("jax.numpy.diag", (FLOATS, 0), 1, "k", 0),
    *[(f"jax.nn.{n}", (MATRIX, 0), 1, "axis", 0) for n in ("softmax", "log_softmax", "logsumexp")], *[(f"jax.numpy.{n}", (MATRIX, 0), 1, "axis", 0) for n in ("nansum", "nanmean", "nanmax", "nanmin")],
    ("jax.numpy.fft.fft", (FLOATS, 2), 1, "n", 2), ("jax.numpy.fft.rfft", (FLOATS, 2), 1, "n", 2), ("jax.numpy.partition", (FLOATS, 1), 1, "kth", 1),
    ("jax.random.split", (None, 3), 1, "num", 3), *[(f"jax.random.{n}", (None, (3,)), 1, "shape", 3) for n in ("normal", "uniform", "gumbel", "exponential", "laplace", "bits")],
    *[(f"jax.ops.segment_{n}", (FLOATS, INTS, 3), 2, "num_segments", 3) for n in ("sum", "max", "min", "prod")],
    *[(f"jax.numpy.{n}", (MATRIX, 0), 1, "axis", 0) for n in ("average", "ptp", "count_nonzero", "nanstd", "nanvar", "nanmedian", "nanprod", "nanargmax", "nanargmin", "amax", "amin", "nancumsum")],
    ("jax.numpy.delete", (MATRIX, 0, 0), 2, "axis", 0), ("jax.numpy.unstack", (MATRIX,), None, "axis", 0),
    *[(f"jax.numpy.{n}", (MATRIX, 0.5, 0), 2, "axis", 0) for n in ("quantile", "percentile", "nanquantile", "nanpercentile")], ("jax.numpy.linalg.norm", (MATRIX, None, 0), 2, "axis", 0),
    ("jax.numpy.append", (MATRIX, MATRIX, 0), 2, "axis", 0), ("jax.numpy.repeat", (MATRIX, 2, 0), 2, "axis", 0), ("jax.numpy.take_along_axis", (MATRIX, INTS[:, None], 0), 2, "axis", 0),
    *[(f"jax.numpy.{n}", (FLOATS,), None, "size", 3) for n in ("nonzero", "flatnonzero", "argwhere", "unique", "where")], ("jax.numpy.bincount", (INTS,), None, "length", 3),
    ("jax.numpy.repeat", (FLOATS, 2), None, "total_repeat_length", 6), ("jax.numpy.indices", ((3,),), 0, "dimensions", 3),
    ("jax.numpy.tri", (3, 3), 1, "M", 3), ("jax.numpy.kaiser", (3, 1.0), 0, "M", 3), *[(f"jax.numpy.{n}", (3,), 0, "n", 3) for n in ("tril_indices", "triu_indices", "diag_indices")],
    ("jax.numpy.resize", (FLOATS, (3,)), 1, "new_shape", 3), ("jax.numpy.unravel_index", (1, (3,)), 1, "shape", 3), ("jax.numpy.transpose", (FLOATS, (0,)), 1, "axes", 0),
    ("jax.numpy.permute_dims", (FLOATS, (0,)), 1, "axes", 0), ("jax.numpy.diagonal", (MATRIX, 0), 1, "offset", 0), ("jax.numpy.trace", (MATRIX, 0), 1, "offset", 0),
    ("jax.numpy.diagflat", (FLOATS, 0), 1, "k", 0), ("jax.numpy.eye", (3, 3, 0), 2, "k", 0), ("jax.numpy.tensordot", (MATRIX, MATRIX, 1), 2, "axes", 1), ("jax.numpy.linalg.matrix_power", (MATRIX, 2), 1, "n", 2),
    *[(f"jax.numpy.fft.{n}", (FLOATS, 3), 1, "n", 3) for n in ("ifft", "irfft")], *[(f"jax.numpy.fft.{n}", (3,), 0, "n", 3) for n in ("fftfreq", "rfftfreq")],
    ("jax.image.resize", (FLOATS, (3,), "nearest"), 1, "shape", 3), *[(f"jax.lax.{n}", (FLOATS, 2), 1, "k", 2) for n in ("approx_max_k", "approx_min_k")],
    *[(f"jax.lax.{n}", (MATRIX, 0), 1, "axis", 0) for n in ("cumsum", "cumprod", "cummax", "cummin", "cumlogsumexp")], ("jax.lax.dynamic_index_in_dim", (MATRIX, 0, 0), 2, "axis", 0),
    ("jax.lax.concatenate", ([FLOATS, FLOATS], 0), 1, "dimension", 0), ("jax.lax.expand_dims", (FLOATS, (0,)), 1, "dimensions", 0), ("jax.lax.squeeze", (FLOATS[None], (0,)), 1, "dimensions", 0),
    ("jax.lax.transpose", (FLOATS, (0,)), 1, "permutation", 0), ("jax.lax.rev", (FLOATS, (0,)), 1, "dimensions", 0), ("jax.scipy.special.logsumexp", (MATRIX, 0), 1, "axis", 0),
    *[(f"jax.random.{n}", (None, (3,)), 1, "shape", 3) for n in ("cauchy", "logistic", "rademacher", "maxwell")],
    *[(f"jax.random.{n}", (None, 1.0, (3,)), 2, "shape", 3) for n in ("gamma", "loggamma", "poisson", "t", "chisquare", "pareto", "rayleigh", "lognormal", "generalized_normal")],
    *[(f"jax.random.{n}", (None, 0.5, (3,)), 2, "shape", 3) for n in ("geometric",)], *[(f"jax.random.{n}", (None, 1.0, 2.0, (3,)), 3, "shape", 3) for n in ("beta", "truncated_normal", "weibull_min")],
    ("jax.random.categorical", (None, FLOATS, -1), 2, "axis", 0), ("jax.random.orthogonal", (None, 3), 1, "n", 3), ("jax.random.ball", (None, 3), 1, "d", 3),
    ("jax.random.bernoulli", (None, 0.5, (3,)), 2, "shape", 3), ("jax.random.choice", (None, FLOATS, (2,)), 2, "shape", 2), ("jax.random.randint", (None, (3,), 0, 4), 1, "shape", 3), ("jax.random.permutation", (None, MATRIX, 0), 2, "axis", 0),
]


def static_parameters() -> dict[str, tuple[tuple[int | None, str, bool], ...]]:
    """The place, the name, and whether `None` may stand there, which is no tracer under `jit` either."""
    found: dict[str, list[tuple[int | None, str, bool]]] = {}
    for name, arguments, place, parameter, value in STATIC_CASES:
        module, _, short = name.rpartition(".")
        function = getattr(importlib.import_module(module), short)
        if arguments[0] is None:
            arguments = (jax.random.key(0), *arguments[1:])
        function(*arguments)

        def call(given: Any) -> int:
            if place is None:
                function(*arguments, **{parameter: given})
            else:
                function(*arguments[:place], (given,) if isinstance(arguments[place], tuple) and given is not None else given, *arguments[place + 1 :])
            return 0

        try:
            jax.make_jaxpr(call)(value)
        except (TypeError, IndexError, ValueError):
            try:
                call(None)
                optional = True
            except Exception:
                optional = False
            found.setdefault(name, []).append((place, parameter, optional))
    return {k: tuple(v) for k, v in found.items()}


def literal(value: Any) -> str:
    if isinstance(value, set):
        return "frozenset(" + pprint.pformat(sorted(value), width=110, compact=True) + ")"
    return pprint.pformat(dict(sorted(value.items())), width=110, compact=True)


def main() -> int:
    warnings.simplefilter("ignore")
    with np.errstate(all="ignore"):
        tables = {"numpy_dispatch": numpy_tables(), "jnp_facts": {**jax_tables(), "JNP_STATIC_PARAMS": static_parameters()}}
    notes = {
        "numpy_dispatch": "Which functions of NumPy and math take a tracer. NumPy's reductions and reshapes hand over to the array's own\nmethod of the same name and work; the others ask for a NumPy array and fail.",
        "jnp_facts": "Facts about the functions of `jax.numpy`, `jax.lax` and `jax.nn`: whose results are static, which return tuples (of how\nmany, in the form observed), which need a size under a trace, which take no list, which parameters must be static.",
    }
    different = 0
    for module, content in tables.items():
        if "--check" in sys.argv:
            known = importlib.import_module(f"sharpbits.data.{module}")
            for name, value in content.items():
                if getattr(known, name) != (frozenset(value) if isinstance(value, set) else value):
                    print(f"{module}.{name} differs")
                    different = 1
            continue
        text = f'"""{notes[module]}\n\nFound by running each of them: see `tools/observe_facts.py` (JAX {jax.__version__}, NumPy {np.__version__}).\n"""\n\nfrom __future__ import annotations\n\n'
        text += "\n".join(f"{name}: {'frozenset[str]' if isinstance(value, set) else 'dict[str, Any]'} = {literal(value)}  # fmt: skip\n" for name, value in content.items())
        text = text.replace("from __future__ import annotations\n\n", "from __future__ import annotations\n\nfrom typing import Any\n\n")
        (DATA / f"{module}.py").write_text(text)
    return different


if __name__ == "__main__":
    sys.exit(main())
