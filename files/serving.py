"""Giving a kept file back. Whether the reader may have it is asked by the view that calls this."""

from django.http import FileResponse

from .models import Upload


def attachment(upload: Upload) -> FileResponse:
    """The file to be saved: never shown in the site, never taken for another kind."""
    response = FileResponse(
        upload.file.open("rb"),
        as_attachment=True,
        filename=upload.name,
        content_type=upload.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response
