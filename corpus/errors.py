"""The one error that is the user's to mend."""


class UserError(Exception):
    """Bad input or a state that the user can repair.

    The command line alone catches it, prints it as one line and exits with `exit_code`;
    any other exception is a bug and keeps its traceback.
    """

    def __init__(self, what: str, remedy: str, *, where: str = "", exit_code: int = 2) -> None:
        """`where` names the file (and line) at fault, `remedy` what to do about it."""
        self.where, self.what, self.remedy, self.exit_code = where, what, remedy, exit_code
        super().__init__(f"{where}: {what}; {remedy}" if where else f"{what}; {remedy}")

    def __reduce__(self) -> tuple[object, ...]:
        """Another process can raise it."""
        return _again, (self.what, self.remedy, self.where, self.exit_code)


def _again(what: str, remedy: str, where: str, exit_code: int) -> UserError:
    return UserError(what, remedy, where=where, exit_code=exit_code)
