"""Whether this process can serve people: its database, the database's shape, the folders it writes to."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import cast

from django.core.files.storage import FileSystemStorage, storages
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

# Below so many bytes of free space files and PDFs are soon refused.
LEAST_FREE = 50 * 1024 * 1024

_known_to_be_migrated = False


def problems() -> list[str]:
    """What keeps this process from serving, in words for the operator; empty when all is well.

    One query once the database is known to have every migration.
    """
    return [*_database(), *_folders()]


def _database() -> list[str]:
    global _known_to_be_migrated
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _known_to_be_migrated:
            executor = MigrationExecutor(connection)
            if executor.migration_plan(executor.loader.graph.leaf_nodes()):
                return ["The database lacks migrations: run manage.py migrate."]
            _known_to_be_migrated = True
    except DatabaseError:
        return ["The database does not answer."]
    return []


def _folders() -> list[str]:
    found = []
    for name, kept in (("FILES_DIR", "default"), ("DOCUMENTS_DIR", "documents")):
        folder = Path(cast(FileSystemStorage, storages[kept]).location)
        while not folder.exists() and folder != folder.parent:
            folder = folder.parent
        if not os.access(folder, os.W_OK):
            found.append(f"{name} cannot be written to.")
        elif shutil.disk_usage(folder).free < LEAST_FREE:
            found.append(f"{name} is nearly full.")
    return found
