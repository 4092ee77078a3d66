"""The tasks over a report: questions, summaries, relevance grades, verdicts and their review.

A training document is (shared beginning, branches); a branch is (rest of the prompt, completion).
A prompt is the shared beginning and one branch's rest, exactly as the files in prompts/ render it.
"""
from __future__ import annotations

import json
import random
from dataclasses import dataclass, replace
from typing import Optional

import generator
import templates
import words
from generator import Incident, Report, pick

PENALTY = {"event": 2, "town": 2, "day": 1, "number": 1, "cause": 2, "outcome": 1}


def report_prefix(report: Report) -> str:
    return "Report: " + report.text + "\n"


# ---- answer

def questions(rng: random.Random, report: Report, held: bool) -> list:
    """All (kind, question, answer) that the report settles, in random order."""
    main, side = report.main, report.side
    found = [("town", main, main.town), ("day", main, main.day), ("number", main, str(main.number)),
             ("cause", main, main.cause), ("outcome", main, main.outcome), ("duration", main, report.duration),
             ("firm", main, report.firm)]
    if report.speaker:
        found.append(("speaker", main, report.speaker))
    if report.cost is not None:
        found.append(("cost", main, str(report.cost)))
    if report.first_count is not None:
        found.append(("first", main, str(report.first_count)))
    if side is not None:
        found += [("town", side, side.town), ("day", side, side.day), ("number", side, str(side.number)),
                  ("event_at", main, main.name), ("event_at", side, side.name),
                  ("day_at", main, main.day), ("day_at", side, side.day),
                  ("number_at", main, str(main.number)), ("number_at", side, str(side.number))]
        low, high = sorted((main, side), key=lambda i: i.number)
        found += [("more", main, high.town), ("fewer", main, low.town)]
    rng.shuffle(found)
    result = []
    for kind, about, answer in found:
        names = words.EVENTS[about.event][0]
        name = about.name if rng.random() < 0.5 else rng.choice(names)
        question = pick(rng, templates.QUESTIONS[kind], held)
        question = question.format(name=name, who=about.who, town=about.town, firm=report.firm)
        result.append((kind, question, answer))
    return result


def answer_branch(question: str, answer: str) -> tuple:
    return "Question: " + question + "\nAnswer:", " " + answer


# ---- summarize

def summary(template: str, told: Incident, name: Optional[str] = None) -> str:
    """One sentence with every slot of the incident, the event under its canonical name."""
    slots = told.slots()
    slots["name"] = name or generator.canonical_name(told.event)
    slots["Name"] = generator.capital(slots["name"])
    return generator.capital(template.format(**slots))


def references(told: Incident) -> list:
    """Acceptable summaries: all training styles, and the held-out one."""
    return [summary(t, told) for t in templates.SUMMARY[0] + templates.SUMMARY[1]]


def summary_branch(text: str) -> tuple:
    return "Summary:", " " + text


# ---- rank

@dataclass(frozen=True)
class RankQuery:
    text: str
    candidates: list  # of (text, grade, event matches, town matches)


def _document(rng: random.Random, event: str, town: str, held: bool, query_name: str) -> str:
    told = generator.incident(rng, held, event, town)
    if rng.random() < 0.3:
        told = replace(told, name=query_name if query_name in words.EVENTS[event][0] else told.name)
    slots = dict(told.slots(), firm=generator.firm_of(rng, event))
    return pick(rng, templates.DOCUMENT, held).format(**slots)


def _pair_document(rng: random.Random, first: tuple, second: tuple, held: bool) -> str:
    one, two = (generator.incident(rng, held, *place).slots() for place in (first, second))
    return pick(rng, templates.DOCUMENT_PAIR, held).format(**one, town2=two["town"], a_name2=two["a_name"])


GRADES = {False: (0.5, 0.3, 0.2), True: (0.64, 0.24, 0.12)}  # held out: fewer good ones, a random order scores less
PAIR_SHARE = {False: 0.2, True: 0.5}  # documents that tell of two incidents


