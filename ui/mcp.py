"""The assistant for programs that speak the Model Context Protocol: one tool, `ask`, over stdin
and stdout. Wiring only; needs the extra `mcp`."""

from collections.abc import Callable
from typing import Any

from assistant.answers import to_json
from assistant.assistant import Assistant
from corpus.errors import UserError

_ABOUT = (
    "Answers from the user's own documents, in their own words: every quote is verbatim and has a "
    "footnote. Where the documents don't say, the answer says so; don't fill the gap."
)


def mcp_server(opened: Callable[[], Assistant]) -> Any:
    """A FastMCP server over the assistant that `opened` gives, not yet served.

    Raises UserError where the extra `mcp` isn't installed, before it opens anything.
    """
    try:
        from mcp.server.fastmcp import FastMCP
    except ModuleNotFoundError as error:
        raise UserError(
            "the Model Context Protocol needs one more package", "pip install 'footnoted[mcp]'"
        ) from error
    assistant = opened()
    server = FastMCP("footnoted", instructions=_ABOUT, log_level="WARNING")

    @server.tool()
    def ask(question: str, history: list[str] | None = None) -> dict[str, Any]:
        """Answer a question from the documents with verbatim quotes and footnotes, or abstain.

        `history`: the earlier questions of the conversation, oldest first. In the answer,
        `start` and `end` count characters of the quoted document; `abstention`, where it is not
        null, says what is missing, and its `nearest` passages are no answer.
        """
        return to_json(assistant.ask(question, history or ()))

    return server
