"""What the sandbox raises in the agent's code. All read as built-in exceptions."""


class ToolError(RuntimeError):
    """A host tool failed; the message says why."""


class SandboxError(PermissionError):
    """The code asked for something that lies outside the sandbox."""


class SandboxImportError(ImportError):
    """The module reaches outside the sandbox."""


class FinalAnswerGiven(BaseException):
    """Ends the snippet. It is no Exception, so that 'except Exception' lets it through."""


for kind in (ToolError, SandboxError, SandboxImportError, FinalAnswerGiven):
    kind.__module__ = 'builtins'
