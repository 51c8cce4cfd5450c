"""The people of a working day, for locust: they read pages, and one request in eleven saves something.

`PEOPLE` names a file of JSON with somebody a line: the cookie, the addresses of their pages and of what they update.
"""

import json
import os
import random
from pathlib import Path
from typing import Any

from locust import HttpUser, between, task

PEOPLE = [json.loads(line) for line in Path(os.environ["PEOPLE"]).read_text().splitlines()]
TOKEN = "b" * 32
SEED = random.Random(1)


class Somebody(HttpUser):
    """One of the people, somebody else's school each."""

    wait_time = between(0.0, float(os.environ.get("WAIT", "0")))

    def on_start(self) -> None:
        self.who: dict[str, Any] = SEED.choice(PEOPLE)
        self.client.headers["Cookie"] = f"{self.who['cookie']}; csrftoken={TOKEN}"

    def read(self, name: str) -> None:
        self.client.get(self.who["pages"][name], name=name)

    @task(10)
    def front(self) -> None:
        self.read("front")

    @task(5)
    def plan(self) -> None:
        self.read("plan")

    @task(4)
    def role(self) -> None:
        self.read("role")

    @task(3)
    def updates(self) -> None:
        self.read("updates")

    @task(3)
    def matrix(self) -> None:
        self.read("matrix")

    @task(2)
    def results(self) -> None:
        self.read("results")

    @task(2)
    def timeline(self) -> None:
        self.read("timeline")

    @task(1)
    def people(self) -> None:
        self.read("people")

    @task(3)
    def update(self) -> None:
        """Say how far an action is; the answer leads to the list."""
        said = {"status": "under_way", "rag": "green", "text": f"Going on, {random.random()}"}
        with self.client.post(
            random.choice(self.who["updates"]),
            said | {"csrfmiddlewaretoken": TOKEN},
            name="save an update",
            allow_redirects=False,
            catch_response=True,
        ) as answer:
            if answer.status_code == 302:
                answer.success()
            else:
                answer.failure(f"answered {answer.status_code}")


class Printer(HttpUser):
    """Somebody who prints one description after another."""

    def on_start(self) -> None:
        self.client.headers["Cookie"] = SEED.choice(PEOPLE)["cookie"]

    @task
    def paper(self) -> None:
        who = SEED.choice(PEOPLE)
        self.client.get(who["paper"], headers={"Cookie": who["cookie"]}, name="description as PDF")
