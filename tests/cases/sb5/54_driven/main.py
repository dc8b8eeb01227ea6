"""The program."""
import numpy as np

from parts import centred, sample, update


def main(n):
    w = 1.0
    for step in range(n):
        w = update(w, step=step)  #! SB505
        w = centred(w, 2.0)
    for k, temperature in enumerate(np.linspace(2.0, 0.1, n)):
        w = sample(w, temperature=float(temperature))  #! SB505
    print(w)


if __name__ == "__main__":
    main(100)
