"""Which runs were the first of a source on a site: what they find makes a first look and fills no list."""

from collections.abc import Collection

from pipeline.store import sql


def _has_comments(site: str, source: str) -> bool:
    return bool(sql.fetch("SELECT 1 FROM comments WHERE site = %s AND source = %s LIMIT 1", [site, source]))


def first_looks(sources: Collection[tuple[str, str]], run_id: str) -> set[tuple[str, str]]:
    """Return which of these pairs of site and source this run is the first to read, in the caller's transaction.

    As long as no run that read a source has ended well, each is its first: a killed run and the one that goes on from
    it make one first look.
    """
    sites = sorted({site for site, _ in sources})
    condition, among = sql.among("first_looks.site", sites)
    found = sql.fetch(
        "SELECT first_looks.site, first_looks.source, first_looks.run_id, runs.state FROM first_looks"
        f" LEFT JOIN runs ON runs.run_id = first_looks.run_id WHERE {condition}",
        [among],
    )
    met = {(site, source) for site, source, _, _ in found}
    settled = {pair for pair in sources if pair not in met and _has_comments(*pair)}  # they were imported
    settled |= {(site, source) for site, source, run, state in found if state == "done" and run != run_id}
    noted = {(site, source) for site, source, run, _ in found if run == run_id}
    first = {pair for pair in sources if pair[1] is not None and pair not in settled}
    for site, source in sorted(first - noted):
        sql.execute("INSERT INTO first_looks (site, source, run_id) VALUES (%s, %s, %s)", [site, source, run_id])
    return first
