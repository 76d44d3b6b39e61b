"""A LibreOffice that recomputes and converts, for tests: the second program that opens what we made."""

import shutil
import subprocess
import sys
from pathlib import Path

PACKAGES = ("libreoffice-calc", "libreoffice-impress")


def find_libreoffice() -> str | None:
    """The command, or None."""
    return shutil.which("soffice") or shutil.which("libreoffice")


def convert(path: Path, to: str, folder: Path) -> Path:
    """`path` converted into `folder`, with a profile of its own; formulas are computed anew."""
    command = find_libreoffice()
    assert command is not None
    profile = (folder / "profile").absolute().as_uri()
    subprocess.run(
        [command, "--headless", f"-env:UserInstallation={profile}", "--convert-to", to,
         "--outdir", str(folder), str(path)],
        check=True, capture_output=True, timeout=180,
    )  # fmt: skip
    return folder / f"{path.stem}.{to.partition(':')[0]}"


def main() -> None:
    """Try to install it where nothing needs to be asked: root on Debian. Without it its tests skip."""
    apt = shutil.which("apt-get")
    if find_libreoffice() or apt is None:
        return
    for arguments in (["update"], ["install", "--yes", "--no-install-recommends", *PACKAGES]):
        if subprocess.run([apt, "-qq", *arguments], check=False, capture_output=True).returncode:
            sys.stderr.write("LibreOffice is not here and could not be installed: its tests will skip\n")
            return


if __name__ == "__main__":
    main()
