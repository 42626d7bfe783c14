"""The platform's own line icons, drawn on a 24-unit grid with a 1.6 stroke; and its mark, a plain seal with 工."""

from django.utils.safestring import SafeString, mark_safe

PATHS = {
    "home": '<path d="M4 11.2 12 4.5l8 6.7V19a1 1 0 0 1-1 1h-4.5v-5.5h-5V20H5a1 1 0 0 1-1-1z"/>',
    "grid": '<rect x="4" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="4" width="6.5" height="6.5" rx="1.5"/><rect x="4" y="13.5" width="6.5" height="6.5" rx="1.5"/><rect x="13.5" y="13.5" width="6.5" height="6.5" rx="1.5"/>',
    "bell": '<path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15z"/><path d="M10 20.5a2.2 2.2 0 0 0 4 0"/>',
    "user": '<circle cx="12" cy="8.2" r="3.7"/><path d="M4.8 20c.6-3.8 3.5-6 7.2-6s6.6 2.2 7.2 6"/>',
    "users": '<circle cx="9" cy="8.5" r="3.2"/><path d="M3.2 19c.4-3.2 2.7-5.2 5.8-5.2s5.4 2 5.8 5.2"/><path d="M15.2 5.6a3 3 0 0 1 0 5.8M17.2 14.3c2.1.6 3.3 2.3 3.6 4.7"/>',
    "qr": '<rect x="4" y="4" width="6" height="6" rx="1"/><rect x="14" y="4" width="6" height="6" rx="1"/><rect x="4" y="14" width="6" height="6" rx="1"/><path d="M14 14h2.5v2.5H14zM20 14v2M17 20h3v-1.5M14 20v-.5"/>',
    "search": '<circle cx="10.8" cy="10.8" r="6.3"/><path d="m15.5 15.5 4.5 4.5"/>',
    "clock": '<circle cx="12" cy="12" r="8"/><path d="M12 7.3V12l3.2 2"/>',
    "right": '<path d="m9.5 5.5 6.5 6.5-6.5 6.5"/>',
    "down": '<path d="m6 9.5 6 6 6-6"/>',
    "check": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "ok": '<circle cx="12" cy="12" r="8.2"/><path d="m8.3 12.3 2.6 2.6 4.9-5.3"/>',
    "alert": '<path d="M12 4.5 21 19.5H3z"/><path d="M12 10v4.2M12 16.8v.2"/>',
    "trophy": '<path d="M8 4.5h8v5.3a4 4 0 0 1-8 0z"/><path d="M8 6H4.5c0 3 1.3 4.7 3.7 5M16 6h3.5c0 3-1.3 4.7-3.7 5M12 13.8V17M8.5 20h7M9.5 20c0-1.8.8-3 2.5-3s2.5 1.2 2.5 3"/>',
    "book": '<path d="M12 6.8C10 5.3 7.3 4.8 4 5v13.2c3.3-.2 6 .3 8 1.8 2-1.5 4.7-2 8-1.8V5c-3.3-.2-6 .3-8 1.8zM12 6.8V20"/>',
    "hands": '<path d="M12 11.3c-2.9-2-4.3-3.5-4.3-5.2a2.2 2.2 0 0 1 4.3-.7 2.2 2.2 0 0 1 4.3.7c0 1.7-1.4 3.2-4.3 5.2z"/><path d="M3.5 14.5h3l3 1.2h3.3a1.5 1.5 0 0 1 0 3H9.5M13.8 17.4l4.7-2.3a1.5 1.5 0 0 1 1.5 2.6l-6.3 3.1-5.2-.6-2-.9h-3"/>',
    "shield": '<path d="M12 3.8 19 6v5.5c0 4.3-2.7 7.3-7 8.9-4.3-1.6-7-4.6-7-8.9V6z"/><path d="M12 8.5v6M9 11.5h6"/>',
    "pine": '<path d="M12 3.5 7 10h2.3L5.5 15H11v5.5h2V15h5.5l-3.8-5H17z"/>',
    "hazard": '<path d="M4 12a8 8 0 0 1 16 0v3.5H4z"/><path d="M9.5 4.6V10M14.5 4.6V10M3 18.8h18"/>',
    "scale": '<path d="M12 4v16M8 20h8M5 7.5l7-1.5 7 1.5"/><path d="m5 7.5-2.5 6a2.7 2.7 0 0 0 5 0zM19 7.5l-2.5 6a2.7 2.7 0 0 0 5 0z"/>',
    "flower": '<circle cx="12" cy="12" r="2.8"/><path d="M12 9.2c-1.5-1.8-1.3-3.7 0-5.2 1.3 1.5 1.5 3.4 0 5.2zM12 14.8c1.5 1.8 1.3 3.7 0 5.2-1.3-1.5-1.5-3.4 0-5.2zM9.2 12c-1.8 1.5-3.7 1.3-5.2 0 1.5-1.3 3.4-1.5 5.2 0zM14.8 12c1.8-1.5 3.7-1.3 5.2 0-1.5 1.3-3.4 1.5-5.2 0z"/>',
    "anchor": '<circle cx="12" cy="5.8" r="1.9"/><path d="M12 7.7V20M8.5 10.8h7M4.5 13.5c.5 4 3.3 6.5 7.5 6.5s7-2.5 7.5-6.5M3.5 15.3l1-2 1.7 1.4M20.5 15.3l-1-2-1.7 1.4"/>',
    "vote": '<path d="M5 13.5h14l1.5 6.5h-17z"/><path d="M8 13.5V4.5h8v9M10.3 8.5l1.4 1.5 2.4-2.8"/>',
    "doc": '<path d="M6 3.8h8l4 4v12.4H6z"/><path d="M14 3.8v4h4M9 12h6M9 15.5h6"/>',
    "bulb": '<path d="M8.8 16.5c0-2-2.8-3.3-2.8-7a6 6 0 0 1 12 0c0 3.7-2.8 5-2.8 7zM9.3 20h5.4"/>',
    "chart": '<path d="M4 20h16M6.5 20v-6M11 20V9.5M15.5 20v-8M20 20V5"/>',
    "upload": '<path d="M12 15.5V4.5M7.8 8.5 12 4.3l4.2 4.2M4.5 15v4.5h15V15"/>',
    "download": '<path d="M12 4.5v11M7.8 11.5l4.2 4.2 4.2-4.2M4.5 15.5v4h15v-4"/>',
    "org": '<rect x="9" y="3.8" width="6" height="4.5" rx="1"/><rect x="3.5" y="15.7" width="6" height="4.5" rx="1"/><rect x="14.5" y="15.7" width="6" height="4.5" rx="1"/><path d="M12 8.3V12M6.5 15.7V12h11v3.7"/>',
    "gear": '<circle cx="12" cy="12" r="2.8"/><path d="M12 4v2.5M12 17.5V20M4 12h2.5M17.5 12H20M6.3 6.3l1.8 1.8M15.9 15.9l1.8 1.8M17.7 6.3l-1.8 1.8M8.1 15.9l-1.8 1.8"/>',
    "letters": '<path d="M4 19 9.5 5.5 15 19M5.9 14.5h7.2M16.5 12.5h5M19 10v5"/>',
    "globe": '<circle cx="12" cy="12" r="8"/><path d="M4 12h16M12 4c2.5 2.3 3.6 5 3.6 8S14.5 17.7 12 20c-2.5-2.3-3.6-5-3.6-8S9.5 6.3 12 4z"/>',
    "undo": '<path d="M8.5 5 4.5 9l4 4M4.5 9h9.2a5.3 5.3 0 0 1 0 10.6H9"/>',
    "back": '<path d="M9 6 4.5 10.5 9 15M4.5 10.5H15a4.5 4.5 0 0 1 4.5 4.5v4"/>',
    "link": '<path d="M9 15 19.5 4.5M12.5 4.5h7v7M16.5 14v5.5h-12v-12H10"/>',
    "phone": '<path d="M6 4h3l1.5 4-2 1.5a11 11 0 0 0 5.5 5.5l1.5-2 4 1.5v3c0 1-1 2-2 2C10.5 19 5 13.5 4 6c0-1 1-2 2-2z"/>',
    "moon": '<path d="M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z"/>',
    "sun": '<circle cx="12" cy="12" r="3.8"/><path d="M12 3.5v2M12 18.5v2M3.5 12h2M18.5 12h2M6 6l1.4 1.4M16.6 16.6 18 18M18 6l-1.4 1.4M7.4 16.6 6 18"/>',
    "exit": '<path d="M10 4.5H5v15h5M14.5 8l4 4-4 4M18.5 12H9.5"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "eye": '<path d="M3 12c2.2-4 5.2-6 9-6s6.8 2 9 6c-2.2 4-5.2 6-9 6s-6.8-2-9-6z"/><circle cx="12" cy="12" r="2.6"/>',
    "seal": '<circle cx="12" cy="9.5" r="5.2"/><path d="m9 14-1.5 6.5L12 18l4.5 2.5L15 14M9.8 9.6l1.5 1.5 2.9-3"/>',
    "pin": '<path d="M12 20.5s6.3-5.5 6.3-10.3a6.3 6.3 0 0 0-12.6 0c0 4.8 6.3 10.3 6.3 10.3z"/><circle cx="12" cy="10" r="2.3"/>',
    "edit": '<path d="m5 19 .8-3.7L15.5 5.6a1.6 1.6 0 0 1 2.3 0l.6.6a1.6 1.6 0 0 1 0 2.3L8.7 18.2zM13.5 7.6l2.9 2.9"/>',
    "calendar": '<rect x="4" y="5.5" width="16" height="14.5" rx="1.5"/><path d="M4 10h16M8.5 3.5v4M15.5 3.5v4"/>',
    "swap": '<path d="M5 8.5h13M14.5 5 18 8.5 14.5 12M19 15.5H6M9.5 12 6 15.5 9.5 19"/>',
}

SEAL = mark_safe(
    '<svg class="seal" viewBox="0 0 36 36" aria-hidden="true"><rect width="36" height="36" rx="5"/>'
    '<path class="cut" d="M8 8h20v4.2H8zM15.9 12.2h4.2v11.6h-4.2zM6 23.8h24V28H6z"/></svg>'
)


def icon(name: str) -> SafeString:
    """The icon as inline SVG, hidden from screen readers: the word beside it says the same."""
    return mark_safe(f'<svg class="icon" viewBox="0 0 24 24" aria-hidden="true">{PATHS[name]}</svg>')
