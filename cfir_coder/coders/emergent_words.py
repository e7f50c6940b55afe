"""Which words can say what speech is about, and which are everybody's.

Background words are those that at least 8 of 85 interviews about other programs hold, of at least five of their
twelve authors; fillers, greetings, numbers, days, job titles, and the all-purpose words of any discussion (example,
level, challenge) are added. They can stand inside a phrase; alone they mark no theme.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import cache

from cfir_coder.coders.nlp import stop_words

_BACKGROUND = frozenset(
    """
    ability absolutely access account action activity actual actually add addition additional address advantage
    advice afternoon agency agenda ago agreement aim ain't allow alright alternative amaze ambulance analysis answer
    anybody anymore apart apparently appointment approach appropriate april area argue argument arm ask aspect
    assume ate attempt attention attitude attorney audience august autumn available average aware away awesome baby
    background bad badge bag balance ball bank bar barrier basement basically basis bathroom became bed began begin
    begun behavior behaviour belief believe bench benefit best better big bill binder bit bite blah blame block
    blood blue board boat body book boss bottle bought box boy break breakfast bring broke broken brother brought
    budget build built bunch bury bus business buy bye cake calendar came capacity captain car card care carry case
    catch category caught cause ceiling cell center certain certainly chain chair challenge change characteristic
    charge chart check chief child children choice chose chosen christmas church circle circumstance city class
    clean clear clearly clerk click client clinic clinical clipboard clock close closet coach code coffee cold
    college color come comment commissioner committee common communication community company comparison complain
    complete completely complex computer concern condition conference confidence connection consequence consider
    constantly content context contract contribution control conversation cook cool coordinator copy corner cost
    couch council counsel counselor count counties country county couple court cousin cover crazy credit crisis
    crucial cry cup current currently cut cuz dad daily dashboard data date daughter day dead dealt death december
    decide decision deep definitely degree demand department depend deputy description design desk detail
    development did die differ difference different difficult difficulty directly director discharge discussion
    district dive doc doctor dog doing dollar done door dose drank draw drawer drawn drew drink drive driven drop
    drove drug dude easily eat eaten effect effective effort eighteen eighty element elevator email emphasis end
    entire entirely environment equal erm especially essential etc event eventually everybody evidence exact exactly
    example excellent excite exist existence expect expectation experience explain explanation extent extra extreme
    extremely eye face fact factor fair fairly fall fallen family fantastic far fast father feature february federal
    feed feedback feel feet fell fella fellow felt field fifth fight figure file fill final finally find fine finish
    fire fish fix flat flew floor flow flu focus fold folder folk folks follow food foot forget forgot forgotten
    form formal forward fought found fourteen fourth frame free frequent fresh friday fridays fridge friend froze
    fun function fund funny future gap garage garden gas gate gave general generally gentleman girl given glass
    global goal god goes going golf gone gonna good gosh got gotta gotten grade gradually graduate grandmother grant
    great green grew group grow grown growth guard guess guidance guideline guy guys half hall hallway halves hand
    handle hang happen hard hate head health hear heard heart heat held hello help helpful hey hid high hire history
    hit hmm hold hole holler home honest honestly hopefully hospital hot hotel hour house huge human hung hurt
    husband idea ideal identify immediately impact implement implementation importance important improve improvement
    include increase incredible individual influence information initial initially input inside insight instance
    instead intake intend intention interest interview involve issue item jail january job jobs join joke judge july
    june kept key kid kill kind kinda kit kitchen knee knew knives knock know knowledge known lack ladder lady laid
    lake laminate land landlord language laptop large late later laugh law lawyer lay lead leader leadership learn
    leave led legal let letter level library license lie life light like likely limit line link list listen lit
    literally little live lives lobby local lock log logical long look lose lost lot loud love lovely low luckily
    lunch ma'am machine mad made mail main mainly maintain major majority man manage management manager manner map
    march mark massive match matter maybe mean meant measure medicaid medical medicine meet member mention met
    method mhm middle mile mind minority minute miss model module mom moment monday mondays money month monthly
    morning mother mrs nah naturally nature nearly need needle negative neighbor nephew new nice night nineteen
    ninety noon nope normal normally north note notice november number nurse objective obvious obviously occasion
    occasionally october offer office officer okay old ones ongoing open operation opinion opportunity option order
    organisation organization original originally ought outcome output overall overnight owner pace pack page paid
    paint paper parent park participant particular particularly partly partner party pass past patient pattern pay
    peer pen people percent perception perfect performance period person personal personally perspective pharmacist
    pharmacy phase phone physical pick picture piece pill place plan plant play plenty plus pocket point police
    policy polite position positive possibility possible possibly post poster potential power practical practically
    practice prefer preference presence present pressure pretty previous previously primary principle print prior
    priority private probably probation problem process professional program programme progress project promise
    proper properly property prosecutor protocol proud provide provider public pull purpose quality quantity quarter
    quarterly question quickly quiet quit raise ran range rarely rate read real reality reason recent recently
    recommend recommendation record red referral reflect reflection regard region regular regularly relate
    relationship release relevant remember rent report research researcher resident resource respect respond
    response responsible rest result retire return review ride right ring risk river road rode role roll roof room
    rose roughly round routine rule run safe safety said sample sandwich sat saturday saturdays save saw says scale
    scare scenario schedule school scope score screen script seat second secondary section sector seen self sell
    send sense sent sentence separate september series seriously service session set settlement seven seventy shake
    share sheet sheriff shift shirt shoe shook shoot shop short shot shoulder shut sick sign significant
    significantly similar simple simply single sir sister sit site situation sixteen size skill sleep slept slid
    slide slightly slot slowly small smell smoke social society sock sold solution somebody somewhat son sorry sort
    sorta sound source space spanish speak special specialist specific specifically spend spent spoke spoken
    spreadsheet spring staff stage stamp stand standard start state statement station status stay step stick stock
    stood stop store story straight strategy street strip strong strongly structure stuck student study stuff style
    subject success successful suddenly sufficient suggest suggestion summer sunday sundays super supervisor support
    supporter suppose sure surely surprise survey swap swear system table tablet taken talk tank tape task taught
    teach team tech technique technology teeth tell tend term terrible test text thank thanks theirs theme theory
    thing think thirty thousand threw throw thrown thursday thursdays ticket till time tiny tire title today told
    tomorrow took tool topic total totally touch town track tradition train treatment trend trial trouble truck true
    truly truth try tuesday tuesdays turn twice type typical typically ugly uh-huh ultimately understand understood
    unfortunately unique unit university update upstairs use useful user usual usually value van variety vast
    version vice video view virtual virtually visible vision visit voice voluntary volunteer vote wait walk wall
    wanna want wash watch water wave way wear wednesday wednesdays week weekend weekly weird went whichever white
    wide widely wife window winter wives woke woman won wonderful word wore work worker workshop world worry worse
    worst worth wow write written wrong wrote y'all yeah year yearly yellow yep yes yesterday young yup zero
    """.split()
)
DETERMINERS = frozenset(
    "a an the my our your his her its their this that these those no any every each another".split()
)
"""Words that a noun follows, or a word before it."""


@cache
def content_form(form: str) -> str:
    """A word with content, its plural ending taken away; empty for grammar, numbers and very short words.

    Source: Harman (1991), How effective is suffixing?, Table 1 (the S stemmer).
    """
    if len(form) < 3 or not form.isalpha() or form in stop_words():
        return ""
    stem = _singular(form)
    return "" if stem in stop_words() else stem


def _singular(form: str) -> str:
    if form.endswith("ies") and not form.endswith(("eies", "aies")):
        return form[:-3] + "y"
    if form.endswith("es") and not form.endswith(("aes", "ees", "oes")):
        return form[:-1]
    return form[:-1] if form.endswith("s") and not form.endswith(("us", "ss")) else form


@cache
def is_background(form: str) -> bool:
    """Whether interviews of any program hold the word, in this or another inflection."""
    stems = [form, content_form(form)]
    for ending in ("s", "es", "ed", "d", "ing", "er", "ly"):
        stem = form.removesuffix(ending)
        stems += [stem, stem + "e", stem[:-1]] if stem != form else []
    return not _BACKGROUND.isdisjoint(stems)


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
                goes_on = end < len(forms) and content_form(forms[end])
                while end > index + 1 and forms[end - 1].endswith("ed"):
                    end, goes_on = end - 1, ""
                if end > index + 1 and not goes_on:
                    nouns.add(forms[end - 1])
    return frozenset(nouns)
