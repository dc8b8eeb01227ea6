"""A program that imports both."""

import blunt_constants
import jax
import sharp_constants


def main():
    jax.config.update("jax_platforms", "cpu")  #? SB605
    print(blunt_constants.SQUARES, sharp_constants.SQUARES)


if __name__ == "__main__":
    main()
