"""A package whose modules all ask for 64 bit; its constants come first."""

from .orbits import step

__all__ = ["step"]
