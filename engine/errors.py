"""The one exception for wrong input.

Whatever a caller of the engine gets wrong (a value out of range, a name that does not exist, a table that cannot be
read) raises `InputError`. Any other exception is a fault of this program.
"""


class InputError(ValueError):
    """Input that the engine refuses, with the remedy.

    detail: what was received and what is expected, as a sentence. remedy: what to do about it, as a sentence. field: the
    path of the field in a RunSpec, such as "network.layers"; None if the error has no single field. code: the kind of
    error, stable for programs to compare with. `str(error)` is the detail followed by the remedy.
    """

    code = "invalid-value"

    def __init__(self, detail: str, remedy: str, *, field: str | None = None) -> None:
        super().__init__(f"{detail} {remedy}")
        self.detail, self.remedy, self.field = detail, remedy, field
