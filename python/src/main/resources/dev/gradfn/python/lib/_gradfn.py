"""How gradfn runs programs."""
import sys
import traceback
import types

library = None


def _program(name):
    module = types.ModuleType("__main__")
    module.__file__ = name
    sys.modules["__main__"] = module
    return module.__dict__


def _own_frames(e):
    """The traceback without gradfn's frames at its outer end."""
    tb = e.__traceback__
    while tb is not None and tb.tb_frame.f_code.co_filename.startswith("gradfn/"):
        tb = tb.tb_next
    try:
        return e.with_traceback(tb)
    except TypeError:  # thrown by Java where no layer expected it
        return RuntimeError(str(e)).with_traceback(tb)


def _status(e):
    if e.code is None or isinstance(e.code, int):
        return e.code or 0
    print(e.code, file=sys.stderr)
    return 1


def main(source, name):
    """Runs a program and gives its exit code."""
    import linecache
    linecache.cache[name] = (len(source), None, source.splitlines(True), name)
    try:
        exec(compile(source, name, "exec"), _program(name))
        return 0
    except SystemExit as e:
        return _status(e)
    except BaseException as e:
        traceback.print_exception(_own_frames(e))
        return 1
    finally:
        sys.stdout.flush()
        sys.stderr.flush()


def console():
    import code
    return code.InteractiveConsole(_program("<console>"))
