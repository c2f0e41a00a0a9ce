"""What the agent's code finds around it, where that differs from Python as it comes."""

import _random
import os
import posix
import random
import sys
import warnings

not_permitted = 1
chance = _random.Random()


def urandom(size):
    """As os.urandom; repeatable, so that candidates differ by their code alone."""
    if size < 0:
        raise ValueError('negative argument not allowed')
    return chance.getrandbits(8 * size).to_bytes(size, 'little') if size else b''


def refuse_system(command):
    raise SandboxError('os.system is not available: the sandbox cannot start programs')


def seal():
    # A warning is no output: it would make equal candidates differ, and fill the observation.
    warnings.simplefilter('ignore')
    os.system = posix.system = refuse_system
    os.urandom = posix.urandom = random._urandom = urandom
    sys.modules['__main__'] = main


plain_set_up, plain_evaluate = set_up, evaluate


def set_up(request):
    chance.seed(request['seed'])
    result = plain_set_up(request)
    if 'numpy' in modules:
        modules['numpy'].random.seed(request['seed'])
    return result


def evaluate(code, filename):
    status, value, error = plain_evaluate(code, filename)
    # What the system call filter refuses fails with this number.
    if status == 'runtime-error' and isinstance(error, PermissionError) and error.errno == not_permitted:
        status = 'blocked'
    return status, value, error
