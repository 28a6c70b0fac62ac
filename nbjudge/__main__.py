"""`python -m nbjudge` is the command `nbjudge`."""

import sys

from nbjudge.cli import main

sys.exit(main())
