"""A thread as text programs save its page; names and bodies must be ones that no program's marks are mixed up with."""

from datetime import datetime

from writers.thread import Said, Thread


def _long(moment: datetime) -> str:
    half = "am" if moment.hour < 12 else "pm"
    return f"{moment:%B} {moment.day}, {moment.year} at {moment.hour % 12 or 12}:{moment:%M} {half}"


def lynx(thread: Thread) -> str:
    """A classic theme by `lynx -dump -nolist`: nested lists by their numbers and columns, lines as they were."""
    out = ["", "   Tin Shed", "", thread.title, "", f"   {thread.opening}", ""]
    out += [f"{len(thread.comments)} thoughts on “{thread.title}”", ""]

    def write(number: int | None, depth: int) -> None:
        margin = " " * (4 + 5 * (depth - 1))
        for place, said in enumerate(thread.answers(number), 1):
            out.append(f"{margin}{place}.")
            out.append(f"{margin[:-1]}{said.author or 'Anonymous'} says:")
            out.append(f"{margin}   {_long(said.moment)}")
            out.extend(f"{margin}   {line}" if line else "" for line in said.text.split("\n"))
            out.append(f"{margin}   Reply")
            write(said.number, depth + 1)

    write(None, 1)
    return "\n".join([*out, "", "Leave a Reply", "", "   Your email address will not be published.", ""])


def html2text(thread: Thread) -> str:
    """A theme of blocks by html2text: Markdown, with links to the comments."""
    out = [f"[Tin Shed](https://tinshed.example)\n\n# {thread.title}\n\n{thread.opening}\n\n## Comments\n"]
    out += [f"### {len(thread.comments)} responses to “{thread.title}”\n"]

    def body(said: Said) -> str:
        return "\n\n".join("  \n".join(lines) for lines in said.paragraphs)

    def write(number: int | None, depth: int) -> None:
        for place, said in enumerate(thread.answers(number), 1):
            name = said.author or "Anonymous"
            moment = said.moment
            link = f"{thread.url}#comment-{said.number}"
            out.append(
                f"{' ' * (3 * depth - 1)}{place}. ![{name} Avatar](https://avatars.example/{said.number}?s=40)\n"
            )
            out.append(f"[{name}]({said.url})\n" if said.url else f"{name}\n")
            out.append(f"[{_long(moment)}]({link})\n\n{body(said)}\n")
            out.append(f"[Reply]({thread.url}?replytocom={said.number}#respond)\n")
            write(said.number, depth + 1)

    write(None, 1)
    return "\n".join([*out, "### Leave a Reply\n", "Your email address will not be published. \n"])


def copied(thread: Thread) -> str:
    """wpDiscuz 7 copied from a browser: relative dates, replies say whom they answer."""
    names = {one.number: one.author or "Anonymous" for one in thread.comments}
    out = ["Skip to content", "", thread.title, "", thread.opening, "", " Subscribe", " Login", "", "{}", "[+]"]
    out += [f"{len(thread.comments)} COMMENTS", "Oldest"]
    for said in thread.comments:
        out += [names[said.number], " 1 year ago"]
        out += [f" Reply to  {names[said.parent]}"] if said.parent else []
        out += ["", said.text, "", str(said.likes - said.dislikes), " Reply"]
    return "\n".join([*out, "Search", "Search", "Recent Posts", ""])
