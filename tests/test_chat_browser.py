"""The chat in a real browser: what people see, click and never send elsewhere."""

import json
import os
import shutil
import socket
import threading
import zipfile
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, Page, expect, sync_playwright

from assistant.answers import Answer, from_json
from assistant.assistant import Assistant
from assistant.selection import LateInteractionSelector
from assistant.settings import Settings
from assistant.verdict import Verdict
from corpus.collection import PACKAGED, read_collection
from corpus.errors import UserError
from index.embedder import HashingEmbedder
from index.opening import open_or_build
from index.storage import IndexSettings
from ui.desk import Desk

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or ""
FLAGS = (
    "--headless --no-sandbox --disable-gpu --disable-background-networking "
    "--disable-component-update --disable-sync --no-first-run"
).split()
HOSTILE = "<script>hacked=1</script> <img src=x onerror=hacked=1> $x$ **b** &amp; ${hacked=1} {{x}}"
HOSTILE_TEXT = f"Odd beginning\n\nZebras grazing quietly {HOSTILE} beside the lake.\n"
SHARE = (
    "What share of the vote did the sham presidential election of 26 January 2025 hand Lukashenka?"
)
SOURCE = "Which source backs the figure of 30 000 arrests?"
NOBODY = "Who won the 2022 World Cup?"

pytestmark = pytest.mark.skipif(
    not CHROMIUM and os.environ.get("CI") != "true", reason="there is no Chromium here"
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, hashing_verdict: Verdict) -> Assistant:
    """One over the brief and a hostile document, without a model."""
    corpus = tmp_path_factory.mktemp("corpus")
    for path in PACKAGED.rglob("belarus-brief.*"):
        shutil.copy(path, corpus)
    (corpus / "zebras.txt").write_text(HOSTILE_TEXT, "utf-8")
    embedder, settings = HashingEmbedder(), Settings(answer_threshold=0.35)
    stored = IndexSettings(
        model=embedder.name, model_sha256=embedder.sha256, passage_chars=settings.passage_chars
    )
    folder = tmp_path_factory.mktemp("index")
    index = open_or_build(read_collection(corpus), folder, stored, embedder)
    return Assistant(index, LateInteractionSelector(hashing_verdict), settings)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free: int = probe.getsockname()[1]
    return free


@pytest.fixture(scope="module")
def port(assistant: Assistant) -> Iterator[int]:
    """The port of a chat that serves while this file's tests run."""
    from ui.chat import start

    free = free_port()
    chat = start(Desk.over(assistant), port=free)
    yield free
    chat.close(verbose=False)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture
def page(browser: Browser, port: int) -> Iterator[Page]:
    """A fresh page of the chat; fails if it asked any other server for anything."""
    yield from _page(browser, port)


@pytest.fixture
def phone(browser: Browser, port: int) -> Iterator[Page]:
    yield from _page(browser, port, viewport={"width": 390, "height": 844})


def _page(browser: Browser, port: int, **options: Any) -> Iterator[Page]:
    opened = browser.new_page(reduced_motion="reduce", **options)
    opened.set_default_timeout(15_000)
    origin, elsewhere = f"http://127.0.0.1:{port}/", []
    opened.on(
        "request",
        lambda r: None if r.url.startswith((origin, "data:")) else elsewhere.append(r.url),
    )
    opened.goto(origin)
    opened.wait_for_selector("#fn-question textarea")
    yield opened
    opened.close()
    assert elsewhere == []


def ask(page: Page, question: str) -> None:
    """Asks and waits for what comes."""
    turns = page.locator(".fn-turn").count()
    page.fill("#fn-question textarea", question)
    page.press("#fn-question textarea", "Enter")
    page.wait_for_selector(f"#turn-{turns + 1} > :is(.fn-quiet, .fn-problem):not(.fn-wait)")


def marked(page: Page) -> str:
    return "".join(page.locator("#fn-source mark").all_text_contents())


def in_view(page: Page, selector: str) -> bool:
    found = page.evaluate(
        """selector => {
          const { top } = document.querySelector(selector).getBoundingClientRect();
          const pane = document.querySelector('#fn-source').getBoundingClientRect();
          return top >= Math.max(0, pane.top) && top < Math.min(innerHeight, pane.bottom);
        }""",
        selector,
    )
    return bool(found)


