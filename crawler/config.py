"""study.toml: what a study asks, where it looks, and within which limits."""

import re
import tomllib
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from crawler.config_faults import explain_syntax, faults
from crawler.errors import ConfigProblem
from crawler.urls import checked_url

_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]{0,63}")
_HOST = re.compile(r"[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\]")


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class StudySection(_Strict):
    """[study]: name, question, languages to keep, and the domains whose taxonomies are merged."""

    name: str = Field(min_length=1)
    question: str = ""
    languages: list[str] = ["zh", "en"]
    domains: list[str] = []


class BrowserSection(_Strict):
    """[crawl.browser]: how much the browser may do for pages that are built by scripts."""

    max_pages: int = Field(default=500, ge=1, description="pages built by a browser per crawl at the most")
    seconds: float = Field(default=30.0, ge=1.0, le=600.0, description="for one page, beside polite waits")
    requests: int = Field(default=100, ge=1, le=1_000, description="that one page may make")
    recycle: int = Field(default=25, ge=1, le=1_000, description="pages after which memory is given back")


class CrawlSection(_Strict):
    """[crawl]: manners. robots.txt may ask for a longer delay, never for a shorter one."""

    delay: float = Field(default=1.0, ge=0.0, le=3600.0, description="seconds between requests to one host")
    contact: str = Field(default="", description="mailto: or url in the user agent")
    allow_private: bool = Field(default=False, description="crawl loopback and private addresses")
    max_pages: int = Field(default=5_000, ge=1, description="pages per seed at the most")
    timeout: float = Field(default=30.0, gt=0.0, le=600.0, description="seconds for one request")
    browser: BrowserSection = BrowserSection()
    recheck_days: float = Field(
        default=14.0, ge=0.0, le=3_650.0, description="read again even where nothing seems new"
    )


class SnapshotsSection(_Strict):
    """[snapshots]: whether pages are kept as they were read, so that they can be read again."""

    keep: bool = Field(default=True, description="keep every page that was read, without people")
    raw: bool = Field(default=False, description="keep pages as they came, with names and personal data")
    raw_ttl_days: int = Field(default=30, ge=1, le=3_650, description="days that raw pages are kept")
    max_page_kb: int = Field(default=2_048, ge=1, le=20_480, description="larger pages are not kept")
    max_total_mb: int = Field(default=2_000, ge=1, description="megabytes of all pages, packed")


class ScrollSection(_Strict):
    """[sources.scroll]: what a browser does on a page before the page is read."""

    times: int = Field(default=10, ge=1, le=500, description="steps: to the end, click")
    wait: float = Field(default=0.5, ge=0.0, le=30.0, description="seconds after each step")
    wait_for: str | None = Field(default=None, description="CSS selector of what must be there first")
    click: str | None = Field(default=None, description="CSS selector of what shows more")

    @field_validator("wait_for", "click")
    @classmethod
    def _selector(cls, value: str | None) -> str | None:
        return None if value is None else checked_selector(value)


class SelectSection(_Strict):
    """[sources.select]: CSS selectors that say where things stand on pages of no known engine."""

    post: str = Field(description="each post; all others are looked for within it, but for next")
    text: str | None = Field(default=None, description="its words; without it all of the post but the rest")
    title: str | None = None
    author: str | None = None
    rating: str | None = Field(default=None, description="stars, a number, a label such as 4 out of 5")
    date: str | None = None
    reply_to: str | None = Field(default=None, description="the link to the post that is answered")
    next: str | None = Field(default=None, description="the link to the next page")

    @field_validator("*")
    @classmethod
    def _selector(cls, value: str | None) -> str | None:
        return None if value is None else checked_selector(value)


class SourceSection(_Strict):
    """[[sources]]: one place to look."""

    source: str = "auto"
    url: str
    subject: str | None = None
    brand_role: Literal["own", "competitor", "category"] | None = None
    query: str | None = None
    tag: str | None = None
    since: str | None = None
    until: str | None = None
    limit: int = Field(default=2_000, ge=1, description="posts")
    render: Literal["never", "auto", "always"] = Field(default="auto", description="pages in a browser")
    render_hosts: list[str] = Field(default=[], description="further hosts whose scripts pages may load")
    scroll: ScrollSection | None = None
    select: SelectSection | None = None

    @field_validator("render_hosts")
    @classmethod
    def _hosts(cls, value: list[str]) -> list[str]:
        for name in value:
            if checked_url(f"http://{name}/") is None or not _HOST.fullmatch(name):
                raise ValueError(f"must be host names such as static.example.org, got {name!r}")
        return [name.lower() for name in value]

    @field_validator("url")
    @classmethod
    def _http_only(cls, value: str) -> str:
        if checked_url(value) is None:
            raise ValueError(f"must be an http:// or https:// address, got {value!r}")
        return value


