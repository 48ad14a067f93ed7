"""torch.autograd.gradcheck."""


def gradcheck(*args, **kwargs):
    raise NotImplementedError("gradcheck")


def gradgradcheck(*args, **kwargs):
    raise NotImplementedError("gradgradcheck")
