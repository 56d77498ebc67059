import inspect
import logging
import sys
import traceback
import warnings


def where():
    return [frame.name for frame in traceback.extract_stack()]


def deeper():
    return where()


print(deeper())
print([info.function for info in inspect.stack()])
print(sys._getframe().f_back)
logging.basicConfig(stream=sys.stdout, format="%(levelname)s %(filename)s %(lineno)d %(funcName)s %(message)s")


def warns():
    logging.warning("careful")
    logging.getLogger("x").error("worse", stack_info=True)
    warnings.warn("old", DeprecationWarning, stacklevel=2)


warns()


def fails():
    return {}["key"]


try:
    try:
        fails()
    except KeyError as error:
        raise ValueError("because") from error
except ValueError:
    traceback.print_exc()
try:
    fails()
except KeyError:
    traceback.print_exc(file=sys.stdout)
    print(traceback.format_exc())
    print(len(traceback.extract_tb(sys.exc_info()[2])))
traceback.print_stack(file=sys.stdout)
print([each[0].f_code.co_name for each in traceback.walk_stack(None)])
print(traceback.StackSummary.extract(traceback.walk_stack(None))[-1].name)


def hook(kind, value, tb):
    print("hook", kind.__name__, value, [entry.name for entry in traceback.extract_tb(tb)])


sys.excepthook = hook
fails()
