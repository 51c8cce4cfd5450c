"""What is kept about who is signed in, to be read and taken along. It is theirs alone: no address names a person."""

from __future__ import annotations

import json
import tempfile
import zipfile

from django.contrib.auth.decorators import login_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache

from ..queries.own_data import own_data
from ..tellable import files_of
from .accounts import signed_in

IN_MEMORY = 5_000_000


@never_cache
@login_required
def shown(request: HttpRequest) -> HttpResponse:
    """What there is, kind by kind, and the way to all of it."""
    return render(request, "schools/own_data.html", {"own": own_data(signed_in(request))})


@never_cache
@login_required
def download(request: HttpRequest) -> FileResponse:
    """All of it in one .zip: to be read, to be taken by another program, and the files they gave."""
    own = own_data(signed_in(request))
    kept = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 (the response closes it)
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        plain = json.dumps(own.plain(), cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("your-data.json", plain)
        page = render_to_string("schools/own_data_file.html", {"own": own, "now": timezone.now()})
        archive.writestr("your-data.html", page)
        archive.writestr("your-data.css", render_to_string("schools/own_data.css"))
        for name, opened in files_of(own.members):
            with opened() as source, archive.open(f"files/{name}", "w", force_zip64=True) as target:
                while some := source.read(64 * 1024):
                    target.write(some)
    kept.seek(0)
    return FileResponse(kept, as_attachment=True, filename="your-data.zip")
