"""What students import: every name has words, nothing costs before it is used."""

import subprocess
import sys
from pathlib import Path

import worksheet

FOLDER = Path(worksheet.__file__).parent


def test_every_public_name_is_there_and_every_function_says_what_it_does():
    for name in worksheet.__all__:
        value = getattr(worksheet, name)
        assert not callable(value) or value.__doc__, name
    assert sorted(worksheet.__all__) == worksheet.__all__


def test_importing_it_imports_neither_matplotlib_nor_ipython():
    code = "import sys, worksheet; print({'matplotlib', 'IPython'} & set(sys.modules))"
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=FOLDER,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "set()\n"


def test_its_first_words_name_all_that_it_offers():
    for name in worksheet.__all__:
        assert name in worksheet.__doc__, name
