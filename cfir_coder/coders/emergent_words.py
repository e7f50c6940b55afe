"""Which words can say what speech is about, and which are everybody's.

Background words are those that at least 8 of 85 interviews about other programs hold, of at least five of their
twelve authors, with fillers, greetings, numbers, days and job titles added. They can stand inside a phrase; alone
they mark no theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from cfir_coder.coders.nlp import dictionary_form, stop_words

_BACKGROUND = frozenset(
    """
    absolutely actual actually add address afternoon agency agenda ago agreement ain't allow alright ambulance
    answer anybody anymore apart appointment april argue arm ask assume attorney august autumn away baby bad badge
    bag ball bank bar basement basically bathroom bed begin believe bench best better big bill binder bit bite blah
    blame block blood blue board boat body book boss bottle box boy break breakfast bring brother budget build bury
    bus business buy bye cake calendar captain car card care carry case catch cause ceiling cell center certainly
    chain chair change charge chart check chief child christmas church circle city class clean clear clerk click
    client clinic clinical clipboard clock close closet coach code coffee cold college color come commissioner
    committee community company complain computer conference contract conversation cook coordinator copy corner cost
    couch council counsel counselor count counties country county couple court cousin cover credit crisis cry cup
    currently cut cuz dad dashboard date daughter day dead death december decide definitely degree department depend
    deputy desk die different director discharge district doc doctor dog dollar door dose draw drawer drink drive
    drop drug dude eat eighteen eighty elevator email end entire erm especially etc eventually everybody exactly
    explain eye face fair fall family far fast father february federal feed feel fella fellow field fifth fight
    figure file fill finally find fine finish fire fish fix flat floor flow flu fold folder folk folks follow food
    foot forget form fourteen fourth frame free friday fridays fridge friend fund funny garage garden gas gate
    general generally gentleman girl glass god golf gonna good gosh gotta grade graduate grandmother grant great
    green group grow guard guess guy guys half hall hallway hand hang happen hard hate head health hear heart heat
    hello help hey high hire history hit hmm hold hole holler home honest honestly hospital hot hotel hour house
    hurt husband idea immediately inside instead intake jail january job jobs joke judge july june key kid kill kind
    kinda kit kitchen knee knock know ladder lady lake laminate land landlord language laptop late later laugh law
    lawyer lay lead learn leave legal let letter library license lie life light like line list listen literally
    little live lobby lock log long look lose lot loud love lovely low lunch ma'am machine mad mail man manager map
    march match matter maybe mean medicaid medical medicine meet member mhm middle mile mind minute miss model
    module mom monday mondays money month monthly morning mother mrs nah need needle neighbor nephew new nice night
    nineteen ninety noon nope normally north note notice november number nurse obviously october offer office
    officer okay old open order ought overnight owner pack page paint paper parent park participant particularly
    partner party pass past patient pay peer pen people percent person pharmacist pharmacy phone pick picture piece
    pill place plan plant play pocket point police policy polite position post poster practice pressure pretty print
    private probably probation problem program project promise property prosecutor protocol proud provider pull
    quarter quarterly question quiet quit raise rate read real reason recently record red referral release remember
    rent report resident rest retire return ride right ring risk river road role roll roof room round rule run safe
    safety sandwich saturday saturdays save scare school score screen script seat second sell send sentence
    september service session set settlement seven seventy shake sheet sheriff shift shirt shoe shoot shop short
    shoulder shut sick sign single sir sister sit site sixteen size sleep slide slot small smell smoke social sock
    somebody son sorry sort sorta sound spanish speak specifically spend spreadsheet spring staff stamp stand start
    state station stay step stick stock stop store story straight street strip student study stuff summer sunday
    sundays supervisor suppose sure surprise survey swap swear system table tablet talk tank tape teach team tech
    tell terrible test text thank thanks theirs thing think thirty thousand throw thursday thursdays ticket till
    time tire today tomorrow totally touch town train treatment trial trouble truck true try tuesday tuesdays turn
    twice type typically ugly uh-huh understand unit university upstairs use usually van version vice video visit
    voice volunteer vote wait walk wall wanna want wash watch water wave way wear wednesday wednesdays week weekend
    whichever white wife window winter woman word work worker worry worth wow write wrong y'all yeah year yellow yep
    yes yesterday young yup zero
    """.split()
)
SELF = frozenset({"i", "me", "my", "mine", "myself"})
"""How speakers name themselves."""
DETERMINERS = frozenset(
    "a an the my our your his her its their this that these those no any every each another".split()
)
"""Words that a noun follows, or a word before it."""


@cache
def content_form(form: str) -> str:
    """Dictionary form of a word with content; empty for grammar, numbers, punctuation and very short words."""
    if len(form) < 3 or not form.isalpha() or form in stop_words():
        return ""
    lemma = dictionary_form(form)
    return "" if lemma in stop_words() else lemma


@cache
def is_background(form: str) -> bool:
    """Whether interviews of any program hold the word."""
    return form in _BACKGROUND or content_form(form) in _BACKGROUND


def nouns_of(speech: Iterable[Sequence[str]]) -> frozenset[str]:
    """Words that end a noun phrase at least once: "a", "my" or the like, at most one more word, then they.

    A word in -ed is taken for the verb behind the noun. speech: the lower-case words of each answer.
    """
    nouns = set()
    for forms in speech:
        for index, form in enumerate(forms):
            if form in DETERMINERS:
                end = index + 1
                while end < min(index + 3, len(forms)) and content_form(forms[end]):
                    end += 1
                while end > index + 1 and forms[end - 1].endswith("ed"):
                    end -= 1
                if end > index + 1:
                    nouns.add(forms[end - 1])
    return frozenset(nouns)
