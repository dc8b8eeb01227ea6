# about: edges behind masks in losses, layers, energies and distributions; the same kept away from the edge
import jax
import jax.numpy as jnp
import flax.linen as nn
import equinox as eqx
from jax import lax

EPS = 1e-8

class Attention(nn.Module):
    @nn.compact
    def __call__(self, x, mask):
        q = nn.Dense(8)(x)
        sc = q @ q.T / jnp.sqrt(8.0)
        sc = jnp.where(mask, sc, -1e9)
        return nn.softmax(sc)

class SafeNorm(eqx.Module):
    scale: jax.Array
    def __call__(self, x):
        n = jnp.linalg.norm(x)
        return jnp.where(n > 0, self.scale * x / n, x)   #! SB601

@eqx.filter_value_and_grad
def eqx_loss(m: SafeNorm, x):
    return jnp.sum(m(x) ** 2)

def eqx_step(m: SafeNorm, x: jax.Array):
    return eqx_loss(m, x)

def cos_sim(a, b):
    na = jnp.sqrt(jnp.sum(a * a))
    nb = jnp.sqrt(jnp.sum(b * b))
    den = na * nb
    return jnp.where(den < EPS, 0.0, jnp.dot(a, b) / den)   #! SB601

def contrastive(params, a, b):
    return 1 - cos_sim(params * a, b)
jax.grad(contrastive)(jnp.ones(3), jnp.ones(3), jnp.ones(3))

def poisson_nll(lam, k):
    return jnp.sum(jnp.where(k > 0, k * jnp.log(lam), 0.0) - lam)
jax.grad(poisson_nll)(jnp.ones(3), jnp.arange(3))

def kl(p, q):
    return jnp.sum(jnp.where(p == 0, 0.0, p * (jnp.log(p) - jnp.log(q))))   #! SB601
jax.grad(kl)(jnp.ones(3), jnp.ones(3))

def lj(params, r):
    eps, sigma = params["eps"], params["sigma"]
    inv = jnp.where(r > 0, sigma / r, 0.0) ** 6   #! SB601
    return jnp.sum(4 * eps * (inv**2 - inv))
jax.grad(lj)({"eps": 1.0, "sigma": 1.0}, jnp.ones(3))

def energy(pos, box):
    d = pos[:, None] - pos[None]
    d = d - box * jnp.round(d / box)
    r2 = jnp.sum(d ** 2, -1)
    mask = ~jnp.eye(pos.shape[0], dtype=bool)
    r = jnp.sqrt(r2)
    return 0.5 * jnp.sum(jnp.where(mask, jnp.exp(-r), 0.0))
jax.grad(energy)(jnp.ones((4, 3)), 10.0)

def energy2(pos):
    d = pos[:, None] - pos[None]
    r = jnp.linalg.norm(d, axis=-1)
    return jnp.sum(jnp.where(r < 2.5, 1.0 / r, 0.0))
jax.grad(energy2)(jnp.ones((4, 3)))

def smooth_cut(r):
    x = r / 2.5
    return jnp.where(x < 1.0, jnp.exp(1 - 1 / (1 - x**2)), 0.0)   #! SB601
jax.vmap(jax.grad(smooth_cut))(jnp.linspace(0.0, 3.0, 4))

def beta_ll(x, a, b):
    inside = (x > 0) & (x < 1)
    ll = (a - 1) * jnp.log(x) + (b - 1) * jnp.log1p(-x)
    return jnp.where(inside, ll, -jnp.inf)   #! SB601
jax.grad(beta_ll)(0.5, 2.0, 3.0)

def logits_ce(logits, labels):
    logp = jax.nn.log_softmax(logits)
    return -jnp.mean(jnp.where(labels >= 0, jnp.take_along_axis(logp, labels[:, None], 1)[:, 0], 0.0))
jax.grad(logits_ce)(jnp.ones((2, 3)), jnp.array([0, -1]))

def masked_mean(x, mask):
    return jnp.sum(jnp.where(mask, x, 0.0)) / jnp.maximum(jnp.sum(mask), 1)
jax.grad(masked_mean)(jnp.ones(3), jnp.ones(3, bool))

def angle(u, v):
    c = jnp.dot(u, v)
    c = jnp.clip(c, -1.0, 1.0)
    return jnp.where(jnp.abs(c) >= 1.0, 0.0, jnp.arccos(c))   #! SB601
jax.grad(angle)(jnp.ones(3), jnp.ones(3))

def angle_ok(u, v):
    c = jnp.clip(jnp.dot(u, v), -1.0 + 1e-6, 1.0 - 1e-6)
    return jnp.where(jnp.abs(c) >= 1.0, 0.0, jnp.arccos(c))
jax.grad(angle_ok)(jnp.ones(3), jnp.ones(3))

def symlog(x):
    return jnp.where(x >= 0, jnp.log(1 + x), -jnp.log(1 - x))   #! SB601
jax.grad(lambda x: symlog(x).sum())(jnp.ones(3))
def symlog_ok(x):
    return jnp.sign(x) * jnp.log1p(jnp.abs(x))
jax.grad(lambda x: symlog_ok(x).sum())(jnp.ones(3))

def stable_sqrt(x):
    return jnp.where(x <= 0, 0.0, jnp.sqrt(jnp.maximum(x, 1e-12)))
jax.grad(lambda x: stable_sqrt(x).sum())(jnp.ones(3))

def scan_body(x):
    def body(c, t):
        r = jnp.where(t > 0, c / t, 0.0)   #! SB601
        return c + r, r
    return lax.scan(body, x, jnp.arange(3.0))[0]
jax.grad(scan_body)(1.0)

def huber_norm(params, x):
    n = jnp.linalg.norm(params - x)
    return jnp.where(n < 1.0, 0.5 * n**2, n - 0.5)   #! SB601
jax.grad(huber_norm)(jnp.ones(3), jnp.zeros(3))

def gelu_approx(x):
    return jnp.where(x > 3, x, x * jax.nn.sigmoid(1.7 * x))
jax.grad(gelu_approx)(1.0)

def clip_frac(x, lo, hi):
    return jnp.clip((x - lo) / (hi - lo), 0.0, 1.0).sum()
jax.grad(clip_frac)(jnp.ones(3), 0.0, 1.0)

def sched(step, warm):
    return jnp.minimum(1.0, step / warm) * jnp.where(step > warm, 1 / jnp.sqrt(step), 1.0)
def sched_loss(w, step):
    return jnp.sum(w) * sched(step, 100.0)
jax.grad(sched_loss)(jnp.ones(3), 5.0)

def normalize(x, axis=-1):
    n = jnp.linalg.norm(x, axis=axis, keepdims=True)
    return x / jnp.clip(n, 1e-6)   #! SB601
jax.grad(lambda x: normalize(x).sum())(jnp.ones((2, 3)))
def normalize_ok(x):
    n = jnp.linalg.norm(x, axis=-1, keepdims=True)
    return x / (n + 1e-6)
jax.grad(lambda x: normalize_ok(x).sum())(jnp.ones((2, 3)))
