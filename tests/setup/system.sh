#!/usr/bin/env bash
# Sees that what tests use and pip cannot bring is there: Chromium, PostgreSQL's server, and a library of Playwright's.
# Silent when they are. Otherwise it installs them where apt exists, and says what to do where it does not.
set -euo pipefail

has_chromium() {
    local name
    for name in chromium-headless-shell chromium chromium-browser google-chrome; do
        command -v "$name" >/dev/null && return 0
    done
    return 1
}

has_postgresql() {
    command -v initdb >/dev/null || compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null
}

has_libatomic() { # Playwright's own Node is linked to it, and a small Debian lacks it
    [ "$(uname)" != Linux ] || /sbin/ldconfig -p | grep 'libatomic\.so\.1' >/dev/null
}

missing=()
has_chromium || missing+=(chromium)
has_postgresql || missing+=(postgresql)
has_libatomic || missing+=(libatomic1)
[ ${#missing[@]} -eq 0 ] && exit 0

if ! command -v apt-get >/dev/null; then
    echo "Tests need ${missing[*]}, and this machine has no apt to install it with: please install it, then make test again." >&2
    echo "To go without: .venv/bin/pytest -m 'not e2e and not postgres'" >&2
    exit 1
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
    if ! command -v sudo >/dev/null; then
        echo "Tests need ${missing[*]}: ask whoever is root here for 'apt-get install ${missing[*]}', then make test again." >&2
        exit 1
    fi
    as_root=(sudo)
fi

prefer_headless_shell() { # the same browser without its windows takes half the time; Ubuntu does not have it
    local has_it
    has_it=$(apt-cache pkgnames chromium-headless-shell)
    [ -z "$has_it" ] || missing=("${missing[@]/%chromium/chromium-headless-shell}")
}

echo "Installing ${missing[*]} with apt, which tests need ..."
log=$(mktemp)
trap 'rm -f "$log"' EXIT
install() {
    "${as_root[@]}" apt-get update && prefer_headless_shell &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}"
}
if ! install >"$log" 2>&1; then
    cat "$log" >&2
    echo "apt could not install ${missing[*]}: its own words stand above." >&2
    exit 1
fi
