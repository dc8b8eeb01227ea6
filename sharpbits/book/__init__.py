"""The book of the gotchas: living documentation that is printed and written by running it.

    pytest gotchas                                  each gotcha by family: a sentence, and what really happened
    pytest gotchas -v                               with the sharp and the safe code
    pytest gotchas --gotchas-report book.json       the whole book with its outcomes (.json, .md or .html)
    pytest gotchas --device all                     on each kind of device that JAX finds

A plugin of pytest (`sharpbits.book.plugin`), which sleeps unless a run is about gotchas alone or it is asked for
with `--gotchas`. A gotcha does not know of it: what its `assert` and `pytest.raises` statements see is what the book tells.
"""
