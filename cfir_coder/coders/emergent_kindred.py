"""Kindred words: everyday words that people use for one and the same experience.

Participants rarely say the same thing in the same words: one went to a funeral, another lost somebody. These groups
let such words count together. They name what implementation frameworks leave out (feelings, losses, conscience,
standing in a community), as sensitizing concepts do (Charmaz 2014, Constructing grounded theory, ch. 5); a theme that
comes of them is still named and marked by the words that were said. Words and groups are this project's own.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from cfir_coder.coders.word_forms import word_forms

WEIGHTS = (1.0, 0.5, 0.4)
"""Of words that tell the experience by themselves, that hint at it, and that are mostly said in passing.

A group's words stand in this order, `;` between."""

_GROUPS = """
loss: funeral, grieve, grief, mourn, bereaved, cemetery, graveside, obituary, memorial service, casket, coffin,
  eulogy, condolence, pass away, suicide, die, widow, widower, bury somebody, bury someone, bury him, bury her, lose
  her life, lose his life ; death, bury, grave, lose someone, lose somebody, lose a patient, lose a client, lose a
  participant, lose people, moment of silence, hospice, morgue, last time i see ; dead, lose him, lose her, lose
  one, lose two, lose three, lose four
tears: cry, weep, sob, bawl, tearful, in tear, choke up, tear up ; =tears, lump in my throat, fall apart, break down
sorrow: heartbreak, heartbroken, heartbreaking, sorrow, devastate, break my heart, break your heart, gut punch ;
  sad, sadness, miserable, depressing, upset
what stays: haunt, weigh on, stay with me, stay with you, stick with me, stick with you, keep me up, take it home,
  take that home, bring it home, take home with me, on my mind, never forget, nightmare, lie awake, lose sleep ;
  carry it, carry that, carry them, carry those, =hardest, hard part, let it go, let go of, get over, put it down,
  take a toll, think about her, think about him, still see
weariness: exhaust, exhausted, exhausting, exhaustion, burnout, burn out, wear out, wear down, fatigue,
  =overwhelmed, =overwhelming, =tired, =worn, =weary ; =stressed, stressful, =drained, do n't sleep, ca n't sleep,
  could n't sleep ; stress, too much
fear: afraid, terrify, panic, dread, fear, frighten, =scared, =scary ; scare, nervous, anxious, anxiety, spook,
  worry
anger: angry, anger, furious, rage, resent, resentment, bitter, frustrate, frustration, piss off ; mad, yell,
  scream, holler, shout ; hate, blow up, slam
shame: ashamed, shame, humiliate, humiliation, look down on, embarrass, embarrassment ; stigma, guilt, blame,
  =judged, hang my head
pride: proud, pride, pat on the back ; celebrate, celebration, applause, applaud, clap, cheer ; medal, brag
laughter: laugh, giggle, crack up ; crack joke, make joke, humor, humour, tease ; joke, funny
tenderness: hug, hold hand, hold my hand, hold his hand, kiss, arm around, hand on my shoulder, hand on his shoulder
  ; tender, comfort, gentle, gently
friendship: friendship, best friend, make friend ; buddy, pal ; friend, companion
home life: ; ; my wife, my husband, my daughter, my son, my kid, my girl, my boy, my mother, my father, my mom, my
  dad, my mum, my mama, my family, my sister, my brother, my nephew, my niece, my partner, my own kid, our house, my
  house, dinner table, kitchen table, supper, at home with
about town: run into him, run into her, run into them, run into people, run into somebody, run into someone, run
  into you, run into each other, run into one of, bump into, around town, see you around, small town, everybody know
  everybody, everyone know everyone, know everybody, know everyone, off duty, out in the community ; everybody know,
  everyone know, grocery, supermarket, walmart, hardware store, feed store, corner store, barber, barbershop,
  haircut, hairdresser, salon, restaurant, diner, pub, ball game, ballgame, bleacher, cookout, barbecue, potluck,
  gas station, filling station, aisle, checkout, cashier, parade, county fair, hometown, neighbor, neighbour, know
  me, recognize me, recognise me, wave at, live here, live in town, in town, school play, soccer, little league,
  football game, =wedding, line at the, walk up to me, come up to me, cross the street ; run into
faith: pray, prayer, pastor, preacher, priest, imam, chaplain, bible, scripture, spiritual, congregation ; faith,
  church, god, sin, miracle
force: ; ; handcuff, badge, uniform, gun, arrest, lock up, lock him up, lock her up, lock them up, punish,
  punishment, sanction, enforce, enforcer, enforcement, revoke, violate, remand, warrant, take away
two roles: two hat, both hat, different hat, dual role, two role, both role, one or the other, two master, role
  conflict, conflict of interest, two different people, good cop, bad cop ; both side, i 'm also, i 'm also the one,
  i 'm the one, i 'm the one who, i 'm the one that, back and forth, contradiction, =torn, same person, referee, be
  both ; in between, at the same time, in the middle of
secrets: secret, confide, confess, off the record, do n't put that in, between you and me ; lie to, tell a lie, tell
  me the truth, keep it to ; hide, admit, do n't tell, the truth
silence: silence, silent, unspoken, nobody talk, no one talk, do n't talk about, never talk about, nobody tell you ;
  whisper, hush, go quiet, look away, say nothing, nobody say, nobody ask, no one ask, nobody tell
loneliness: lonely, loneliness, all alone, by yourself ; isolated, isolation, by myself ; alone, isolate, nobody
  else
boundaries: boundary, personal life, off the clock, my own time, my own phone, my own car, my own money, own pocket,
  draw the line, cross the line, personal phone, personal cell, my cell ; day off, after hour, my weekend, line
  between
helplessness: helpless, powerless, hopeless, nothing i can, nothing we can, nothing to offer, nothing to give,
  nowhere to send, hand be tie, my hand tie, pointless, what 's the point, nothing for them ; give up, useless, ca
  n't fix, =stuck, ca n't help, ca n't do anything
conscience: conscience, moral, morally, ethic, ethical, regret, forgive, my fault, second guess, right thing to do,
  live with myself ; apologize, apologise ; fault, deserve
meaning of the work: vocation, meaningful, =rewarding, keep me going, why i do, reason i do, love my job, love this
  job, love the work ; worth it, make a difference ; purpose
dignity: dignity, like a person, like a number, like a human, disrespect, demean, look in the eye ; human be, treat
  like ; respect, decent
hope: hopeful, second chance, turn it around, turn his life, turn her life ; courage, brave ; miracle
short-lived change: fad, flavor of the month, flavour of the month, another initiative, new initiative, here we go,
  wait it out, rip out, will pass, change fatigue ; phase out, come and go ; pilot, rollout, initiative
thanks: grateful, gratitude, thank-you note, thank you note, thank-you card ; ; appreciation
talk of the town: gossip, rumor, rumour, reputation ; headline, newspaper, facebook, on the news, reporter
danger: violence, violent, assault, unsafe, threaten ; attack, weapon, knife, gun, dangerous, threat
being different: racism, racist, racial, discriminate, discrimination ; race, accent, immigrant, people like us,
  people like me, look like me, outsider
own past: lived experience, my own recovery, be there myself, use to be me ; in their shoe, in recovery, same boat,
  i be there, my own story, when i be use
luck: lucky, luck, by chance, gamble ; odds, coin toss, roll the dice
fairness: unfair, injustice, fairness, double standard ; play favorite, deserve ; equal
pretence: for show, go through the motion, lip service, play along ; fake, act like, pretend, put on a show
"""


