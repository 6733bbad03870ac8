"""The Django app that holds the tables."""

from django.apps import AppConfig
from django.db.backends.signals import connection_created


class StoreConfig(AppConfig):
    """Causerie's database; its label begins the names of migrations, not of tables."""

    name = "pipeline.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Let every connection know what searching needs."""
        from pipeline.store.search import teach

        connection_created.connect(teach)
