"""Names of JAX and of the libraries around it, over their releases."""
