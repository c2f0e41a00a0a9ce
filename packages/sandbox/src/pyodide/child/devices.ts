import type { DeviceOperations, FileSystem } from './emscripten.ts';
import type { Entropy } from './entropy.ts';

/**
 * Puts devices of our own in the place of Emscripten's. Its terminals are this process's stdin, on which the host's
 * messages come; and its random bytes come from a buffer that no rollback knows of.
 */
export function replaceDevices(files: FileSystem, entropy: Entropy): void {
  const unseekable = {
    open: (stream: { seekable: boolean }) => void (stream.seekable = false),
    close: () => undefined,
  };
  const silent: DeviceOperations = {
    ...unseekable,
    read: () => 0,
    write: (_stream, _buffer, _offset, length) => length,
  };
  const draw = (target: Uint8Array) => entropy.fill(target);
  const random: DeviceOperations = {
    ...silent,
    read(_stream, { buffer, byteOffset }, offset, length) {
      draw(new Uint8Array(buffer, byteOffset + offset, length));
      return length;
    },
  };
  const replace = (path: string, operations: DeviceOperations) =>
    files.registerDevice(files.lookupPath(path).node.rdev, operations);
  for (const path of ['/dev/tty', '/dev/tty1']) replace(path, silent);
  for (const path of ['/dev/random', '/dev/urandom']) replace(path, random);
}
