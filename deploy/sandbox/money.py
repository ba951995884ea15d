# SPDX-License-Identifier: MPL-2.0
"""Amounts, minutes and rates: recomputed with whole numbers, and written as people of Québec write them."""

NO_BREAK = "\u00a0"


def round_half_up(numerator, denominator):
    """A fraction of cents as whole cents; a half goes up. For amounts of 0 and above."""
    return (2 * numerator + denominator) // (2 * denominator)


def line_cents(line):
    """What a line must come to: minutes at an hourly rate."""
    return round_half_up(line["minutes"] * line["hourly_cents"], 60)


def tax_cents(tax):
    """What a tax must come to."""
    return round_half_up(tax["base_cents"] * tax["rate_ppm"], 1000000)


def faults(document):
    """What does not add up in a quote or an invoice; nothing when it is right."""
    found = [f"line {line['service']}: {line['amount_cents']} is not {line_cents(line)}"
             for line in document["lines"] if line["amount_cents"] != line_cents(line)]
    found += [f"tax {tax['code']}: {tax['amount_cents']} is not {tax_cents(tax)}"
              for tax in document["taxes"] if tax["amount_cents"] != tax_cents(tax)]
    found += [f"tax {tax['code']} is not taken on the net" for tax in document["taxes"]
              if tax["base_cents"] != document["net_cents"]]
    net = sum(line["amount_cents"] for line in document["lines"])
    total = net + sum(tax["amount_cents"] for tax in document["taxes"])
    if document["net_cents"] != net:
        found.append(f"net {document['net_cents']} is not {net}")
    if document["total_cents"] != total:
        found.append(f"total {document['total_cents']} is not {total}")
    return found


def french(cents):
    """1 234,56 $"""
    sign, cents = ("−" if cents < 0 else ""), abs(cents)
    whole = f"{cents // 100:,}".replace(",", NO_BREAK)
    return f"{sign}{whole},{cents % 100:02d}{NO_BREAK}$"


def plain(cents):
    """$1,234.56"""
    sign, cents = ("-" if cents < 0 else ""), abs(cents)
    return f"{sign}${cents // 100:,}.{cents % 100:02d}"


def percent(rate_ppm, point="."):
    """9.975 %"""
    text = f"{rate_ppm // 10000}.{rate_ppm % 10000:04d}".rstrip("0").rstrip(".")
    return text.replace(".", point) + NO_BREAK + "%"


def hours(minutes):
    """8 h, or 8 h 30"""
    rest = f"{NO_BREAK}{minutes % 60:02d}" if minutes % 60 else ""
    return f"{minutes // 60}{NO_BREAK}h{rest}"
