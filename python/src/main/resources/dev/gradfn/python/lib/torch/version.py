"""torch.version."""
__version__ = "2.13.0+gradfn"
cuda = None
hip = None
git_version = None
