# about: NaN in places where it is looked for, and where it is only a value
import jax
import jax.numpy as jnp
import numpy as np
import pytest
from numpy import nan as NAN

def clean(df, x: jax.Array, y):
    if y == np.nan:   #! SB610
        return 0
    bad = (x == jnp.nan).any()   #! SB610
    keep = x[x != NAN]   #! SB610
    z = jnp.where(x == float("nan"), 0, x)   #! SB610
    w = jnp.not_equal(x, jnp.nan)   #! SB610
    return bad, keep, z, w

def default(x, fill=np.nan):
    if fill is np.nan:
        fill = 0.0
    return jnp.where(jnp.isnan(x), fill, x)

class Cfg:
    missing = np.nan
    def has(self, v):
        return v != self.missing   #! SB610

def loop(xs):
    best = jnp.inf
    for x in xs:
        if x < best:
            best = x
    return best if best != jnp.inf else None

def fill(n):
    a = np.full(n, np.nan)
    a[0] = 1.0
    return jnp.asarray(a), [np.nan] * 3, {"x": jnp.nan}, -jnp.nan, jnp.nan * 2

@jax.jit
def f(x):
    return jax.lax.cond(jnp.all(x == jnp.nan), lambda: 0.0, lambda: 1.0)   #! SB610

def stop(history):
    while history[-1] != np.nan:   #! SB610
        history.append(jnp.sum(jnp.array(history)))

def unequal(a):
    assert not (a == a), "nan"
    return a in (1.0, 2.0)

@pytest.mark.parametrize("v", [jnp.nan, 1.0])
def test_x(v):
    assert jnp.isnan(v) == (v != 1.0)
    np.testing.assert_equal(jnp.nan, np.nan)
