"""`python -m outputs.cli`: the same as `caifeng`, for where the command is not on the path."""

from outputs.cli import main

main()
