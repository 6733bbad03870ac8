"""Where a telephone number or an e-mail address is itself what is offered: help that calls for money, loans, spells."""

import re

_OFFERS = re.compile(
    r"(?i)(?<!\w)(?:"
    r"(?:customer|technical|tech|online|live|account|windows|microsoft|apple|google|yahoo|amazon|paypal|printer|email)"
    r"[ -](?:support|service|care|help|helpline|helpdesk|number|recovery)|help ?lines?|toll[ -]?free|"
    r"(?:support|recovery|service) (?:phone |tele)?(?:number|team|desk)|refund department|certified technicians?|"
    r"computer is infected|live person|recovery (?:agent|expert|service)s?|hackers?|credit score|"
    r"(?:urgent|instant|personal|business) loans?|loan (?:offer|lender|company)s?|interest rate|no collateral|"
    r"spell ?casters?|love spells?|herbal (?:medicine|doctor|remedy)|vashikaran|astrologer|illuminati|"
    r"(?:support|assistance|service) (?:technique|client|clients|windows|microsoft|orange|agréée?|certifiée?)|"
    r"marabouts?|voyante?s?|médiums?|désenvoûtements?|guérisseurs?|retour (?:de l['’]être aimé|d['’]affection)|"
    r"(?:grand|puissant) maître|papa \w+ m|docteur traditionnel|envoûtements?|prêts? (?:entre|d['’]argent|de \d)|"
    r"offres? de prêts?|interdits? bancaires?|crédit (?:urgent|sans)|sans justificatif|billets? contrefaits?|"
    r"vrais? (?:permis|diplômes?)|sans passer l['’]examen|portefeuille magique"
    r")(?!\w)"
)


def solicits(text: str) -> bool:
    """Tell whether a text offers what swindlers offer, so that a number in it is bait and not its author's own."""
    return _OFFERS.search(text) is not None
