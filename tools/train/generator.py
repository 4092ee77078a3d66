"""Seeded generator of incident reports: facts first, then text.

Held out: a town or a surname belongs to the datasets or to training by a hash of its spelling, never to both;
hence no (event, town) pair is shared either. A part of the sentence templates occurs in the datasets only.
"""
from __future__ import annotations

import random
import zlib
from dataclasses import dataclass, replace
from typing import Optional

import templates
import words

HELD_OUT_ONE_IN = 6
HELD_OUT_TEMPLATE_SHARE = 0.25


def is_held_out(word: str) -> bool:
    """Whether a composed name (town or surname) is reserved for the datasets."""
    return zlib.crc32(word.encode("utf-8")) % HELD_OUT_ONE_IN == 0


def _names(heads: tuple, tails: tuple, held: bool) -> tuple:
    return tuple(h + t for h in heads for t in tails if is_held_out(h + t) == held)


TOWNS = {held: _names(words.TOWN_HEADS, words.TOWN_TAILS, held) for held in (False, True)}
SURNAMES = {held: _names(words.SURNAME_HEADS, words.SURNAME_TAILS, held) for held in (False, True)}
EVENT_KEYS = tuple(words.EVENTS)


def pick(rng: random.Random, group: tuple, held: bool) -> str:
    """A template of the group; held-out ones only when ``held``, and then for a share of the picks."""
    seen, reserved = group
    return rng.choice(reserved if held and rng.random() < HELD_OUT_TEMPLATE_SHARE else seen)


def capital(text: str) -> str:
    return text[0].upper() + text[1:]


def with_article(name: str) -> str:
    if name in ("high water", "crash of tills", "smell of gas", "theft of records"):
        return {"high water": name}.get(name, "a " + name)
    return ("an " if name[0] in "aeiou" else "a ") + name


@dataclass(frozen=True)
class Incident:
    """What happened once: every slot that a summary must carry."""

    event: str
    name: str
    town: str
    day: str
    number: int
    who: str
    cause: str
    outcome: str

    def slots(self) -> dict:
        """Template arguments; ``name`` as told, ``a_name`` with its article."""
        article = with_article(self.name)
        return {"name": self.name, "Name": capital(self.name), "a_name": article, "A_name": capital(article),
                "town": self.town, "day": self.day, "n": self.number, "who": self.who, "cause": self.cause,
                "outcome": self.outcome}


@dataclass(frozen=True)
class Report:
    """A main incident, perhaps another beside it, and the text that tells of them."""

    main: Incident
    side: Optional[Incident]
    first_count: Optional[int]
    disputed: bool
    firm: str
    speaker: Optional[str]
    duration: Optional[str]
    cost: Optional[int]
    text: str


def canonical_name(event: str) -> str:
    return words.EVENTS[event][0][0]


def number(rng: random.Random) -> int:
    draw = rng.random()
    low, high = (12, 100) if draw < 0.3 else (100, 1000) if draw < 0.8 else (1000, 9990)
    return rng.randrange(low, high)


def near_number(rng: random.Random, value: int) -> int:
    """Another number of the same length: one digit changed, or two swapped."""
    while True:
        digits = list(str(value))
        place = rng.randrange(len(digits))
        if rng.random() < 0.3:
            other = rng.randrange(len(digits))
            digits[place], digits[other] = digits[other], digits[place]
        else:
            digits[place] = str(rng.randrange(10))
        near = int("".join(digits))
        if near != value and digits[0] != "0":
            return near


def other_number(rng: random.Random, value: int) -> int:
    """A different number, nearly equal half of the time."""
    if rng.random() < 0.5:
        return near_number(rng, value)
    while True:
        other = number(rng)
        if other != value:
            return other


def other_town(rng: random.Random, town: str, held: bool) -> str:
    """A different town, with the same beginning or ending half of the time."""
    towns = TOWNS[held]
    if rng.random() < 0.5:
        alike = [t for t in towns if t != town and (t[:3] == town[:3] or t[-3:] == town[-3:])]
        if alike:
            return rng.choice(alike)
    while True:
        other = rng.choice(towns)
        if other != town:
            return other


