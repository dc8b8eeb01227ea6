"""The life of names: which uses are told, which are left alone, and what the fixes write."""

import ast
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from sharpbits import Settings
from sharpbits.finding import Finding
from sharpbits.fixing import fix_sources
from sharpbits.linting import lint_sources
from sharpbits.source import Source


def lint(files: dict[str, str], target: str = "newest", select: tuple[str, ...] = ("SB9",)) -> list[Finding]:
    sources = [Source(name, text) for name, text in files.items()]
    return lint_sources(sources, [*files], Settings(select=select, target_jax=target))


def rows(text: str, target: str = "newest") -> list[tuple[int, str]]:
    return [(f.location.row, f.code) for f in lint({"code.py": text}, target) if f.code.startswith("SB9")]


def fixed(text: str, target: str = "newest") -> str:
    def again(sources: Sequence[Source]) -> list[Finding]:
        return lint_sources(sources, ["code.py"], Settings(select=("SB9",), target_jax=target))

    source = Source("code.py", text)
    done = fix_sources([source], again([source]), again)
    assert not done.refused
    return done.sources[0].text


TOLD = {
    "by attribute": "import jax\njax.tree_map\n",
    "by another name": "import jax as jx\njx.tree_map\n",
    "by a variable": "import jax\nj = jax\nj.tree_map\n",
    "in a function that nobody calls": "import jax\ndef f(x):\n    return jax.tree_map(f, x)\n",
    "in a lambda": "import jax\nf = lambda x: jax.tree_map(abs, x)\n",
    "in a comprehension": "import jax\nx = [jax.tree_map(abs, y) for y in range(3)]\n",
    "as a decorator": "from jax import ops\n@ops.index_update\ndef f(x): ...\n",
    "as a base class": "import jax.core\nclass T(jax.core.MainTrace): ...\n",
    "as a default": "import jax\ndef f(m=jax.tree_map): ...\n",
    "in an except clause": "from jax import core\ntry:\n    f()\nexcept core.ConcretizationTypeError:\n    pass\n",
    "in an annotation": "import jax.numpy as jnp\ndef f(x: jnp.DeviceArray): ...\n",
    "in an annotation that is a string": "import jax.numpy as jnp\ndef f(x: 'jnp.DeviceArray'): ...\n",
    "in a string inside of an annotation": "from typing import Optional\nimport jax.numpy as jnp\ndef f(x: Optional['jnp.DeviceArray']): ...\n",
    "in a return annotation": "import jax\ndef f() -> jax.random.KeyArray: ...\n",
    "by getattr": "import jax\nf = getattr(jax, 'tree_map')\n",
    "through an import in a function": "def f(x):\n    import jax\n    return jax.tree_map(abs, x)\n",
    "through a class": "import jax\nclass B:\n    lib = jax\nB.lib.tree_map\n",
    "through self": "import jax\nclass B:\n    def __init__(self):\n        self.lib = jax\n    def f(self, x):\n        return self.lib.tree_map(abs, x)\n",
    "in a partial": "import jax.numpy as jnp\nfrom functools import partial\nf = partial(jnp.clip, a_min=0)\n",
    "through importlib": "import importlib\nimportlib.import_module('jax').tree_map\n",
    "by star": "from jax.numpy import *\nx = trapz(y)\n",
    "in an unrelated try": "import jax\ntry:\n    jax.tree_map(f, x)\nexcept ValueError:\n    pass\n",
    "below a version that is too old": "import jax\nif jax.__version__ < '0.4':\n    raise ImportError('too old')\njax.tree_map\n",
    "where jax is optional": "try:\n    import jax\n    HAS_JAX = True\nexcept ImportError:\n    HAS_JAX = False\ndef f(x):\n    return jax.tree_map(f, x)\n",
    "after a check of its own object": "import jax\ndef f(self, x):\n    if hasattr(self, 'y'):\n        pass\n    return jax.tree_map(f, x)\n",
    "an option": "import jax\njax.config.update('jax_spmd_mode', 'allow_all')\n",
    "a method of an array": "import jax.numpy as jnp\njnp.ones(2).to_py()\n",
    "an attribute of an array": "import jax\ndef f(x: jax.Array):\n    return x.device_buffer\n",
    "a call of what is an attribute now": "import jax.numpy as jnp\nx = jnp.ones(2)\nx.device()\n",
    "costs of a compiled function": "import jax\ncompiled = jax.jit(f).lower(1.0).compile()\ncost = compiled.cost_analysis()[0]['flops']\n",
    "under a version of Python": "import jax, sys\nif sys.version_info >= (3, 11):\n    jax.tree_map\n",
    "a function by keyword": "import jax\ndef g(x): ...\nf = jax.jit(fun=g)\n",
    "costs in two steps": "import jax\ncost = jax.jit(f).lower(1.0).compile().cost_analysis()\nprint(cost[0]['flops'])\n",
    "by position": "import jax.numpy as jnp\nx = jnp.array([1], None, True)\n",
}


