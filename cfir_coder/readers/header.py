"""The lines above a conversation: `Site: Court 1`, front matter, and legends such as `I = interviewer`."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from cfir_coder.model.transcript import Role
from cfir_coder.readers.dialogue import Header
from cfir_coder.readers.labels import Sort, label_key, label_sort, role_of_words

_MOST_LINES = 60
"""Lines looked at; a header is never longer."""

_KNOWN = frozenset(
    """title site role date participant participants participant_id id interviewer interviewee respondent
    informant moderator facilitator gender sex age occupation profession job job_title position
    marital_status date_of_birth born geographic_region region location place setting organisation
    organization clinic hospital court department unit team duration length recorded recording interview
    interview_no interview_number interview_date interview_type type mode time start_time end_time
    language transcriber transcribed_by transcript file filename study project group focus_group county
    country city state years_in_role years_of_experience experience education ethnicity race keywords
    summary speakers consent pseudonym case case_id topic subject session number no date_of_interview
    interviewed_by conducted_by author podcast episode guest guests host hosts description url audio
    video""".split()
)
"""Names of header lines, as `attribute_name` writes them."""

_PEOPLE = frozenset(
    """participant participants interviewer interviewee respondent informant moderator facilitator guest host
    subject""".split()
)
_LINE = re.compile(
    r"^[ \t]*(?:[-*•]\s+)?[*_]{0,2}([^\W\d_][^:\n|<>]{0,38}?)[*_]{0,2}[ \t]*[::][*_]{0,2}(?:[ \t]+(.*))?$"
)
_HEADING = re.compile(r"^\s*(?:#{1,6}\s+\S.*|[*_]{2}[^*]+[*_]{2}|[-=_*]{3,}|\\?-{3,})\s*$")
_PAIR = re.compile(r"^\s*([\w.?-]{1,12}|[A-Z][\w.-]* [A-Z\d][\w.-]*)\s*(?:=|–|—|\s-\s|:)\s*(.{2,60}?)\s*$")
_LEGEND_INTRO = re.compile(r"^\s*(?:key|legend|speakers?|abbreviations?|participants?)\s*[::]\s*(?=\S)", re.IGNORECASE)
_NAME_WITH_ROLE = re.compile(r"^\s*(.{1,40}?)\s*[(\[–-]\s*([^()\[\]]{2,40}?)\s*[)\]]?\s*$")


def attribute_name(name: str) -> str:
    """Write a header line's or column's name as an attribute's: lower case, `_` between words."""
    return re.sub(r"\W+", "_", name.strip().casefold()).strip("_")


def read_header(text: str) -> Header:
    """Read what stands above the conversation; the text below starts at `end`."""
    front, start = _front_matter(text)
    lines = list(_lines(text, start))
    repeated = _repeated_labels(text)
    attributes, roles = dict(front), {}
    end, block_has_known = start, False
    for index, (_, after, line) in enumerate(lines):
        if not line.strip():
            block_has_known = False
            continue
        legend = _legend(line)
        if legend:
            roles.update(legend)
            end = after
            continue
        if (next_line := _otter_heading(line)) and index + 1 < len(lines):
            attributes[next_line] = _paragraph_after(lines, index)
            if next_line == "speakers":
                roles.update(_people(attributes[next_line]))
            continue
        match = _LINE.match(line)
        if match is None:
            if _is_title(line, index) or line.strip() in attributes.values():
                continue
            break
        name, value = attribute_name(match[1]), (match[2] or "").strip().strip("*_").strip()
        if not _is_header_line(
            match[1], name, value, repeated, known_near=block_has_known or _known_follows(lines, index)
        ):
            break
        block_has_known = block_has_known or name in _KNOWN
        if value:
            attributes.setdefault(name, value)
        roles.update(_roles_told(name, value))
        end = after
    return Header(end, attributes, roles)


def _front_matter(text: str) -> tuple[dict[str, str], int]:
    """YAML's lines between two `---` at the very top; only flat `key: value` lines are kept."""
    if not text.startswith("---\n"):
        return {}, 0
    close = text.find("\n---", 3, 20_000)
    if close < 0:
        return {}, 0
    attributes = {}
    for line in text[4:close].split("\n"):
        match = _LINE.match(line)
        if match and match[2] and match[2].strip():
            attributes[attribute_name(match[1])] = match[2].strip().strip("\"'")
    line_end = text.find("\n", close + 1)
    return attributes, len(text) if line_end < 0 else line_end + 1


def _lines(text: str, start: int) -> Iterator[tuple[int, int, str]]:
    for _ in range(_MOST_LINES):
        if start >= len(text):
            return
        stop = text.find("\n", start)
        stop = len(text) if stop < 0 else stop
        yield start, min(stop + 1, len(text)), text[start : min(stop, start + 2000)]
        start = stop + 1


def _repeated_labels(text: str) -> Counter[str]:
    return Counter(label_key(label) for label in _ANY_LABEL.findall(text))


