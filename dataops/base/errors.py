class Refused(Exception):
    """An operation declined for a reason the person can act on.

    Raise a subclass from the operation; views put the message on the form and
    the API answers with its `status` and the same words. Anything else that escapes is a bug.
    """

    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message