def test_an_answer_quotes_the_document_and_its_footnote_opens_the_words(
    page: Page, assistant: Assistant
) -> None:
    ask(page, SHARE)
    words = page.locator("#turn-1 blockquote .fn-words").first.text_content() or ""
    assert "86.82%" in words
    assert words in assistant.collection.document("belarus-brief").text
    expect(page.locator("#fn-source mark").first).to_be_visible()
    page.evaluate("document.querySelector('#fn-source').scrollTo(0, 0)")
    page.click("#turn-1 .fn-marker a >> nth=0")
    page.wait_for_selector("#turn-1 .fn-marker a[aria-current]")
    assert marked(page) == words
    page.wait_for_function("document.querySelector('#fn-source').scrollTop > 0")
    assert in_view(page, "#fn-source mark")
    assert "86.82%" in page.locator("#fn-source mark strong").all_text_contents()


def test_every_footnote_opens_its_own_words(page: Page) -> None:
    ask(page, "What do notes 7 and 9 say?")
    quotes = page.locator("#turn-1 .fn-words").all_text_contents()
    assert len(quotes) >= 3
    for number in reversed(range(len(quotes))):
        page.click(f"#turn-1 .fn-notes .fn-number a >> nth={number}")
        page.wait_for_selector(f"#turn-1 .fn-notes > li:nth-child({number + 1}) a[aria-current]")
        assert marked(page) == quotes[number]
        assert in_view(page, "#fn-source mark")


def test_the_keyboard_alone_opens_a_footnote(page: Page) -> None:
    ask(page, SHARE)
    page.focus("#turn-1 .fn-marker a >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#turn-1 .fn-marker a[aria-current]")
    assert marked(page) == page.locator("#turn-1 .fn-words").first.text_content()


def test_references_in_the_source_lead_to_notes_and_back(page: Page) -> None:
    page.click('#fn-source a[href="#note-3"]')
    page.wait_for_selector("#note-3.fn-here")
    assert in_view(page, "#note-3")
    page.click("#note-3 .fn-back")
    page.wait_for_selector("a.fn-here[href='#note-3']")
    assert in_view(page, "a.fn-here")


def test_an_abstention_looks_like_none_of_the_answers(page: Page) -> None:
    ask(page, NOBODY)
    expect(page.locator("#turn-1 .fn-abstention")).to_contain_text("No answer")
    expect(page.locator("#turn-1 .fn-abstention")).to_contain_text("Nearest passages, not answers")
    assert page.locator("#turn-1 blockquote").count() == 0
    page.click("#turn-1 .fn-nearest .fn-place >> nth=0")
    page.wait_for_selector("#fn-source mark")
    assert marked(page) == page.locator("#turn-1 .fn-nearest .fn-words").first.text_content()


def test_hostile_questions_and_documents_are_inert(page: Page) -> None:
    ask(page, f"Are zebras grazing quietly beside the lake? {HOSTILE}")
    assert HOSTILE in (page.locator("#turn-1 .fn-question").text_content() or "")
    page.click("#turn-1 .fn-place >> nth=0")
    page.click(".fn-documents a:has-text('zebras')")
    expect(page.locator("#fn-source .fn-paragraph")).to_contain_text(HOSTILE)
    assert page.evaluate("typeof hacked") == "undefined"
    assert page.locator(".fn-talk :is(script, img), #fn-source :is(script, img)").count() == 0


def test_bad_questions_get_a_message_and_the_chat_goes_on(page: Page) -> None:
    ask(page, "")
    expect(page.locator("#turn-1 .fn-problem")).to_contain_text("empty")
    ask(page, "w" * 20_000)
    expect(page.locator("#turn-2 .fn-problem")).to_be_visible()
    ask(page, SHARE)
    assert page.locator("#turn-3 blockquote").count() > 0


