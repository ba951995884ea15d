# SPDX-License-Identifier: MPL-2.0
"""The packages of tests/interop/package-lock.json, installed once into its node_modules."""

import hashlib
import os
import shutil
import subprocess

from cluster import REPOSITORY
from story import Skip

FOLDER = os.path.join(REPOSITORY, "tests", "interop")
MODULES = os.path.join(FOLDER, "node_modules")
STAMP = os.path.join(MODULES, ".installed")


def need_packages():
    """Installs what is missing; a story that needs them is skipped where that cannot be done."""
    for tool in ("node", "npm"):
        if not shutil.which(tool):
            raise Skip(f"{tool} is not installed: see interop in deploy/packages.txt")
    with open(os.path.join(FOLDER, "package-lock.json"), "rb") as lock:
        wanted = hashlib.sha256(lock.read()).hexdigest()
    if os.path.exists(STAMP) and open(STAMP, encoding="ascii").read() == wanted:
        return
    done = subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FOLDER, text=True,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
    if done.returncode != 0:
        raise Skip("npm ci failed: " + " ".join(done.stdout.split())[-300:])
    with open(STAMP, "w", encoding="ascii") as stamp:
        stamp.write(wanted)


def node(*words, timeout_s=250, **options):
    """Runs node in the folder; the finished process."""
    return subprocess.run(["node", *words], cwd=FOLDER, text=True, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, timeout=timeout_s, check=False, **options)
