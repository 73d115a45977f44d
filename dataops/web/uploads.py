from __future__ import annotations

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

ENVELOPE = 1024 * 1024  # what a multipart body may add around its file


class Capped(FileUploadHandler):
    """Ends an upload that is too large while it arrives, whatever its headers say. Strangers send small ones."""

    def handle_raw_input(self, input_data, meta, content_length, boundary, encoding=None):
        self.received, self.limit = 0, settings.IMPORT_UPLOAD_LIMIT
        if not (self.request and self.request.user.is_authenticated):
            self.limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if content_length > self.limit + ENVELOPE:
            raise RequestDataTooBig("The file is larger than an upload may be.")

    def receive_data_chunk(self, raw_data, start):
        self.received += len(raw_data)
        if self.received > self.limit:
            raise RequestDataTooBig("The file is larger than an upload may be.")
        return raw_data

    def file_complete(self, file_size):
        return None
