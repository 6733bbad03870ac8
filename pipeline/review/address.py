"""Where someone who tries passwords comes from: the network, for whole addresses are kept nowhere."""

from ipaddress import ip_address, ip_network

from django.http import HttpRequest

_KEPT = {4: 24, 6: 48}


def network(request: HttpRequest) -> str:
    """Return the first address of the caller's network (/24, /48); 0.0.0.0 where the address is none."""
    try:
        address = ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:
        return "0.0.0.0"  # noqa: S104 - says that nothing is known; nothing listens there
    return str(ip_network(f"{address}/{_KEPT[address.version]}", strict=False).network_address)
