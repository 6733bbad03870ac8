"""The Django app that holds the tables."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Causerie's database; its label begins the names of migrations, not of tables."""

    name = "pipeline.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
