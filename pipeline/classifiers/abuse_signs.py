"""What set words tell of abuse: insults, groups, violence and wishes, and who stands near them ("you", "they", "I").

An insult is one only when it is aimed: "you idiot" is, "I'm an idiot" and "this stupid printer" are not. Lists apply
per language; a word counts with the endings of its plural and, in French, of its feminine.
"""

from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from pipeline.features import Features
from pipeline.features.reading import Ints
from pipeline.features.word_sets import hash_words

Marks = npt.NDArray[np.uint32]
KINDS = (
    "you", "they", "self", "group", "insult", "low", "violence", "wish", "leave", "obscene", "hate", "aid", "thing",
    "report", "mend", "counter",
)  # fmt: skip
_BIT = {kind: np.uint32(1 << place) for place, kind in enumerate(KINDS)}
NEAR = (
    ("you", "insult"), ("insult", "you"), ("self", "insult"), ("they", "insult"), ("group", "insult"),
    ("insult", "group"), ("group", "low"), ("low", "group"), ("they", "low"), ("you", "low"), ("self", "low"),
    ("violence", "you"), ("you", "violence"), ("violence", "they"), ("violence", "group"), ("group", "violence"),
    ("self", "violence"), ("wish", "violence"), ("group", "hate"), ("hate", "group"), ("hate", "you"),
    ("hate", "thing"), ("you", "leave"), ("leave", "you"), ("group", "leave"), ("leave", "group"), ("you", "aid"),
    ("self", "aid"), ("obscene", "you"), ("obscene", "thing"), ("thing", "insult"), ("obscene", "group"),
    ("group", "obscene"), ("insult", "insult"), ("report", "insult"), ("report", "low"), ("report", "obscene"),
    ("report", "group"), ("insult", "mend"), ("mend", "insult"), ("counter", "insult"), ("report", "leave"),
)  # fmt: skip
"""A word of the first kind with one of the second kind close behind it."""
_REACH = 5  # tokens
SIGNS = (
    *KINDS, *(f"{first} {second}" for first, second in NEAR), "starts insult", "starts violence", "brief insult",
    "insult without self", "group without insult",
)  # fmt: skip
_BRIEF = 8  # words
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "you": "you your yours youre ur u yourself yourselves ya yall thou thy",
        "they": "they them their these those theyre em everyone everybody all lot bunch sort type kind",
        "self": "i im me my myself mine we us our ourselves ive ill",
        "group": (
            "muslim islam jew jewish zionist christian catholic hindu sikh atheist gay homosexual homo lesbian "
            "queer trans transgender transsexual black white brown asian chinese mexican latino hispanic arab "
            "african indian pakistani polish romanian gypsy traveller roma immigrant migrant refugee foreigner "
            "woman women female girl man men male feminist disabled cripple autistic blind deaf fat obese old "
            "elderly boomer poor homeless unemployed vegan liberal conservative leftist socialist communist "
            "republican democrat lefty tory brexiteer remoainer antivaxxer cop teacher nurse journalist "
            "politician lawyer american english french german irish welsh scottish russian israeli palestinian "
            "minority race ethnic"
        ),
        "insult": (
            "idiot moron imbecile cretin fool stupid dumb dumber dumbest dimwit halfwit nitwit twit brainless "
            "mindless braindead ignorant ignoramus pathetic loser clown buffoon jerk creep weirdo freak liar "
            "coward hypocrite fraud snob bully thug brute dumbass jackass asshole arsehole douche douchebag prick "
            "dickhead wanker tosser knob bellend twat pillock plonker numpty muppet prat git berk cunt bitch "
            "bastard slut whore skank tart bimbo hag crone cow witch trollop pervert perv pedo paedo nonce incel "
            "simp cuck troll shill sheep sheeple nazi fascist racist bigot psycho psychopath sociopath lunatic "
            "maniac nutter nutjob nutcase insane mental retard retarded spaz spastic mong tard libtard fatso "
            "lardarse fatty ugly disgusting revolting repulsive vile worthless useless hopeless talentless "
            "brainwashed deluded delusional senile demented inbred uneducated illiterate arrogant smug pompous "
            "gullible lazy filthy stinking smelly parasite freeloader scrounger chav pikey tramp bum degenerate "
            "deviant sicko hater snowflake crybaby whiner joke embarrassment disgrace failure waste poser wimp "
            "pussy faggot fag dyke tranny nigger nigga paki chink spic wetback kike raghead towelhead gook coon "
            "wog kaffir redneck hillbilly idoit moran biatch stoopid azzhole cnut kunt dipshit shithead fuckwit "
            "fuckface"
        ),
        "low": (
            "vermin rat cockroach roach insect maggot louse lice leech bloodsucker parasite pest plague cancer "
            "tumour tumor disease virus infestation scum filth dirt trash garbage rubbish dregs pig swine hog dog "
            "cur monkey ape baboon animal beast savage barbarian subhuman inferior inhuman primitive invader "
            "invasion horde swarm breed breeding stain burden waste evil threat poison sewage cattle donkey whale "
            "snake worm slime demon"
        ),
        "violence": (
            "kill killed killing die dead death murder hang hanged hanging shoot shot shooting gun bullet knife "
            "stab burn burned burnt gas gassed lynch rope slap slapped punch punched smack kick kicked beat "
            "beaten beating smash crush drown choke strangle rape raped castrate sterilise sterilised sterilize "
            "sterilized behead guillotine exterminate exterminated eradicate wipe eliminate destroy bomb nuke "
            "execute executed execution cull deport deported grave coffin bury buried bleed suffer hurt pain kys "
            "jump hammer bat slit throat skull kneecap torture hunt attack harm assault stalk brick slaughter "
            "skin spit"
        ),
        "wish": (
            "hope wish deserve deserves deserved should shouldve ought must need needs want wants wanting let "
            "someone somebody gonna going will would could soon day"
        ),
        "leave": (
            "leave lost off away back home out go get crawl shut quit stop stfu gtfo foad piss bugger sod banned "
            "ban disappear vanish delete expel remove keep"
        ),
        "obscene": (
            "fuck fucking fucked fucker fuckin fck fcuk phuck fcking fuk shit shitty shite bullshit crap ass arse dick "
            "cock balls suck sucks sucking blow tits boobs pussy cum piss bloody damn goddamn hell wtf motherfucker "
            "screw"
        ),
        "hate": (
            "hate hates hated hating despise detest loathe disgust disgusts disgusted sick sickens sickening "
            "vomit puke stand ashamed shame fear tired repulse"
        ),
        "aid": (
            "pills meds medication medicine treatment therapy therapist shrink psychiatrist asylum help doctor head"
        ),
        "thing": "this it that thing app printer software machine car phone update computer website product show movie",
        "report": (
            "called calls calling call said says saying say wrote writes writing told tells labelled labeled shouted "
            "yelled screamed named names nickname quote quoted quoting word words term phrase comment comments "
            "sentence reply replied heard someone somebody"
        ),
        "mend": (
            "remove removed delete deleted moderator moderators moderate moderation admin admins report reported "
            "reporting flag flagged block rules please"
        ),
        "counter": (
            "racist racism sexist sexism homophobic homophobia transphobic islamophobic antisemitic ableist bigotry "
            "prejudice stereotype stereotypes hateful hurtful unacceptable disrespectful offensive rude slur slurs "
            "insult insults insulting bullying wrong inappropriate uncalled derogatory abuse abusive respect"
        ),
    },
    "fr": {
        "you": "tu te t toi vous votre vos ton ta tes vs toua",
        "they": "ils elles eux leur leurs ces ceux celles cela ca gens tous toute bande tas espece ramassis",
        "self": "je j me moi mon ma mes m nous notre nos suis",
        "group": (
            "musulman musulmane islam islamiste juif juive sioniste feuj chretien chretienne catho catholique "
            "protestant athee gay homo homosexuel homosexuelle lesbienne trans transgenre travelo noir noire "
            "black blanc blanche arabe rebeu beur maghrebin maghrebine algerien marocain tunisien africain "
            "africaine asiatique chinois chinetoque rom roumain gitan gitane manouche tsigane romano immigre "
            "immigree migrant migrante refugie refugiee clandestin etranger etrangere femme nana meuf gonzesse "
            "fille feministe homme mec handicape handicapee autiste trisomique aveugle sourd gros grosse obese "
            "vieux vieille vieillard boomer pauvre chomeur chomeuse assiste assistee sdf clochard vegan gauchiste "
            "gaucho facho macroniste lepeniste frontiste ecolo communiste socialo antivax flic keuf poulet prof "
            "journaliste politicien politique americain anglais francais allemand belge flamand wallon quebecois "
            "parisien corse breton russe israelien palestinien fonctionnaire jeune minorite race ethnie bougnoule"
        ),
        "insult": (
            "idiot idiote imbecile cretin cretine con conne cons connes conard connard connarde conasse connasse "
            "abruti abrutie debile demeure demeuree taree tare attarde attardee mongol mongole gogol gogole triso "
            "stupide bete sot sotte bouffon bouffonne clown pitre guignol charlot tocard tocarde toquard naze nul "
            "nulle minable pitoyable pathetique lamentable rate ratee raclure ordure salaud salope salopard "
            "saloparde enfoire enfoiree encule enculee enflure batard batarde fdp ntm pute putain putes catin "
            "garce trainee poufiasse pouffiasse grognasse greluche pimbeche petasse chienne morue truie vache "
            "dinde cruche gourde bourrique ane boudin laideron moche thon hideux hideuse degueulasse crasseux "
            "crasseuse puant puante sale pourri pourrie pourriture merde merdeux merdeuse merdique lache menteur "
            "menteuse hypocrite vendu vendue traitre traitresse collabo facho fasciste nazi raciste islamo escroc "
            "voleur voleuse fraudeur parasite faineant faineante feignant feignasse branleur branleuse glandeur "
            "profiteur profiteuse cassos assiste baraki beauf plouc bouseux pequenaud pecnot inculte illettre "
            "illettree analphabete ignorant ignorante ignare pedant pretentieux pretentieuse arrogant arrogante "
            "pedale pede pd tapette tantouze tarlouze fiotte lopette gouine gouinasse negre negresse negro "
            "bamboula bougnoule bicot raton crouille youpin youpine chinetoque niakoue romanichel chochotte "
            "fillette victime pleureuse pleurnichard mytho mythomane parano cinglee cingle dingue folle fou "
            "malade psychopathe hysterique frustre frustree coince baisee pervers perverse obsede pedophile pedo "
            "pointeur violeur senile gateux gateuse debris vieillard andouille crevure charogne sangsue crisse "
            "niaiseux niaiseuse epais epaisse cave gnochon gnochonne colon twit tata tarla fif fifi moron torche "
            "tabarnak osti ostie trou conar conasses salo enculer batar put1 abrutit debille"
        ),
        "low": (
            "vermine rat cafard blatte insecte larve asticot pou sangsue parasite nuisible peste plaie cancer "
            "tumeur gangrene maladie virus fleau racaille caillera dechet ordure rebut lie crasse pourriture porc "
            "cochon truie chien chienne singe macaque guenon animal animaux bete betes bestiaux sauvage barbare "
            "sous inferieur inferieure primitif envahisseur invasion horde essaim pullulent reproduisent tache "
            "fardeau boulet merde demon serpent mouton moutons elevage baleine dinde vache"
        ),
        "violence": (
            "tuer tue tuez tuerai creve crever crevez creverai crevent mourir meurs mort morts morte assassiner "
            "pendre pendu pendez pends fusiller flinguer abattre buter bute crame cramer bruler brule brulez "
            "gazer gaz chambre balle balles couteau poignarder egorger saigner gifle gifler gifles baffe claque "
            "claques claquer coup coups cogner frapper tabasser defoncer casser peter pete exploser ecraser noyer "
            "noie noyez etrangler violer viol castrer steriliser sterilises sterilise decapiter guillotine "
            "exterminer exterminez eradiquer eliminer detruire bombe raser expulser expulsez deporter tombe "
            "cercueil enterrer souffrir souffres suicide suicider pont fenetre corde pelle marteau torture gueule "
            "traquer massacrer massacre agresser attaquer blesser ecrase cogne defonce plante planter"
        ),
        "wish": (
            "espere souhaite souhaitons merite merites meritent meriter faut faudrait faudra devrait devraient "
            "devrais doit doivent qu que vivement bientot jour quelqu attends laissez laisse vais va vont"
        ),
        "leave": (
            "degage degagez dehors casse cassez tire barre barrez retourne retournez rentre rentrez repartez "
            "repartent va allez ferme fermez tais taisez ta disparais disparaissez efface supprime virez vire "
            "virer chassez chasser renvoyer renvoie renvoyez remigration partez pars sors sortez foutre fous "
            "decampe"
        ),
        "obscene": (
            "putain merde bordel foutre fous foutu chier chie chiant emmerde emmerdes emmerder cul bite couille "
            "couilles chatte queue nique niquer nik niker baise baiser branle branler suce sucer encule enculer "
            "pisse pisser tabarnak criss crisse calice ostie osti caliss viarge"
        ),
        "hate": (
            "hais hait haine deteste detestes detestons degoute degoutent degoutes degoutant vomir vomis gerbe "
            "gerber honte marre ras mepris meprise supporte supporter horreur beurk"
        ),
        "aid": (
            "soigner soigne soignes soin medoc medocs cachet cachets medicament medicaments pilule pilules psy "
            "psychiatre asile interner interne hopital docteur medecin consulter consulte camisole hp therapie "
            "aider"
        ),
        "thing": "ce cet cette truc machin appli imprimante logiciel machine voiture telephone site film serie produit",
        "report": (
            "traite traitee traites traitees traiter traitait traitent appelle appelee appeler appelait dit dire "
            "disait disent ecrit ecrire ecrivait repondu qualifie qualifiee qualifier crie criait hurle lance lancait "
            "mot mots terme expression phrase cite citer commentaire commentaires message messages entendu entendre "
            "surnom surnommait quelqu"
        ),
        "mend": (
            "supprimer supprimez supprime effacer effacez retirer retirez moderateur moderateurs moderatrice "
            "moderation moderer signaler signale signalez signalement bloquer admin svp merci respect charte"
        ),
        "counter": (
            "raciste racisme sexiste sexisme homophobe homophobie islamophobe antisemite validiste prejuge prejuges "
            "cliche cliches stereotype stereotypes haineux haineuse blessant blessante inacceptable inacceptables "
            "irrespectueux offensant insulte insultes insultant insultants injure injures harcelement deplace deplacee "
            "honteux grossier"
        ),
    },
}
MASKED = {
    language: tuple(word for kind in ("obscene", "insult", "violence") for word in words[kind].split())
    for language, words in _WORDS.items()
}
"""Words that are known again when they are masked, those first that are masked most."""
_LONG = 5
_NO_SLIPS = frozenset("beats satin cancre chine conrad crises google grace signe sucre sucrer virage".split())
_ENDINGS = {"en": ("", "s", "es"), "fr": ("", "s", "e", "es", "x")}
_ENDED = ("group", "insult", "low")


