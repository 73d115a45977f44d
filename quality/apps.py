from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "quality"

    def ready(self):
        from labeling.extensions import gold_keeper  # noqa: PLC0415 -- plugs need loaded models
        from quality import extensions  # noqa: F401, PLC0415
        from quality.operations.gold import keep_many  # noqa: PLC0415

        # Plugged here and not in extensions, because extensions stand below operations.
        gold_keeper.register("quality", keep_many)
