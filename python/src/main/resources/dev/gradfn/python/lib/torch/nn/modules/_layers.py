"""One Python class per layer of Java, in PyTorch's hierarchy and modules."""
import sys
import types

import java

from ..._border import java_call
from ...autograd.grad_mode import no_grad
from . import module as _module
from ._constants import CONSTANTS
from ._values import to_java
from .module import Module, classes

_Table = java.type("dev.gradfn.signature.ModuleTable")
_Dict = java.type("java.util.LinkedHashMap")

# PyTorch's modules: abstract classes and their layers.
HOMES = {
    "conv": {
        "_ConvNd": ("Conv1d", "Conv2d", "Conv3d"),
        "_ConvTransposeNd(_ConvNd)": ("ConvTranspose1d", "ConvTranspose2d", "ConvTranspose3d"),
    },
    "batchnorm": {
        "_NormBase": (),
        "_BatchNorm(_NormBase)": ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d", "SyncBatchNorm"),
    },
    "instancenorm": {"_InstanceNorm(_NormBase)": ("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")},
    "normalization": {"": ("LayerNorm", "GroupNorm", "RMSNorm", "LocalResponseNorm", "CrossMapLRN2d")},
    "linear": {"": ("Linear", "Bilinear", "Identity")},
    "sparse": {"": ("Embedding", "EmbeddingBag")},
    "dropout": {
        "_DropoutNd": ("Dropout", "Dropout1d", "Dropout2d", "Dropout3d", "AlphaDropout", "FeatureAlphaDropout"),
    },
    "pooling": {
        "_MaxPoolNd": ("MaxPool1d", "MaxPool2d", "MaxPool3d"),
        "_AvgPoolNd": ("AvgPool1d", "AvgPool2d", "AvgPool3d"),
        "_LPPoolNd": ("LPPool1d", "LPPool2d", "LPPool3d"),
        "_AdaptiveMaxPoolNd": ("AdaptiveMaxPool1d", "AdaptiveMaxPool2d", "AdaptiveMaxPool3d"),
        "_AdaptiveAvgPoolNd": ("AdaptiveAvgPool1d", "AdaptiveAvgPool2d", "AdaptiveAvgPool3d"),
        "_MaxUnpoolNd": ("MaxUnpool1d", "MaxUnpool2d", "MaxUnpool3d"),
    },
    "padding": {
        "_ConstantPadNd": ("ConstantPad1d", "ConstantPad2d", "ConstantPad3d"),
        "_ReflectionPadNd": ("ReflectionPad1d", "ReflectionPad2d", "ReflectionPad3d"),
        "_ReplicationPadNd": ("ReplicationPad1d", "ReplicationPad2d", "ReplicationPad3d"),
        "_CircularPadNd": ("CircularPad1d", "CircularPad2d", "CircularPad3d"),
    },
    "rnn": {
        "RNNBase": ("RNN", "LSTM", "GRU"),
        "RNNCellBase": ("RNNCell", "LSTMCell", "GRUCell"),
    },
    "flatten": {"": ("Flatten", "Unflatten")},
    "fold": {"": ("Fold", "Unfold")},
    "pixelshuffle": {"": ("PixelShuffle", "PixelUnshuffle")},
    "channelshuffle": {"": ("ChannelShuffle",)},
    "upsampling": {"": ("Upsample",)},
    "loss": {"_Loss": (), "_WeightedLoss(_Loss)": (
        "CrossEntropyLoss", "NLLLoss", "BCELoss", "BCEWithLogitsLoss", "MultiMarginLoss", "MultiLabelSoftMarginLoss",
    )},
    "distance": {"": ("PairwiseDistance", "CosineSimilarity")},
    "transformer": {
        "": (
            "Transformer", "TransformerEncoder", "TransformerDecoder", "TransformerEncoderLayer",
            "TransformerDecoderLayer",
        ),
    },
    "activation": {},
}
_WITH_WEIGHTS = {"conv", "batchnorm", "instancenorm", "normalization", "linear", "sparse", "rnn"}
# Layers that derive from another layer.
DERIVED = {
    "UpsamplingNearest2d": "Upsample", "UpsamplingBilinear2d": "Upsample", "ReLU6": "Hardtanh",
    "ZeroPad1d": "ConstantPad1d", "ZeroPad2d": "ConstantPad2d", "ZeroPad3d": "ConstantPad3d",
}