class MiningSection(_Strict):
    """[mining]: which vectors, which seed, how many people make a finding, and the words of which trades."""

    embedder: str = "use"
    seed: int = 7
    min_people: int = Field(default=3, ge=1)
    trades: list[str] | None = Field(
        default=None, description="whose own words are looked for, such as lodging; unset: those spoken of"
    )


class LlmSection(_Strict):
    """[llm]: whether a language model may name findings, which one, and what that may cost."""

    allow: bool = Field(default=False, description="send masked quotes to the endpoint")
    endpoint: str = Field(default="", description="OpenAI-compatible, such as https://models.example.org/v1")
    model: str = Field(default="", max_length=200, description="as the endpoint calls it")
    key_env: str = Field(
        default="CAIFENG_LLM_KEY", description="environment variable that holds the key; empty for none"
    )
    allow_local: bool = Field(default=False, description="the endpoint may be on this machine")
    max_findings: int = Field(default=60, ge=1, le=10_000, description="findings asked about in one run")
    max_tokens: int = Field(default=150_000, ge=1, le=100_000_000, description="tokens of one run")
    seconds: float = Field(default=60.0, ge=0.1, le=600.0, description="for one answer")

    @field_validator("endpoint")
    @classmethod
    def _http_only(cls, value: str) -> str:
        if value and (checked_url(value) is None or "?" in value or "#" in value):
            raise ValueError(f"must be an http:// or https:// address without query, got {value!r}")
        return value

    @field_validator("key_env")
    @classmethod
    def _variable(cls, value: str) -> str:
        if value and not _VARIABLE.fullmatch(value):
            raise ValueError("must be the name of an environment variable, never the key itself")
        return value


class WatchRule(_Strict):
    """[[watch.rules]]: when `caifeng watch` writes a work order."""

    kind: Literal["spike", "severity", "words"] = Field(
        description="spike: a tag is blamed more than before; severity: a grave tag; words: certain words"
    )
    tags: list[str] = Field(default=[], description="only these tags; all without it")
    words: list[str] = Field(default=[], description="for kind words; the built-in safety words without it")
    people: int = Field(default=5, ge=1, description="new people who must say so")
    factor: float = Field(default=2.0, ge=1.0, description="for kind spike: times the share before")
    severity: int = Field(default=0, ge=0, le=3, description="least grade; 3 for kind severity without it")
    owner: str = Field(default="", description="who looks after it")

    @property
    def severity_from(self) -> int:
        """The least grade of a tag that sets the rule off."""
        return self.severity or (3 if self.kind == "severity" else 1)


class WatchSection(_Strict):
    """[watch]: what `caifeng watch` looks for, and whom it tells."""

    owner: str = Field(default="", description="of orders whose rule names none")
    webhook: str = Field(default="", description="https address that takes work orders as JSON")
    rules: list[WatchRule] = []

    @field_validator("webhook")
    @classmethod
    def _http_only(cls, value: str) -> str:
        if value and checked_url(value) is None:
            raise ValueError(f"must be an http:// or https:// address, got {value!r}")
        return value


class PrivacySection(_Strict):
    """[privacy]: what leaves memory."""

    mask: bool = True


class StudyConfig(_Strict):
    """The whole of study.toml."""

    study: StudySection
    crawl: CrawlSection = CrawlSection()
    sources: list[SourceSection] = []
    mining: MiningSection = MiningSection()
    llm: LlmSection = LlmSection()
    watch: WatchSection = WatchSection()
    privacy: PrivacySection = PrivacySection()
    snapshots: SnapshotsSection = SnapshotsSection()


def checked_selector(value: str) -> str:
    """The CSS selector, if it is one. Raises ValueError."""
    import soupsieve

    try:
        soupsieve.compile(value)
    except Exception as error:
        raise ValueError(f"is no CSS selector: {str(error).splitlines()[0]}") from error
    return value


def load_config(path: Path) -> StudyConfig:
    """Read and check study.toml. ConfigProblem names each fault as `line 9: sources[2].url: …`."""
    text = ""
    try:
        text = path.read_text(encoding="utf-8-sig")
        data = tomllib.loads(text)
    except FileNotFoundError as error:
        raise ConfigProblem(
            "there is no study.toml", where=str(path.parent), hint="caifeng init DIR"
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigProblem(
            f"is not UTF-8 (byte {error.start})", where=str(path), hint="save it as UTF-8"
        ) from error
    except tomllib.TOMLDecodeError as error:
        raise ConfigProblem(explain_syntax(str(error), text), where=str(path)) from error
    return parse_config(data, where=str(path), text=text)


def parse_config(data: dict[str, Any], *, where: str, text: str = "") -> StudyConfig:
    """Check a configuration that was read from `text`. Types are meant as TOML has them.

    Raises ConfigProblem with a line for each fault.
    """
    try:
        return StudyConfig.model_validate(data, strict=True)
    except ValidationError as error:
        lines = faults(error, StudyConfig, text)
        raise ConfigProblem("\n  ".join(["has values that cannot be used:", *lines]), where=where) from error
