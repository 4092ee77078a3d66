"""Sentence templates. Each group is (seen in training, held out for the datasets)."""

LEAD = (
    ("{A_name} hit {town} on {day} and troubled {n} {who}.",
     "On {day}, {a_name} struck {town}, affecting {n} {who}.",
     "{town} had {a_name} on {day} that touched {n} {who}.",
     "Some {n} {who} in {town} had to cope with {a_name} on {day}.",
     "{n} {who} were caught out by {a_name} in {town} on {day}."),
    ("{town} woke to {a_name} on {day}, with {n} {who} affected.",
     "{A_name} reached {town} on {day} and held up {n} {who}."))
# The lead gives the true count, and the first one is called wrong.
LEAD_NOT = (
    ("On {day}, {a_name} struck {town}, affecting not {old} {who} as first reported but {n}.",
     "{A_name} hit {town} on {day} and troubled {n} {who}, not {old} as first said."),
    ("{town} had {a_name} on {day}, and {n} {who} rather than the {old} first named were affected.",))
# The lead gives the first count, which a later sentence mends.
CORRECTION = (
    ("The count was later corrected to {n}.", "The true figure turned out to be {n}.",
     "{firm} has since put the number at {n}."),
    ("A recount gave {n} instead.",))
# The lead gives the true count, a later sentence the discarded one.
REJECTED = (
    ("An early count of {old} proved wrong.", "The first figure of {old} was dropped."),
    ("A report of {old} was mistaken.",))
# Nobody says which count is right: only in reports made for the review of verdicts.
DISPUTED = (
    ("The council speaks of {old} instead, and nobody knows who is right.",
     "Others say it was {old}, and the matter is open."),
    ("Residents insist on {old}, and no one can tell.",))
CAUSE = (
    ("{firm} put it down to {cause}.", "The cause was {cause}, said {firm}.", "{firm} blamed {cause}.",
     "Behind it was {cause}, {firm} found."),
    ("{firm} traced it to {cause}.",))
CAUSE_SPEAKER = (
    ("{speaker} of {firm} put it down to {cause}.", "The cause was {cause}, said {speaker} of {firm}.",
     "According to {speaker} of {firm}, it was due to {cause}."),
    ("{speaker} of {firm} named {cause} as the reason.",))
OUTCOME = (
    ("Crews {outcome} after {duration}.", "It took {duration} before staff {outcome}.",
     "After {duration}, teams {outcome}.", "Within {duration}, crews {outcome}."),
    ("{duration} passed until crews {outcome}.",))
SIDE = (
    ("Separately, {a_name} in {town} on {day} affected {n} {who}.",
     "{town} had {a_name} on {day}, with {n} {who} affected.",
     "Elsewhere, {n} {who} in {town} faced {a_name} on {day}."),
    ("On {day} there was also {a_name} in {town}, for {n} {who}.",))
SIDE_FIRST = (
    ("After {a_name} in {town} on {day} for {n} {who}, more trouble came.",
     "{town} is still busy with {a_name} that hit {n} {who} on {day}."),
    ("{a_name} in {town} on {day} for {n} {who} was only the start.",))
COST = (
    ("The damage comes to {cost} euros.", "Repairs cost {cost} euros.", "The bill is {cost} euros."),
    ("Insurers expect to pay {cost} euros.",))
FILLER = (
    ("Nobody was hurt.", "Schools stayed open.", "Traffic was light.", "The mayor gave thanks.", "It stayed calm."),
    ("Shops closed early.",))

# {name} is a name of the event, not always the one in the report.
QUESTIONS = {
    "town": (("Where did the {name} happen?", "Which town had the {name}?", "In which town was the {name}?"),
             ("Which town saw the {name}?",)),
    "day": (("On which day was the {name}?", "What day did the {name} happen?", "Which weekday saw the {name}?"),
            ("On what day did the {name} happen?",)),
    "number": (("How many {who} were affected by the {name}?", "How many {who} did the {name} hit?",
                "What is the number of {who} hit by the {name}?"),
               ("What number of {who} were hit by the {name}?",)),
    "cause": (("What caused the {name}?", "What was behind the {name}?", "Why did the {name} happen?"),
              ("What was it that caused the {name}?",)),
    "outcome": (("What did the crews do?", "How was the {name} dealt with?", "What was done about the {name}?"),
                ("What was done by the crews?",)),
    "duration": (("How long did the work take?", "How long did it take to deal with the {name}?"),
                 ("How long did it take the crews?",)),
    "firm": (("Which firm explained the {name}?", "Which firm named the cause?", "Who explained the {name}?"),
             ("Which firm explained it?",)),
    "speaker": (("Who spoke for {firm}?", "Which person is quoted?", "Who from {firm} is named?"),
                ("Who is quoted for {firm}?",)),
    "cost": (("What is the cost in euros?", "How many euros does it cost?", "How much is the damage?"),
             ("How much does it cost in euros?",)),
    "first": (("Which count turned out wrong?", "What was the wrong figure?", "Which number was given up?"),
              ("Which figure was wrong?",)),
    "event_at": (("What happened in {town}?", "What struck {town}?"), ("What happened at {town}?",)),
    "day_at": (("On which day was {town} hit?", "What day did it happen in {town}?"), ("Which day was {town} hit?",)),
    "number_at": (("How many {who} were affected in {town}?", "How many {who} were hit in {town}?"),
                  ("How many were hit in {town}?",)),
    "more": (("Which town had the higher number?", "Where were more affected?"), ("Which town had more affected?",)),
    "fewer": (("Which town had the lower number?", "Where were fewer affected?"), ("Which town had fewer affected?",)),
}

SUMMARY = (
    ("{Name} in {town} on {day} hit {n} {who}, blamed on {cause}; crews {outcome}.",
     "{n} {who} in {town} hit by {name} on {day} due to {cause}; crews {outcome}.",
     "{town}, {day}: {name}, {n} {who} affected, cause {cause}, crews {outcome}.",
     "After {cause}, {name} in {town} on {day} for {n} {who}; staff {outcome}."),
    ("On {day} {cause} led to {name} in {town} for {n} {who}, and teams {outcome}.",))

QUERY = (
    ("{name} in {town}", "{town} {name}", "news of {name} in {town}", "{name} near {town}"),
    ("what about the {name} at {town}",))
DOCUMENT = (
    ("{A_name} hit {town} on {day}.", "{town} had {a_name} on {day}.", "{n} {who} in {town} faced {a_name}.",
     "In {town}, {a_name} was blamed on {cause}.", "Crews in {town} dealt with {a_name}.",
     "On {day}, {a_name} struck {town}."),
    ("{firm} explained {a_name} in {town}.",))
DOCUMENT_PAIR = (
    ("{A_name} hit {town} while {town2} had {a_name2}.", "{town} had {a_name}, and {town2} {a_name2}."),
    ("After {a_name2} in {town2}, {a_name} struck {town}.",))
