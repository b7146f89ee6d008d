"""Say, before anything is downloaded, if pip would take PyTorch's CUDA build: gigabytes of no use to a small server."""

import json
import subprocess
import sys
import time

NOTICE = """
pip would install the CUDA build of {requirement}: several gigabytes, only of use with an NVIDIA graphics card.
To take the CPU build instead, stop now (Ctrl-C) and give the address of PyTorch's CPU index, which PyTorch's
installation page shows for "CPU":    make run TORCH_INDEX=<address>
Going on with the CUDA build in {seconds} seconds …
"""
SECONDS = 10


def main() -> int:
    requirement, index = sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else ""
    if index or not takes_cuda(requirement):
        return 0
    print(NOTICE.format(requirement=requirement, seconds=SECONDS), file=sys.stderr)  # noqa: T201
    time.sleep(SECONDS)
    return 0


def takes_cuda(requirement: str) -> bool:
    """Whether the build that pip would choose needs NVIDIA's packages; asks for metadata only."""
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--no-deps", "--quiet", "--report", "-"]
    asked = subprocess.run([*pip, requirement], capture_output=True, text=True, check=False)  # noqa: S603
    if asked.returncode:
        return False  # the installation itself will say what is wrong
    chosen = json.loads(asked.stdout)["install"]
    needs = [line for package in chosen for line in package["metadata"].get("requires_dist", [])]
    return any(line.lower().startswith(("nvidia-", "cuda-", "triton")) for line in needs)


if __name__ == "__main__":
    sys.exit(main())
