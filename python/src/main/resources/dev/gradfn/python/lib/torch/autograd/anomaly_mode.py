"""Anomaly mode: nodes remember the lines of the program that made them."""
import sys
import traceback
import warnings

import java

from .._border import java_call

_Anomaly = java.type("dev.gradfn.autograd.Anomaly")


def _lines():
    frames = [f for f in traceback.extract_stack() if not f.filename.startswith(("gradfn/", "recorder.py"))]
    return "".join(traceback.format_list(frames))


class set_detect_anomaly:
    def __init__(self, mode, check_nan=True):
        _Anomaly.setTraceback(_lines)
        self._close = java_call(_Anomaly.setDetectAnomaly, bool(mode), bool(check_nan))

    def __enter__(self):
        return None

    def __exit__(self, *error):
        self._close.close()


class detect_anomaly(set_detect_anomaly):
    def __init__(self, check_nan=True):
        warnings.warn(
            "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled"
            " for debugging.", stacklevel=2)
        self.check_nan = check_nan

    def __enter__(self):
        set_detect_anomaly.__init__(self, True, self.check_nan)


def is_anomaly_enabled():
    return _Anomaly.isEnabled()


def is_anomaly_check_nan_enabled():
    return _Anomaly.isCheckingNan()
