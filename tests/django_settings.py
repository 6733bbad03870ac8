"""Django's settings as a module, for tools that ask for one: mypy's plugin, django-admin. Nothing else imports it."""

from pipeline.review.config import Desk, extra
from pipeline.store.config import django_settings

globals().update(django_settings("sqlite:///data/causerie.sqlite3", b"for tools only, signs nothing", extra(Desk())))