def test_suggestions_ask_and_clear_forgets(page: Page) -> None:
    page.click(".fn-suggestion >> nth=0")
    page.wait_for_selector("#turn-1 blockquote")
    expect(page.locator("#fn-suggestions")).to_be_hidden()
    page.click("#fn-clear")
    page.wait_for_selector(".fn-invitation")
    expect(page.locator("#fn-suggestions")).to_be_visible()


def test_a_link_opens_the_source_at_its_words(page: Page, assistant: Assistant) -> None:
    document = assistant.collection.document("belarus-brief")
    start = document.text.index("86.82%")
    page.goto(f"{page.url}?doc=belarus-brief&start={start}&end={start + 6}")
    page.wait_for_selector("#fn-source mark")
    assert marked(page) == "86.82%"
    page.goto(f"{page.url.split('?')[0]}?doc=belarus-brief&start=9&end=3")
    expect(page.locator("#fn-source .fn-problem")).to_contain_text("names no place")


def test_on_a_phone_a_footnote_leads_to_the_source_and_back(phone: Page) -> None:
    ask(phone, SHARE)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert phone.locator("#fn-send").bounding_box()
    phone.click("#turn-1 .fn-marker a >> nth=0")
    phone.wait_for_selector("#turn-1 .fn-marker a[aria-current]")
    assert over(phone)
    assert in_view(phone, "#fn-source mark")
    assert phone.evaluate("document.querySelector('#fn-left').inert")
    phone.click(".fn-return")
    phone.wait_for_function("!document.querySelector('#fn-right').matches('.fn-over')")
    assert phone.evaluate("document.activeElement.matches('.fn-marker a')")
    expect(phone.locator("#turn-1 .fn-marker a").first).to_be_in_viewport()


@pytest.mark.parametrize("key", [True, False])
def test_on_a_phone_escape_and_back_close_the_source(phone: Page, key: bool) -> None:
    ask(phone, SHARE)
    phone.focus("#turn-1 .fn-marker a >> nth=0")
    phone.keyboard.press("Enter")
    phone.wait_for_selector("#fn-right.fn-over")
    phone.keyboard.press("Escape") if key else phone.evaluate("history.back()")
    phone.wait_for_function("!document.querySelector('#fn-right').matches('.fn-over')")
    expect(phone.locator("#turn-1 blockquote").first).to_be_visible()


def over(page: Page) -> bool:
    """Whether the source covers the whole window."""
    found = page.evaluate(
        """() => {
          const pane = document.querySelector('#fn-right').getBoundingClientRect();
          return pane.top <= 0 && pane.left <= 0 && pane.right >= innerWidth
            && pane.bottom >= innerHeight;
        }"""
    )
    return bool(found)


def test_on_a_phone_a_link_opens_the_source(phone: Page) -> None:
    phone.goto(f"{phone.url}?doc=belarus-brief&start=3&end=9")
    phone.wait_for_selector("#fn-right.fn-over")
    expect(phone.locator("#fn-source mark").first).to_be_in_viewport()


def test_a_reload_keeps_the_conversation_and_its_follow_ups(page: Page) -> None:
    ask(page, SHARE)
    told = page.locator("#turn-1 blockquote").all_text_contents()
    page.reload()
    page.wait_for_selector("#turn-1 blockquote")
    assert page.locator("#turn-1 blockquote").all_text_contents() == told
    expect(page.locator("#fn-suggestions")).to_be_hidden()
    ask(page, SOURCE)
    assert page.locator(".fn-turn").count() == 2
    page.click("#fn-clear")
    page.wait_for_selector(".fn-invitation")
    page.reload()
    page.wait_for_selector(".fn-invitation")


def test_undo_and_edit_go_back_to_a_question(page: Page) -> None:
    for question in (SHARE, SOURCE, NOBODY):
        ask(page, question)
    page.click("#fn-undo")
    expect(page.locator(".fn-turn")).to_have_count(2)
    expect(page.locator("#fn-question textarea")).to_have_value(NOBODY)
    page.click("#turn-1 .fn-edit")
    expect(page.locator(".fn-turn")).to_have_count(0)
    expect(page.locator("#fn-question textarea")).to_have_value(SHARE)
    page.press("#fn-question textarea", "Enter")
    page.wait_for_selector("#turn-1 blockquote")


