"""The words of dates in the languages that WordPress sites use most, as `dates.plain_words` leaves them."""

_MONTH_WORDS = {
    1: "january jan janvier janv januar jan enero ene gennaio gen janeiro januari stycznia styczen sty января янв "
    "ianuarie ian ocak leden ledna januar ιανουαριου gener tammikuu tammikuuta januar",
    2: "february feb fevrier fevr fev februar febrero febbraio fevereiro februari lutego luty lut февраля фев "
    "februarie subat unor unora φεβρουαριου febrer helmikuu helmikuuta",
    3: "march mar mars marz maerz mrz marzo marco maart mrt marca marzec марта мар martie mart brezen brezna marts "
    "μαρτιου maliskuu maaliskuu maaliskuuta",
    4: "april apr avril avr abril abr aprile kwietnia kwiecien kwi апреля апр aprilie nisan duben dubna απριλιου "
    "huhtikuu huhtikuuta",
    5: "may mai mayo maggio mag maio mei maja maj мая май mayis kveten kvetna μαιου maig toukokuu toukokuuta",
    6: "june jun juin juni junio giugno giu junho czerwca czerwiec cze июня июн iunie haziran cerven cervna ιουνιου "
    "juny kesakuu kesakuuta",
    7: "july jul juillet juil juli julio luglio lug julho lipca lipiec lip июля июл iulie temmuz cervenec cervence "
    "ιουλιου juliol heinakuu heinakuuta",
    8: "august aug aout agosto ago augustus augusti sierpnia sierpien sie августа авг agustos srpen srpna αυγουστου "
    "agost elokuu elokuuta",
    9: "september sep sept septembre septiembre settembre set setembro wrzesnia wrzesien wrz сентября сен septembrie "
    "eylul zari σεπτεμβριου setembre syyskuu syyskuuta",
    10: "october oct octobre oktober okt octubre ottobre ott outubro out pazdziernika pazdziernik paz октября окт "
    "octombrie ekim rijen rijna οκτωβριου lokakuu lokakuuta",
    11: "november nov novembre noviembre novembro listopada ноября ноя noiembrie kasim νοεμβριου marraskuu marraskuuta",
    12: "december dec decembre dezember dez diciembre dic dicembre dezembro grudnia grudzien gru декабря дек "
    "decembrie aralik prosinec prosince desember des δεκεμβριου desembre joulukuu joulukuuta",
}
_MORE_MONTH_WORDS = {  # Hungarian, Indonesian, Slovak, Estonian, Serbian, Ukrainian, Bulgarian
    1: "jaanuar січня януари јануар",
    2: "februara veebruar лютого февруари фебруар",
    3: "marcius maret marec березня март",
    4: "aprilis aprila aprill квітня април",
    5: "majus травня мај",
    6: "junius juna juuni червня юни јун",
    7: "julius juuli jula липня юли јул",
    8: "augusztus agustus augusta avgust avgusta серпня август",
    9: "szeptember septembra septembar вересня септември септембар",
    10: "oktobra oktoober oktobar жовтня октомври октобар",
    11: "novembra novembar листопада ноември новембар",
    12: "decembra detsember decembar грудня декември децембар",
}
MONTHS: dict[str, int] = {
    word: number
    for table in (_MONTH_WORDS, _MORE_MONTH_WORDS)
    for number, words in table.items()
    for word in words.split()
}

ENGLISH_MONTHS = (
    "january february march april may june july august september october november december jan feb mar apr jun jul aug"
    " sep oct nov dec"
).split()
FRENCH_MONTHS = "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split()

_WEEKDAY_WORDS = (
    "monday mon lundi lun montag mo lunes lunedi segunda-feira maandag poniedziałek понедельник mandag",
    "tuesday tue tues mardi mar dienstag di martes martedi terca-feira dinsdag wtorek вторник tirsdag tisdag",
    "wednesday wed mercredi mer mittwoch mi miercoles mercoledi quarta-feira woensdag sroda среда onsdag",
    "thursday thu thur thurs jeudi jeu donnerstag do jueves giovedi quinta-feira donderdag czwartek четверг torsdag",
    "friday fri vendredi ven freitag fr viernes venerdi sexta-feira vrijdag piatek пятница fredag",
    "saturday sat samedi sam samstag sa sabado sabato zaterdag sobota суббота lørdag lordag",
    "sunday sun dimanche dim sonntag so domingo domenica zondag niedziela воскресенье søndag sondag",
)
WEEKDAYS: dict[str, int] = {word: number for number, words in enumerate(_WEEKDAY_WORDS) for word in words.split()}
"""Weekdays, Monday 0."""

