"""What is made of the scanner's report: nothing of it may be lost, and only what is written down is explained."""

from __future__ import annotations

from tests.operations.databases import ROOT

from .wapiti import EXPLAINED, explained, findings

REPORT = {
    "vulnerabilities": {
        "SQL Injection": [{"method": "GET", "path": "/s/x/", "info": "SQL Injection via q"}] * 2,
        "Open Redirect": [],
        "HttpOnly Flag cookie": [
            {
                "method": "GET",
                "path": "/",
                "info": f"HttpOnly flag is not set in the cookie : {name}",
            }
            for name in ("csrftoken", "sessionid")
        ],
    },
    "anomalies": {
        "Internal Server Error": [{"method": "POST", "path": "/s/x/", "info": "answered 500"}]
    },
}


def test_every_finding_is_counted_and_faults_with_their_place() -> None:
    assert dict(findings(REPORT)) == {
        ("SQL Injection", "SQL Injection via q"): 2,
        ("HttpOnly Flag cookie", "HttpOnly flag is not set in the cookie : csrftoken"): 1,
        ("HttpOnly Flag cookie", "HttpOnly flag is not set in the cookie : sessionid"): 1,
        ("Internal Server Error", "answered 500 POST /s/x/"): 1,
    }


def test_only_what_is_written_down_is_explained() -> None:
    known = [said for kind, said in findings(REPORT) if explained(kind, said)]
    assert known == ["HttpOnly flag is not set in the cookie : csrftoken"]
    text = (ROOT / "docs/security.md").read_text(encoding="utf-8")
    assert len(EXPLAINED) == text.partition("| Finding |")[2].partition("\n\n")[0].count("\n|") - 1