_ANY_LABEL = re.compile(
    r"^[ \t]*(?:\[[\d:.,]+\][ \t]*)?[*_]{0,2}([^\W\d_][^:\n|<>\[\]]{0,38}?)[*_]{0,2}[ \t]*[::]", re.MULTILINE
)


def _is_title(line: str, index: int) -> bool:
    """A heading, or a short line without a sentence's end near the top."""
    if _HEADING.match(line):
        return True
    words = line.split()
    return (
        index < 12
        and len(words) <= 12
        and line.rstrip()[-1] not in ".?!…,;"
        and label_sort(line.strip()) not in (Sort.ROLE, Sort.LETTER)
    )


def _is_header_line(label: str, name: str, value: str, repeated: Counter[str], *, known_near: bool) -> bool:
    """A name of a header line; a role word only when what follows is a person, not speech."""
    is_person = name in _PEOPLE or label_sort(label) in (Sort.ROLE, Sort.LETTER)
    if is_person:
        speaks_below = repeated[label_key(value)] >= 2
        return _names_a_person(value, alone=not (known_near or speaks_below)) and name in _PEOPLE
    if repeated[label_key(label)] > 2:
        return False
    if name in _KNOWN:
        return True
    return known_near and len(value.split()) <= 15 and repeated[label_key(label)] == 1


def _names_a_person(value: str, *, alone: bool) -> bool:
    """`P01` or `Anna Berg`, never `Okay`; a line that stands alone needs more to be believed."""
    words = value.split()
    if not words or len(words) > 8 or value[-1] in ".?!…,;":
        return False
    if any(char.isdigit() for char in value) and len(words) <= 4:
        return True
    named = all(not word[0].islower() for word in words) and label_sort(words[0]) is not Sort.NONE
    return named and (len(words) >= 2 or not alone)


def _known_follows(lines: list[tuple[int, int, str]], index: int) -> bool:
    """Whether a header line that can't be a speaker stands below, before a blank line."""
    for _, _, line in lines[index + 1 : index + 12]:
        match = _LINE.match(line)
        if match is None:
            return False
        name = attribute_name(match[1])
        if name in _KNOWN and name not in _PEOPLE:
            return True
    return False


def _otter_heading(line: str) -> str | None:
    """Otter's headings that stand alone, their words on the next lines."""
    return {"summary keywords": "keywords", "speakers": "speakers"}.get(line.strip(" *#\t").casefold())


def _paragraph_after(lines: list[tuple[int, int, str]], index: int) -> str:
    return next((line.strip() for _, _, line in lines[index + 1 : index + 4] if line.strip()), "")


def _legend(line: str) -> dict[str, Role]:
    """`I = interviewer; Y = informant`, `Key: INT - Interviewer, P - Participant`."""
    body, introduced = _LEGEND_INTRO.subn("", line.strip().strip("*_()[]"))
    if len(body) > 300 or ("=" not in body and not introduced):
        return {}
    roles = {}
    for part in re.split(r"[;,/]|\s{3,}|\t|\band\b", body):
        if not part.strip():
            continue
        pair = _PAIR.match(part)
        if pair is None:
            return {}
        role = _role_in(pair[2])
        if role is not None:
            roles[label_key(pair[1])] = role
        elif "=" not in part:
            return {}
    return roles


def _role_in(phrase: str) -> Role | None:
    """The role that a phrase tells: `lead interviewer`, `the informant (female)`."""
    for word in re.findall(r"[\w’']+", phrase):
        role = role_of_words(word)
        if role is not None:
            return role
    return None


def _people(value: str) -> dict[str, Role]:
    """Roles told in a list of people: `Dan (interviewer), P07`."""
    roles = {}
    for person in re.split(r"[,;]", value):
        match = _NAME_WITH_ROLE.match(person)
        role = _role_in(match[2]) if match else None
        if match and role is not None:
            roles[label_key(match[1])] = role
    return roles


def _roles_told(name: str, value: str) -> dict[str, Role]:
    """`Interviewer: Anna Berg` makes Anna Berg, Anna and AB the interviewer; `Speakers:` may tell roles."""
    if name in ("speakers", "participants", "present", "attendees"):
        return _people(value)
    role = Role.PARTICIPANT if name in ("participant", "guest", "subject") else role_of_words(name.replace("_", " "))
    if name not in (_PEOPLE | {"interviewed_by", "conducted_by", "guests", "hosts"}) and role is None:
        return {}
    if name in ("interviewed_by", "conducted_by", "hosts"):
        role = Role.INTERVIEWER
    elif name == "guests":
        role = Role.PARTICIPANT
    if role is None:
        return {}
    roles: dict[str, Role] = {}
    for person in re.split(r"[,;&]| and ", re.sub(r"\([^)]*\)", "", value)):
        words = person.split()
        if words and len(words) <= 4:
            initials = "".join(word[0] for word in words if word[0].isupper())
            for label in {person, words[0], words[-1], initials} if len(words) > 1 else {person}:
                roles.setdefault(label_key(label), role)
    return roles