@pytest.mark.parametrize("text", TOLD.values(), ids=[*TOLD])
def test_a_removed_name_is_told(text: str) -> None:
    assert [code for _, code in rows(text)] == ["SB901"]


HEAD = "import jax\nimport jax.numpy as jnp\nimport numpy as np\nfrom jax import random\n"
VALUES_TOLD = {
    "a mask of numbers": "def f(x, n):\n    m = (jnp.arange(3) < n).astype(jnp.float32)\n    return x, jnp.mean(x, where=m)\n",
    "a mask by method": "def f(x: jax.Array):\n    return x.sum(where=jnp.zeros(3, int))\n",
    "a mask by keywords": "def f(x):\n    kw = {'where': jnp.arange(3), 'axis': 0}\n    return jnp.max(x, initial=0.0, **kw)\n",
    "a mask in a helper": "def total(x, mask):\n    return jnp.sum(x, where=mask)\ndef f(x):\n    return total(x, jnp.arange(3) % 2)\n",
    "an array as a type": "y = jnp.ones(2)\ndef f(x: jax.Array):\n    return x.astype(y)\n",
    "an array as a type by keyword": "y = jnp.ones(2)\nz = jnp.zeros(3, dtype=y)\n",
    "a column as a number": "a = jnp.ones((4, 1))\nx = float(a.T @ a)\n",
    "a kept dimension": "x = int(jnp.argmax(jnp.ones((1, 5)), axis=-1))\n",
    "an empty array in a while": "todo = jnp.zeros((0, 3))\nwhile todo:\n    pass\n",
    "not of an empty array": "x = jnp.array([])\nif not x:\n    pass\n",
    "nothing in a list": "x = jnp.array([1.0, None])\n",
    "nothing": "x = jnp.asarray(None)\n",
    "nothing mapped": "def f(g):\n    return jax.tree_util.tree_map(lambda a, b: b, None, {'a': g})\n",
    "vectors of two, one of them": "def f():\n    return jnp.cross(jnp.ones((5, 2)), jnp.ones(3))\n",
    "vectors of two along another axis": "x = jnp.cross(jnp.ones((2, 5)), jnp.ones((2, 5)), axis=0)\n",
    "many vectors": "A = jnp.ones((4, 3, 3))\ndef f():\n    return jax.scipy.linalg.solve(A, jnp.ones((4, 3)))\n",
    "many keys": "keys = random.split(random.key(0), 3)\nx = random.bits(keys)\n",
    "the hash of a tracer": "@jax.jit\ndef f(x):\n    print(hash(2.0 * x))\n    return x\n",
    "an argument by keywords": "options = dict(kind='stable')\ndef f(x):\n    return jnp.argsort(x, **options)\n",
    "a capsule": "def f(t):\n    return jax.dlpack.from_dlpack(t.__dlpack__())\n",
    "a capsule of torch": "from torch.utils.dlpack import to_dlpack\ndef f(t):\n    c = to_dlpack(t)\n    return jnp.from_dlpack(c)\n",
    "a spec as a tuple": "from jax.sharding import PartitionSpec as P\ndef f(spec: P):\n    return isinstance(spec, tuple)\n",
    "a spec that equals a tuple": "from jax.sharding import PartitionSpec as P\ns = P('x', None)\nok = s == ('x', None)\n",
    "a setting by position": "def f(i):\n    return jnp.ones(3).at[i].get('fill')\n",
    "a root of a column": "import math\nx = math.sqrt(jnp.ones((1, 1)))\n",
    "a dialect": "def f(g, x):\n    return jax.jit(g).lower(x).compiler_ir(dialect='mhlo')\n",
    "a callback": "def g(x):\n    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct((), x.dtype), x)\ny = jax.vmap(g)(jnp.ones(3))\n",
    "a callback under jit": "@jax.jit\n@jax.vmap\ndef g(x):\n    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct((), x.dtype), x)\ny = g(jnp.ones(3))\n",
}
VALUES_WARN = {
    "a generator": "def f(xs):\n    return jax.tree.leaves(x + 1 for x in xs)\n",
    "zip": "def f(xs, ys):\n    return jax.tree.map(lambda p: p, zip(xs, ys))\n",
    "values": "p = {'a': jnp.ones(2)}\njax.block_until_ready(p.values())\n",
    "a fraction into integers": "def f(i):\n    return jnp.zeros(3, jnp.int32).at[i].add(0.5)\n",
    "floats into a mask": "m = jnp.zeros(3, bool)\ny = m.at[0].set(jnp.ones(()))\n",
    "a triangular solve": "L = jnp.ones((4, 3, 3))\nx = jax.scipy.linalg.cho_solve((L, True), jnp.ones((4, 3)))\n",
    "the shape of a list": "n = jnp.shape([[1, 2], [3, 4]])\n",
}
VALUES_SILENT = {
    "masks": "def f(x, m):\n    return jnp.sum(x, where=m), jnp.mean(x, where=x > 0), x.sum(where=True), jnp.max(x, where=None)\n",
    "types": "def f(x, y):\n    return x.astype(y.dtype), x.astype(jnp.ones(2).dtype), jnp.zeros(2, dtype=np.float32), x.astype(y)\n",
    "numbers": "x = jnp.ones((1,))\ny = float(x[0]), x.item(), float(x.sum()), float(np.ones(1)), float(jnp.squeeze(x)), float(x.reshape(()))\n",
    "a known refusal": "import pytest\ndef test():\n    with pytest.raises(TypeError):\n        float(jnp.ones((1,)))\n",
    "a try": "def f():\n    try:\n        return float(jnp.ones((1,)))\n    except TypeError:\n        return 0.0\n",
    "truth": "x = jnp.array([1.0])\nif x:\n    pass\nif jnp.array([]).size:\n    pass\nif []:\n    pass\n",
    "None by default": "def f(x, y=None):\n    if y is None:\n        y = x\n    return jnp.array(y)\n",
    "maybe None": "def f(x, c):\n    y = None\n    if c:\n        y = x\n    return jnp.asarray(y)\n",
    "None where the other is given": "def f(*, p=None, q=None):\n    if q is None:\n        return jnp.asarray(p)\n    return jnp.asarray(q)\n",
    "None later": "def f(g):\n    return jax.tree.map(lambda a, b: a, {'a': g}, None), jax.tree.map(lambda a, b: b, None, g, is_leaf=lambda v: v is None)\n",
    "vectors of three": "x = jnp.cross(jnp.ones((5, 3)), jnp.ones(3)), jnp.cross(jnp.ones((3, 2)), jnp.ones((3, 2)), axis=0), np.cross(np.ones(2), np.ones(2))\n",
    "matrices": "A = jnp.ones((4, 3, 3))\nx = jnp.linalg.solve(A, jnp.ones((4, 3, 1))), jnp.linalg.solve(A, jnp.ones(3)), jnp.linalg.solve(A[:3], jnp.ones((3, 3)))\n",
    "vmapped solves": "A = jnp.ones((4, 3, 3))\nx = jax.vmap(jnp.linalg.solve)(A, jnp.ones((4, 3)))\n",
    "one key each": "keys = random.split(random.key(0), 3)\nx = jax.vmap(random.bits)(keys), random.bits(keys[0])\n",
    "an update that fits": "x = jnp.zeros(3, int).at[0].set(1), jnp.zeros(3).at[0].set(1), jnp.zeros(3, jnp.float16).at[0].set(0.5), jnp.zeros(3, bool).at[0].set(True)\n",
    "lists of leaves": "def f(d, xs):\n    return jax.tree.leaves(list(d.values())), jax.tree.map(abs, [x for x in xs]), jax.tree.leaves(d.keys()), jax.tree.leaves(xs.values)\n",
    "shapes": "def f(x):\n    return jnp.shape(x), np.shape([1, 2]), jnp.ndim(3.0), jnp.size(np.ones(2))\n",
    "callbacks": "def g(x):\n    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct((), x.dtype), x, vmap_method='sequential')\ndef h(x):\n    return jax.pure_callback(np.sin, jax.ShapeDtypeStruct((), x.dtype), x)\ny = jax.vmap(g)(jnp.ones(3)), jax.jit(h)(1.0), jax.lax.map(h, jnp.ones(3))\n",
    "specs": "from jax.sharding import PartitionSpec as P\ndef f(spec: P, t):\n    return isinstance(spec, P), isinstance(t, tuple), tuple(spec) == ('x',), spec == P('x'), t == ('x',)\n",
    "settings by name": "def f(i):\n    return jnp.ones(3).at[i].get(mode='fill'), jnp.ones(3).at[i].set(1.0, mode='drop'), jnp.ones(3).at[i].apply(jnp.sin)\n",
    "keys": "k = random.key(0)\nr = np.asarray(random.key_data(k)), np.asarray(random.PRNGKey(0)), np.asarray(jnp.ones(2))\n",
    "an array that is shared": "def f(t):\n    return jax.dlpack.from_dlpack(t), jnp.from_dlpack(np.ones(2))\n",
    "a version": "if jax.__version_info__ < (0, 4, 25):\n    x = float(jnp.ones((1,)))\n",
    "an attribute that is asked for": "x = jnp.ones(2)\nd = x.device\nif callable(getattr(x, 'device', None)):\n    d = x.device()\n",
    "an early return by attribute": "def f(x: jax.Array):\n    if not hasattr(x, 'device_buffer'):\n        return x\n    return x.device_buffer\n",
    "a module that is loaded": "import sys\nif 'jax.experimental.maps' in sys.modules:\n    from jax.experimental.maps import xmap\n",
}  # fmt: skip


