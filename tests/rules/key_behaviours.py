"""What a checker of key reuse says to small programs.

Each row: a name, a module, the lines that must be reported, lines that may be, and what JAX's own checker said
(jax 0.10.2, eagerly and staged) when the module's `f()` was run under `jax.debug_key_reuse(True)`.
`SB201|SB202` means one of the two.
"""

BEHAVIOURS = [
    (
        'seed_is_fresh',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return k
''',
        (),
        (),
        'accepts',
    ),
    (
        'two_draws_eager',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = random.uniform(k)
    return a + random.uniform(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'two_draws_one_expression',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return random.uniform(k) + random.uniform(k)
''',
        ((8, 'SB201'),),
        (),
        'raises',
    ),
    (
        'split_makes_fresh_and_spends_parent',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a, b = random.split(k)
    return random.uniform(a) + random.uniform(b)
''',
        (),
        (),
        'accepts',
    ),
    (
        'draw_after_split',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    _ = random.split(k)
    return random.uniform(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'split_after_split',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    _ = random.split(k)
    a, _ = random.split(k)
    return random.uniform(a)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'split_after_draw',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    x = random.uniform(k)
    a, b = random.split(k)
    return x + random.uniform(a) + random.uniform(b)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'fold_in_keeps_parent',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    child = random.fold_in(k, 2)
    return random.uniform(child) + random.uniform(k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'fold_in_many',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    ks = [random.fold_in(k, i) for i in range(10)]
    return sum(random.uniform(c) for c in ks)
''',
        (),
        (),
        'accepts',
    ),
    (
        'fold_in_after_draw_is_accepted',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    x = random.uniform(k)
    return x + random.uniform(random.fold_in(k, 1))
''',
        (),
        (),
        'accepts',
    ),
    (
        'fold_in_same_data_is_not_seen_by_the_checker',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return random.uniform(random.fold_in(k, 1)) + random.uniform(random.fold_in(k, 1))
''',
        ((8, 'SB201'),),
        (),
        'accepts',
    ),
    (
        'bits_spends',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = random.bits(k)
    return a + random.bits(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'gamma_spends',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = random.gamma(k, 1.0)
    return a + random.gamma(k, 1.0)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'wrap_gives_a_fresh_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.wrap_key_data(jnp.array([0, 7], jnp.uint32))
    return random.uniform(k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'unwrap_spends_nothing',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    data = random.key_data(k)
    return data, random.uniform(k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'equality_spends_nothing',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k, other = random.split(random.key(0))
    same = k == other
    return same, random.uniform(k), k != other
''',
        (),
        (),
        'accepts',
    ),
    (
        'clone_is_a_licence_to_reuse',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = random.uniform(k)
    again = random.clone(k)
    return a + random.uniform(again)
''',
        (),
        (),
        'accepts',
    ),
    (
        'clone_twice_used',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    again = random.clone(k)
    a = random.uniform(again)
    return a + random.uniform(again)
''',
        ((10, 'SB201'),),
        (),
        'raises',
    ),
    (
        'broadcast_is_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    row = k[None]
    a = random.bits(k)
    return a + jax.vmap(random.bits)(row)
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'reshape_is_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    row = k.reshape((1,))
    a = random.bits(k)
    return a + random.bits(row.squeeze())
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'squeeze_is_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0), 1)
    k = jax.lax.squeeze(ks, (0,))
    a = random.bits(ks.squeeze())
    return a + random.bits(k)
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'device_put_is_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    moved = jax.device_put(k)
    a = random.bits(k)
    return a + random.bits(moved)
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'copy_is_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    copied = jnp.array(k, copy=True)
    a = random.bits(k)
    return a + random.bits(copied)
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'elements_are_spent_one_by_one',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0))
    return random.bits(ks[0]) + random.bits(ks[1])
''',
        (),
        (),
        'accepts',
    ),
    (
        'one_element_twice',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0))
    a = random.bits(ks[0])
    return a + random.bits(ks[0])
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'element_then_all',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0))
    a = random.bits(ks[0])
    return a + jax.vmap(random.bits)(ks).sum()
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'overlapping_slices',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0), 4)
    a = jax.vmap(random.bits)(ks[:2]).sum()
    return a + jax.vmap(random.bits)(ks[1:]).sum()
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'slices_that_do_not_overlap',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0), 4)
    a = jax.vmap(random.bits)(ks[:2]).sum()
    return a + jax.vmap(random.bits)(ks[2:]).sum()
