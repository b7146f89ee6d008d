"""Let a virtual environment see the packages of the one that runs this, besides its own."""

import sys
import sysconfig
from pathlib import Path


def main() -> None:
    site_packages = "lib/python{}.{}/site-packages".format(*sys.version_info)
    (Path(sys.argv[1]) / site_packages / "outer.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
