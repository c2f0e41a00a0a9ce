"""The files of states: each state has a tree of its own, and the one that runs finds its tree at the same path.

Only one state runs at a time. Before it runs, its tree is made as a copy of the one of the state that it began from;
afterwards the tree is taken away from the path and kept under a file descriptor that only the broker has.
"""

import os
import shutil
import stat

import kernel

most_files = 20_000
deepest = 100


class MountedTrees:
    """Each tree is a file system in memory with its own quota. Needs the right to mount."""

    def __init__(self, path, quota):
        self.path = path
        self.quota = quota

    def attach(self):
        kernel.mount_memory(self.path, self.quota, most_files)
        return os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)

    def detach(self):
        kernel.unmount(self.path)

    def drop(self, tree):
        os.close(tree)

    def size(self, tree):
        status = os.fstatvfs(tree)
        return (status.f_blocks - status.f_bfree) * status.f_bsize

    def close(self):
        pass


class FolderTrees:
    """Each tree is a folder that is renamed. Code of the same user could find the others."""

    def __init__(self, path, quota):
        self.base, self.path = path, os.path.join(path, 'work')
        os.makedirs(path, 0o700, exist_ok=True)
        self.kept = {}
        self.attached = None
        self.count = 0

    def attach(self):
        os.mkdir(self.path)
        self.attached = os.open(self.path, os.O_RDONLY | os.O_DIRECTORY)
        return self.attached

    def detach(self):
        self.count += 1
        self.kept[self.attached] = os.path.join(self.base, str(self.count))
        os.rename(self.path, self.kept[self.attached])

    def drop(self, tree):
        shutil.rmtree(self.kept.pop(tree), ignore_errors=True)
        os.close(tree)

    def size(self, tree):
        return 0

    def close(self):
        shutil.rmtree(self.base, ignore_errors=True)


class Copy:
    """Copies a tree whose owner does not run. Raises OSError."""

    def __init__(self, source, target, wanted):
        self.target = target
        # Inode numbers of files whose paths are asked for.
        self.wanted = wanted
        self.paths = {}
        self.links = {}
        self.folder(source, target, '', 0)

    def folder(self, source, target, path, depth):
        if depth > deepest:
            raise OSError('folders are nested too deeply')
        for name in os.listdir(source):
            status = os.stat(name, dir_fd=source, follow_symlinks=False)
            inner = path + name
            if stat.S_ISDIR(status.st_mode):
                self.subfolder(source, target, name, inner + '/', depth, status)
            elif stat.S_ISLNK(status.st_mode):
                os.symlink(os.readlink(name, dir_fd=source), name, dir_fd=target)
            elif stat.S_ISREG(status.st_mode):
                if status.st_ino in self.links:
                    os.link(self.links[status.st_ino], name, src_dir_fd=self.target, dst_dir_fd=target)
                    continue
                if status.st_nlink > 1:
                    self.links[status.st_ino] = inner
                if status.st_ino in self.wanted:
                    self.paths[status.st_ino] = inner
                copy_file(source, target, name, status)

    def subfolder(self, source, target, name, path, depth, status):
        os.mkdir(name, dir_fd=target)
        below = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=source)
        copied = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW, dir_fd=target)
        try:
            self.folder(below, copied, path, depth + 1)
            os.fchmod(copied, stat.S_IMODE(status.st_mode))
        finally:
            os.close(below)
            os.close(copied)


def copy_file(source, target, name, status):
    read = os.open(name, os.O_RDONLY | os.O_NOFOLLOW, dir_fd=source)
    write = os.open(name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600, dir_fd=target)
    try:
        os.ftruncate(write, status.st_size)
        position = 0
        while position < status.st_size:
            try:
                # Holes stay holes: a file may claim to be far larger than the quota.
                position = os.lseek(read, position, os.SEEK_DATA)
            except OSError:
                break
            end = os.lseek(read, position, os.SEEK_HOLE)
            os.lseek(write, position, os.SEEK_SET)
            while position < end:
                position += os.sendfile(write, read, position, end - position)
        os.fchmod(write, stat.S_IMODE(status.st_mode))
        os.utime(write, ns=(status.st_atime_ns, status.st_mtime_ns))
    finally:
        os.close(read)
        os.close(write)
