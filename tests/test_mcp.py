"""The one tool that other programs get, asked as they ask: over stdin and stdout."""

import sys
from pathlib import Path
from typing import Any

import anyio
import pytest
from mcp import ClientSession, StdioServerParameters
from mcp.client.stdio import stdio_client
from mcp.types import CallToolResult, ListToolsResult

from assistant.answers import from_json
from assistant.assistant import Assistant

QUESTION = "What share of the vote did Lukashenka get in January 2025?"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> tuple[ListToolsResult, CallToolResult, Any]:
    """The tools, the answer to QUESTION and what an empty question gets."""
    index: Path = tmp_path_factory.mktemp("index")
    server = StdioServerParameters(
        command=sys.executable, args=["-m", "ui", "mcp", "--index", str(index)]
    )

    async def session() -> tuple[ListToolsResult, CallToolResult, Any]:
        async with stdio_client(server) as (reading, writing), ClientSession(reading, writing) as s:
            await s.initialize()
            asked = await s.call_tool("ask", {"question": QUESTION})
            return await s.list_tools(), asked, await s.call_tool("ask", {"question": " "})

    return anyio.run(session)


def test_there_is_one_tool_and_it_says_what_it_takes(told: Any) -> None:
    (tool,) = told[0].tools
    assert tool.name == "ask"
    assert set(tool.inputSchema["properties"]) == {"question", "history"}
    assert tool.inputSchema["required"] == ["question"]


def test_the_answer_is_the_command_lines(told: Any, assistant: Assistant) -> None:
    answer = from_json(told[1].structuredContent, assistant.collection)
    assert any("86.82%" in quote.text for quote in answer.quotes)
    assert answer.text == assistant.ask(QUESTION).text


def test_a_bad_question_is_an_error_with_its_remedy(told: Any) -> None:
    assert told[2].isError
    assert "empty" in told[2].content[0].text
