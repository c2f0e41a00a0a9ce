"""The filter that every state runs under, and the broker's answers to what it asks (man 2 seccomp)."""

import ctypes
import errno
import fcntl
import os
import struct

import kernel
import syscalls

LOAD, EQUAL, AT_LEAST, ANY_BIT, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
ALLOW, ASK, KILL = 0x7FFF0000, 0x7FC00000, 0x80000000
NUMBER, ARCHITECTURE, ARGUMENT = 0, 4, 16

CLONE_THREAD = 0x10000
# New namespaces, another parent, tracing.
CLONE_REFUSED = 0x7E020080 | 0x8000 | 0x2000
SET_FILTER, NEW_LISTENER = 1, 8
RECEIVE, SEND, CONTINUE = 0xC0502100, 0xC0182101, 1


def fail(number):
    return [(RETURN, 0, 0, 0x00050000 | number)]


def one_of(argument, values, otherwise):
    """Allows the call where the argument is one of these."""
    code = [(LOAD, 0, 0, ARGUMENT + 8 * argument)]
    for position, value in enumerate(values):
        code.append((EQUAL, len(values) - position, 0, value))
    return [*code, *otherwise, (RETURN, 0, 0, ALLOW)]


def none_of(argument, values):
    code = [(LOAD, 0, 0, ARGUMENT + 8 * argument)]
    for position, value in enumerate(values):
        code.append((EQUAL, len(values) - position, 0, value))
    return [*code, (RETURN, 0, 0, ALLOW), *fail(errno.EPERM)]


def guards(ask):
    refused = fail(errno.EPERM)
    start = (RETURN, 0, 0, ASK if ask else ALLOW)
    return {
        'clone': [(LOAD, 0, 0, ARGUMENT), (ANY_BIT, 0, 1, CLONE_REFUSED), *refused, start],
        'fork': [start],
        # Memory that is shared and writable would be shared with the other candidates.
        'mmap': [
            (LOAD, 0, 0, ARGUMENT + 8 * 3),
            (ANY_BIT, 0, 3, 1),
            (LOAD, 0, 0, ARGUMENT + 8 * 2),
            (ANY_BIT, 0, 1, 2),
            *fail(errno.EACCES),
            (RETURN, 0, 0, ALLOW),
        ],
        # Terminal size and kind, bytes to read, blocking and inheritance.
        'ioctl': one_of(1, [0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451], fail(errno.ENOTTY)),
        'socketpair': one_of(0, [1], refused),
        # Not: signals to other processes by way of a file (F_SETOWN, F_SETSIG, F_SETOWN_EX, F_SETLEASE, F_NOTIFY).
        'fcntl': none_of(1, [8, 10, 15, 1024, 1026]),
        # Names of threads and of memory, and questions.
        'prctl': one_of(0, [3, 15, 16, 21, 23, 39, 0x53564D41], refused),
        'sched_setaffinity': one_of(0, [0], refused),
        'prlimit64': one_of(0, [0], refused),
        'seccomp': refused,
    }


def program(machine, ask):
    column, architecture = syscalls.machines[machine]
    code = [(LOAD, 0, 0, ARCHITECTURE), (EQUAL, 1, 0, architecture), (RETURN, 0, 0, KILL), (LOAD, 0, 0, NUMBER)]
    blocks = guards(ask)
    for name, number in syscalls.numbers(syscalls.guarded, column).items():
        code += [(EQUAL, 0, len(blocks[name]), number), *blocks[name]]
    allowed = sorted(syscalls.numbers(syscalls.allowed, column).values())
    for position, number in enumerate(allowed):
        code.append((EQUAL, len(allowed) - position + 2, 0, number))
    # Newer calls than these do not exist here, so that libraries fall back to older ones; clone3 is such a one.
    code += [(AT_LEAST, 0, 1, 424), *fail(errno.ENOSYS), *fail(errno.EPERM), (RETURN, 0, 0, ALLOW)]
    return b''.join(struct.pack('HBBI', *step) for step in code)


def install():
    """Puts this process under the filter. What the broker answers by, or None where this kernel lets nobody answer.

    Raises OSError where there is no filtering at all, or none for this kind of machine.
    """
    machine = os.uname().machine
    if machine not in syscalls.machines:
        raise OSError(errno.ENOSYS, 'no filter for ' + machine)
    number = ctypes.c_long(syscalls.numbers(syscalls.guarded, syscalls.machines[machine][0])['seccomp'])
    kernel.prctl(kernel.PR_SET_NO_NEW_PRIVS, 1)
    for ask, flags in ((True, NEW_LISTENER), (False, 0)):
        steps = ctypes.create_string_buffer(program(machine, ask))
        filter_program = struct.pack('HxxxxxxQ', (len(steps) - 1) // 8, ctypes.addressof(steps))
        result = kernel.libc.syscall(number, SET_FILTER, flags, filter_program)
        if result >= 0:
            return result if ask else None
    return kernel.checked(result, 'seccomp')


class Listener:
    """Decides about new threads and processes."""

    def __init__(self, descriptor):
        self.descriptor = descriptor

    def answer(self, permitted):
        """permitted(thread id, whether a thread is wanted) -> bool"""
        request = bytearray(80)
        try:
            fcntl.ioctl(self.descriptor, RECEIVE, request)
            identity, task, _, number, _, _, flags = struct.unpack_from('QIIiIQQ', request)
            thread = bool(flags & CLONE_THREAD) and number != 57
            allowed = permitted(task, thread)
            reply = (identity, 0, 0, CONTINUE) if allowed else (identity, 0, -(errno.EAGAIN if thread else errno.EPERM), 0)
            fcntl.ioctl(self.descriptor, SEND, struct.pack('QqiI', *reply))
        except OSError as error:
            # The process was killed meanwhile.
            if error.errno not in (errno.ENOENT, errno.EINTR, errno.EAGAIN):
                raise
