"""Second proofs that were kept as they are, are kept sealed (schools/sealing.py)."""

from django.db import migrations

from schools.sealing import SEALED, opened, seal, sealed


def put_through(change):
    def through(apps, schema_editor):
        model = apps.get_model("mfa", "Authenticator")
        rows = model.objects.using(schema_editor.connection.alias)
        for one in rows.filter(type__in=["totp", "recovery_codes"]).iterator():
            one.data = sealed(one.data, change)
            one.save(update_fields=["data"])

    return through


def once(text):
    return text if text.startswith(SEALED) else seal(text)


class Migration(migrations.Migration):
    dependencies = [
        ("schools", "0005_second_proof"),
        ("mfa", "0003_authenticator_type_uniq"),
    ]

    operations = [migrations.RunPython(put_through(once), put_through(opened))]
