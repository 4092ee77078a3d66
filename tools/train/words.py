"""Word lists of the generated incident reports. Everything here was written for this project."""

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

# Towns and surnames are composed of two parts, so that there are many of them and some nearly equal.
TOWN_HEADS = (
    "Ald", "Bar", "Bel", "Bram", "Cal", "Car", "Cor", "Dal", "Dun", "Ell", "Fal", "Fen", "Gar", "Glen", "Hal", "Hart",
    "Hol", "Ing", "Kel", "Kings", "Lan", "Lin", "Mar", "Mel", "Mor", "Nor", "Oak", "Pen", "Rav", "Red", "Ros", "Sel",
    "Stan", "Tar", "Thorn", "Ul", "Ven", "Wal", "Wes", "Yar",
)
TOWN_TAILS = (
    "bury", "by", "cliff", "cote", "dale", "don", "fell", "field", "ford", "gate", "ham", "haven", "hurst", "ley",
    "low", "mere", "mont", "mouth", "port", "sted", "ton", "vale", "wick", "worth",
)
FIRST_NAMES = (
    "Adele", "Agnes", "Alma", "Arthur", "Basil", "Bettina", "Boris", "Carla", "Cedric", "Dana", "Denis", "Edith",
    "Emil", "Erika", "Esther", "Felipe", "Frida", "George", "Gloria", "Harold", "Helga", "Hassan", "Ida", "Ingrid",
    "Jakob", "Joyce", "Karim", "Katja", "Lars", "Lydia", "Magda", "Martin", "Mina", "Nils", "Noemi", "Olga", "Otto",
    "Paula", "Rahul", "Renata", "Simon", "Sonja", "Thea", "Ulrich", "Vera", "Wanda", "Xenia", "Zora",
)
SURNAME_HEADS = (
    "Ack", "Ber", "Bro", "Carl", "Dren", "Eck", "Fors", "Gran", "Hed", "Jan", "Kar", "Lund", "Matt", "Nyl", "Ost",
    "Pell", "Quin", "Rand", "Sand", "Torr", "Ung", "Vik", "Wahl", "Zell",
)
SURNAME_TAILS = (
    "berg", "dorf", "en", "er", "ersen", "gren", "holm", "ini", "is", "lund", "man", "ova", "ski", "son", "stein",
    "strom", "well", "wood",
)
FIRM_HEADS = (
    "Amber", "Anchor", "Bridgeway", "Cobalt", "Copper", "Delta", "Evergreen", "First", "Golden", "Greenfield",
    "Highland", "Ironside", "Keystone", "Lakeside", "Metro", "Northern", "Oakwood", "Pinnacle", "Redwood", "Royal",
    "Southern", "Star", "Trident", "United", "Western", "Whitestone",
)

# event key -> names (the first is the canonical one), who is affected, causes, outcomes, firm endings
EVENTS = {
    "power": (
        ("power cut", "blackout", "loss of electricity"), ("homes", "flats"),
        ("a burnt transformer", "a snapped cable", "a fallen pylon", "a blown fuse", "a squirrel in a relay"),
        ("rewired the substation", "switched to spare lines", "rented generators", "replaced the transformer"),
        ("Electric", "Power")),
    "water": (
        ("burst main", "water leak", "split pipe"), ("homes", "farms"),
        ("a frozen valve", "rust in old iron", "shifting clay", "a careless excavator", "too much pressure"),
        ("clamped the pipe", "laid a new main", "handed out bottles", "closed the valve"),
        ("Water", "Waterworks")),
    "rail": (
        ("train stoppage", "rail standstill", "halt of trains"), ("passengers", "commuters"),
        ("a broken signal", "a bent rail", "cows on the line", "a loose wheel", "a torn overhead wire"),
        ("sent buses", "freed the track", "mended the signal", "towed the engine"),
        ("Rail", "Railways")),
    "data": (
        ("data leak", "theft of records", "privacy breach"), ("customers", "members"),
        ("a stolen laptop", "a guessed password", "an open database", "a forged email", "a missing patch"),
        ("changed every password", "sealed the database", "warned the regulator", "shut the website"),
        ("Data", "Software")),
    "fire": (
        ("warehouse fire", "depot blaze", "fire in a store"), ("workers", "neighbours"),
        ("a hot battery", "welding sparks", "a cracked heater", "burning oil", "faulty wiring"),
        ("smothered the flames", "cleared the street", "flooded the hall", "pulled down the roof"),
        ("Storage", "Logistics")),
    "flood": (
        ("flood", "high water", "swollen river"), ("families", "homes"),
        ("a week of rain", "melting snow", "a leaking dam", "a clogged culvert", "a spring tide"),
        ("piled up sandbags", "pumped out cellars", "opened a shelter", "raised the barrier"),
        ("Rivers", "Drainage")),
    "road": (
        ("motorway crash", "pile-up", "road accident"), ("drivers", "travellers"),
        ("dense fog", "sheet ice", "a flat tyre", "worn brakes", "spilled gravel"),
        ("towed the wrecks", "swept the lanes", "set up a detour", "gritted the road"),
        ("Roads", "Highways")),
    "bridge": (
        ("bridge closure", "shut crossing", "blocked bridge"), ("cyclists", "drivers"),
        ("a cracked pillar", "gale winds", "a drifting barge", "rotten bolts", "a sagging deck"),
        ("opened one lane", "welded the girders", "ran a ferry", "braced the deck"),
        ("Bridges", "Engineering")),
    "bank": (
        ("card failure", "payment breakdown", "crash of tills"), ("shoppers", "clients"),
        ("a botched update", "a lapsed certificate", "a full disk", "a bad router", "a typing error"),
        ("undid the update", "restarted the servers", "waived all fees", "renewed the certificate"),
        ("Bank", "Payments")),
    "gas": (
        ("gas leak", "gas escape", "smell of gas"), ("tenants", "pupils"),
        ("a loose joint", "a cut hose", "a cracked meter", "a digging crew", "a dented tank"),
        ("tightened the joint", "aired the cellars", "ended the alarm", "fitted a new meter"),
        ("Gas", "Heating")),
    "ferry": (
        ("ferry cancellation", "cancelled sailing", "idle ferry"), ("islanders", "tourists"),
        ("heavy swell", "a stuck ramp", "a dead engine", "a sick captain", "a fouled propeller"),
        ("chartered a boat", "freed the ramp", "paid for hotels", "flew in a captain"),
        ("Ferries", "Shipping")),
    "food": (
        ("food recall", "withdrawal of goods", "tainted batch"), ("shops", "kitchens"),
        ("glass splinters", "a wrong label", "mould in flour", "metal chips", "a dirty tank"),
        ("burned the stock", "scrubbed the tanks", "printed new labels", "refunded buyers"),
        ("Foods", "Bakeries")),
    "clinic": (
        ("ward closure", "clinic shutdown", "closed surgery"), ("patients", "visitors"),
        ("a stomach virus", "a dripping roof", "a lack of nurses", "a dead boiler", "a jammed lift"),
        ("moved the beds", "hired more nurses", "cleaned every room", "patched the roof"),
        ("Health", "Clinics")),
    "strike": (
        ("strike", "walkout", "work stoppage"), ("employees", "workers"),
        ("low wages", "longer shifts", "unpaid overtime", "unsafe ladders", "a pension quarrel"),
        ("signed a pact", "agreed to talks", "raised the wages", "called in an umpire"),
        ("Steel", "Motors")),
}
