import jax
import jax.numpy as jnp
import registry  # noqa: F401
from shapes import Circle, Square, Triangle


@jax.jit
def area(shape):
    return jnp.pi * shape.radius**2


@jax.jit
def edge(shape):
    return shape.side


def main():
    print(area(Circle(1.0)), edge(Square(2.0)))
    # A loop registers classes that the engine cannot name, so it is silent on all of them.
    print(edge(Triangle(2.0)))  #? SB704


main()
