"""The file descriptors of a state: none is shared with the state that it was copied from, nor with its other copies."""

import ctypes
import fcntl
import posix
import resource
import select
import stat
import sys

dup2, fstat, open_path, close, read_at = posix.dup2, posix.fstat, posix.open, posix.close, posix.pread
seek, pipe, write_to, read_from, unlink, make_folder = posix.lseek, posix.pipe, posix.write, posix.read, posix.unlink, posix.mkdir
set_blocking, control, make_poll, invalid = posix.set_blocking, fcntl.fcntl, select.poll, select.POLLNVAL
get_flags, set_pipe_size = fcntl.F_GETFL, 1031
access_mode, only_write, read_write = posix.O_ACCMODE, posix.O_WRONLY, posix.O_RDWR
create_new = posix.O_RDWR | posix.O_CREAT | posix.O_EXCL
flush_all = ctypes.CDLL(None).fflush
# As many as states may have; see limit() of the zygote.
most_descriptors = min(256, resource.getrlimit(resource.RLIMIT_NOFILE)[1])
standard_files = [file for file in (sys.__stdout__, sys.__stderr__) if file is not None]


class Descriptors:
    # Where the standard output of C code can be read.
    output = -1
    # What was open when the last snippet ended: (descriptor, its status, its position or None).
    opened = []
    # Of those, the numbers of regular files.
    inodes = []


descriptors = Descriptors()
survey = make_poll()
for number in range(3, most_descriptors):
    survey.register(number, 0)


def take_stock(own):
    """Notes all but the standard descriptors and the state's own."""
    closed = {number for number, event in survey.poll(0) if event & invalid}
    closed |= {own, descriptors.output}
    descriptors.opened = []
    descriptors.inodes = []
    for number in range(3, most_descriptors):
        if number not in closed:
            status = fstat(number)
            position = None
            if stat.S_ISREG(status.st_mode):
                position = seek(number, 0, 1)
                descriptors.inodes.append(status.st_ino)
            descriptors.opened.append((number, status, position))


def replace(number, path, flags):
    new = open_path(path, flags, 0o600)
    dup2(new, number, False)
    close(new)


def copy_unlinked(number, flags, path, size):
    """A file without a name gets its content copied."""
    replacement = open_path(path, create_new, 0o600)
    unlink(path)
    position = 0
    while position < size and flags & access_mode != only_write:
        part = read_at(number, 1048576, position)
        if not part:
            break
        position += write_to(replacement, part)
    dup2(replacement, number, False)
    close(replacement)


def separate(home, paths):
    """Gives every open file of the tree a description of its own; closes what cannot be had twice, such as pipes."""
    if descriptors.output >= 0:
        close(descriptors.output)
        descriptors.output = -1
    for number, status, position in descriptors.opened:
        if stat.S_ISCHR(status.st_mode):
            continue
        try:
            if position is None:
                replace(number, '/dev/null', read_write)
            elif status.st_nlink == 0:
                copy_unlinked(number, control(number, get_flags), home + '/tmp/.unnamed', status.st_size)
            elif str(status.st_ino) in paths:
                flags = control(number, get_flags) & (access_mode | posix.O_APPEND | posix.O_NONBLOCK)
                replace(number, home + '/' + paths[str(status.st_ino)], flags)
            if position is not None:
                seek(number, position, 0)
        except OSError:
            replace(number, '/dev/null', read_write)


def redirect_output():
    """What C code writes to the standard output goes into a pipe; what does not fit is lost."""
    reader, writer = pipe()
    set_blocking(reader, False)
    set_blocking(writer, False)
    if state.limit > 65536:
        try:
            control(writer, set_pipe_size, min(1048576, state.limit))
        except OSError:
            pass
    dup2(writer, 1, False)
    dup2(writer, 2, False)
    close(writer)
    descriptors.output = reader


PlainCapture = Capture


class Capture(PlainCapture):
    """Also holds what C code wrote."""

    def collected(self):
        parts = []
        try:
            for file in standard_files:
                file.flush()
            flush_all(None)
            while part := read_from(descriptors.output, 65536):
                parts.append(part)
        except (OSError, ValueError):
            pass
        if parts:
            self.write(b''.join(parts).decode('utf-8', 'replace'))
        return PlainCapture.collected(self)
