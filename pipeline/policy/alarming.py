"""What cannot wait: someone is threatened, or harm is wished on them; or someone says that they want to die.

No classifier is as sure of these as of insults: few words make them, and most are words of every day. So what is said
in set phrases is looked for as such; what laughs or is quoted is told, and holds nothing.
"""

import re
from typing import NamedTuple

_WILL = (
    r"(?:\b(?:i|we)(?:['’](?:ll|m going to|m gonna|re going to|re gonna)| (?:will|shall|am going to|are going to|gonna)"
    r"| swear i(?:['’]ll| will))|\bsome(?:one|body) (?:will|should|is going to))(?: \w+){0,3}?"
)
_BODY = "throat|neck|skull|head|face|legs?|arms?|teeth|jaw|nose|fingers|knees?|kneecaps|bones|family|kids?|children"
_VAIS = r"\b(?:je|j|on|nous)[ '’](?:vais|va|vas|allons)(?: \w+){0,2}? (?:te |vous |t['’])"
_THREATS = r"""
WILL (?:KILL|choke|gut|drown|hang) you\b(?! (?:an?|the|some|with)\b)
WILL (?:KILL|break|smash|cut|punch|kick|bash) (?:all of you|your (?:BODY))\b
WILL (?:smash|punch|kick|bash|beat) you (?:up\b|in the)
\b(?:i|we)(?:['’]ll| will| am going to)(?: \w+){0,2} (?:find|hunt|track) you(?: down)?(?=[.,!;]| and |\Z)
\b(?:i|we)(?:['’]ll| will)(?: \w+){0,2} find out where (?:you|your \w+) (?:live|work|sleep|go)
\b(?:i|we) know (?:exactly |just )?where (?:you|your \w+) (?:live|work|sleep|park|goe?)s?\b(?! is| looks)
\b(?:i|we) know (?:which|what) (?:house|van|car|door|flat|window|school) (?:is yours|you|your)
\bwatch your back\b(?! when you (?:lift|carry|bend))
\bsleep with one eye open\b
(?<!when )(?<!if )(?<!hope )(?<!once )(?<!til )(?<!till )(?<!until )(?<!after )\byou(?:['’]re| are|r)(?: all)? DEAD
\byou(?:['’]re| are)? ?(?:going to|gonna|will) (?:all )?die(?=[.!,;]|\Z| for this| soon| screaming)
\byou(?:['’]ll| will)(?: \w+)? regret (?:this|what|ever|the day|writing|posting|saying)\b(?! purchase| recipe)
HOPE (?:you|your (?:kids?|children|family|mother))(?: all| would| will)? (?:dies?|rot in hell)\b
HOPE you(?: all)? get (?:cancer|raped|shot|stabbed|run over|hit by)\b
\byou (?:all )?(?:deserve|should|ought|need) (?:to )?(?:be (?:shot|hanged|hung|killed|stabbed|raped|beaten)|die)\b
(?<!\bto )(?<!\bi )\b(?:go )?kill yourself\b
\bkys\b
\bgo (?:and )?(?:die|hang yourself)\b
\baccidents (?:do )?happen to (?:people|those|anyone|guys|girls)\b
\b(?:shame|pity) if (?:something|anything|someone|an accident)\b
\b(?:end|ended|ends) up in (?:the|a) (?:canal|ditch|morgue|boot of a car|shallow grave) for\b
\b(?<!do )your (?:daughter|son|kids?|children|wife|girl) walks (?:\w+ ){0,3}alone\b
VAIS(?:tuer|buter|butter|crever|égorger|saigner|étrangler|défoncer|démolir)\b(?! le | la )
VAIS(?:fracasser|massacrer|violer|pendre)\b(?! le | la )
VAIS(?:egorger|etrangler|defoncer|demolir|enterrer|frapper|cogner|faire la peau|faire crever|planter un)\b
VAIS(?:casser|péter|briser) (?:la (?:gueule|tête|mâchoire|figure)|les (?:jambes|dents|os|genoux|bras))\b
\b(?:je|on) (?:vais|va) te retrouver(?=[.,!;]| et |\Z)
\bje (?:te|vous) (?:tuerai|bute|buterai|crève|creve|crèverai|défonce|égorge|saigne|retrouverai|démolis)\b
\b(?:je|on|nous) (?:sais|sait|savons) (?:bien |très bien |exactement )?où (?:tu|vous|(?:tes|vos) \w+) WHERE
\btu vas (?:le payer|le regretter|payer pour|crever|morfler|prendre cher|mourir(?! de))
\bvous allez (?:le payer cher|crever|mourir(?! de))
\bgare à (?:toi|ta gueule|tes (?:gosses|enfants|fesses))\b
\bfai(?:s|tes) (?:bien )?gaffe à (?:toi|ta gueule|vous)\b
\bsurveille[rz]? (?:tes arrières|ton dos|vos arrières|tes gosses)\b
\b(?:t['’]es|tu es) (?:un homme )?mort(?=[.!,]|\Z)
(?:^|(?<=[.,!;:«“] )|(?<=[.,!«“"\n\u00a0\u202f]))vas? (?:crever|mourir|te (?:tuer|suicider|jeter sous))\b
\bva te pendre\b
\b(?:suicide|tue)[- ]toi\b
\bj['’]esp[eè]re que (?:tu vas|vous allez|tu) (?:crever|mourir|crèves|attraper un cancer)
\btu m[eé]rit(?:es|erais) (?:de |d['’])?(?:crever|mourir|une balle|être (?:pendu|fusillé|tué|violé)e?)
\bqui (?:s['’]occuperont|vont s['’]occuper|sauront s['’]occuper) de (?:toi|vous|ta famille|tes \w+)\b
\b(?:t['’]|vous |lui )arriver (?:un accident|un malheur|des bricoles)\b
"""
_I = r"\bi(?:['’]m| am| really| just| do| honestly| sometimes| often| only| still)*"
_DISTRESS = r"""
I_ (?:want to|wanna|wish i could|wish i was|wish i were) (?:die|dead|kill myself|disappear forever|not wake up)\bBUT
I_ (?:want to|wanna) end (?:it all|my life)\b
I_ (?:going to|gonna|about to) (?:kill myself|end (?:it all|my life)|take my (?:own )?life)\b
I_ thinking (?:of|about) (?:suicide|killing myself|ending (?:it all|my life)|taking my (?:own )?life)\b
\bi(?:['’]m| am|['’]ve been| have been| feel) (?:\w+ )?(?:suicidal|(?:cutting|hurting|harming) myself)\b
\bi (?:do not|don['’]?t|no longer) want to (?:live|be alive|be here|wake up)(?: any ?more)?(?=[.,!;]|\Z)
\b(?:everyone|everybody|they|you|the world|my family)(?: all)?(?:['’]d| would) be better off without me\b
\b(?:no|not any|any) (?:reason|point) (?:to|in) (?:live|living|go on|going on)(?: any ?more)?(?=[.,!;]|\Z)
\blife (?:is not|isn['’]t) worth living\b
\bi(?:['’]m| am) (?:so )?tired of (?:living|being alive)\b
\bi can(?:not|['’]?t) go on (?:living|like this any ?more)\b
\bje (?:ne )?(?:veux|voudrais|souhaite) (?:juste |seulement )?(?:mourir|en finir|crever)\b(?! (?:de|avec|vieux))
\b(?:envie|j['’]aimerais|j['’]ai pensé à) (?:de |d['’])?(?:mourir|en finir|me (?:tuer|suicider))\b(?! (?:de|avec))
\bje (?:vais|veux|pense à|songe à) (?:me (?:suicider|tuer|pendre)|mettre fin à (?:mes jours|ma vie|tout))\b(?! pour)
\bmettre fin à mes jours\b
\b(?:idées|pensées) suicidaires\b(?= (?:me|qui me|depuis|tous|toutes|chaque))
\bplus (?:envie|la force|le goût|aucune raison|de raison) de vivre\b
\bà quoi bon vivre\b
\b(?:serai(?:en)?t|irai(?:en)?t|vivrai(?:en)?t) mieux sans moi\b
\bpersonne ne me regrettera\b
\bje (?:n['’]en|en) peux plus de (?:vivre|cette vie|la vie)\b
"""
_SHORT = {
    "KILL": "kill|murder|stab|shoot|strangle|rape|slit|bury|hurt|burn", "WILL": _WILL, "VAIS": _VAIS, "BODY": _BODY,
    "HOPE": r"\b(?:hope|wish|pray)(?: that)?", "I_": _I, "DEAD": r"(?:a )?dead(?: (?:man|woman|meat))?(?=[.!,;]|\Z)",
    "WHERE": r"(?:te |vous )?(?:habit|viv|vis|vit|travaill|bosse|dor|gar)\w*",
    "BUT": "(?! (?:laughing|of|on|in|happy|before|knowing))",
}  # fmt: skip
_WORDS = """
kill kys murder stab shoot strangle choke rape your hurt burn hang drown slit bury bash you_up beat_you find_you
hunt_you track_you find_out know_w know_ex know_just one_eye dead _die regret hope_you wish_you pray deserve accident
shame_if pity_if up_in_ all_of_you tuer bute butt crev crèv gorger saign planter trangler fonce molir molis fracass
massacr viol enterrer pendre frapper cogner casser péter peter briser la_peau retrouver _où_ payer regrett morfler
prendre_cher mourir gare_à gaffe surveille mort suicid tue-toi tue_toi occup malheur bricoles une_balle fusillé
my_life own_life myself living alive be_here wake_up forever to_live go_on going_on without_me end_it en_finir
mes_jours ma_vie fin_à de_vivre bon_vivre sans_moi cette_vie la_vie me_regrett
"""
_STEMS = tuple(word.replace("_", " ") for word in _WORDS.split())
"""In small letters, of which whatever alarms has one: most texts hold none and need no closer look."""


