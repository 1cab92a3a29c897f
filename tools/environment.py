"""Makes `.venv` from the lock: `environment.py runtime` or `environment.py dev`.

Standard library only, because it runs before anything is installed. uv does the work when it can be had;
pip does it, slower and from the same hashes, when not (pip knows mirrors and certificates that uv does not).
"""

import os
import subprocess
import sys
import tomllib
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "requirements"
VENV = ROOT / ".venv"
TOOLS = ROOT / ".venv-tools"
PYTHON = VENV / "bin" / "python"
QUIET = {"UV_PYTHON_DOWNLOADS": "never", "UV_SYSTEM_CERTS": "true", "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def main(wanted: str) -> int:
    if problem := missing():
        print(problem, file=sys.stderr)
        return 1
    wanted = "dev" if (VENV / ".dev").exists() else wanted
    lock = LOCKS / f"{wanted}.txt"
    print(f"Installing {lock.relative_to(ROOT)} into .venv ...", flush=True)
    if not (with_uv(lock) or with_pip(lock)):
        print(f"The packages of {lock.name} could not be installed; see the lines above.", file=sys.stderr)
        return 1
    link_project()
    for stamp in {"runtime", wanted}:
        (VENV / f".{stamp}").touch()
    return 0


def missing() -> str:
    try:
        import ensurepip  # noqa: F401, PLC0415
    except ImportError:
        return "Python's venv module is incomplete. On Debian: apt-get install python3-venv"
    return ""


def with_uv(lock: Path) -> bool:
    uv = TOOLS / "bin" / "uv"
    if not bootstrapped():
        return False
    if not PYTHON.exists() and not run(uv, "venv", "--quiet", "--clear", "--python", sys.executable, VENV):
        return False
    options = ["--quiet", "--require-hashes", "--compile-bytecode", "--python", str(PYTHON)]
    return run(uv, "pip", "sync", *options, lock)


def bootstrapped() -> bool:
    pins = LOCKS / "tools.txt"
    stamp = TOOLS / ".pins"
    if stamp.exists() and stamp.read_text() == pins.read_text():
        return True
    venv.create(TOOLS, with_pip=True, clear=True)
    if not run(TOOLS / "bin" / "python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", pins):
        return False
    stamp.write_text(pins.read_text())
    return True


def with_pip(lock: Path) -> bool:
    print("uv could not do it; pip installs the same lock ...", flush=True)
    venv.create(VENV, with_pip=True, clear=True)
    return run(PYTHON, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps", "-r", lock)


def run(*command: str | Path) -> bool:
    return subprocess.run(command, env=os.environ | QUIET, check=False).returncode == 0


def link_project() -> None:
    """An editable install without a build: a path file, and one script per [project.scripts] entry."""
    packages = next((VENV / "lib").glob("python3.*/site-packages"))
    (packages / "tandem.pth").write_text(f"{ROOT / 'src'}\n")
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    for name, target in project["scripts"].items():
        module, function = target.split(":")
        script = VENV / "bin" / name
        body = f"import sys\n\nfrom {module} import {function}\n\nsys.exit({function}())\n"
        script.write_text(f"#!{PYTHON}\n{body}")
        script.chmod(0o755)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
