from django.apps import AppConfig


class ProjectConfig(AppConfig):
    name = "im4talkin"

    def ready(self) -> None:
        # Registered by import: the tasks' application and the system checks.
        from im4talkin import celery, checks, model_checks  # noqa: F401