@pytest.mark.parametrize("text", VALUES_TOLD.values(), ids=[*VALUES_TOLD])
def test_a_value_that_is_no_longer_taken_is_told(text: str) -> None:
    assert [code for _, code in rows(HEAD + text)] == ["SB901"]


@pytest.mark.parametrize("text", VALUES_WARN.values(), ids=[*VALUES_WARN])
def test_a_value_that_warns_is_told(text: str) -> None:
    assert [code for _, code in rows(HEAD + text)] == ["SB902"]


@pytest.mark.parametrize("text", VALUES_SILENT.values(), ids=[*VALUES_SILENT])
def test_values_that_every_release_takes_are_left_alone(text: str) -> None:
    assert rows(HEAD + text) == []


def test_names_of_another_module_are_followed_into_a_file_that_never_says_jax() -> None:
    files = {"compat.py": "import jax.numpy as jnp\n", "main.py": "from compat import jnp\n\n\ndef f(y):\n    return jnp.trapz(y)\n"}
    assert [(f.filename, f.code) for f in lint(files)] == [("main.py", "SB901")]


SILENT = {
    "an import that may fail": "try:\n    from jax.config import config\nexcept ImportError:\n    from jax import config\nconfig.update('a', 1)\n",
    "the fallback": "try:\n    from jax import shard_map\nexcept ImportError:\n    from jax.experimental.shard_map import shard_map\n",
    "a broad except around an import": "try:\n    from jax.experimental import maps\nexcept Exception:\n    maps = None\n",
    "an attribute that may be missing": "import jax\ntry:\n    f = jax.tree_map\nexcept AttributeError:\n    f = jax.tree.map\n",
    "hasattr": "import jax\nif hasattr(jax, 'tree_map'):\n    f = jax.tree_map\nelse:\n    f = jax.tree.map\n",
    "hasattr in an expression": "import jax\nf = jax.tree_map if hasattr(jax, 'tree_map') else jax.tree.map\n",
    "hasattr with and": "import jax\nf = hasattr(jax, 'tree_map') and jax.tree_map\n",
    "getattr with a default": "import jax\nf = getattr(jax, 'tree_map', None)\n",
    "getattr or the old name": "import jax\nf = getattr(jax, 'typeof', None) or jax.core.get_aval\n",
    "a version": "import jax\nif jax.__version_info__ < (0, 4, 25):\n    f = jax.tree_map\n",
    "a version by packaging": "import jax\nfrom packaging import version\nif version.parse(jax.__version__) < version.parse('0.4.25'):\n    f = jax.tree_map\n",
    "a version by metadata": "import jax\nimport importlib.metadata\nV = importlib.metadata.version('jax')\nOLD = V < '0.4.25'\ndef f(x):\n    if OLD:\n        return jax.tree_map(abs, x)\n",
    "a function that asks": "import jax\ndef is_old():\n    return jax.__version_info__ < (0, 4, 25)\nf = jax.tree_map if is_old() else jax.tree.map\n",
    "a function that tries": "import jax\ndef has_tree():\n    try:\n        jax.tree.map\n    except AttributeError:\n        return False\n    return True\ndef f(x):\n    if has_tree():\n        return jax.tree.map(abs, x)\n    return jax.tree_map(abs, x)\n",
    "what only a type checker sees": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import jax.numpy as jnp\ndef f(x: 'jnp.DeviceArray'): ...\n",
    "an early return": "import jax\ndef f(x):\n    if hasattr(jax, 'tree'):\n        return jax.tree.map(abs, x)\n    return jax.tree_map(abs, x)\n",
    "a flag of a try": "try:\n    from jax.experimental import maps\n    OLD = True\nexcept ImportError:\n    OLD = False\nimport jax\nif OLD:\n    jax.tree_map\n",
    "a module that may be None": "import jax\ntry:\n    from jax.experimental import maps\nexcept ImportError:\n    maps = None\ndef f():\n    if maps is not None:\n        return maps.thread_resources\n",
    "a test of the type checker": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from jax.random import KeyArray\n",
    "suppress": "import contextlib\nwith contextlib.suppress(ImportError):\n    from jax.config import config\n",
    "a test of the error": "import jax\nimport pytest\ndef test():\n    with pytest.raises(AttributeError):\n        jax.tree_map\n",
    "a test that is skipped": "import jax\nimport pytest\n@pytest.mark.skipif(jax.__version_info__ > (0, 6), reason='gone')\ndef test():\n    jax.tree_map\n",
    "an own object": "class jax:\n    tree_map = 1\njax.tree_map\n",
    "a parameter of the name": "def f(jax):\n    return jax.tree_map\n",
    "another library": "import numpy as jnp\njnp.trapz\njnp.clip(x, a_min=0)\n",
    "one of two libraries": "import numpy as np\nimport jax.numpy as jnp\ndef f(x, xp=jnp):\n    return xp.trapz(x)\nlib = np if cond else jnp\nlib.trapz(1)\n",
    "a name that is set": "import jax\njax.tree_map = jax.tree.map\njax.tree_map(abs, [1])\n",
    "a name that is set by setattr": "import jax\nsetattr(jax, 'tree_map', jax.tree.map)\njax.tree_map(abs, [1])\n",
    "a string": "x = 'jax.tree_map'\n# jax.tree_map\n",
    "a literal type": "import jax\nfrom typing import Literal\ndef f(x: Literal['jax.tree_map']): ...\n",
    "the configuration": "import jax\njax.config.update('jax_enable_x64', True)\nfrom jax import config\nconfig.update('jax_debug_nans', True)\n",
    "a device by attribute": "import jax.numpy as jnp\nx = jnp.ones(2)\nx.device\nx.devices()\n",
    "a function only used on old releases": "import jax\ndef old(x):\n    return jax.tree_map(abs, x)\ndef new(x):\n    return jax.tree.map(abs, x)\nf = new if hasattr(jax, 'tree') else old\n",
    "an argument that is passed on": "import jax\ndef f(g, device=None):\n    return jax.jit(g, device=device)\n",
    "a flag of a class": "import jax\nclass C:\n    OLD = not hasattr(jax, 'tree')\nf = jax.tree_map if C.OLD else jax.tree.map\n",
    "a flag of self": "import jax\nclass C:\n    def __init__(self):\n        self.old = not hasattr(jax, 'tree')\n    def f(self, x):\n        if self.old:\n            return jax.tree_map(abs, x)\n",
    "a version of a module": "import jax\nfrom jax.version import __version__ as v\nif v < '0.4.25':\n    jax.tree_map\n",
    "a kind that may be None": "import jax.numpy as jnp\ndef f(x, kind=None):\n    return jnp.sort(x, kind=kind)\n",
    "a flag as a default": "import jax\ndef f(x, old=not hasattr(jax, 'tree')):\n    if old:\n        return jax.tree_map(abs, x)\n",
    "an option that is looked for": "import jax\nif 'jax_array' in jax.config.values:\n    jax.config.update('jax_array', True)\n",
    "an option that is asked for": "import jax\nif hasattr(jax.config, 'jax_array') and jax.config.jax_array:\n    print(jax.config.jax_array)\nx = getattr(jax.config, 'jax_array', True)\n",
    "an option that is looked for by its short name": "from jax import config\nif 'jax_array' in config.values:\n    config.update('jax_array', True)\n",
    "a class of tests that is skipped": "import jax, unittest\n@unittest.skipIf(jax.__version__ > '0.6', 'gone')\nclass T(unittest.TestCase):\n    def test(self):\n        jax.tree_map\n",
    "a file of tests that is skipped": "import jax, pytest\npytestmark = pytest.mark.skipif(not hasattr(jax, 'tree_map'), reason='gone')\ndef test():\n    jax.tree_map\n",
    "a test that skips itself": "import jax\nclass T:\n    def test(self):\n        if jax.__version__ > '0.6':\n            self.skipTest('gone')\n        jax.tree_map\n",
    "a broad except around several imports": "try:\n    import numpy as np\n    from jax.experimental import maps\n    from jax.config import config\n    X = 1\nexcept Exception:\n    maps = None\n",
    "costs as a dict": "import jax\ncost = jax.jit(f).lower(1.0).compile().cost_analysis()\nprint(cost['flops'])\n",
    "costs of another object": "cost = model.cost_analysis()[0]\nimport jax\n",
    "an internal object that is asked": "import jax\ndef f(aval):\n    if hasattr(aval, 'to_tangent_aval'):\n        return aval.to_tangent_aval()\n    else:\n        return jax.core.raise_to_shaped(aval)\n",
}  # fmt: skip


