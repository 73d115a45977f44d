from django.apps import AppConfig


class ProgramsConfig(AppConfig):
    name = "programs"

    def ready(self):
        from dataops.accounts.sockets import role_changes  # noqa: PLC0415 -- plugs need loaded models
        from programs import extensions  # noqa: F401, PLC0415
        from programs.operations.admission import renew_rights  # noqa: PLC0415

        # Plugged here and not in extensions, because extensions stand below operations.
        role_changes.register("programs", renew_rights)
