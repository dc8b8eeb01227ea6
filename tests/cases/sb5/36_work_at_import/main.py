import argparse

import jax

import constants
import kernels
import model
from data import loader


def main():
    jax.config.update("jax_platforms", "cpu")  #? SB605
    net = model.Net()
    for batch in loader.batches():
        print(net(batch), constants.TABLE.sum(), kernels.GAUSS.sum())


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.parse_args([])
    main()
