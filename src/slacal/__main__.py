"""`python -m slacal`, the same as `slacal`."""

import sys

from slacal.cli import main

if __name__ == "__main__":
    sys.exit(main())
