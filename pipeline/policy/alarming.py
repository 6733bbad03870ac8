"""What cannot wait: someone is threatened, or harm is wished on them; or someone says that they want to die.

No classifier is as sure of these as of insults: few words make them, and most are words of every day. So what is said
in set phrases is looked for as such; what laughs or is quoted is told, and holds nothing.
"""

import re
from dataclasses import dataclass
from typing import NamedTuple

from pipeline.classifiers.abuse_quotes import quotations
from pipeline.policy.spans import Span, apart, meets

_WILL = (
    r"(?:\b(?:i|we)(?:['’](?:ll|m going to|m gonna|re going to|re gonna)| (?:will|shall|am going to|are going to|gonna)"
    r"| swear i(?:['’]ll| will))|\bsome(?:one|body) (?:will|should|is going to))(?: \w+){0,3}?"
)
_BODY = "throat|neck|skull|head|face|legs?|arms?|teeth|jaw|nose|fingers|knees?|kneecaps|bones|family|kids?|children"
_VAIS = r"\b(?:je|j|on|nous)[ '’](?:vais|va|vas|allons)(?: \w+){0,2}? (?:te |vous |t['’])"
_THREATS = r"""
kill,murder,stab,shoot,strangle,rape,slit,bury,hurt,burn,choke,gut_,drown,hang_
  WILL (?:KILL|choke|gut|drown|hang) you\b(?! (?:an?|the|some|with)\b)
kill,murder,stab,shoot,strangle,rape,slit,bury,hurt,burn,break_,smash,cut_y,cut_a,punch,kick,bash
  WILL (?:KILL|break|smash|cut|punch|kick|bash) (?:all of you|your (?:BODY))\b
you_up,you_in_the
  WILL (?:smash|punch|kick|bash|beat) you (?:up\b|in the)
find_you,hunt_you,track_you
  \b(?:i|we)(?:['’]ll| will| am going to)(?: \w+){0,2} (?:find|hunt|track) you(?: down)?(?=[.,!;]| and |\Z)
find_out_where
  \b(?:i|we)(?:['’]ll| will)(?: \w+){0,2} find out where (?:you|your \w+) (?:live|work|sleep|go)
know_where,know_exactly,know_just
  \b(?:i|we) know (?:exactly |just )?where (?:you live|your \w+ (?:lives?|sleeps?|goe?s? to school))(?=[.,!;]|\Z| and )
know_which,know_what
  \b(?:i|we) know (?:which|what) (?:house|van|car|door|flat|window|school) (?:is yours|you|your)
your_back
  \bwatch your back\b(?! when you (?:lift|carry|bend))
one_eye
  \bsleep with one eye open\b
_dead
  (?<!when )(?<!if )(?<!hope )(?<!once )(?<!til )(?<!till )(?<!until )(?<!after )\byou(?:['’]re| are|r)(?: all)? DEAD
_die
  \byou(?:['’]re| are)? ?(?:going to|gonna|will) (?:all )?die(?=[.!,;]|\Z| for this| soon| screaming)
_regret
  \byou(?:['’]ll| will)(?: \w+)? regret (?:this|what|ever|the day|writing|posting|saying)\b(?! purchase| recipe)
rot_in_hell,_die
  HOPE (?:you|your (?:kids?|children|family|mother))(?: all| would| will)? (?:dies?|rot in hell)\b
you_get,you_all_get
  HOPE you(?: all)? get (?:cancer|raped|shot|stabbed|run over|hit by)\b
_die,be_shot,be_h,be_killed,be_stabbed,be_raped,be_beaten
  \byou (?:all )?(?:deserve|should|ought|need) (?:to )?(?:be (?:shot|hanged|hung|killed|stabbed|raped|beaten)|die)\b
kill_yourself
  (?<!\bto )(?<!\bi )(?<!n[’']t )(?<!\bnot )\b(?:go )?kill yourself\b(?! (?:over|with|for|trying))
kys
  \bkys\b
go_die,go_and_die,hang_yourself
  \bgo (?:and )?(?:die|hang yourself)\b
accidents_happen,accidents_do
  \baccidents (?:do )?happen to (?:people|those|anyone|guys|girls)\b
shame_if,pity_if
  \b(?:shame|pity) if (?:something|anything|an accident) (?:should )?happen(?:s|ed)? to (?:it|you|your|her|him)\b
up_in_the,up_in_a
  \b(?:end|ended|ends) up in (?:the|a) (?:canal|ditch|morgue|boot of a car|shallow grave) for\b
_walks_
  \b(?<!do )your (?:daughter|son|kids?|children|wife|girl) walks (?:\w+ ){0,3}alone\b
tuer,buter,butter,crever,gorger,saigner,trangler,foncer,molir
  VAIS(?:tuer|buter|butter|crever|égorger|saigner|étrangler|défoncer|démolir)\b(?! le | la )
fracasser,massacrer,violer,pendre
  VAIS(?:fracasser|massacrer|violer|pendre)\b(?! le | la )
egorger,etrangler,defoncer,demolir,enterrer,frapper,cogner,la_peau,faire_crever,planter_un
  VAIS(?:egorger|etrangler|defoncer|demolir|enterrer|frapper|cogner|faire la peau|faire crever|planter un)\b
casser_l,péter_l,briser_l
  VAIS(?:casser|péter|briser) (?:la (?:gueule|tête|mâchoire|figure)|les (?:jambes|dents|os|genoux|bras))\b
te_retrouver
  \b(?:je|on) (?:vais|va) te retrouver(?=[.,!;]| et |\Z)
tuerai,bute,crève,creve,défonce,égorge,saigne,démolis
  \bje (?:te|vous) (?:tuerai|bute|buterai|crève|creve|crèverai|défonce|égorge|saigne|démolis)\b
te_retrouverai
  \bje te retrouverai(?=[.,!;]| et |\Z)
où_tu,où_vous,où_tes,où_vos
  \b(?:je|on|nous) (?:sais|sait|savons) (?:bien |très bien |exactement )?où (?:tu|vous|(?:tes|vos) \w+) WHERE
le_payer,payer_pour,crever,morfler,prendre_cher,mourir
  \btu vas (?:le payer|payer pour|crever|morfler|prendre cher|mourir(?! de))\b(?! (?:trop|plus|moins) cher)
payer_cher,crever,mourir
  \bvous allez (?:le payer cher|crever|mourir(?! de))
gare_à
  \bgare à (?:toi|ta gueule|tes (?:gosses|enfants|fesses))\b
gaffe_à
  \bfai(?:s|tes) (?:bien )?gaffe à (?:toi|ta gueule|vous)\b(?! (?:sur|avec|dans|quand|si)\b)
arrières,ton_dos,tes_gosses
  \bsurveille[rz]? (?:tes arrières|ton dos|vos arrières|tes gosses)\b
es_mort,es_un_homme_mort
  \b(?:t['’]es|tu es) (?:un homme )?mort(?=[.!,]|\Z)
crever,mourir,va_te_,vas_te_
  (?:^|(?<=[.,!;:«“] )|(?<=[.,!«“"\n\u00a0\u202f]))vas? (?:crever|mourir|te (?:tuer|suicider|jeter sous))\b
te_pendre
  \bva te pendre\b
suicide,tue-toi,tue_toi
  \b(?:suicide|tue)[- ]toi\b
crever,mourir,crèves,cancer
  \bj['’]esp[eè]re que (?:tu vas|vous allez|tu) (?:crever|mourir|crèves|attraper un cancer)
crever,mourir,une_balle,être_pendu,être_fusillé,être_tué,être_violé
  \btu m[eé]rit(?:es|erais) (?:de |d['’])?(?:crever|mourir|une balle|être (?:pendu|fusillé|tué|violé)e?)
occup
  \bqui (?:s['’]occuperont|vont s['’]occuper|sauront s['’]occuper) de (?:toi|ta famille|tes (?:gosses|enfants))\b
arriver_un,arriver_des
  \b(?:pourrait|va|risque de) (?:bien )?t['’]arriver (?:un accident|un malheur|des bricoles)\b(?!,? (?:prends|assure))
"""
_I = r"\bi(?:['’]m| am| really| just| do| honestly| sometimes| often| only| still)*"
_DISTRESS = r"""
_die,_dead,kill_myself,forever,wake_up
  I_ (?:want to|wanna|wish i could|wish i was|wish i were) (?:die|dead|kill myself|disappear forever|not wake up)\bBUT
end_it_all,my_life
  I_ (?:want to|wanna) end (?:it all|my life)\b
kill_myself,end_it_all,my_life,own_life
  I_ (?:going to|gonna|about to) (?:kill myself|end (?:it all|my life)|take my (?:own )?life)\b
suicide,killing_myself,ending_,taking_my
  I_ thinking (?:of|about) (?:suicide|killing myself|ending (?:it all|my life)|taking my (?:own )?life)\b
suicidal,ing_myself
  \bi(?:['’]m| am|['’]ve been| have been| feel) (?:\w+ )?(?:suicidal|(?:cutting|hurting|harming) myself)\b
want_to_live,be_alive,be_here,wake_up
  \bi (?:do not|don['’]?t|no longer) want to (?:live|be alive|be here|wake up)(?: any ?more)?(?=[.,!;]|\Z)
without_me
  \b(?:everyone|everybody|they|you|the world|my family)(?: all)?(?:['’]d| would) be better off without me\b
_live,_living,_go_on,_going_on
  \b(?:no|not any|any) (?:reason|point) (?:to|in) (?:live|living|go on|going on)(?: any ?more)?(?=[.,!;]|\Z)
worth_living
  \blife (?:is not|isn['’]t) worth living(?: any ?more)?(?=[.,!;]|\Z)
of_living,being_alive
  \bi(?:['’]m| am) (?:so )?tired of (?:living|being alive)(?=[.,!;]|\Z)
go_on_l
  \bi can(?:not|['’]?t) go on (?:living|like this any ?more)\b
mourir,en_finir,crever
  \bje (?:ne )?(?:veux|voudrais|souhaite) (?:juste |seulement )?(?:mourir|en finir|crever)\b(?! (?:de|avec|vieux))
mourir,en_finir,me_tuer,me_suicider
  \b(?:envie|j['’]aimerais|j['’]ai pensé à) (?:de |d['’])?(?:mourir|en finir|me (?:tuer|suicider))\b(?! (?:de|avec))
me_suicider,me_tuer,me_pendre,mettre_fin_à
  \bje (?:vais|veux|pense à|songe à) (?:me (?:suicider|tuer|pendre)|mettre fin à (?:mes jours|ma vie|tout))\b(?! pour)
mes_jours
  \bmettre fin à mes jours\b
suicidaires
  \b(?:idées|pensées) suicidaires\b(?= (?:me|qui me|depuis|tous|toutes|chaque))
de_vivre
  \bplus (?:envie|la force|le goût|aucune raison|de raison) de vivre(?=[.,!;]|\Z)
bon_vivre
  \bà quoi bon vivre\b
sans_moi
  \b(?:serai(?:en)?t|irai(?:en)?t|vivrai(?:en)?t) mieux sans moi\b
me_regrettera
  \bpersonne ne me regrettera\b
plus_de
  \bje (?:n['’]en|en) peux plus de (?:vivre|cette vie|la vie)(?=[.,!;]|\Z)
"""
_SHORT = {
    "KILL": "kill|murder|stab|shoot|strangle|rape|slit|bury|hurt|burn", "WILL": _WILL, "VAIS": _VAIS, "BODY": _BODY,
    "HOPE": r"\b(?:hope|wish|pray)(?: that)?", "I_": _I, "DEAD": r"(?:a )?dead(?: (?:man|woman|meat))?(?=[.!,;]|\Z)",
    "WHERE": r"(?:te |vous )?(?:habit|viv|vis|vit|travaill|bosse|dor|gar)\w*",
    "BUT": "(?! (?:laughing|of|on|in|happy|before|knowing))",
}  # fmt: skip
_LAUGHS = re.compile(
    r"(?i)\b(?:l+o+l+|lmao|rofl|x?p?tdrr*|mdrr*|xd+|ha ?ha\w*|hé ?hé|hi ?hi)\b|[😂🤣😉😜😆]|[;:]-?[)pd](?!\w)"
)
_NEAR = 60  # characters from a threat in which laughter counts


