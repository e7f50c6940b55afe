"""WebVTT and SubRip as the tools write them."""

HEAD = "WEBVTT\n\n"


def cues(*pairs: tuple[str, str], identifiers: tuple[str, ...] = ()) -> str:
    named = identifiers or ("",) * len(pairs)
    return HEAD + "\n\n".join(
        f"{name}{chr(10) if name else ''}{time}\n{words}" for name, (time, words) in zip(named, pairs, strict=True)
    )


def test_zoom_names_the_speaker_in_the_words_and_joins_consecutive_cues(read, spoken):
    text = cues(
        ("00:00:05.790 --> 00:00:08.000", "Anna Berg: How did it"),
        ("00:00:08.100 --> 00:00:09.000", "Anna Berg: begin?"),
        ("00:00:10.000 --> 00:00:12.000", "Bo Lind: Slowly."),
        ("00:00:13.000 --> 00:00:14.000", "Anna Berg: Why?"),
        identifiers=("1", "2", "3", "4"),
    ).replace("\n", "\r\n")
    transcript = read(text, "zoom.vtt")

    assert [("Anna Berg", "How did it begin?"), ("Bo Lind", "Slowly."), ("Anna Berg", "Why?")] == spoken(transcript)
    assert [(5790, 9000), (10000, 12000), (13000, 14000)] == [(t.start_ms, t.end_ms) for t in transcript.turns]
    assert "Anna Berg: How did it begin?\n\nBo Lind: Slowly.\n\nAnna Berg: Why?\n" == transcript.text


def test_teams_voice_tags_with_entities_come_back_in_order_of_time(read, spoken):
    text = cues(
        ("00:00:03.506 --> 00:00:04.226", "<v DANIEL N&#218;&#209;EZ>Muy bien.</v>"),
        ("00:00:01.186 --> 00:00:03.612", "<v PEDRO D&#205;AZ>Perfecto,\npues diga</v>"),
        identifiers=("5893c03c-0e4d-4e92-92a2-65899b901e6a/7-0", "5893c03c-0e4d-4e92-92a2-65899b901e6a/5-0"),
    )

    assert [("PEDRO DÍAZ", "Perfecto, pues diga"), ("DANIEL NÚÑEZ", "Muy bien.")] == spoken(read(text, "teams.vtt"))


def test_an_unclosed_voice_tag_names_the_speaker(read, spoken):
    text = cues(
        ("00:01.000 --> 00:02.000", "<v Ann>Hello there"),
        ("00:02.000 --> 00:03.000", "<v.loud Bob>Hi <i>you</i>"),
    )

    assert [("Ann", "Hello there"), ("Bob", "Hi you")] == spoken(read(text, "tags.vtt"))


def test_webex_names_the_speaker_in_the_cue_identifier(read, spoken):
    text = cues(
        ("00:00:01.000 --> 00:00:02.000", "Hello."),
        ("00:00:02.000 --> 00:00:03.000", "Who is this?"),
        ("00:00:03.000 --> 00:00:04.000", "Me."),
        identifiers=('1 "Alan Dickens" (1262511360)', '2 "" (0)', '3 "Alan Dickens" (1262511360)'),
    )

    assert [("Alan Dickens", "Hello."), ("unlabelled", "Who is this?"), ("Alan Dickens", "Me.")] == spoken(
        read(text, "webex.vtt")
    )


def test_chevrons_mark_turns_without_names(read, spoken, roles):
    text = cues(("00:01.000 --> 00:02.000", ">> Hey. >> Hello there"), ("00:02.000 --> 00:03.000", "you. >> Yes?"))
    transcript = read(text, "youtube.vtt")

    assert [(">>", "Hey."), (">>", "Hello there you."), (">>", "Yes?")] == spoken(transcript)
    assert {">>": "unknown"} == roles(transcript)


def test_notes_of_stream_and_rolling_lines_of_youtube_are_left_out(read, spoken):
    stream = HEAD + "NOTE Confidence: 0.69\n\n1f-2\n00:00:01.000 --> 00:00:02.000\nWe began.\n"
    rolling = cues(
        ("00:00:00.000 --> 00:00:01.829", " \nmy<00:00:00.160><c> career</c>"),
        ("00:00:01.829 --> 00:00:01.839", "my career\n "),
        ("00:00:01.839 --> 00:00:04.550", "my career\nas<00:00:02.240><c> planned</c>"),
    )

    assert [("document", "We began.")] == spoken(read(stream, "stream.vtt"))
    assert [("document", "my career as planned")] == spoken(read(rolling, "youtube.vtt"))


def test_subtitles_without_speakers_keep_sentences_whole(read, spoken):
    text = "1\n00:00:00,000 --> 00:00:07,680\nWe were\n\n2\n00:00:07,680 --> 00:00:09,000\nthere.\n"
    transcript = read(text, "whisper.srt")

    assert [("document", "We were there.")] == spoken(transcript)
    assert [(0, 9000)] == [(turn.start_ms, turn.end_ms) for turn in transcript.turns]


def test_a_colon_in_subtitles_names_a_speaker_who_goes_on_until_the_next(read, spoken):
    blocks = ["INT: How was", "it for you?", "RESP: Fine.", "INT: Why?"]
    text = "\n\n".join(
        f"{number}\n00:00:0{number},000 --> 00:00:0{number},900\n{words}" for number, words in enumerate(blocks, 1)
    )

    assert [("INT", "How was it for you?"), ("RESP", "Fine."), ("INT", "Why?")] == spoken(read(text, "a.srt"))
