"""What is computed: gradients, NaN, precision."""
