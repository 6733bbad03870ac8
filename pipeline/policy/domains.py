"""What of a text is a domain that a rule can look for."""


def domain(text: str) -> str | None:
    """Return the domain that a text is, without scheme and `www.`; None where it is none: words, a path, an IP."""
    plain = text.strip().casefold().removeprefix("https://").removeprefix("http://").removeprefix("www.").rstrip("/")
    labels = plain.split(".")
    is_one = len(labels) > 1 and all(len(one) < 64 and one.replace("-", "").isalnum() for one in labels)
    return plain if is_one and any(sign.isalpha() for sign in labels[-1]) else None
