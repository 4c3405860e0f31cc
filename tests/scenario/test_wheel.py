"""The wheel works where the sources are out of reach."""

import os
import subprocess
import sys
import venv
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


def run(*command: str | Path, cwd: Path, env: dict[str, str] | None = None) -> str:
    done = subprocess.run(
        [str(word) for word in command],
        cwd=cwd,
        env=env,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.slow
def test_the_wheel_runs_the_main_job_from_any_directory(tmp_path: Path) -> None:
    """Built, installed elsewhere and run from an empty directory, it has its data and tells the demo."""
    dist, away, here = tmp_path / "dist", tmp_path / "away", tmp_path / "here"
    here.mkdir()
    build = "from hatchling.build import build_wheel; import sys; print(build_wheel(sys.argv[1]))"
    dist.mkdir()
    run(sys.executable, "-c", build, dist, cwd=ROOT)
    [wheel] = dist.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "parley/_data/config/sources.toml" in names
    assert any(name.startswith("parley/_data/prompts/") for name in names)
    assert any(name.startswith("parley/demo_feeds/") for name in names)
    assert not any(name.startswith(("tests/", "bench/")) for name in names)
    # The packages that Parley needs are lent by this environment; Parley itself comes from the wheel.
    venv.create(away, with_pip=False)
    site = next((away / "lib").glob("python3.*/site-packages"))
    run(
        sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", site, wheel, cwd=here
    )
    lent = next(p for p in sys.path if p.endswith("site-packages"))
    (site / "lent.pth").write_text(
        f"import site, sys; sys.path.append({lent!r})\n", encoding="utf-8"
    )
    env = {"PATH": os.environ["PATH"], "HOME": str(here)}
    python = away / "bin" / "python"
    where = run(python, "-c", "import parley; print(parley.__file__)", cwd=here, env=env)
    assert Path(where.strip()).is_relative_to(away)
    shown = run(
        python,
        "-c",
        "from parley.cli.main import main; main()",
        "demo",
        "--once",
        cwd=here,
        env=env,
    )
    assert "Friday 30 May 2025" in shown
    assert " seen" in shown
