"""Line drawing of the harbour: beacon, gantry cranes, a ship, wind turbines, the sea. Decoration only."""

from django.utils.safestring import SafeString, mark_safe


def _crane(x: float, base: float, s: float) -> str:
    return (
        f'<path d="M{x} {base}V{base - 52 * s}M{x + 26 * s} {base}V{base - 52 * s}'
        f"M{x - 3} {base - 30 * s}H{x + 29 * s}M{x - 6 * s} {base - 52 * s}H{x + 66 * s}"
        f"M{x + 10 * s} {base - 52 * s}L{x + 20 * s} {base - 76 * s}L{x + 66 * s} {base - 52 * s}"
        f"M{x + 20 * s} {base - 76 * s}L{x - 6 * s} {base - 52 * s}M{x} {base - 30 * s}L{x + 26 * s} {base - 52 * s}"
        f'M{x + 48 * s} {base - 52 * s}v{14 * s}h6v8h-12v-8h6"/>'
    )


def _turbine(x: float, base: float, s: float) -> str:
    hub = base - 62 * s
    return (
        f'<path d="M{x} {base}V{hub}M{x} {hub}l{3 * s} {-26 * s}M{x} {hub}l{21 * s} {15 * s}'
        f'M{x} {hub}l{-24 * s} {11 * s}"/><circle cx="{x}" cy="{hub}" r="2"/>'
    )


def _beacon(x: float, base: float) -> str:
    return (
        f'<path d="M{x} {base}l7-46h26l7 46M{x + 4} {base - 46}h32v-8h-5v-5h-5v5h-5v-5h-4v5h-5v-5h-4v5h-4z'
        f'M{x + 15} {base}v-14a5 5 0 0 1 10 0v14"/>'
        f'<path d="M{x + 20} {base - 62}c-5-6 3-9-1-16 7 3 4 8 8 10 2-3 1-6 0-8 5 5 5 11-1 14"/>'
    )


def _ship(x: float, base: float) -> str:
    return (
        f'<path d="M{x} {base - 4}h150l10-17h-40v-22h-24v22H{x - 8}zM{x + 4} {base - 21}v-12h22v12'
        f'M{x + 30} {base - 21}v-18h22v18M{x + 56} {base - 21}v-12h22v12M{x + 104} {base - 43}v-9h10v9"/>'
    )


def _works(x: float, base: float) -> str:
    return (
        f'<path d="M{x} {base}v-26l16-10v10l16-10v10l16-10v10l16-10v36M{x + 72} {base}v-50h6v50'
        f'M{x + 90} {base}v-58h7v58"/>'
    )


def skyline(width: int = 1200, height: int = 108, waves: int = 2) -> SafeString:
    """The drawing; needs a height of 100 or more (the beacon's smoke is 78 tall)."""
    base = height - 4 - 8 * waves
    parts = [
        _beacon(40, base),
        _crane(150, base, 1.0),
        _crane(236, base, 0.86),
        _ship(360, base),
        _turbine(610, base, 0.9),
        _turbine(668, base, 1.12),
        _turbine(724, base, 0.8),
        _crane(800, base, 1.05),
        _crane(900, base, 0.8),
        _works(1000, base),
        f'<path d="M0 {base}H{width}"/>',
    ]
    for k in range(waves):
        y = base + 8 + k * 7
        crests = "".join(f"M{x} {y}q9-5 18 0t18 0" for x in range(20 + k * 46, width, 132 + k * 16))
        parts.append(f'<path d="{crests}"/>')
    return mark_safe(
        f'<svg class="skyline" viewBox="0 0 {width} {height}" aria-hidden="true" fill="none" stroke="currentColor" '
        'stroke-width="1.3" stroke-linejoin="round" stroke-linecap="round" '
        f'preserveAspectRatio="xMidYMax slice">{"".join(parts)}</svg>'
    )