@pytest.mark.parametrize("text", SILENT.values(), ids=[*SILENT])
def test_what_depends_on_the_release_or_is_not_jax_is_left_alone(text: str) -> None:
    assert rows(text) == []


def test_a_name_from_a_removed_module_is_told_once_at_its_import() -> None:
    text = "from jax.experimental import maps\nimport jax\n\ndef f(x):\n    return maps.xmap(maps.thread_resources, x)\n"
    assert rows(text) == [(1, "SB901")]


def test_a_name_that_another_module_of_the_project_imports_is_told_where_it_is_used() -> None:
    found = lint({"compat.py": "import jax.numpy as xnp\nimport numpy as onp\n", "main.py": "import jax\nfrom compat import onp, xnp\n\nxnp.trapz(1)\nonp.trapz(1)\n"})
    assert [(f.filename, f.location.row, f.code) for f in found] == [("main.py", 4, "SB901")]


def test_a_flag_of_another_module_guards() -> None:
    found = lint({
        "compat.py": "import jax\nOLD = jax.__version_info__ < (0, 5)\n",
        "main.py": "import jax\nfrom compat import OLD\n\nf = jax.tree_map if OLD else jax.tree.map\n",
    })  # fmt: skip
    assert found == []


@pytest.mark.parametrize(
    "target, codes",
    [("0.4.13", []), ("0.4.26", ["SB902"]), ("0.5", ["SB902"]), ("0.6", ["SB901"]), ("<0.6", ["SB902"]), (">=0.4.13,<0.6", ["SB902"]), (">=0.4.13", ["SB901"])],
)
def test_the_target_decides(target: str, codes: list[str]) -> None:
    assert [code for _, code in rows("import jax\njax.tree_map\n", target)] == codes