def signs(features: Features, language: str) -> npt.NDArray[np.float64]:
    """Return what set words tell of each text, one column per name in SIGNS, as logarithms of counts."""
    rows, size = features.spoken.rows, len(features)
    marks = _marks(features.spoken.hashes, language)
    words = np.bincount(rows, minlength=size)
    first = np.zeros(size, dtype=np.uint32)
    first[words > 0] = marks[(np.cumsum(words) - words)[words > 0]]
    listed = np.flatnonzero(marks)  # few of all
    followed = _followed(marks, rows, listed)
    rows, marks = rows[listed], marks[listed]
    columns: list[npt.NDArray[Any]] = [_tally(rows, marks, kind, size) for kind in KINDS]
    columns += [_tally(rows, marks * _has(followed, second), kind, size) for kind, second in NEAR]
    counted = dict(zip(KINDS, columns, strict=False))
    insulting = counted["insult"] > 0
    columns += [
        (first & _BIT["insult"]) > 0,
        (first & _BIT["violence"]) > 0,
        insulting & (words <= _BRIEF),
        insulting & (counted["self"] == 0),
        (counted["group"] > 0) & ~insulting,
    ]
    return np.log1p(np.column_stack(columns).astype(np.float64))


def _marks(hashes: npt.NDArray[np.uint64], language: str) -> Marks:
    """Return of which kinds each token is, a bit each."""
    known, kinds, beginnings = _listed(language)
    places = np.flatnonzero(beginnings[hashes >> np.uint64(48)])  # most words need no search
    at = np.minimum(np.searchsorted(known, hashes[places]), len(known) - 1)
    marks = np.zeros(len(hashes), dtype=np.uint32)
    marks[places] = np.where(known[at] == hashes[places], kinds[at], np.uint32(0))
    return marks


