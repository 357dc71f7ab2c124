# Shared by tools/test, tools/demo and tools/bench: finds a Python that can make an environment.
# POSIX sh, sourced by a script that has set ROOT, the repository.

# Somebody else's packages must not be mistaken for ours.
unset PYTHONPATH PYTHONHOME

say() { printf 'virk-edge: %s\n' "$*" >&2; }

find_python() {
    PYTHON_FOUND=
    seen=
    bare=
    if [ -n "${VIRK_EDGE_PYTHON:-}" ]; then
        set -- "$VIRK_EDGE_PYTHON" # somebody has chosen: another one would be a surprise
    else
        set -- python3 python3.13 python3.12 python3.11 python3.10 python
    fi
    for candidate in "$@"; do
        # Runs on any Python, 2.7 included; a shim without a Python behind it prints nothing.
        version=$("$candidate" -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) || continue
        seen="${seen:+$seen, }$version"
        case $version in 3.10 | 3.11 | 3.12 | 3.13) ;; *) continue ;; esac
        if "$candidate" -c 'import venv, ensurepip' >/dev/null 2>&1; then
            PYTHON_FOUND=$candidate
            return 0
        fi
        bare=${bare:-$version}
    done
    if [ -n "$bare" ]; then
        say "Python $bare cannot make virtual environments here; install the missing part (Debian, Ubuntu: sudo apt install python$bare-venv)."
    elif [ -n "${VIRK_EDGE_PYTHON:-}" ]; then
        say "VIRK_EDGE_PYTHON names $VIRK_EDGE_PYTHON, which is ${seen:+Python }${seen:-no Python that runs}; name one of 3.10 to 3.13, or unset it."
    elif [ -n "$seen" ]; then
        say "this needs Python 3.10, 3.11, 3.12 or 3.13, and only $seen was found; install one (Debian, Ubuntu: sudo apt install python3 python3-venv) or name it in VIRK_EDGE_PYTHON."
    else
        say "no Python was found; install one of 3.10 to 3.13 (Debian, Ubuntu: sudo apt install python3 python3-venv)."
    fi
    return 1
}

# environment KIND: make or refresh the virtual environment and set VENV. KIND: run, dev or wheel.
environment() {
    find_python || exit 1
    VENV=$("$PYTHON_FOUND" "$ROOT/tools/environment.py" "$1") || exit 1
}
