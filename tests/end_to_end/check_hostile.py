#!/usr/bin/env python3
"""Ganglion Studio against who means it harm: tests/end_to_end/check_hostile.py BUILD_FOLDER

A body of 1 GB, declared and in chunks; forty readers that take nothing; ten thousand connections with half a request each. After each the
program must answer as before, and its memory stay below 200 MB.
"""

import contextlib
import json
import pathlib
import re
import resource
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request

CONNECTIONS = 10_000
MEMORY = 200  # MB
MEGABYTE = 2**20
faults = []


class Program:
    def __init__(self, program, folder):
        self.process = subprocess.Popen([program, "studio"], cwd=folder, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.address = self.process.stdout.readline().split()[-1]
        self.port, self.path = re.fullmatch(r"http://127\.0\.0\.1:(\d+)(/.*/)", self.address).groups()

    def connected(self):
        return socket.create_connection(("127.0.0.1", int(self.port)), timeout=30)

    def send(self, connection, request, path, *headers):
        connection.sendall("\r\n".join([f"{request} {self.path}api/{path} HTTP/1.1", "Host: 127.0.0.1", *headers, "", ""]).encode())

    def post(self, path, body):
        request = urllib.request.Request(f"{self.address}api/{path}", data=json.dumps(body).encode(), headers={"Content-Type": "application/json"})
        return urllib.request.urlopen(request, timeout=30).read()

    def memory(self):
        status = pathlib.Path(f"/proc/{self.process.pid}/status").read_text()
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) // 1024

    def check(self, after):
        begin = time.monotonic()
        try:
            state = json.loads(urllib.request.urlopen(f"{self.address}api/state", timeout=30).read())
        except OSError as error:
            faults.append(f"after {after}: no answer: {error}")
            return
        if "revision" not in state:
            faults.append(f"after {after}: {state}")
        if self.memory() > MEMORY:
            faults.append(f"after {after}: {self.memory()} MB")
        print(f"after {after}: {self.memory()} MB, answered in {time.monotonic() - begin:.2f} s")


def large_bodies(program):
    with program.connected() as connection:
        program.send(connection, "POST", "data", "X-File-Name: a.csv", f"Content-Length: {1024 * MEGABYTE}")
        if b" 413 " not in connection.recv(64):
            faults.append("a body of 1 GB isn't refused by its length")
    with program.connected() as connection:
        program.send(connection, "POST", "data", "X-File-Name: a.csv", "Transfer-Encoding: chunked")
        chunk = b"100000\r\n" + b"a" * MEGABYTE + b"\r\n"
        with contextlib.suppress(OSError):  # it may close before all is sent
            for _ in range(1024):
                connection.sendall(chunk)
    program.check("1 GB")


def slow_readers(program):
    readers = [program.connected() for _ in range(40)]
    for i, reader in enumerate(readers):
        reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 1024)
        program.send(reader, "GET", "events" if i % 2 else "state", "Last-Event-ID: 0")
    program.post("data", {"builtin": "circle"})
    program.post("command", {"command": "start"})
    time.sleep(2)
    program.check("forty that read nothing")
    for reader in readers:
        reader.close()


def many_connections(program):
    _, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    connections = []
    for _ in range(min(CONNECTIONS, most - 100) if most > 0 else CONNECTIONS):
        connection = socket.socket()
        connection.setblocking(False)
        with contextlib.suppress(OSError):
            connection.connect(("127.0.0.1", int(program.port)))
        connections.append(connection)
    time.sleep(1)
    for connection in connections:
        with contextlib.suppress(OSError):
            connection.send(b"GET / HTTP/1.1\r\nHo")
    open_files = len(list(pathlib.Path(f"/proc/{program.process.pid}/fd").iterdir()))
    if open_files > 200:
        faults.append(f"{open_files} files are open for {len(connections)} connections")
    for connection in connections:
        connection.close()
    program.check(f"{len(connections)} connections")


def main():
    with tempfile.TemporaryDirectory() as folder:
        program = Program(str(pathlib.Path(sys.argv[1]).resolve() / "ganglion"), folder)
        try:
            for attack in (large_bodies, slow_readers, many_connections):
                attack(program)
        finally:
            program.process.terminate()
            if program.process.wait(20) != 0:
                faults.append("it didn't end as it should")
    print("\n".join(faults))
    sys.exit(len(faults) > 0)


if __name__ == "__main__":
    main()
