"""Columns of tables that hold a conversation, by their usual headings in several languages."""

from __future__ import annotations

from collections.abc import Sequence

_HEADINGS: dict[str, str] = {
    "speaker": """speaker speakers speaker_name speaker_label name who label person participant role voice
    sprecher sprecherin person_name locuteur intervenant hablante orador falante
    parlante spreker taler talare puhuja mówca 화자 发言人 說話人 说话人 話者 発言者 говорящий спикер""",
    "words": """words text utterance utterances transcript transcription content speech message sentence
    turn statement body line caption what_was_said äußerung aeusserung inhalt transkript
    texte énoncé propos contenu texto contenido enunciado conteúdo testo contenuto
    enunciato tekst uiting inhoud ytring innehåll yttrande teksti wypowiedź 내용 발화 텍스트 内容
    文本 文字 発言 発話 テキスト текст реплика высказывание""",
    "start": """timestamp time start start_time starttime timecode time_code begin start_ms start_s
    start_seconds from offset zeit zeitstempel beginn startzeit temps horodatage début
    tiempo hora inicio marca_de_tiempo tempo início inizio tijd begintijd starttijd tid
    starttid aika alku czas 시간 시작 时间 时间戳 開始 時間 время начало""",
    "end": """end end_time endtime stop end_ms end_s end_seconds to ende endzeit fin final fim fine
    einde eindtijd sluttid slut loppu koniec 끝 结束 終了 конец""",
}
_COLUMN_OF = {heading: column for column, headings in _HEADINGS.items() for heading in headings.split()}


def conversation_columns(names: Sequence[str]) -> dict[str, int]:
    """Where speaker, words, start and end stand, by attribute names; the first of each kind counts.

    `transcript` with `text` beside it is a file's name, and `participant` with `speaker` beside it an id.
    """
    found: dict[str, int] = {}
    for strict in (True, False):
        for index, name in enumerate(names):
            column = _COLUMN_OF.get(name)
            is_sure = name in ("speaker", "text", "words", "utterance", "start", "timestamp", "end")
            if column and column not in found and (is_sure or not strict):
                found[column] = index
    return found


def is_heading_row(cells: Sequence[str]) -> bool:
    """Whether a row names the columns of a conversation instead of being a turn of it."""
    names = ["_".join(cell.casefold().strip(" :*").split()) for cell in cells if cell]
    columns = {_COLUMN_OF.get(name) for name in names}
    return len(names) > 1 and None not in columns and {"speaker", "words"} <= columns