class Alarm(NamedTuple):
    """Where a text says it, and whether it is meant: not quoted, and if a threat no laughter close by."""

    spans: tuple[Span, ...]
    is_meant: bool


def threat(text: str) -> Alarm | None:
    """Return where a text threatens someone, or wishes them harm; None where it does not."""
    return _alarm(text, _A_THREAT, "threat", may_laugh=True)


def distress(text: str) -> Alarm | None:
    """Return where the writer of a text says that they want to die; None where they do not."""
    return _alarm(text, _A_CRY, "distress", may_laugh=False)


@dataclass(frozen=True)
class Phrase:
    """What says it, and words in small letters of which such a text has one: most texts have none of any phrase."""

    needs: tuple[str, ...]
    said: re.Pattern[str]


def _alarm(text: str, phrases: "_ByNeed", what: str, may_laugh: bool) -> Alarm | None:
    found = apart((*at.span(), what) for said in phrases.of(text.lower()) for at in said.finditer(text))
    if not found:
        return None
    quoted = quotations(text)
    meant = [one for one in found if not meets(quoted, one[0], one[0] + 1)]
    if may_laugh:
        meant = [
            (start, end, what)
            for start, end, what in meant
            if not _LAUGHS.search(text[max(0, start - _NEAR) : end + _NEAR])
        ]
    return Alarm(tuple(meant) or found, bool(meant))


