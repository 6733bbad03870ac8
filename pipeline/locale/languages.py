"""What languages are called: all that the shipped classifier tells apart."""

from pipeline.locale import marked

LANGUAGES = {
    "af": marked("Afrikaans"), "ar": marked("Arabic"), "az": marked("Azerbaijani"), "be": marked("Belarusian"),
    "bg": marked("Bulgarian"), "bn": marked("Bengali"), "ca": marked("Catalan"), "cs": marked("Czech"),
    "cy": marked("Welsh"), "da": marked("Danish"), "de": marked("German"), "el": marked("Greek"),
    "en": marked("English"), "eo": marked("Esperanto"), "es": marked("Spanish"), "et": marked("Estonian"),
    "eu": marked("Basque"), "fa": marked("Persian"), "fi": marked("Finnish"), "fr": marked("French"),
    "ga": marked("Irish"), "gu": marked("Gujarati"), "he": marked("Hebrew"), "hi": marked("Hindi"),
    "hr": marked("Croatian"), "hu": marked("Hungarian"), "hy": marked("Armenian"), "id": marked("Indonesian"),
    "is": marked("Icelandic"), "it": marked("Italian"), "ja": marked("Japanese"), "ka": marked("Georgian"),
    "kk": marked("Kazakh"), "kn": marked("Kannada"), "ko": marked("Korean"), "la": marked("Latin"),
    "lg": marked("Ganda"), "lt": marked("Lithuanian"), "lv": marked("Latvian"), "mi": marked("Maori"),
    "mk": marked("Macedonian"), "ml": marked("Malayalam"), "mn": marked("Mongolian"), "mr": marked("Marathi"),
    "ne": marked("Nepali"), "nl": marked("Dutch"), "no": marked("Norwegian"), "pa": marked("Punjabi"),
    "pl": marked("Polish"), "pt": marked("Portuguese"), "ro": marked("Romanian"), "ru": marked("Russian"),
    "sk": marked("Slovak"), "sl": marked("Slovenian"), "sn": marked("Shona"), "so": marked("Somali"),
    "sq": marked("Albanian"), "sr": marked("Serbian"), "st": marked("Southern Sotho"), "sv": marked("Swedish"),
    "sw": marked("Swahili"), "ta": marked("Tamil"), "te": marked("Telugu"), "th": marked("Thai"),
    "tl": marked("Tagalog"), "tn": marked("Tswana"), "tr": marked("Turkish"), "ts": marked("Tsonga"),
    "uk": marked("Ukrainian"), "ur": marked("Urdu"), "vi": marked("Vietnamese"), "xh": marked("Xhosa"),
    "yo": marked("Yoruba"), "zh": marked("Chinese"), "zu": marked("Zulu"),
}  # fmt: skip
