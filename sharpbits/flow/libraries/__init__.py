"""The libraries around JAX, and the world of the host."""
