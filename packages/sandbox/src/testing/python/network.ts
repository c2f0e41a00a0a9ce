import { attackGroup } from '../attack.ts';

const quoted = JSON.stringify;

/** Opens connections. */
export const network = attackGroup(
  { language: 'python', category: 'the network', mustNot: 'get a connection or a datagram out' },
  {
    TCP: ({ tcpPort }) => `import socket
print(socket.create_connection(('127.0.0.1', ${tcpPort}), 2).recv(100))`,
    'TCP, with the low-level module': ({ tcpPort }) => `import _socket
for family in (2, 10):
    try:
        connection = _socket.socket(family, 1, 0)
        connection.connect(('127.0.0.1' if family == 2 else '::ffff:127.0.0.1', ${tcpPort}))
        print(connection.recv(100))
    except OSError as error: print(error)`,
    UDP: ({ udpPort }) => `import socket
print(socket.socket(socket.AF_INET, socket.SOCK_DGRAM).sendto(b'reached', ('127.0.0.1', ${udpPort})))`,
    'a UNIX socket': ({ socket }) => `import socket
connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
connection.connect(${quoted(socket)})
print(connection.recv(100))`,
    'an abstract UNIX socket, netlink and raw packets': `import socket
for family, kind, address in ((1, 1, '\\0/tmp/.X11-unix/X0'), (16, 3, (0, 0)), (17, 3, ('lo', 3))):
    try:
        connection = socket.socket(family, kind)
        connection.connect(address)
        reached(family)
    except Exception as error: print(type(error).__name__)`,
    names: `import socket
for way in (lambda: socket.getaddrinfo('example.com', 80), lambda: socket.gethostbyname('example.com'), lambda: socket.gethostbyaddr('8.8.8.8')):
    try: print(way())
    except OSError as error: print(type(error).__name__)`,
    'urllib and http': ({ tcpPort }) => `import urllib.request, http.client
for way in (lambda: urllib.request.urlopen('http://127.0.0.1:${tcpPort}', timeout=2).read(), lambda: http.client.HTTPConnection('127.0.0.1', ${tcpPort}, timeout=2).request('GET', '/')):
    try: print(way())
    except Exception as error: print(type(error).__name__)`,
    'a file URL': ({ files }) => `import urllib.request
for path in ${quoted(files)}:
    try: print(urllib.request.urlopen('file://' + path).read())
    except Exception as error: print(type(error).__name__)`,
    asyncio: ({ tcpPort, socket }) => `import asyncio
async def main():
    for way in (lambda: asyncio.open_connection('127.0.0.1', ${tcpPort}), lambda: asyncio.open_unix_connection(${quoted(socket)})):
        try: print(await (await asyncio.wait_for(way(), 2))[0].read(100))
        except BaseException as error: print(type(error).__name__)
asyncio.run(main())`,
    'TLS, mail and files by FTP': ({
      tcpPort,
    }) => `for module, way in (('ssl', lambda m: m.get_server_certificate(('127.0.0.1', ${tcpPort}), timeout=2)), ('smtplib', lambda m: m.SMTP('127.0.0.1', ${tcpPort}, timeout=2)), ('ftplib', lambda m: m.FTP().connect('127.0.0.1', ${tcpPort}, 2)), ('xmlrpc.client', lambda m: m.ServerProxy('http://127.0.0.1:${tcpPort}').f())):
    try: print(way(__import__(module, fromlist=['x'])))
    except Exception as error: print(type(error).__name__)`,
    'a port of its own': `import socket
server = socket.socket()
server.bind(('0.0.0.0', 0))
server.listen()
print(server.getsockname())`,
    Bash: ({ tcpPort }) => `import subprocess
try: print(subprocess.run(['bash', '-c', 'cat < /dev/tcp/127.0.0.1/${tcpPort}'], capture_output=True, timeout=3))
except Exception as error: print(type(error).__name__)`,
  },
);
