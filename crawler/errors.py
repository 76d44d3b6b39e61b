"""Every error that a user can meet.

CaifengError                 exit 1; message + where + hint
├── UsageProblem             exit 2; the call itself is wrong
├── ConfigProblem            study.toml or a taxonomy does not say what is needed
├── StudyProblem             the folder is no study, or is used by somebody else
├── StoreProblem             study.db cannot be opened, read or written
├── ImportProblem            a file cannot be read as posts
├── CrawlProblem             a crawl could not start or had to stop
├── MiningProblem            a stage has no input or a model is missing
├── DecisionProblem          a decision names something that is not there
└── ExportProblem            an output cannot be written
"""


class CaifengError(Exception):
    """A failure that we understand: what happened, where, and what to do next."""

    exit_code = 1

    def __init__(self, message: str, *, where: str | None = None, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.where = where
        self.hint = hint

    def __str__(self) -> str:
        place = f"{self.where}: " if self.where else ""
        advice = f"\n  Try: {self.hint}" if self.hint else ""
        return f"{place}{self.message}{advice}"


class UsageProblem(CaifengError):
    """The command was called in a way that cannot be meant."""

    exit_code = 2


class ConfigProblem(CaifengError):
    """A file that the user writes (study.toml, a taxonomy) is not valid."""


class StudyProblem(CaifengError):
    """The folder given is not a study, or is busy."""


class StoreProblem(CaifengError):
    """study.db cannot be opened, read or written."""


class ImportProblem(CaifengError):
    """A file cannot be read as posts at all (single bad rows are reported, not raised)."""


class CrawlProblem(CaifengError):
    """A crawl could not start or had to stop."""


class MiningProblem(CaifengError):
    """A mining stage lacks its input, or a model is missing."""


class DecisionProblem(CaifengError):
    """A decision names a finding or an action that does not exist."""


class ExportProblem(CaifengError):
    """An output cannot be written."""
