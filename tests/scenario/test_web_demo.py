"""``parley demo`` as a newcomer meets it: two mornings, then a page that stays until Ctrl-C."""

import re
import signal
import subprocess
import sys
from pathlib import Path

import httpx


def test_the_demo_leaves_its_page_up_until_interrupted() -> None:
    """The address is printed last, the second morning is on the page, Ctrl-C ends it in peace."""
    command = [str(Path(sys.executable).with_name("parley")), "demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as demo:
        assert demo.stdout is not None
        address = None
        for line in demo.stdout:
            if found := re.search(r"http://127\.0\.0\.1:\d+/", line.partition("(Ctrl-C")[0]):
                address = found[0]
                break
        assert address is not None
        with httpx.Client(base_url=address, trust_env=False) as browser:
            page = browser.get("/").text
        demo.send_signal(signal.SIGINT)
        assert demo.wait(20) == 0
    assert "Friday 30 May 2025" in page
    assert re.search(r"\d+ seen: ", page)