@dataclass(frozen=True, slots=True)
class Kindred:
    """A word or phrase of a group. rest: every spelling of each word after the first; weight: one of WEIGHTS."""

    phrase: str
    group: str
    weight: float
    rest: tuple[frozenset[str], ...]


@cache
def kindred_words() -> dict[str, tuple[Kindred, ...]]:
    """Every kindred word in every inflection, by the spelling of its first word; the longest phrase first.

    A word behind "=" stands in that form only.
    """
    found: dict[str, set[Kindred]] = {}
    for line in _GROUPS.replace("\n  ", " ").strip().splitlines():
        group, _, said = line.partition(":")
        for words, weight in zip(said.split(";"), WEIGHTS, strict=False):
            for phrase in filter(None, map(str.strip, words.split(","))):
                first, *rest = map(_spellings, phrase.split())
                kindred = Kindred(phrase.removeprefix("="), group, weight, tuple(map(frozenset, rest)))
                for form in first:
                    found.setdefault(form, set()).add(kindred)
    return {
        form: tuple(sorted(kindred, key=lambda one: (-len(one.rest), one.group, -one.weight, one.phrase)))
        for form, kindred in found.items()
    }


def _spellings(word: str) -> tuple[str, ...]:
    return (word[1:],) if word.startswith("=") else word_forms(word)