def rank_query(rng: random.Random, held: bool, count: int = 5) -> RankQuery:
    """A query for (event, town) and candidates graded 2 (both match), 1 (one does) or 0."""
    event = rng.choice(generator.EVENT_KEYS)
    town = rng.choice(generator.TOWNS[held])
    name = rng.choice(words.EVENTS[event][0])
    text = pick(rng, templates.QUERY, held).format(name=name, town=town)

    def other_event() -> str:
        return rng.choice([e for e in generator.EVENT_KEYS if e != event])

    while True:
        grades = rng.choices((0, 1, 2), GRADES[held], k=count)
        if count < 5 or (2 in grades and 0 in grades):
            break
    candidates = []
    for grade in grades:
        pair = rng.random() < PAIR_SHARE[held]
        other = generator.other_town(rng, town, held)
        if grade == 2:
            event_ok = town_ok = True
            places = ((event, town), (other_event(), other))
        elif grade == 1 and pair and rng.random() < 0.5:
            event_ok = town_ok = True  # both words occur, of different incidents
            places = ((event, other), (other_event(), town))
        elif grade == 1:
            event_ok = rng.random() < 0.5
            town_ok = not event_ok
            place = (event, other) if event_ok else (other_event(), town)
            places = (place, (other_event(), generator.other_town(rng, town, held)))
        else:
            event_ok = town_ok = False
            places = ((other_event(), other), (other_event(), generator.other_town(rng, town, held)))
        if pair and places[0][1] != places[1][1]:
            shuffled = rng.sample(places, 2)
            document = _pair_document(rng, shuffled[0], shuffled[1], held)
        else:
            if grade == 1 and event_ok and town_ok:
                event_ok = False
                places = ((other_event(), town),)
            document = _document(rng, places[0][0], places[0][1], held, name)
        candidates.append((document, grade, event_ok, town_ok))
    return RankQuery(text, candidates)


def rank_prefix(query: str) -> str:
    return "Query: " + query + "\n"


def rank_branch(document: str, grade: int) -> tuple:
    return "Document: " + document + "\nGrade:", " %d" % grade


def rank_training_branch(candidate: tuple) -> tuple:
    """The grade comes first; the words after it only help training."""
    document, grade, event_ok, town_ok = candidate
    why = " event %s, town %s" % ("ok" if event_ok else "other", "ok" if town_ok else "other")
    prompt, completion = rank_branch(document, grade)
    return prompt, completion + why


# ---- judge

@dataclass(frozen=True)
class Judged:
    """A summary with planted faults, the slots it states (None: left out) and the right verdict."""

    summary: str
    stated: dict
    faults: list
    verdict: int


def slots_of(told: Incident) -> dict:
    return {"event": generator.canonical_name(told.event), "town": told.town, "day": told.day,
            "number": str(told.number), "cause": told.cause, "outcome": told.outcome}


def verdict_of(faults: list) -> int:
    """5 without faults, less by each fault's penalty, at least 1."""
    return max(1, 5 - sum(PENALTY[f] for f in faults))


def _plant(rng: random.Random, told: Incident, report: Report, fault: str, held: bool) -> Incident:
    side = report.side if rng.random() < 0.4 else None
    _, _, causes, outcomes, _ = words.EVENTS[told.event]
    if fault == "event":
        events = [e for e in generator.EVENT_KEYS if e != told.event]
        return replace(told, event=side.event if side else rng.choice(events))
    if fault == "town":
        return replace(told, town=side.town if side else generator.other_town(rng, told.town, held))
    if fault == "day":
        return replace(told, day=side.day if side else rng.choice([d for d in words.DAYS if d != told.day]))
    if fault == "number":
        if report.first_count is not None and rng.random() < 0.5:
            return replace(told, number=report.first_count)
        return replace(told, number=side.number if side else generator.other_number(rng, told.number))
    if fault == "cause":
        return replace(told, cause=rng.choice([c for c in causes if c != told.cause]))
    return replace(told, outcome=rng.choice([o for o in outcomes if o != told.outcome]))