_UNIT_WORDS = {
    "second": "second seconds sec secs s seconde secondes sekunde sekunden segundo segundos secondo secondi seconden "
    "sekundy sekund секунд секунды",
    "minute": "minute minutes min mins mn m minuten minuto minutos minuti minuut minuty minut minute минут минуты "
    "минуту мин",
    "hour": "hour hours hr hrs h heure heures stunde stunden hora horas ora ore uur uren godzin godziny godzine час "
    "часа часов",
    "day": "day days d jour jours j tag tage tagen dia dias giorno giorni dag dagen dager dage dagar dzien dni день "
    "дня дней",
    "week": "week weeks wk wks w semaine semaines sem woche wochen semana semanas settimana settimane weken tydzien "
    "tygodnie tygodni неделю недели недель",
    "month": "month months mo mos mth mths mois monat monate monaten mes meses mese mesi maand maanden miesiac "
    "miesiace miesiecy месяц месяца месяцев",
    "year": "year years yr yrs y an ans annee annees jahr jahre jahren ano anos anno anni jaar rok lata lat год года "
    "лет",
}
UNITS: dict[str, str] = {word: unit for unit, words in _UNIT_WORDS.items() for word in words.split()}
COUNTS: dict[str, int] = {
    word: number
    for number, words in (
        (1, "a|an|one|un|une|ein|einem|einer|einen|una|uno|um|uma|een"),
        (2, "two|deux|a couple of"),
        (3, "three|trois|a few|few|quelques"),
        (4, "four|quatre"),
        (5, "five|cinq"),
        (6, "six"),
    )
    for word in words.split("|")
}
ABOUT = (
    r"(?:(?:about|almost|over|around|more than|less than|nearly|environ|presque|plus de|moins de|pres de|etwa|uber"
    r"|unos)\s|(?:plus|moins|pres) d')"
)
AGO_AFTER = r"ago|earlier|il y a|plus tot|auparavant|fa|atras|geleden|temu|siden|sedan|назад|тому|once|sitten"
AGO_BEFORE = r"il y a|y a|depuis|vor|hace|ha|acum|pred"
_NOW = (
    "now|just now|right now|a moment ago|moments ago|seconds ago|a few seconds ago|a l'instant|maintenant"
    "|il y a un instant|il y a quelques instants|il y a quelques secondes|jetzt|gerade eben|ahora|ahora mismo|adesso"
)
NOW = frozenset(_NOW.split("|"))
_NAMED = {
    (0, "day"): "today|aujourd'hui|heute|hoy|oggi|hoje|vandaag",
    (1, "day"): "yesterday|hier|gestern|ayer|ieri|ontem|gisteren",
    (2, "day"): "avant-hier|the day before yesterday|vorgestern",
    (1, "week"): "last week|la semaine derniere|semaine derniere|letzte woche",
    (1, "month"): "last month|le mois dernier|mois dernier|letzten monat",
    (1, "year"): "last year|l'an dernier|an dernier|l'annee derniere|letztes jahr",
}
NAMED: dict[str, tuple[int, str]] = {word: when for when, words in _NAMED.items() for word in words.split("|")}
_ZONES = {
    0: "z utc gmt wet", 1: "west bst cet", 2: "cest eet", 3: "eest msk", 10: "aest", 11: "aedt",
    -4: "edt", -5: "est cdt", -6: "cst mdt", -7: "mst pdt", -8: "pst",
}  # fmt: skip
ZONES: dict[str, int] = {word: hours for hours, words in _ZONES.items() for word in words.split()}
"""Hours that a zone's letters are ahead of UTC."""
ASKED_IN = (
    "en fr ar bg bn ca cs da de el es et eu fa fi gl he hi hr hu id it ja ka ko lt lv mk ms nb nl pl pt ro ru sk sl sq"
    " sr sv th tr uk vi zh"
)
"""The languages that dateparser is asked in: with all 200 that it has, its first answer takes seconds."""
