import jax
import jax.numpy as jnp
import numpy as np


def counts(labels, n):
    total = jnp.empty(n)  #! SB109
    return total.at[labels].add(1.0)


def summed(xs):
    acc = jnp.empty((3,))  #! SB109
    for x in xs:
        acc = acc + x
    return acc


def like(x):
    out = jnp.empty_like(x)  #! SB109
    return out.at[1:].set(x[:-1])


def scaled():
    return 2.0 * jnp.empty(3)  #! SB109


def best(xs):
    top = jnp.empty(4)  #! SB109
    return top.at[0].max(xs)


def good_filled(x):
    out = jnp.empty(x.shape)
    return out.at[:].set(x)


def good_zeros(labels, n):
    return jnp.zeros(n).at[labels].add(1.0)


def good_shape(x):
    return jnp.empty((3, 4)).shape, jnp.empty_like(x).dtype


def good_no_elements():
    return jnp.concatenate([jnp.empty((0, 3)), jnp.ones((2, 3))])


def good_abstract(model):
    return jax.eval_shape(model, jnp.empty((1, 28, 28)))


def good_numpy(n):
    out = np.empty(n)
    out[:] = 1.0
    return jnp.asarray(out)


def carried(xs, n):
    start = jnp.empty(n)  #! SB109

    def body(carry, x):
        state, steps = carry
        state = 0.9 * state + x
        return (state, steps + 1), state.sum()

    return jax.lax.scan(body, (start, 0), xs)


def half_filled(row):
    out = jnp.empty((5,))  #! SB109
    out = out.at[1:].set(row)
    return out.sum(), jnp.max(out)


def good_filled_in_a_loop(f, n):
    return jax.lax.fori_loop(0, n, lambda i, out: out.at[i].set(f(i)), jnp.empty(n))


def good_asked_for_its_type(params):
    placeholder = jnp.empty((), params.dtype)
    return jnp.real(placeholder).dtype


def good_shown(n):
    return jax.make_jaxpr(lambda x: jax.lax.fori_loop(0, 9, lambda i, c: c + 1.0, x))(jnp.empty(n))
