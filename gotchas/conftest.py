"""What all gotchas have in common. A compilation takes as long as it takes, so random examples have no deadline."""

from hypothesis import settings

settings.register_profile("gotchas", deadline=None)
settings.load_profile("gotchas")
