#!/bin/sh
# Installs what the tests need into .venv and runs every check; the last line is pytest's own summary.
set -eu
cd "$(dirname "$0")/.."
python3 -m venv .venv
.venv/bin/pip install --quiet --disable-pip-version-check --require-hashes -r tests/requirements.lock
.venv/bin/pip install --quiet --disable-pip-version-check --no-deps -e .
if [ -z "${CHROMIUM:-}" ] && ! command -v chromium >/dev/null; then
  if [ "$(id -u)" -eq 0 ]; then
    apt-get update -qq && apt-get install -y -qq chromium >/dev/null
  else
    echo "The browser tests need Chromium: apt-get install chromium, or set CHROMIUM to its path." >&2
    exit 2
  fi
fi
.venv/bin/ruff check .
.venv/bin/ruff format --check .
.venv/bin/mypy
.venv/bin/lint-imports --no-cache
# Tests in a browser wait for half of their time, so one process more than there are cores keeps these busy.
processes=$(($(getconf _NPROCESSORS_ONLN) + 1))
exec .venv/bin/python -m pytest --numprocesses "$processes" --maxprocesses 4 --dist loadfile --no-loadscope-reorder "$@"
