"""What JAX's transformations ask of functions, arguments and pytrees."""
