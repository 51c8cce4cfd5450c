"""The WSGI application that gunicorn serves."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ictlead.settings.production")

application = get_wsgi_application()

# What is loaded by now stays. A page makes thousands of objects that are gone with it, most of them without any help:
# looked through as often as Python does by itself, they cost a seventh of its time (`script/bench pages`).
gc.collect()
gc.freeze()
gc.set_threshold(50_000, 20, 20)