def test_a_quote_is_copied_with_its_citation(page: Page) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, SHARE)
    page.click("#turn-1 .fn-copy >> nth=0")
    expect(page.locator("#turn-1 .fn-copy >> nth=0")).to_have_text("Copied")
    copied = page.evaluate("navigator.clipboard.readText()")
    words = page.locator("#turn-1 .fn-words >> nth=0").text_content()
    assert words
    assert copied.startswith(f"“{words}” (")
    assert "Belarus" in copied.removeprefix(f"“{words}”")


def test_the_conversation_is_taken_away_as_markdown_and_json(
    page: Page, assistant: Assistant
) -> None:
    ask(page, SHARE)
    with page.expect_download() as waiting:
        page.click("#fn-json")
    (told,) = json.loads(waiting.value.path().read_text("utf-8"))
    assert from_json(told, assistant.collection).text == assistant.ask(SHARE).text
    with page.expect_download() as waiting:
        page.click("#fn-markdown")
    assert waiting.value.path().read_text("utf-8").startswith(f"## {SHARE}")
    with page.expect_download() as waiting:
        page.click("#fn-memo")
    assert "memo.docx" in zipfile.ZipFile(waiting.value.path()).namelist()


def test_a_link_asks_once(page: Page) -> None:
    page.goto(f"{page.url}?{urlencode({'q': SHARE})}")
    page.wait_for_selector("#turn-1 blockquote")
    page.reload()
    page.wait_for_selector("#turn-1 blockquote")
    page.wait_for_timeout(500)
    assert page.locator(".fn-turn").count() == 1


def test_a_batch_fills_a_table_and_is_downloaded(
    page: Page, tmp_path: Path, assistant: Assistant
) -> None:
    questions = tmp_path / "mine.csv"
    questions.write_text(f'id,question\na,"{SHARE}"\nb,"{NOBODY}"\n', "utf-8")
    page.get_by_role("tab", name="Batch").click()
    page.set_input_files("#fn-batch-file input[type=file]", questions)
    page.wait_for_selector("#fn-batch progress[value='2']")
    page.click("#fn-batch summary >> nth=0")
    page.click("#fn-batch .fn-marker a >> nth=0")
    page.wait_for_selector("#fn-source mark")
    assert marked(page) == assistant.ask(SHARE).quotes[0].text
    expect(page.locator("#fn-batch-jsonl")).to_be_enabled()
    with page.expect_download() as waiting:
        page.click("#fn-batch-jsonl")
    assert waiting.value.suggested_filename == "mine-answers.jsonl"
    lines = waiting.value.path().read_text("utf-8").splitlines()
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]
    with page.expect_download() as waiting:
        page.click("#fn-batch-memo")
    assert "memo.docx" in zipfile.ZipFile(waiting.value.path()).namelist()


def test_a_bad_batch_names_the_file_and_the_line(page: Page, tmp_path: Path) -> None:
    questions = tmp_path / "bad.csv"
    questions.write_text("id,question\na,Why?\na,Who?\n", "utf-8")
    page.get_by_role("tab", name="Batch").click()
    page.set_input_files("#fn-batch-file input[type=file]", questions)
    problem = page.locator("#fn-batch .fn-problem")
    expect(problem).to_contain_text("bad.csv, line 3")
    expect(problem).not_to_contain_text("/")


def test_the_corpus_tab_leads_to_a_note_and_to_where_it_is_cited(
    page: Page, assistant: Assistant
) -> None:
    document = assistant.collection.document("belarus-brief")
    page.get_by_role("tab", name="Corpus").click()
    expect(page.locator(".fn-ledger > li")).to_have_count(len(document.layout.references))
    page.click("[aria-label='Open note 3']")
    page.wait_for_selector("#fn-source mark")
    note = document.reference(3)
    assert note
    assert marked(page) == document.slice(note)
    page.click(".fn-ledger > li:nth-child(3) .fn-quiet .fn-place")
    page.wait_for_function("document.querySelector('#fn-source mark').textContent.includes('(3)')")