def test_a_name_is_too_new_for_the_oldest_release() -> None:
    text = "import jax\n\nx = jax.typeof(1)\n"
    assert rows(text, ">=0.4.30") == [(3, "SB904")]
    assert rows(text, ">=0.6") == []


NEWER_FORMS = {
    "a decorator with options": ("import jax\n\n\n@jax.jit(static_argnums=0)\ndef f(n, x):\n    return x\n", "0.8", "0.9"),
    "fields that are found": (
        "import dataclasses\nfrom jax.tree_util import register_dataclass\n\n\n@register_dataclass\n@dataclasses.dataclass\nclass State:\n    x: int\n",
        "0.4.30", "0.4.36",
    ),
    "the same by a call": ("import jax\n\n\nclass State:\n    x: int\n\n\njax.tree_util.register_dataclass(State)\n", "0.4.30", "0.4.36"),
}  # fmt: skip


@pytest.mark.parametrize("text, old, new", NEWER_FORMS.values(), ids=NEWER_FORMS)
def test_an_argument_that_may_be_left_out_now_had_to_be_there(text: str, old: str, new: str) -> None:
    assert [code for _, code in rows(text, old)] == ["SB904"]
    assert rows(text, new) == []
    for written in ("functools.partial(jax.jit, static_argnums=0)", "jax.jit(f, static_argnums=0)", "jax.jit(*args)", "jax.jit(**options)"):
        assert rows(f"import functools\nimport jax\n\ng = {written}\n", "0.4.30") == []