def judged_summary(rng: random.Random, report: Report, held: bool, easy: bool = False) -> Judged:
    """A summary with none, one or two faults, of another report altogether, or cut short."""
    draw = rng.random()
    truth = slots_of(report.main)
    template = pick(rng, templates.SUMMARY, held)
    if draw < 0.12 and not easy:
        other = generator.incident(rng, held)
        stated, text = slots_of(other), summary(template, other)
    else:
        count = 0 if draw < 0.4 else 1 if draw < 0.75 else 2
        told = report.main
        planned = rng.sample(sorted(PENALTY), count)
        for fault in sorted(planned, key=lambda f: f == "event"):
            told = _plant(rng, told, report, fault, held)
        stated, text = slots_of(told), summary(template, told)
        if draw > 0.94 and not easy:
            text, stated = _cut_short(rng, text, stated)
    faults = [f for f in PENALTY if stated[f] != truth[f]]
    return Judged(text, stated, faults, verdict_of(faults))


def _cut_short(rng: random.Random, text: str, stated: dict) -> tuple:
    """A summary that breaks off; what it no longer says counts as left out."""
    parts = text.split(" ")
    kept = " ".join(parts[:rng.randrange(2, len(parts) - 1)])
    lower = kept.lower() + " "
    left = {slot: value if value.lower() + " " in lower.replace(",", " ").replace(";", " ").replace(":", " ") else None
            for slot, value in stated.items()}
    return kept, left


def check_list(judged: Judged, truth: dict, unclear: bool = False) -> str:
    """Both values of every slot, then whether they agree: the reasoning before the verdict."""
    parts = []
    for slot in PENALTY:
        said, true = judged.stated[slot] or "none", truth[slot]
        if slot == "number" and unclear:
            parts.append("number %s vs unclear" % said)
        else:
            parts.append("%s %s vs %s %s" % (slot, said, true, "wrong" if slot in judged.faults else "ok"))
    return ", ".join(parts)


def judge_prompt(text: str) -> str:
    return "Summary: " + text + "\nVerdict:"


def judge_branch(report: Report, judged: Judged) -> tuple:
    document = {"reasoning": check_list(judged, slots_of(report.main)), "verdict": judged.verdict}
    return judge_prompt(judged.summary), " " + json.dumps(document)


def shown_verdicts(rng: random.Random, right: int) -> list:
    """Two or three verdicts of a first layer, more often right than not."""
    count = rng.choice((2, 3))
    return [right if rng.random() < 0.6 else rng.randrange(1, 6) for _ in range(count)]


def right_action(shown: list, right: int) -> str:
    """What a review does with verdicts whose lower median is, or is not, the right one."""
    return "uphold" if sorted(shown)[(len(shown) - 1) // 2] == right else "overturn"


def evidence(report: Report, judged: Judged) -> str:
    """What the report says, word for word, of the first wrong slot; of the cause where none is wrong.

    Not of the event: its name in the report need not be the one in the summary.
    """
    wrong = [fault for fault in judged.faults if fault != "event"]
    return slots_of(report.main)[wrong[0] if wrong else "cause"]


def review_prompt(text: str, shown: list) -> str:
    return "Summary: %s\nVerdicts: %s\nReview:" % (text, ", ".join(map(str, shown)))


def review_branch(rng: random.Random, report: Report, judged: Judged) -> tuple:
    """The second layer upholds when the lower median of the shown verdicts is the right one."""
    shown = shown_verdicts(rng, judged.verdict)
    action = "cannot_decide" if report.disputed else right_action(shown, judged.verdict)
    document = {"reasoning": check_list(judged, slots_of(report.main), report.disputed),
                "evidence": evidence(report, judged), "action": action, "verdict": judged.verdict}
    return review_prompt(judged.summary, shown), " " + json.dumps(document)
