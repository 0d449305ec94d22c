"""Makes the virtual environment that `make` installs into, or says in a sentence why it cannot. Runs on any Python 3."""

import subprocess
import sys
from importlib.util import find_spec

LOWEST = (3, 11)


def main(folder):
    found = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if sys.version_info < LOWEST:
        sys.exit(
            f"Dailies needs Python 3.11 or later, and {sys.executable} is {found}. Name another: make PYTHON=python3.12"
        )
    if not (find_spec("venv") and find_spec("ensurepip")):  # Debian has them in a package of their own
        sys.exit(
            f"{sys.executable} makes no virtual environments. On Debian and Ubuntu: apt-get install python{found}-venv"
        )
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)


if __name__ == "__main__":
    main(sys.argv[1])
