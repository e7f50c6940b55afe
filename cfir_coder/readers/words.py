"""The words that labels are made of, and those that no label is made of."""

from __future__ import annotations

SEVERAL = frozenset(
    "all several everyone everybody group multiple both together chorus crosstalk various alle tous".split()
)
"""Words of a label that stands for several people at once."""

PARTICLES = frozenset("""de da del der den di du la le van von zu of the and y e bin al el dos das st""".split())
"""Lower-case words inside names."""

INTERVIEWERS = frozenset(
    """interviewer interviewers interviewr int intv intvr interv iv ivr iw iwer moderator mod facilitator
    facil researcher investigator host questioner question interviewerin interviewende
    interviewender befrager frage moderatorin forscher forscherin intervieweur intervieweuse
    interviewrice enquêteur enquêtrice animateur animatrice modérateur modératrice chercheur
    chercheuse entrevistador entrevistadora moderador moderadora investigador investigadora
    pesquisador pesquisadora intervistatore intervistatrice moderatore moderatrice ricercatore
    ricercatrice onderzoeker gespreksleider intervjuare intervjuer intervjueren forsker forskare
    ordstyrer haastattelija tutkija badacz badaczka prowadzący moderatorka интервьюер модератор
    исследователь
    면접자 인터뷰어 질문자 연구자 사회자 采访者 访谈者 主持人 インタビュアー 聞き手 司会""".split()
)
"""What who asks is called, in the languages seen."""

PARTICIPANTS = frozenset(
    """participant participants part partic pt pp respondent respondents resp interviewee interviewees
    informant informants subject subj patient client guest answer narrator befragte befragter befragten
    interviewte interviewter teilnehmer teilnehmerin proband probandin antwort répondant répondante
    participante interviewé interviewée enquêté enquêtée entrevistado entrevistada encuestado encuestada
    informante participante intervistato intervistata partecipante rispondente geïnterviewde
    geinterviewde deelnemer respondente deltager deltaker deltagare intervjuperson informanten
    haastateltava osallistuja respondentka uczestnik uczestniczka
    참여자 참가자 응답자 면담자 피면접자 受访者 被访者 参与者 回答者
    話し手 参加者 респондент участник участница информант""".split()
)
"""What who answers is called."""

NO_SPEAKERS = frozenset(
    """note notes nb n.b ps p.s example examples e.g i.e eg ie gender sex age date time title site role
    location place setting duration length topic recording recorded
    transcript transcription transcribed transcriber source sources summary keywords abstract background
    aim aims method methods result results conclusion conclusions discussion introduction purpose
    objective objectives figure table appendix section chapter page step task tip warning important
    update attention caution reminder ethnicity race occupation profession education employer
    organisation organization department position job language country city region project study file
    filename version status contact email e-mail phone tel fax address website url link links see also
    reference references total totals price cost reason reasons pros cons advantage advantages
    disadvantage disadvantages problem problems solution solutions goal goals tags category author
    authors editor published posted updated speakers list legend key attendees present
    participants list re fw fwd from to cc bcc sent comment comments memo observation
    observations description details context hint
    definition translation correction remark disclaimer copyright things thing agenda action actions
    todo break intro outro music sponsor advert""".split()
) | frozenset(["subject line", "see also", "marital status", "date of birth", "geographic region", "action items"])
"""What stands before a colon and is nobody."""

OPENERS = frozenset(
    """so well but and or because okay ok yes no yeah first second third fourth finally also then now like
    actually basically however therefore thus anyway plus another here there this that these those it he
    she they we you my your his her our their what who when where why how which if as at in on by for
    with about is was are were be been have has had do does did can could will would should may might
    must not just only even still maybe perhaps again next last meaning remember look listen right sure
    again today yesterday tomorrow one two three four five the a to from every each some many most says
    said goes went thinking thought following""".split()
) - frozenset(["a"])
"""Words that begin or end a clause, never a name."""

GREETINGS = frozenset("hi hello hey thanks thank dear so and but ok okay yes no yeah well right sorry".split())
"""Words before somebody's label that make it an address: `Hi PARTICIPANT 12:`."""
