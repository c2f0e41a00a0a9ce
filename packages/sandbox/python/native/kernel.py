"""System calls that Python has no name for. Numbers from 424 on are the same on every architecture."""

import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)

MS_NOSUID, MS_NODEV, MS_NOEXEC, MNT_DETACH = 2, 4, 8, 2
PR_SET_DUMPABLE, PR_SET_NO_NEW_PRIVS, PR_SET_CHILD_SUBREAPER = 4, 38, 36
PIDFD_SEND_SIGNAL, PIDFD_OPEN = 424, 434


def checked(result, what):
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, what + ': ' + os.strerror(number))
    return result


def prctl(option, value):
    checked(libc.prctl(option, ctypes.c_ulong(value), ctypes.c_ulong(0), ctypes.c_ulong(0), ctypes.c_ulong(0)), 'prctl')


def mount_memory(path, size, files):
    options = 'size=%d,nr_inodes=%d,mode=755' % (size, files)
    flags = MS_NOSUID | MS_NODEV | MS_NOEXEC
    checked(libc.mount(b'tmpfs', os.fsencode(path), b'tmpfs', ctypes.c_ulong(flags), options.encode()), 'mount')


def unmount(path):
    checked(libc.umount2(os.fsencode(path), MNT_DETACH), 'umount2')


def open_process(pid):
    return checked(libc.syscall(ctypes.c_long(PIDFD_OPEN), pid, 0), 'pidfd_open')


def signal_process(pidfd, number):
    """False where the process is gone."""
    return libc.syscall(ctypes.c_long(PIDFD_SEND_SIGNAL), pidfd, number, None, 0) == 0


def drop_rights():
    """No capability, no way to gain one, and nobody else may look into the memory of this process."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    header = struct.pack('Ii', 0x20080522, 0)
    checked(libc.capset(header, bytes(24)), 'capset')
    prctl(PR_SET_DUMPABLE, 0)
