"""torch.utils.data: data sets, and batches in PyTorch's order after a seed."""
from ._collate import default_collate
from ._dataset import (
    ChainDataset, ConcatDataset, Dataset, IterableDataset, StackDataset, Subset, TensorDataset, random_split)
from ._loader import DataLoader, get_worker_info
from ._sampler import (
    BatchSampler, RandomSampler, Sampler, SequentialSampler, SubsetRandomSampler, WeightedRandomSampler)


def __getattr__(name):
    raise AttributeError(f"torch.utils.data.{name} is not part of gradfn")