def test_documents_dropped_on_the_corpus_tab_are_answered_from(
    browser: Browser, assistant_over: Callable[..., Assistant], tmp_path: Path
) -> None:
    from ui.chat import start

    desk = Desk.over(assistant_over(bees="Bees make honey in summer."), tmp_path / "index")
    dropped = [tmp_path / "zorbia.txt", tmp_path / "bad.txt"]
    dropped[0].write_text("The Zorbian parliament has 93 seats.", "utf-8")
    dropped[1].write_bytes(b"caf\xe9")
    free = free_port()
    chat = start(desk, port=free)
    try:
        for page in _page(browser, free):
            page.get_by_role("tab", name="Corpus").click()
            page.set_input_files("#fn-add input[type=file]", dropped)
            expect(page.locator(".fn-added")).to_contain_text("zorbia added")
            expect(page.locator("#fn-adding .fn-problem")).to_contain_text("bad.txt, line 1")
            expect(page.locator(".fn-holdings li >> text=zorbia")).to_be_visible()
            page.get_by_role("tab", name="Conversation").click()
            ask(page, "How many seats has the Zorbian parliament?")
            assert "93 seats" in (page.locator("#turn-1 blockquote").first.text_content() or "")
    finally:
        chat.close(verbose=False)


def test_only_who_may_change_the_collection_sees_where_to_add(assistant: Assistant) -> None:
    from ui.chat import build_chat

    def offered(adding: bool) -> bool:
        parts = build_chat(Desk.over(assistant), adding).blocks.values()
        return any(getattr(part, "elem_id", "") == "fn-add" for part in parts)

    assert offered(True)
    assert not offered(False)


def test_the_keyboard_alone_reaches_every_tab_and_a_note(page: Page) -> None:
    page.focus("#fn-tabs [role=tab] >> nth=0")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator(".fn-holdings")).to_be_visible()
    page.focus(".fn-ledger a.fn-place >> nth=0")
    page.keyboard.press("Enter")
    page.wait_for_selector("#fn-source mark")
    assert in_view(page, "#fn-source mark")


def test_a_batch_row_opens_by_keyboard(page: Page, tmp_path: Path) -> None:
    page.get_by_role("tab", name="Batch").click()
    source = tmp_path / "one.csv"
    source.write_text(f"id,question\nq1,{SHARE}\n", "utf-8")
    page.set_input_files("#fn-batch-file input[type=file]", source)
    page.focus(".fn-results summary")
    page.keyboard.press("Enter")
    expect(page.locator(".fn-results blockquote").first).to_be_visible()


def test_stop_leaves_the_conversation_as_it_was(page: Page, assistant: Assistant) -> None:
    ask(page, SHARE)
    unasked = "At what temperature does mercury boil?"  # what is known wouldn't wait
    busy = assistant.ask
    going = threading.Event()

    def slow(question: str, history: Sequence[str] = ()) -> Answer:
        going.wait(20)
        return busy(question, history)

    object.__setattr__(assistant, "ask", slow)
    try:
        page.fill("#fn-question textarea", unasked)
        page.press("#fn-question textarea", "Enter")
        page.wait_for_selector("#turn-2 .fn-wait")
        page.click("#fn-stop")
        expect(page.locator("#turn-2")).to_have_count(0)
    finally:
        going.set()
        object.__delattr__(assistant, "ask")
    ask(page, unasked)
    expect(page.locator("#turn-2 .fn-abstention")).to_be_visible()
    assert page.locator(".fn-turn").count() == 2


def test_nobody_asks_a_second_question_while_the_first_runs(
    page: Page, assistant: Assistant
) -> None:
    box, going, busy = page.locator("#fn-question textarea"), threading.Event(), assistant.ask

    def slow(question: str, history: Sequence[str] = ()) -> Answer:
        going.wait(20)
        return busy(question, history)

    object.__setattr__(assistant, "ask", slow)
    try:
        box.fill("At what temperature does lead melt?")
        box.press("Enter")
        expect(box).to_be_disabled()
        expect(page.locator("#fn-send")).to_be_disabled()
        page.wait_for_selector("#turn-1 .fn-wait")
        expect(page.locator("#fn-suggestions")).to_be_hidden()
        expect(box).to_be_disabled()
    finally:
        going.set()
        object.__delattr__(assistant, "ask")
    expect(box).to_be_focused()
    ask(page, NOBODY)
    page.reload()
    expect(page.locator(".fn-turn")).to_have_count(2)


