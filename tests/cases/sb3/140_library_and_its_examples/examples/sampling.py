import flax.struct
import jax
import jax.numpy as jnp


@flax.struct.dataclass
class State:
    step: jax.Array
    temperature: float = flax.struct.field(pytree_node=False)


def advance(state: State):
    if state.temperature > 0:
        return State(step=state.step + 2, temperature=state.temperature)
    return State(step=state.step + 1, temperature=state.temperature)


def sample(temperature: float):
    state = State(step=jnp.array(0), temperature=temperature)
    return jax.lax.while_loop(lambda state: state.step < 10, advance, state)


def late(state: State):
    if state.step > 3:  #! SB301
        return state
    return advance(state)


sample(0.5)
jax.jit(late)(State(step=jnp.array(0), temperature=1.0))