def test_axes_of_a_mesh_had_to_be_named_for_some_releases() -> None:
    text = "import jax\n\nmesh = jax.make_mesh((2,), ('x',))\n"
    assert [rows(text, target) for target in ("0.6", "0.8", "0.10")] == [[], [(3, "SB902")], []]


def test_private_names_are_told_to_those_who_ask() -> None:
    text = "from jax._src import core\nimport jax._src.util\n\ncore.Tracer\n"
    assert [f.code for f in lint({"code.py": text}, select=("SB903",))] == ["SB903", "SB903"]
    assert rows(text) == []


FIXES = {
    "a reference": ("import jax\n\nf = jax.tree_map\n", "import jax\n\nf = jax.tree.map\n"),
    "by the module's own names": ("import jax.numpy as xp\n\nx = xp.product(xp.ones(2))  # all\n", "import jax.numpy as xp\n\nx = xp.prod(xp.ones(2))  # all\n"),
    "keywords": (
        "import jax.numpy as jnp\n\nx = jnp.clip(\n    jnp.ones(2),\n    a_min=0,  # low\n    a_max=1,\n)\n",
        "import jax.numpy as jnp\n\nx = jnp.clip(\n    jnp.ones(2),\n    min=0,  # low\n    max=1,\n)\n",
    ),
    "an import under its old name": ("from jax import tree_map\n\nx = tree_map(abs, [-1])\n", "from jax.tree import map as tree_map\n\nx = tree_map(abs, [-1])\n"),
    "an import with an alias": ("from jax import tree_leaves as tl\n\nx = tl([1])\n", "from jax.tree import leaves as tl\n\nx = tl([1])\n"),
    "an import that is left with other names": (
        "from jax import jit, tree_leaves, vmap  # tools\n\nx = jit, vmap, tree_leaves([1])\n",
        "from jax import jit, vmap\nfrom jax.tree import leaves as tree_leaves  # tools\n\nx = jit, vmap, tree_leaves([1])\n",
    ),
    "an import that joins another": (
        "from jax.experimental.pjit import PartitionSpec as P\nfrom jax.sharding import NamedSharding\n\nx = P, NamedSharding\n",
        "from jax.sharding import NamedSharding, PartitionSpec as P\n\nx = P, NamedSharding\n",
    ),
    "an import that moves to its place": (
        "from jax.config import config\nfrom jax.nn import relu\n\nx = config, relu\n",
        "from jax import config\nfrom jax.nn import relu\n\nx = config, relu\n",
    ),
    "a list over several rows": (
        "from jax.experimental.stax import (\n    Dense,  # layers\n    Relu,\n)\n\nx = Dense, Relu\n",
        "from jax.example_libraries.stax import (\n    Dense,  # layers\n    Relu,\n)\n\nx = Dense, Relu\n",
    ),
    "a whole module": ("import jax.experimental.stax as stax\n\nx = stax.Dense(3)\n", "import jax.example_libraries.stax as stax\n\nx = stax.Dense(3)\n"),
    "of two star imports the last": ("from jax import *\nfrom jax.tree_util import *\n\nx = tree_map(abs, [-1])\n", "from jax import *\nfrom jax.tree_util import *\n\nx = tree_map(abs, [-1])\n"),
    "an import in a function": ("def f():\n    from jax import tree_map\n\n    return tree_map\n", "def f():\n    from jax.tree import map as tree_map\n\n    return tree_map\n"),
    "a module of which all uses have a drop-in": (
        "from jax.lib import xla_bridge\n\nx = xla_bridge.get_backend().platform\n",
        "import jax.extend.backend\n\nx = jax.extend.backend.get_backend().platform\n",
    ),
    "an import in a function that uses the package above": (
        "import jax\n\n\ndef f():\n    jax.devices()\n    from jax.lib import xla_bridge as xb\n    return xb.get_backend()\n",
        "import jax\nimport jax.extend.backend\n\n\ndef f():\n    jax.devices()\n    return jax.extend.backend.get_backend()\n",
    ),
    "a package that functions import for themselves": (
        "def f():\n    import jax\n    return jax.tree_map(abs, [1])\n\n\ndef g():\n    from jax.lib import xla_bridge\n    return xla_bridge.get_backend()\n",
        "def f():\n    import jax\n    return jax.tree.map(abs, [1])\n\n\ndef g():\n    import jax.extend.backend\n    return jax.extend.backend.get_backend()\n",
    ),
    "an import in each of two functions": (
        "def f():\n    from jax.lib import xla_bridge as xb\n    return xb.get_backend()\n\n\ndef g():\n    from jax.lib import xla_bridge\n    return xla_bridge.get_backend()\n",
        "def f():\n    import jax.extend.backend\n    return jax.extend.backend.get_backend()\n\n\ndef g():\n    import jax.extend.backend\n    return jax.extend.backend.get_backend()\n",
    ),
    "what has to be imported first": (
        "import jax.numpy as jnp\n\n\ndef f(x: jnp.DeviceArray) -> jnp.DeviceArray:\n    return x\n",
        "import jax\nimport jax.numpy as jnp\n\n\ndef f(x: jax.Array) -> jax.Array:\n    return x\n",
    ),
    "an exception": (
        "import jax\nfrom jax.lib import xla_extension\n\ntry:\n    pass\nexcept xla_extension.XlaRuntimeError:\n    pass\n",
        "import jax\n\ntry:\n    pass\nexcept jax.errors.JaxRuntimeError:\n    pass\n",
    ),
    "Windows line ends": ("import jax\r\n\r\nf = jax.tree_map\r\n", "import jax\r\n\r\nf = jax.tree.map\r\n"),
}  # fmt: skip