def phrases(several: str) -> list[Phrase]:
    """Return phrases that stand in two lines each: what they need, and how they go, long parts by a short name."""
    for short, long in _SHORT.items():
        several = several.replace(short, long)
    lines = several.strip("\n").split("\n")
    return [
        Phrase(tuple(needs.replace("_", " ").split(",")), re.compile(said.removeprefix("  "), re.IGNORECASE))
        for needs, said in zip(lines[::2], lines[1::2], strict=True)
    ]


class _ByNeed:
    """Phrases by what they need, so that each need is looked for once."""

    def __init__(self, several: str) -> None:
        self._of: dict[str, list[re.Pattern[str]]] = {}
        for phrase in phrases(several):
            for need in phrase.needs:
                self._of.setdefault(need, []).append(phrase.said)

    @property
    def needs(self) -> set[str]:
        """All that is looked for, as regular expressions."""
        return {re.escape(need) for need in self._of}

    def of(self, lowered: str) -> list[re.Pattern[str]]:
        """Return those that a text in small letters may hold."""
        return [said for need, several in self._of.items() if need in lowered for said in several]


_A_THREAT, _A_CRY = _ByNeed(_THREATS), _ByNeed(_DISTRESS)
NEEDED = "|".join(sorted(_A_THREAT.needs | _A_CRY.needs))
"""Of texts that alarm a part matches this, in capital or small letters; a regular expression that any engine takes."""
