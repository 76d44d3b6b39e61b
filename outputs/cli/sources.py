"""`caifeng sources`: where caifeng can gather from."""

import click

from outputs.cli.common import json_option, put_json, put_table
