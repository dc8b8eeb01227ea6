"""What the linter costs, always as a ratio to `libcst.parse_module` on the same code, measured in the same run."""