@pytest.mark.parametrize("before, after", FIXES.values(), ids=[*FIXES])
def test_a_fix_renames_and_leaves_the_rest_as_it_is(before: str, after: str) -> None:
    assert fixed(before) == after
    ast.parse(after)
    assert rows(after) == []


@pytest.mark.parametrize("after", [after for _, after in FIXES.values()], ids=[*FIXES])
def test_fixed_code_runs_on_the_installed_jax(after: str) -> None:
    exec(compile(after, "code.py", "exec"), {})


def test_a_mesh_as_a_context_manager_is_rewritten_by_those_who_ask() -> None:
    text = "import jax\n\nmesh = jax.make_mesh((1,), ('x',), None)\nwith mesh:\n    pass\n"
    found = [f for f in lint({"code.py": text}) if f.code == "SB902"]
    assert [(f.location.row, f.fix.applicability if f.fix else "") for f in found] == [(4, "unsafe")]
    assert found[0].fix is not None and found[0].fix.edits[0].content == "jax.set_mesh(mesh)"
    assert rows(text, "0.8") == []


def test_a_module_of_the_project_is_not_the_library_of_that_name() -> None:
    found = lint({"flax/__init__.py": "", "flax/optim.py": "import jax\n", "main.py": "import jax\nimport flax.optim\n\nflax.optim.x\n"})
    assert found == []


