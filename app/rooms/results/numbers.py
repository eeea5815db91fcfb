"""Numbers as text, as the page of the results shows them."""

SPACE = "\N{NO-BREAK SPACE}"


def number_text(value: float | None) -> str:
    """A number with three digits."""
    if value is None:
        return "–"
    if value == 0 or 0.001 <= abs(value) < 10_000:
        return f"{value:.3g}".replace("-", "−")
    digits, _, power = f"{value:.1e}".partition("e")
    return f"{digits.removesuffix('.0')}e{int(power)}".replace("-", "−")


def percent_text(share: float | None) -> str:
    """A share in percent with at most one decimal, never rounded up to 100 % unless it is."""
    if share is None:
        return "–"
    return f"100{SPACE}%" if share == 1 else f"{min(share * 100, 99.9):.1f}{SPACE}%"


def counted(count: int, one: str, many: str) -> str:
    """A number with its noun."""
    return f"{count} {one if count == 1 else many}"
