# about: values that leave for Python or NumPy on the way of a gradient
import jax
import jax.numpy as jnp
import numpy as np
from jax import lax


def whole_number(x):
    n = int(10 * x)  #! SB603
    return n * 0.1


def item(x):
    return jnp.sin(x.item())  #! SB603


def copied(x):
    y = np.asarray(x)  #! SB611
    return jnp.sum(jnp.asarray(y) ** 2)


def index_of(x, table):
    return table[int(x)] * x


def shown(x):
    print(int(x))
    return x**2


def stopped(x):
    return x * np.asarray(lax.stop_gradient(x)) + float(lax.stop_gradient(x))


jax.grad(whole_number)(0.5)
jax.grad(item)(0.5)
jax.grad(copied)(jnp.ones(2))
jax.grad(index_of)(1.0, jnp.ones(3))
jax.grad(shown)(1.0)
jax.grad(stopped)(1.0)