def _init(self, *args, **kwargs):
    j = _built(type(self)._layer, args, kwargs)
    self._adopt(j)
    self.__dict__["_made_of"] = (args, kwargs)


def _built(layer, args, kwargs):
    named = _Dict()
    for key, value in kwargs.items():
        named.put(key, _argument(value))
    return java_call(_Table.find(layer).build, [_argument(value) for value in args], named)


def _reset_parameters(self):
    """Takes the first values of a layer that is made now."""
    args, kwargs = self._made_of
    _copy_values(self, _module.wrap_module(_built(type(self)._layer, args, kwargs)))


def _reset_running_stats(self):
    if not self.track_running_stats:
        return
    args, kwargs = self._made_of
    fresh = _module.wrap_module(_built(type(self)._layer, args, kwargs))
    with no_grad():
        for own, new in zip(self.buffers(), fresh.buffers()):
            own.copy_(new)


def _copy_values(module, fresh):
    with no_grad():
        for own, new in zip((*module.parameters(), *module.buffers()), (*fresh.parameters(), *fresh.buffers())):
            own.copy_(new)


def _argument(value):
    return str(value) if isinstance(value, _module._device) else to_java(value)


def _home(name):
    full = __package__ + "." + name
    if full not in sys.modules:
        sys.modules[full] = types.ModuleType(full)
        setattr(sys.modules[__package__], name, sys.modules[full])
    return sys.modules[full]


def _define(home, name, base, layer):
    members = {"__module__": f"{__package__}.{home}"}
    if name in CONSTANTS:
        members["__constants__"] = CONSTANTS[name]
    if layer:
        members["_layer"] = name
        members["__init__"] = _init
        if home in _WITH_WEIGHTS:
            members["reset_parameters"] = _reset_parameters
        if home in ("batchnorm", "instancenorm"):
            members["reset_running_stats"] = _reset_running_stats
    cls = type(name, (base,), members)
    setattr(_home(home), name, cls)
    classes[name] = cls
    return cls


def define_all():
    homeless = {str(name) for name in _Table.all().keySet()}
    for home, groups in HOMES.items():
        for group, layers in groups.items():
            base = _base(home, group)
            for name in layers:
                if name in homeless:
                    homeless.discard(name)
                    _define(home, name, base, True)
    for name in sorted(homeless):
        loss = name.endswith("Loss")
        base = classes[DERIVED[name]] if name in DERIVED else classes["_Loss"] if loss else Module
        _define("loss" if loss else "activation", name, base, True)
    _define_embedding()
    _define_sync()


def _base(home, group):
    if not group:
        return Module
    name, _, parent = group.rstrip(")").partition("(")
    return _define(home, name, classes[parent] if parent else Module, False)


def _define_sync():
    """Batch norms of a tree become synchronised ones."""
    sync = classes.get("SyncBatchNorm")
    if sync is None:
        return

    @classmethod
    def convert_sync_batchnorm(cls, module, process_group=None):
        converted = module
        if isinstance(module, classes["_BatchNorm"]):
            converted = cls(module.num_features, module.eps, module.momentum, module.affine, module.track_running_stats)
            if module.affine:
                converted.weight = module.weight
                converted.bias = module.bias
            for name in ("running_mean", "running_var", "num_batches_tracked"):
                setattr(converted, name, getattr(module, name))
            converted.training = module.training
        for name, child in module.named_children():
            converted.add_module(name, cls.convert_sync_batchnorm(child, process_group))
        return converted
    sync.convert_sync_batchnorm = convert_sync_batchnorm


def _define_embedding():
    """Named constructors."""
    @classmethod
    def from_pretrained(cls, embeddings, freeze=True, **options):
        made = cls(*embeddings.shape, **options)
        made.weight.data = embeddings
        made.weight.requires_grad = not freeze
        return made
    for name in ("Embedding", "EmbeddingBag"):
        if name in classes:
            classes[name].from_pretrained = from_pretrained


define_all()
