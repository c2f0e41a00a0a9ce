"""Runs steps in smolagents' LocalPythonExecutor, which has no fork: each candidate gets a new one and the history.

Reads from stdin a line of JSON for each request: {"history": text, "candidates": [text]}. Answers with the milliseconds.
"""

import json
import sys
import time

from smolagents.local_python_executor import LocalPythonExecutor

for line in sys.stdin:
    request = json.loads(line)
    started = time.perf_counter()
    for candidate in request['candidates']:
        executor = LocalPythonExecutor(additional_authorized_imports=['sympy'])
        executor.send_tools({})
        executor(request['history'])
        executor(candidate)
    print((time.perf_counter() - started) * 1000, flush=True)
