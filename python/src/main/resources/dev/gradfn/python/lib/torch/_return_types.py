"""torch.return_types: results with names."""

FIELDS = {
    name: ("values", "indices")
    for name in ("max", "min", "median", "nanmedian", "mode", "kthvalue", "sort", "topk", "cummax", "cummin", "aminmax")
}
FIELDS["aminmax"] = ("min", "max")
_classes = {}


class _Results(tuple):
    def __repr__(self):
        parts = ",\n".join(f"{name}={value!r}" for name, value in zip(self._fields, self))
        return f"torch.return_types.{type(self).__name__}(\n{parts})"


def _class_of(name):
    if name not in _classes:
        fields = FIELDS[name]
        members = {"_fields": fields, "__module__": "torch.return_types"}
        for i, field in enumerate(fields):
            members[field] = property(lambda self, i=i: self[i])
        _classes[name] = type(name, (_Results,), members)
    return _classes[name]


def named(name, results):
    return _class_of(name)(results)