def test_after_a_question_that_fails_one_may_ask_again(page: Page, assistant: Assistant) -> None:
    def failing(*asked: object) -> Answer:
        raise RuntimeError(asked)

    object.__setattr__(assistant, "ask", failing)
    try:
        page.fill("#fn-question textarea", "At what temperature does iron melt?")
        page.click("#fn-send")
        page.wait_for_selector("#turn-1 .fn-wait")
        expect(page.locator("#fn-question textarea")).to_be_enabled()
        expect(page.locator("#fn-send")).to_be_enabled()
    finally:
        object.__delattr__(assistant, "ask")
    page.fill("#fn-question textarea", NOBODY)
    page.click("#fn-send")
    expect(page.locator("#turn-1 .fn-abstention")).to_be_visible()


def test_clients_get_a_batch_as_json(port: int, assistant: Assistant) -> None:
    gradio_client = import_module("gradio_client")
    client = gradio_client.Client(
        f"http://127.0.0.1:{port}", verbose=False, analytics_enabled=False
    )
    asked = [{"id": "a", "question": SHARE}, {"id": "b", "question": NOBODY}]
    told = client.predict(asked, api_name="/batch")
    assert [one["id"] for one in told] == ["a", "b"]
    assert from_json(told[0], assistant.collection).text == assistant.ask(SHARE).text
    with pytest.raises(gradio_client.exceptions.AppError, match="row 2"):
        client.predict([asked[0], asked[0]], api_name="/batch")


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("tab", ["Conversation", "Batch", "Corpus"])
def test_nothing_stands_in_the_way_of_assistive_technology(
    page: Page, theme: str, tab: str, tmp_path: Path
) -> None:
    page.goto(f"{page.url}?__theme={theme}")
    page.wait_for_selector("#fn-question textarea")
    for question in (SHARE, NOBODY):
        ask(page, question)
    page.get_by_role("tab", name=tab).click()
    if tab == "Batch":
        questions = tmp_path / "mine.csv"
        questions.write_text(f'id,question\na,"{SHARE}"\n', "utf-8")
        page.set_input_files("#fn-batch-file input[type=file]", questions)
        page.click("#fn-batch summary >> nth=0")
    found = Axe().run(page).response["violations"]
    told = [
        (one["id"], node["html"][:160])
        for one in found
        if one["impact"] in ("serious", "critical")
        for node in one["nodes"]
    ]
    assert told == []


def test_clients_get_the_same_answer_as_json(port: int, assistant: Assistant) -> None:
    gradio_client = import_module("gradio_client")
    client = gradio_client.Client(
        f"http://127.0.0.1:{port}", verbose=False, analytics_enabled=False
    )
    told = client.predict(SHARE, [NOBODY], api_name="/ask")
    again = from_json(told, assistant.collection)
    assert again.history == (NOBODY,)
    assert again.text == assistant.ask(SHARE, [NOBODY]).text
    with pytest.raises(gradio_client.exceptions.AppError, match="empty"):
        client.predict("  ", api_name="/ask")


def test_a_taken_port_is_the_users_to_change(assistant: Assistant) -> None:
    from ui.chat import start

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(UserError, match=f"port {port} .*--port"):
            start(Desk.over(assistant), port=port)
    with pytest.raises(UserError, match="no port"):
        start(Desk.over(assistant), port=70000)


def test_who_has_no_password_sees_nothing(assistant: Assistant) -> None:
    from ui.chat import start

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    chat = start(Desk.over(assistant), port=port, login=("reader", "secret"))
    try:
        answer = httpx.get(f"http://127.0.0.1:{port}/config", trust_env=False)
        assert answer.status_code == 401
        assert "Belarus" not in answer.text
    finally:
        chat.close(verbose=False)


def test_the_css_and_script_travel_with_the_package() -> None:
    import ui

    names = ("chat.css", "chat.js", "conversation.js")
    assert all((Path(ui.__path__[0]) / name).exists() for name in names)
