"""Whether our own server vouches for the sender: Authentication-Results (RFC 8601), ours only.

Anybody can write such a header. It counts only when it is the topmost of our server's ``authserv-id`` and stands above the
first Received line of a foreign host. ``dmarc=pass`` for the domain of From vouches; so does ``dkim=pass`` of a signature of
that domain or a domain above it. ``dmarc=fail`` speaks against. Everything else is silence.
"""

import re
from collections.abc import Sequence

from notifier.core.inbound.bounds import Header
from notifier.model.heard import Vouched

_QUOTED = r'"(?:[^"\\]|\\.)*+"'
_PIECE = re.compile(rf'(?:{_QUOTED}|[^;"])++')
_RESULT = re.compile(r"\s*([a-z0-9-]+)\s*(?:/\s*\d+\s*)?=\s*([a-z]+)", re.IGNORECASE)
_PROPERTY = re.compile(rf'(?<!\S)([a-z]+\.[a-z-]+)\s*=\s*((?:{_QUOTED}|[^\s"])++)', re.IGNORECASE)
_BY = re.compile(r"\bby\s+([A-Za-z0-9_.-]+)", re.IGNORECASE)


def vouched(headers: Sequence[Header], *, sender: str, authserv_id: str, domain: str) -> Vouched:
    """What our server says of ``sender`` (canonical address). ``domain`` is our own mail domain."""
    if not authserv_id or not sender:
        return Vouched.SILENT
    for name, value in headers:
        text = _without_comments(value.decode("latin-1"))
        if name == "received" and not _our_host(text, authserv_id, domain):
            return Vouched.SILENT
        if name == "authentication-results":
            server, _, results = text.partition(";")
            if _is_ours(server.split()[0] if server.split() else "", authserv_id):
                return _verdict(results, sender.rpartition("@")[2])
    return Vouched.SILENT


def _verdict(results: str, domain: str) -> Vouched:
    """What stands between quotes is one value: the sender chooses it (``"x; dmarc=pass"@evil.example``), our server only repeats it."""
    if '"' in re.sub(_QUOTED, "", results):
        return Vouched.SILENT
    dmarc, dkim = set(), False
    for result in _PIECE.findall(results):
        head = _RESULT.match(result)
        if head is None:
            continue
        method, value = head[1].lower(), head[2].lower()
        found = {key.lower(): value.strip('"').lower() for key, value in _PROPERTY.findall(result[head.end():])}
        if method == "dmarc":
            stated = found.get("header.from", domain).rpartition("@")[2]
            dmarc.add(value if stated == domain else "other")
        elif method == "dkim" and value == "pass":
            signer = found.get("header.d") or found.get("header.i", "").rpartition("@")[2]
            dkim |= _aligned(signer, domain)
    if "fail" in dmarc:
        return Vouched.FAILED
    if dmarc == {"pass"} or (dkim and "other" not in dmarc):
        return Vouched.PASSED
    return Vouched.SILENT


def _aligned(signer: str, domain: str) -> bool:
    """The signature is of the sender's domain or of one above it."""
    return "." in signer and (signer == domain or domain.endswith("." + signer))


def _is_ours(server: str, authserv_id: str) -> bool:
    server, ours = server.lower(), authserv_id.lower()
    return server.endswith(ours) and len(server) > len(ours) if ours.startswith(".") else server == ours


def _our_host(received: str, authserv_id: str, domain: str) -> bool:
    """Whether a Received line was written by a host of ours: same organisation as the authserv-id or our domain, or local."""
    found = _BY.search(received)
    if found is None:
        return False
    host = found[1].lower().rstrip(".")
    if host == "localhost" or "." not in host:
        return True
    organisations = {".".join(name.strip(".").lower().split(".")[-2:]) for name in (authserv_id, domain)}
    return any(host == name or host.endswith("." + name) for name in organisations)


def _without_comments(text: str) -> str:
    """RFC 5322 comments, nested ones too, taken out; quoted strings stay."""
    if "(" not in text:
        return text
    kept: list[str] = []
    depth, quoted, escaped = 0, False, False
    for char in text:
        if escaped:
            escaped = False
        elif char == "\\":
            escaped = True
        elif char == '"' and depth == 0:
            quoted = not quoted
        elif char == "(" and not quoted:
            depth += 1
            continue
        elif char == ")" and not quoted and depth:
            depth -= 1
            continue
        if depth == 0:
            kept.append(char)
    return "".join(kept)