''',
        (),
        (),
        'accepts',
    ),
    (
        'concatenated_keys_are_fresh',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    a, b = random.split(random.key(0))
    ks = jnp.concatenate([a[None], b[None]])
    return jax.vmap(random.bits)(ks).sum()
''',
        (),
        (),
        'accepts',
    ),
    (
        'jit_spends_its_argument',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.jit(random.bits)(k)
    return a + jax.jit(random.bits)(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'jit_then_eager',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.jit(random.bits)(k)
    return a + random.bits(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'jit_that_spends_nothing',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    x = random.bits(k)
    g = jax.jit(lambda key, x: x + 1)
    return g(k, x)
''',
        (),
        (),
        'accepts',
    ),
    (
        'jit_returns_a_spent_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def g():
        k = random.key(0)
        return random.bits(k), k
    a, k = jax.jit(g)()
    return a + random.bits(k)
''',
        ((11, 'SB201'),),
        (),
        'raises',
    ),
    (
        'jit_returns_a_fresh_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def g(k):
        k, sub = random.split(k)
        return random.bits(sub), k
    a, k = jax.jit(g)(random.key(0))
    return a + random.bits(k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'jit_same_key_twice_one_spent',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return jax.jit(lambda k1, k2: random.bits(k1))(k, k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'jit_same_key_twice_both_spent',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return jax.jit(lambda k1, k2: random.bits(k1) + random.bits(k2))(k, k)
''',
        ((8, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'jit_hands_back_a_captured_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    same = jax.jit(lambda: k)()
    a = random.bits(k)
    return a + random.bits(same)
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'jit_returns_one_key_twice',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a, b = jax.jit(lambda k: (k, k))(k)
    x = random.bits(a)
    return x + random.bits(b)
''',
        ((10, 'SB201'),),
        (),
        'raises when staged',
    ),
    (
        'captured_key_called_twice',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    g = jax.jit(lambda: random.uniform(k))
    a = g()
    return a + g()
''',
        ((10, 'SB201'),),
        (),
        'raises',
    ),
    (
        'reuse_inside_jit',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    @jax.jit
    def g():
        k = random.key(0)
        return random.bits(k) + random.bits(k)
    return g()
''',
        ((10, 'SB201'),),
        (),
        'raises',
    ),
    (
        'cond_both_branches_spend',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return jax.lax.cond(True, random.uniform, random.normal, k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'cond_both_then_draw',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.lax.cond(True, random.uniform, random.normal, k)
    return a + random.uniform(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'cond_one_then_draw',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.lax.cond(True, random.uniform, lambda k: 1.0, k)
    return a + random.uniform(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'cond_neither_then_draw',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.lax.cond(True, lambda k: 0.0, lambda k: 1.0, k)
    return a + random.uniform(k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'switch_one_then_draw',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.lax.switch(1, [random.uniform, random.normal, lambda k: 0.0], k)
    return a + random.uniform(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'scan_splits_its_carry',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def body(k, _):
        k, sub = random.split(k)
        return k, random.bits(sub)
    return jax.lax.scan(body, random.key(0), jnp.arange(10))[1]
''',
        (),
        (),
        'accepts',
    ),
    (
        'scan_spends_a_captured_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    def body(c, _):
        return c, random.uniform(k)
    return jax.lax.scan(body, None, jnp.arange(10))[1]
''',
        ((9, 'SB202'),),
        (),
        'raises',
    ),
    (
        'scan_spends_and_carries_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def body(k, _):
        return k, random.bits(k)
    return jax.lax.scan(body, random.key(0), jnp.arange(10))[1]
''',
        ((8, 'SB202'),),
        (),
        'raises',
    ),
    (
        'scan_over_keys',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    return jax.lax.map(random.bits, random.split(random.key(0), 5))
''',
        (),
        (),
        'accepts',
    ),
    (
        'scan_two_keys_one_refreshed_from_the_other',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def body(ks, x):
        return tuple(random.split(ks[0])), x
    return jax.lax.scan(body, (random.key(0), random.key(1)), jnp.arange(10))[1]
''',
        (),
        (),
        'accepts',
    ),
    (
        'key_after_scan_that_spent_it',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def body(k, _):
        k, sub = random.split(k)
        return k, random.bits(sub)
    k = random.key(0)
    _, xs = jax.lax.scan(body, k, jnp.arange(3))
    return xs, random.bits(k)
''',
        ((12, 'SB201'),),
        (),
        'raises',
    ),
    (
        'vmap_over_seeds',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    return jax.vmap(lambda s: random.bits(random.key(s)))(jnp.arange(4))
''',
        (),
        (),
        'accepts',
    ),
    (
        'vmap_reuse_inside',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def g(s):
        k = random.key(s)
        return random.bits(k) + random.bits(k)
    return jax.vmap(g)(jnp.arange(4))
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'while_splits_its_carry',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def body(c):
        k, sub = random.split(c[0])
        return k, c[1] + random.uniform(sub)
    return jax.lax.while_loop(lambda c: c[1] < 3.0, body, (random.key(0), 0.0))[1]
''',
        (),
        (),
        'accepts',
    ),
    (
        'while_condition_draws_from_a_carried_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def cond(c):
        i, k = c
        return i < random.uniform(k) * 5
    def body(c):
        i, k = c
        return i + 1, k
    return jax.lax.while_loop(cond, body, (0, random.key(0)))[0]
''',
        ((9, 'SB202'),),
        (),
        'raises',
    ),
    (
        'while_body_draws_and_carries_the_same_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def body(c):
        k, i = c
        return k, i + random.randint(k, (), 1, 3)
    return jax.lax.while_loop(lambda c: c[1] < 5, body, (random.key(0), 0))[1]
''',
        ((9, 'SB202'),),
        (),
        'raises',
    ),
    (
        'while_body_draws_from_a_captured_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    def body(i):
        return i + random.randint(k, (), 1, 3)
    return jax.lax.while_loop(lambda i: i < 5, body, 0)
''',
        ((9, 'SB202'),),
        (),
        'raises',
    ),
    (
        'while_condition_draws_from_a_captured_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    def cond(i):
        return i < random.uniform(k) * 5
    return jax.lax.while_loop(cond, lambda i: i + 1, 0)
''',
        ((9, 'SB202'),),
        (),
        'raises',
    ),
    (
        'while_condition_and_body_share_a_refreshed_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    def cond(c):
        return c[1] < random.uniform(c[0]) * 5
    def body(c):
        k, sub = random.split(c[0])
        return k, c[1] + random.uniform(sub) + 1.0
    return jax.lax.while_loop(cond, body, (random.key(0), 0.0))[1]
''',
        ((10, 'SB201|SB202'),),
        ((8, 'SB201 SB202'),),
        'raises',
    ),
    (
        'fori_draws_from_a_captured_key',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    return jax.lax.fori_loop(0, 3, lambda i, x: x + random.uniform(k), 0.0)
''',
        ((8, 'SB202'),),
        (),
        'raises',
    ),
    (
        'remat_once',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    g = jax.checkpoint(lambda x, k: x * random.uniform(k))
    return jax.grad(g)(1.0, random.key(0))
''',
        (),
        (),
        'raises when eager',
    ),
    (
        'remat_twice',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    @jax.checkpoint
    def g(x, k):
        return x * random.uniform(k) + random.uniform(k)
    return g(1.0, random.key(0))
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'remat_twice_under_grad',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    @jax.checkpoint
    def g(x, k):
        return x * random.uniform(k) + random.uniform(k)
    return jax.grad(g)(1.0, random.key(0))
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'grad_then_draw',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    a = jax.grad(lambda x, k: x * random.uniform(k))(1.0, k)
    return a + random.uniform(k)
''',
        ((9, 'SB201'),),
        (),
        'raises',
    ),
    (
        'write_into_an_array_of_keys',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    ks = random.split(random.key(0), 3)
    ks = ks.at[1].set(random.key(9))
    return jax.vmap(random.bits)(ks).sum()
''',
        (),
        (),
        'accepts',
    ),
    (
        'where_of_two_keys_counts_as_a_use',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    a, b = random.split(random.key(0))
    k = jnp.where(True, a, b)
    return random.bits(k)
''',
        (),
        (),
        'raises',
    ),
    (
        'abstract_evaluation_spends_nothing',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    shape = jax.eval_shape(random.normal, k)
    return shape.shape, random.normal(k)
''',
        (),
        (),
        'accepts',
    ),
    (
        'make_jaxpr_spends_nothing',
        '''\
import jax
import jax.numpy as jnp
from jax import random


def f():
    k = random.key(0)
    text = str(jax.make_jaxpr(random.normal)(k))
    return len(text), random.normal(k)
''',
        (),
        (),
        'accepts',
    ),
]
