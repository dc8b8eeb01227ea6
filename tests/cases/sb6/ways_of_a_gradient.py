# about: loops, cuts and callbacks on the way of a gradient, and the ways around them
import functools
import jax
import jax.numpy as jnp
import numpy as np
import equinox as eqx
from jax import lax

# --- SB608
def solve(f, x0, theta, tol=1e-5):
    def cond(c):
        x, i = c
        return (jnp.abs(f(x, theta)) > tol) & (i < 50)
    def body(c):
        x, i = c
        return x - f(x, theta), i + 1
    x, _ = lax.while_loop(cond, body, (x0, 0))   #! SB608
    return x

def objective(theta):
    return solve(lambda x, t: x - jnp.cos(t * x), 1.0, theta) ** 2
g = jax.grad(objective)(0.5)

class Net:
    def forward(self, p, x, n):
        return lax.fori_loop(0, n, lambda i, h: jnp.tanh(p * h), x)   #! SB608
    def loss(self, p, x, n):
        return jnp.sum(self.forward(p, x, n))
    @functools.partial(jax.jit, static_argnums=0)
    def step(self, p, x, n):
        return jax.value_and_grad(self.loss)(p, x, n)
net = Net()
net.step(1.0, jnp.ones(3), 4)

def adaptive(y0, t1):
    def cond(s):
        return s[1] < t1
    def body(s):
        y, t = s
        return y - 0.1 * y, t + 0.1
    return lax.while_loop(cond, body, (y0, 0.0))[0]   #! SB608
batched = jax.vmap(jax.grad(adaptive), in_axes=(0, None))(jnp.ones(3), 1.0)

def fwd_only(y0):
    return jax.jacfwd(lambda y: lax.while_loop(lambda s: s < 9, lambda s: s * 2, y))(y0)
fwd_only(1.0)

def search(x):
    i = lax.while_loop(lambda i: i < 5, lambda i: i + 1, 0)
    return x * i
jax.grad(search)(1.0)

def stopped(x):
    y = lax.stop_gradient(x)
    r = lax.while_loop(lambda r: r < 5, lambda r: r + y, 0.0)
    return x * r
jax.grad(stopped)(1.0)

@jax.jit
def data_len(x, mask):
    n = mask.sum()
    return jax.grad(lambda w: lax.fori_loop(0, n, lambda i, a: a + w * x[i], 0.0))(1.0)   #! SB608
data_len(jnp.ones(3), jnp.ones(3, bool))
def fixed_loop(x):
    return jax.grad(lambda w: lax.fori_loop(0, x.shape[0], lambda i, a: a + w * x[i], 0.0))(1.0)
jax.jit(fixed_loop)(jnp.ones(3))

# --- SB603
class Policy(eqx.Module):
    w: jax.Array
    def __call__(self, s):
        return jnp.argmax(self.w @ s)
def threshold_loss(w, x, y):
    pred = jnp.where(x @ w > 0, 1.0, -1.0)   #! SB603
    return jnp.mean((pred - y) ** 2)
grad_fn = jax.jit(jax.value_and_grad(threshold_loss))
def acc(params, x, y):
    logits = x @ params["w"] + params["b"]
    return -jnp.mean((jnp.argmax(logits, axis=1) == y).astype(jnp.float32))   #! SB603
def train(params, x, y):
    for _ in range(10):
        grads = jax.grad(acc)(params, x, y)
        params = jax.tree.map(lambda p, g: p - 0.1 * g, params, grads)
    return params
def quant(x, scale):
    return jnp.floor(x / scale) * scale  #! SB603
def qloss(x, scale):
    return jnp.sum(quant(x, scale))
jax.grad(qloss)(jnp.ones(3), 0.5)   #? SB603
def hard(x):
    n = int(x)
    return n * 2.0
def top(x):
    _, idx = lax.top_k(x, 2)   #! SB603
    return jnp.sum(idx.astype(jnp.float32))
jax.grad(top)(jnp.ones(4))
def top_ok(x):
    v, idx = lax.top_k(x, 2)
    return jnp.sum(v) + jnp.sum(idx)
jax.grad(top_ok)(jnp.ones(4))
def cast(x):
    return jnp.sum(x.astype(jnp.int32))   #! SB603
jax.grad(cast)(jnp.ones(3))
def rank_corr(x, y):
    rx = jnp.argsort(jnp.argsort(x))   #! SB603
    return jnp.corrcoef(rx.astype(float), y)[0, 1]
jax.grad(rank_corr)(jnp.ones(3), jnp.arange(3.0))
def count(x):
    return jnp.sum(x > 0.5) / x.size   #! SB603
jax.grad(count)(jnp.ones(3))
def one_hot_pick(logits, values):
    return jnp.sum(jax.nn.one_hot(jnp.argmax(logits), 3) * values)   #! SB603
jax.grad(one_hot_pick)(jnp.ones(3), jnp.ones(3))
def one_hot_both(logits):
    return jnp.sum(jax.nn.one_hot(jnp.argmax(logits), 3) * logits)
jax.grad(one_hot_both)(jnp.ones(3))
def sample_loss(logits, key, rewards):
    a = jax.random.categorical(key, logits)   #! SB603
    return -rewards[a]
jax.grad(sample_loss)(jnp.ones(3), jax.random.key(0), jnp.ones(3))
def reinforce(logits, key, rewards):
    a = jax.random.categorical(key, logits)
    return -rewards[a] * jax.nn.log_softmax(logits)[a]
jax.grad(reinforce)(jnp.ones(3), jax.random.key(1), jnp.ones(3))
@jax.custom_vjp
def ste(x):
    return jnp.round(x)
ste.defvjp(lambda x: (jnp.round(x), None), lambda r, g: (g,))
jax.grad(lambda x: ste(x).sum())(jnp.ones(3))
def relaxed(x):
    return jnp.sum(jnp.clip(x, 0, 1) * (x > 0)) + jnp.abs(x).sum()
jax.grad(relaxed)(jnp.ones(3))
def mod_ok(x):
    return jnp.sum(x - jnp.floor(x))
jax.grad(mod_ok)(jnp.ones(3))

# --- SB611
def no_learn(w, x):
    pred = lax.stop_gradient(x @ w)
    return jnp.mean(pred ** 2)   #? SB611
jax.grad(no_learn)(jnp.ones(2), jnp.ones((3, 2)))   #? SB611
def logged(x):
    jax.debug.print("x {}", x)
    jax.debug.callback(lambda v: None, x)
    return jnp.sum(x**2)
jax.grad(logged)(jnp.ones(2))
def scipy_special(x):
    return jax.pure_callback(np.sin, x, x).sum()   #! SB611
jax.jit(jax.grad(scipy_special))(jnp.ones(2))
def ordered(x):
    from jax.experimental import io_callback
    y = io_callback(np.sin, x, x)   #! SB611
    return y.sum()
jax.value_and_grad(ordered)(jnp.ones(2))
def bufferd(x):
    y = jax.pure_callback(np.sin, x, lax.stop_gradient(x))
    return (x * y).sum()
jax.grad(bufferd)(jnp.ones(2))
