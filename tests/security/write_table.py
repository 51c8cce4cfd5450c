"""Writes `addresses.yaml` as the code has it now; read its `git diff` before you keep it.

python -m pytest tests/security/write_table.py
"""

import pytest
import yaml

from tests.the_sample import the_sample

from .addresses import TABLE, allowed, arguments_for, browsers, patterns


@pytest.mark.django_db
def test_write_the_table() -> None:
    school = the_sample()
    head = [line for line in TABLE.read_text("utf-8").splitlines() if line.startswith("#")]
    found, clients = {}, browsers()
    for name, route, _pattern in patterns():
        arguments = arguments_for(school, name, route)
        row = {}
        for method in ("get", "post"):
            names, codes = allowed(clients, school, name, arguments, method)
            assert max(codes.values()) < 500, (name, method, codes)
            row[method] = " ".join(names)
        found[name] = row
    body = yaml.safe_dump(found, sort_keys=False, width=200)
    TABLE.write_text("\n".join([*head, body]), encoding="utf-8")
