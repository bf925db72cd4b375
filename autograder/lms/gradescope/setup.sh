#!/usr/bin/env bash
# Runs once, while Gradescope builds the container. Installs Python @PYTHON@ and the
# pinned packages where every user can read them; student code runs as another user.
set -euo pipefail
cd /autograder/source
place=/opt/backprop
export DEBIAN_FRONTEND=noninteractive PIP_BREAK_SYSTEM_PACKAGES=1 PIP_ROOT_USER_ACTION=ignore
export UV_PYTHON_INSTALL_DIR=$place/python
umask 022
mkdir -p "$place"
if [ ! -x "$place/venv/bin/python" ]; then
    apt-get update
    apt-get install -y --no-install-recommends python3-pip
    # The stronger sandbox, where the container allows it.
    apt-get install -y --no-install-recommends bubblewrap || true
    python3 -m pip install --quiet uv
    python3 -m uv venv --python @PYTHON@ "$place/venv"
    python3 -m uv pip install --python "$place/venv/bin/python" -r requirements.txt
fi
chmod -R go+rX,go-w "$place"
bash /autograder/source/run_autograder --check