@lru_cache(maxsize=4)
def _listed(language: str) -> tuple[npt.NDArray[np.uint64], Marks, npt.NDArray[np.bool_]]:
    """Return the hashes of all listed words in order, of which kinds each is, and which first 16 bits any has."""
    bits: dict[str, np.uint32] = {}
    for kind, words in _WORDS[language].items():
        endings = _ENDINGS[language] if kind in _ENDED else ("",)
        for word in (word + ending for word in words.split() for ending in endings):
            bits[word] = bits.get(word, np.uint32(0)) | _BIT[kind]
    bits = {**_slips(bits), **bits}
    hashes = hash_words(list(bits))
    order = np.argsort(hashes)
    beginnings = np.zeros(1 << 16, dtype=np.bool_)
    beginnings[hashes >> np.uint64(48)] = True
    return hashes[order], np.array(list(bits.values()), dtype=np.uint32)[order], beginnings


def _slips(bits: dict[str, np.uint32]) -> dict[str, np.uint32]:
    """Return longer rude words with two neighbouring letters the wrong way round ("idoit"), as what is meant."""
    rude = [word for word, kinds in bits.items() if len(word) >= _LONG and kinds & (_BIT["insult"] | _BIT["obscene"])]
    return {
        slip: bits[word]
        for word in rude
        for at in range(1, len(word) - 1)
        if (slip := word[:at] + word[at + 1] + word[at] + word[at + 2 :]) not in _NO_SLIPS
    }


def _followed(marks: Marks, rows: Ints, places: Ints) -> Marks:
    """Return of which kinds the words close behind each of these tokens are."""
    found = np.zeros(len(places), dtype=np.uint32)
    for step in range(1, _REACH + 1):
        behind = np.minimum(places + step, len(marks) - 1)
        near = (rows[behind] == rows[places]) & (behind > places)
        found |= np.where(near, marks[behind], np.uint32(0))
    return found


def _has(marks: Marks, kind: str) -> Marks:
    return ((marks & _BIT[kind]) > 0).astype(np.uint32)


def _tally(rows: Ints, marks: Marks, kind: str, size: int) -> npt.NDArray[np.float64]:
    return np.bincount(rows[(marks & _BIT[kind]) > 0], minlength=size).astype(np.float64)