_LAUGHS = re.compile(
    r"(?i)\b(?:l+o+l+|lmao|rofl|x?p?tdrr*|mdrr*|xd+|ha ?ha\w*|hé ?hé|hi ?hi)\b|[😂🤣😉😜😆]|[;:]-?[)pd](?!\w)"
)
_QUOTED = re.compile(r"«[^»\n]{1,400}»|“[^”\n]{1,400}”|\"[^\"\n]{1,400}\"|^>.*$", re.MULTILINE)
Span = tuple[int, int, str]


class Alarm(NamedTuple):
    """Where a text says it, and whether it is meant: no laughter beside it, and not quoted."""

    spans: tuple[Span, ...]
    is_meant: bool


def threat(text: str) -> Alarm | None:
    """Return where a text threatens someone, or wishes them harm; None where it does not."""
    return _alarm(text, _A_THREAT, "threat")


def distress(text: str) -> Alarm | None:
    """Return where the writer of a text says that they want to die; None where they do not."""
    return _alarm(text, _A_CRY, "distress")


def may_alarm(text: str) -> bool:
    """Return whether a text has any word that `threat` and `distress` look for."""
    lowered = text.lower()
    return any(stem in lowered for stem in _STEMS)


def _alarm(text: str, said: re.Pattern[str], what: str) -> Alarm | None:
    found = [(at.start(), at.end(), what) for at in said.finditer(text)]
    if not found:
        return None
    quoted = [at.span() for at in _QUOTED.finditer(text)]
    meant = [one for one in found if not any(start <= one[0] < end for start, end in quoted)]
    return Alarm(tuple(meant or found), bool(meant) and not _LAUGHS.search(text))


def phrases(several: str) -> list[str]:
    """Return regular expressions, one a line, with what is short for a longer one written out."""
    for short, long in _SHORT.items():
        several = several.replace(short, long)
    return several.strip().splitlines()


def _together(several: str) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{one})" for one in phrases(several)), re.IGNORECASE)


_A_THREAT, _A_CRY = _together(_THREATS), _together(_DISTRESS)
