"""The index over what can be found: FTS5 on SQLite, a column of words with a GIN index on PostgreSQL."""

from django.db import migrations

SQLITE = [
    """
    CREATE VIRTUAL TABLE finding_words USING fts5(
        title, text, content='finding_entry', content_rowid='id',
        tokenize='unicode61 remove_diacritics 2', prefix='2 3 4 5'
    )
    """,
    """
    CREATE TRIGGER finding_entry_added AFTER INSERT ON finding_entry BEGIN
        INSERT INTO finding_words(rowid, title, text) VALUES (new.id, new.title, new.text);
    END
    """,
    """
    CREATE TRIGGER finding_entry_gone AFTER DELETE ON finding_entry BEGIN
        INSERT INTO finding_words(finding_words, rowid, title, text)
        VALUES ('delete', old.id, old.title, old.text);
    END
    """,
    """
    CREATE TRIGGER finding_entry_changed AFTER UPDATE OF title, text ON finding_entry BEGIN
        INSERT INTO finding_words(finding_words, rowid, title, text)
        VALUES ('delete', old.id, old.title, old.text);
        INSERT INTO finding_words(rowid, title, text) VALUES (new.id, new.title, new.text);
    END
    """,
    "INSERT INTO finding_words(finding_words) VALUES ('rebuild')",
]
SQLITE_BACK = [
    "DROP TRIGGER finding_entry_added",
    "DROP TRIGGER finding_entry_gone",
    "DROP TRIGGER finding_entry_changed",
    "DROP TABLE finding_words",
]
# Letters of European languages without their accents, as FTS5's tokenizer takes them.
ACCENTED = "àáâãäåāăąçćčďèéêëēėęěğģìíîïīįķĺļľñńņňòóôõöōőŕřśşšţťùúûüūůűųýÿźżž"
BARE = "aaaaaaaaacccdeeeeeeeeggiiiiiiklllnnnnooooooorrsssttuuuuuuuuyyzzz"


def _vector(config, column):
    return f"to_tsvector('{config}', translate(lower({column}), '{ACCENTED}', '{BARE}'))"


# English forms, and beside them the words as they stand, of which the last one typed may be a beginning.
POSTGRESQL = [
    f"""
    ALTER TABLE finding_entry ADD COLUMN words tsvector GENERATED ALWAYS AS (
        setweight({_vector('english', 'title')}, 'A') || setweight({_vector('simple', 'title')}, 'A')
        || setweight({_vector('english', 'text')}, 'C') || setweight({_vector('simple', 'text')}, 'D')
    ) STORED
    """,
    "CREATE INDEX finding_entry_words ON finding_entry USING gin (words)",
]
POSTGRESQL_BACK = [
    "DROP INDEX finding_entry_words",
    "ALTER TABLE finding_entry DROP COLUMN words",
]


def _run(schema_editor, sqlite, postgresql):
    for statement in sqlite if schema_editor.connection.vendor == "sqlite" else postgresql:
        schema_editor.execute(statement)


def forwards(apps, schema_editor):
    _run(schema_editor, SQLITE, POSTGRESQL)


def backwards(apps, schema_editor):
    _run(schema_editor, SQLITE_BACK, POSTGRESQL_BACK)


class Migration(migrations.Migration):
    dependencies = [("finding", "0001_initial")]

    operations = [migrations.RunPython(forwards, backwards)]