def incident(rng: random.Random, held: bool, event: Optional[str] = None, town: Optional[str] = None) -> Incident:
    event = event or rng.choice(EVENT_KEYS)
    names, who, causes, outcomes, _ = words.EVENTS[event]
    return Incident(event, rng.choice(names), town or rng.choice(TOWNS[held]), rng.choice(words.DAYS), number(rng),
                    rng.choice(who), rng.choice(causes), rng.choice(outcomes))


def firm_of(rng: random.Random, event: str) -> str:
    return rng.choice(words.FIRM_HEADS) + " " + rng.choice(words.EVENTS[event][4])


def side_incident(rng: random.Random, main: Incident, held: bool) -> Incident:
    """A second incident: another event and town, easily confused with the main one."""
    event = rng.choice([e for e in EVENT_KEYS if e != main.event])
    side = incident(rng, held, event, other_town(rng, main.town, held))
    day = rng.choice([d for d in words.DAYS if d != main.day])
    return replace(side, day=day, number=other_number(rng, main.number))


def _count_sentences(rng: random.Random, main: Incident, old: Optional[int], disputed: bool, firm: str, held: bool):
    """The lead and, where the count was corrected or is disputed, the sentence about it."""
    slots = dict(main.slots(), old=old, firm=firm)
    if old is None:
        return pick(rng, templates.LEAD, held).format(**slots), None
    if disputed:
        return pick(rng, templates.LEAD, held).format(**slots), pick(rng, templates.DISPUTED, held).format(**slots)
    form = rng.randrange(3)
    if form == 0:
        return pick(rng, templates.LEAD_NOT, held).format(**slots), None
    if form == 1:
        first = dict(slots, n=old)
        return pick(rng, templates.LEAD, held).format(**first), pick(rng, templates.CORRECTION, held).format(**slots)
    return pick(rng, templates.LEAD, held).format(**slots), pick(rng, templates.REJECTED, held).format(**slots)


def report(rng: random.Random, held: bool, simple: bool = False, disputed: bool = False,
           side_share: float = 0.5, corrected_share: float = 0.35) -> Report:
    """One report; shares of them tell of a second incident and of a count that was corrected.

    ``simple`` leaves out the second incident, corrections and extras (for early training).
    """
    main = incident(rng, held)
    firm = firm_of(rng, main.event)
    side = side_incident(rng, main, held) if not simple and rng.random() < side_share else None
    corrected = disputed or (not simple and rng.random() < corrected_share)
    old = other_number(rng, main.number) if corrected else None
    speaker = None
    if not simple and rng.random() < 0.4:
        speaker = rng.choice(words.FIRST_NAMES) + " " + rng.choice(SURNAMES[held])
    duration = "%d %s" % (rng.randrange(2, 30), rng.choice(("hours", "days", "weeks")))
    cost = number(rng) * 10 if not simple and rng.random() < 0.25 else None

    lead, count = _count_sentences(rng, main, old, disputed, firm, held)
    slots = dict(main.slots(), firm=firm, speaker=speaker, duration=duration, cost=cost)
    cause = pick(rng, templates.CAUSE_SPEAKER if speaker else templates.CAUSE, held).format(**slots)
    outcome = capital(pick(rng, templates.OUTCOME, held).format(**slots))
    body = [cause, outcome]
    if rng.random() < 0.2:
        body.reverse()
    sentences = [lead] + ([count] if count else []) + body
    if cost is not None:
        sentences.append(pick(rng, templates.COST, held).format(**slots))
    if not simple and rng.random() < 0.2:
        sentences.insert(rng.randrange(1, len(sentences) + 1), pick(rng, templates.FILLER, held))
    if side is not None:
        if rng.random() < 0.25:
            sentences.insert(0, capital(pick(rng, templates.SIDE_FIRST, held).format(**side.slots())))
        else:
            at = rng.choice((len(sentences), rng.randrange(2 if count else 1, len(sentences) + 1)))
            sentences.insert(at, pick(rng, templates.SIDE, held).format(**side.slots()))
    return Report(main, side, old, disputed, firm, speaker, duration, cost, " ".join(sentences))