LEFT = {
    "a replacement that is no drop-in": "import jax\n\nx = jax.ops.index_update\n",
    "a replacement that the oldest release lacks": "import jax\n\nx = jax.tree_map\n",
    "a string": "import jax.numpy as jnp\n\ndef f(x: 'jnp.DeviceArray'): ...\n",
    "a keyword that is there twice": "import jax.numpy as jnp\n\nx = jnp.clip(1, a_min=0, min=0)\n",
    "a module with a name that has no drop-in": "from jax.experimental import maps\n\nx = maps.Mesh, maps.xmap\n",
    "a name that means something else": "import jax.numpy as jnp\n\njax = 3\nx = jnp.DeviceArray\n",
}


@pytest.mark.parametrize("text", LEFT.values(), ids=[*LEFT])
def test_what_cannot_be_renamed_rightly_is_left(text: str) -> None:
    assert fixed(text, ">=0.4.13" if "tree_map" in text else "newest") == text


def test_upgrade_counts_by_name(tmp_path: Path) -> None:
    (tmp_path / "a.py").write_text("import jax\n\nx = jax.tree_map, jax.tree_map, jax.host_id()\n")
    (tmp_path / "b.py").write_text("import jax\n\nx = jax.tree_map, jax.ops.index_update\n")

    def run(*flags: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "sharpbits", "upgrade", "--from", "0.5.3", "--to", "0.12", *flags, str(tmp_path)]
        return subprocess.run(command, capture_output=True, text=True, cwd=Path(__file__).parent.parent.parent)

    done = run("--output-format", "json")
    assert done.returncode == 1
    found = {c["name"]: (c["status"], c["version"], c["count"], c["fixable"], c["before"]) for c in json.loads(done.stdout)}
    assert found == {
        "jax.tree_map": ("removed", "0.6.0", 3, 3, False),
        "jax.ops.index_update": ("removed", "0.3.2", 1, 0, True),
        "jax.host_id": ("deprecated", "0.2.13", 1, 1, True),
    }
    assert "jax.tree_map" in run().stdout
    done = run("--fix")
    assert "4 places rewritten" in done.stderr
    assert (tmp_path / "a.py").read_text() == "import jax\n\nx = jax.tree.map, jax.tree.map, jax.process_index()\n"
    assert done.returncode == 1
