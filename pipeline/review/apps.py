"""The Django app of the desk."""

from django.apps import AppConfig


class ReviewConfig(AppConfig):
    """Who may come in, and what moderators tell each other; comments are the store's."""

    name = "pipeline.review"
    label = "review"
    default_auto_field = "django.db.models.BigAutoField"
