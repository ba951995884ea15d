# SPDX-License-Identifier: MPL-2.0
"""The journey as one page in French, for members and managers: no script, nothing fetched from elsewhere,
readable on a telephone. Every text that came from outside is escaped."""

import datetime
from html import escape

from deploy.sandbox import money
from deploy.site import write_file

STYLE = """
:root { --ink: #1d2a33; --soft: #5a6872; --line: #d5dde2; --leaf: #1d6b4f; --paper: #fff; --wash: #f2f6f5; }
* { box-sizing: border-box; }
body { margin: 0; background: var(--wash); color: var(--ink);
       font: 1rem/1.55 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; }
main, header, footer { max-width: 52rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.6rem; line-height: 1.25; margin: .5rem 0; }
h2 { font-size: 1.15rem; margin: 0 0 .6rem; color: var(--leaf); }
section { background: var(--paper); border: 1px solid var(--line); border-radius: .5rem;
          padding: 1rem; margin: 0 0 1rem; }
p { margin: .4rem 0; }
.soft { color: var(--soft); font-size: .92rem; }
ul, ol { padding-left: 1.3rem; margin: .4rem 0; }
li { margin: .35rem 0; overflow-wrap: anywhere; }
.tag { display: inline-block; padding: 0 .5rem; border-radius: 1rem; font-size: .85rem;
       background: #e3f0ea; color: var(--leaf); }
.tag.no { background: #f6e7e4; color: #8c2f1d; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: .95rem; }
th, td { text-align: left; padding: .35rem .5rem; border-bottom: 1px solid var(--line);
         vertical-align: top; }
td.n, th.n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums; }
tr.total td { font-weight: 600; border-bottom: 0; border-top: 2px solid var(--ink); }
details { border: 1px solid var(--line); border-radius: .4rem; margin: .5rem 0; }
summary { cursor: pointer; padding: .5rem .7rem; overflow-wrap: anywhere; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; margin: 0; padding: .7rem;
      border-top: 1px solid var(--line); font: .9rem/1.5 ui-monospace, "DejaVu Sans Mono", monospace; }
blockquote { margin: .4rem 0; padding-left: .8rem; border-left: 3px solid var(--leaf); }
@media (max-width: 32rem) {
    main, header, footer { padding: .6rem; } section { padding: .75rem; }
    thead { display: none; } tr { display: block; padding: .35rem 0; border-bottom: 1px solid var(--line); }
    td, td.n { display: flex; justify-content: space-between; gap: 1rem; padding: .1rem 0; border: 0;
               text-align: right; white-space: normal; }
    td::before { content: attr(data-title); color: var(--soft); text-align: left; }
    td:first-child { text-align: left; font-weight: 600; } td:first-child::before { content: none; }
    td:empty { display: none; } tr.total { border: 0; } tr.total td { border: 0; }
}
"""

CLASSES = {"member": "membre", "auxiliary": "membre auxiliaire", "non_member": "non-membre"}
CONSTRAINTS = {
    "skill": "n’a pas cette compétence", "level": "n’a pas le niveau demandé",
    "licence": "n’a pas le permis que la loi exige", "language": "ne travaille pas dans cette langue",
    "region": "ne se déplace pas dans cette région", "modality": "ne travaille pas de cette façon",
    "conflict": "est en conflit d’intérêts avec vous ou avec un réseau dont vous faites partie",
    "minutes": "n’a plus assez de temps", "direct": "ne travaille pas directement avec les entreprises",
    "status": "n’est pas disponible", "open_max": "a déjà tous les mandats possibles",
    "declined": "a décliné ce mandat", "kept": "quelqu’un d’autre a déjà accepté ce mandat",
    "separated": "deux personnes différentes doivent faire ces travaux",
    "together": "une même personne doit faire tous ces travaux",
    "team": "avec cette personne, aucune équipe ne couvre tous les besoins",
}
TERMS = {"rate": "tarif horaire", "person": "une personne de plus à coordonner",
         "over_level": "expérience au-delà du besoin", "delay": "attente", "travel": "déplacement",
         "load": "charge de travail", "language": "langue", "continuity": "vous connaît déjà"}
EVENTS = {
    "intake.request.received": "La demande est reçue et admissible",
    "matcher.plan.proposed": "Une équipe est proposée",
    "billing.quote.issued": "Le prix est établi",
    "matcher.plan.accepted": "Le plan est accepté",
    "matcher.assignment.offered": "Un mandat est proposé à une personne",
    "matcher.assignment.accepted": "Une personne accepte le mandat",
    "matcher.assignment.released": "Un mandat est libéré",
    "matcher.plan.staffed": "L’équipe est complète",
    "billing.engagement.opened": "L’accompagnement commence",
    "billing.work.recorded": "Du travail est inscrit",
    "billing.document.issued": "Une facture est émise",
    "notifier.message.sent": "Un message est remis",
}
DRIVERS = {"minutes": "minutes", "all_minutes": "minutes de tous", "area": "mètres carrés",
           "tickets": "billets d’assistance", "headcount": "personnes", "direct_cost": "coût direct",
           "members": "membres", "weights": "poids"}
MONTHS = ("janvier février mars avril mai juin juillet août septembre octobre novembre "
          "décembre").split()


def french_date(text):
    """2026-09-30 as 30 septembre 2026."""
    day = datetime.date.fromisoformat(text)
    number = "1ᵉʳ" if day.day == 1 else day.day
    return f"{number} {MONTHS[day.month - 1]} {day.year}"


def table(head, rows, last=()):
    """A table; columns whose title begins with # hold numbers. last: rows of totals. All is escaped."""
    numbers = [title.startswith("#") for title in head]
    titles = [title.lstrip("#") for title in head]
    marks = [' class="n"' if number else "" for number in numbers]

    def row(cells, kind=""):
        return f"<tr{kind}>" + "".join(
            f'<td{mark} data-title="{escape(title)}">{escape(str(cell))}</td>'
            for mark, title, cell in zip(marks, titles, cells)) + "</tr>"

    body = [row(cells) for cells in rows] + [row(cells, ' class="total"') for cells in last]
    heads = "".join(f"<th{mark}>{escape(title)}</th>" for mark, title in zip(marks, titles))
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{"".join(body)}</tbody></table></div>'


class Page:
    """The sections, from the story of the journey."""

    def __init__(self, story):
        self.story, self.world = story, story["world"]

    def name(self, professional):
        """The name of a professional."""
        return self.world.name(professional)

    def label(self, service):
        """A service in French."""
        return self.world.label(service, "fr")

    def eligibility(self):
        """Who may be served, and why."""
        found = self.story["eligibility"]
        steps = "".join(f"<li>{escape(step['name'])}</li>" for step in found["path"])
        kind = CLASSES[found["class"]]
        return (f'<p><span class="tag">admissible</span> en date du {french_date(found["as_of"])}, à titre '
                f'de <strong>{kind}</strong>, à {found["level"]} adhésions de la coopérative.</p>'
                f'<p class="soft">Chaque organisation est membre de la suivante :</p><ol>{steps}</ol>')

    def needs(self):
        """What was asked for, and what is suggested."""
        rows = []
        for need in self.story["request"]["needs"]:
            asked = need["provenance"] == "declared"
            why = "" if asked else f"<br>{escape(need['reason']['fr'])}"
            tag = "demandé" if asked else "suggéré"
            rows.append(f"<li><strong>{escape(self.label(need['service']))}</strong>, "
                        f'{money.hours(need["minutes"])} <span class="tag">{tag}</span>{why}</li>')
        return (f"<p>Dans les mots de la personne :</p><blockquote>{escape(self.story['text'])}"
                f"</blockquote><ul>{''.join(rows)}</ul>")

    def team(self):
        """Who, and next best."""
        plan = self.story["plans"][0]
        rows = []
        for need in plan["needs"]:
            extra = money.french(need.get("runner_up_extra_cents", 0))
            second = f"{self.name(need['runner_up'])} (+{extra})" if "runner_up" in need else "personne"
            rows.append((self.label(need["service"]), self.name(need["professional"]),
                         need["candidate_count"], second))
        proof = ("Cette équipe est <strong>la meilleure possible</strong> : c’est prouvé, aucune autre ne "
                 "fait mieux." if plan.get("proven") else "Une meilleure équipe n’est pas exclue.")
        return (f"<p>{proof}</p>" +
                table(("Besoin", "Personne", "#Possibles", "Ensuite"), rows) + self.terms(plan))

    def terms(self, plan):
        """What the choice weighed."""
        sums = {}
        for term in plan["terms"]:
            sums[term["term"]] = sums.get(term["term"], 0) + term["amount_cents"]
        rows = [(TERMS.get(term, term), money.french(cents)) for term, cents in sums.items()]
        return ("<details><summary>Ce que le choix a pesé</summary>"
                '<p class="soft" style="padding:0 .7rem">Ces poids servent à comparer les équipes; ce n’est '
                "pas le prix.</p>" + table(("Considération", "#Poids"), rows,
                                          [("Somme", money.french(plan["cost_cents"]))]) + "</details>")

    def reasons(self):
        """Why, and why not, by name."""
        rows = []
        for why in self.story["explanations"]:
            name = escape(self.name(why["professional"]))
            if why.get("on_team"):
                text = '<span class="tag">oui</span> fait partie de l’équipe'
            elif why.get("constraint"):
                words = CONSTRAINTS.get(why["constraint"], why["constraint"])
                text = f'<span class="tag no">non</span> {escape(words)}'
            else:
                text = ("pourrait le faire; la meilleure équipe avec cette personne pèse "
                        f"{money.french(why.get('extra_cents', 0))} de plus")
            rows.append(f"<li><strong>{name}</strong> : {text}</li>")
        return f"<ul>{''.join(rows)}</ul>"

    def document(self, document):
        """The lines of a quote or an invoice."""
        rows = [(self.label(line["service"]), self.name(line["professional"]),
                 money.hours(line["minutes"]), money.french(line["hourly_cents"]),
                 money.french(line["amount_cents"])) for line in document["lines"]]
        rows.append(("Sous-total", "", "", "", money.french(document["net_cents"])))
        for tax in document["taxes"]:
            rows.append((f"{tax['labels']['fr']} {money.percent(tax['rate_ppm'], ',')}", "", "", "",
                         money.french(tax["amount_cents"])))
        return table(("Besoin", "Personne", "#Temps", "#L’heure", "#Montant"), rows,
                     [("Total", "", "", "", money.french(document["total_cents"]))])

    def price(self):
        """The first quote."""
        quote = self.story["quotes"][0]
        return ("<p>Au coûtant, à des taux provisoires. Valable jusqu’au "
                f"{french_date(quote['valid_until'])}.</p>" + self.document(quote) +
                f"<p>Accepté par le membre, à condition de ne pas dépasser "
                f"<strong>{money.french(self.story['limit_cents'])}</strong>.</p>")

    def change(self):
        """One declined: version 2."""
        before, after = self.story["plans"]
        old = {need["need"]: need["professional"] for need in before["needs"]}
        rows = [(self.label(need["service"]), self.name(old[need["need"]]),
                 self.name(need["professional"])) for need in after["needs"]]
        total = money.french(self.story["quotes"][1]["total_cents"])
        return (f"<p>{escape(self.name(self.story['declined']))} a décliné, faute de temps. L’équipe a été "
                "recomposée sans cette personne; celles qui avaient accepté sont restées.</p>" +
                table(("Besoin", "Version 1", "Version 2"), rows) +
                f"<p>Nouveau total : <strong>{total}</strong>, sous la limite : le travail continue sans "
                "nouvelle approbation, et le membre en est averti.</p>")

    def mails(self):
        """Every mail as the server took it."""
        items = []
        for number, mail in enumerate(self.story["mails"]):
            items.append(f"<details{' open' if number == 0 else ''}><summary><strong>"
                         f"{escape(mail['subject'])}</strong><br>"
                         f'<span class="soft">à {escape(mail["headers"]["To"])}</span></summary>'
                         f"<pre>{escape(mail['body'].strip())}</pre></details>")
        return (f"<p>{len(items)} messages, chacun remis une seule fois.</p>" + "".join(items))

    def crash(self):
        """One daemon was killed."""
        crash = self.story["crash"]
        rows = [(name, crash["before"][name]["head_seq"], crash["after"][name]["head_seq"])
                for name in crash["before"]]
        return ("<p>Au milieu du parcours, le service qui tenait les mandats a été arrêté net (kill −9). Il "
                f"était de retour après {crash['took_ms']} ms, sans rien perdre ni répéter.</p>" +
                table(("Service", "#Événements avant", "#Après"), rows))

    def invoice(self):
        """The work and its invoice."""
        invoice, work = self.story["invoice"], self.story["work"]
        return (f"<p>{escape(self.name(work['professional']))} a inscrit {money.hours(work['minutes'])} de "
                f"travail. Facture <strong>{escape(invoice['number'])}</strong> du "
                f"{french_date(invoice['issued_on'])}, payable le {french_date(invoice['due_on'])}.</p>" +
                self.document(invoice))

    def month(self):
        """The month at cost, and the line of this engagement opened down to its costs."""
        month = self.story["month"]
        period, rows, sums = month["period"], [], [0] * 5
        own = self.story["contact"]["organisation"]
        for share in month["shares"]:
            billed = share["provisional_cents"] + share["true_up_cents"]
            amounts = (share["cents"], share["provisional_cents"], share["true_up_cents"], billed,
                       billed - share["cents"])
            sums = [a + b for a, b in zip(sums, amounts)]
            who = "Ce membre" if share["payer"] == own else "Un autre membre"
            rows.append((who, *(money.french(cents) for cents in amounts)))
        heads = ("Payeur", "#Coût", "#Provisoire", "#Ajustement", "#Facturé", "#Écart")
        return (f"<p>Période {escape(period['code'])}, fermée et certifiée : ce qui est facturé est ce que le "
                "mois a coûté, au cent près.</p>" +
                table(heads, rows, [("Le mois", *(money.french(cents) for cents in sums))]) +
                self.opened_line(month["line"]))

    def opened_line(self, line):
        """From the amount down to the cost entries and the counts."""
        rows = [("Frais directs", "", "", money.french(line["direct_cents"]))]
        rows += [(pool.get("labels", {}).get("fr", pool["code"]), DRIVERS.get(pool["driver"], pool["driver"]),
                  f"{pool['quantity'] or pool['pool_quantity']} sur {pool['quantity_sum']}",
                  money.french(pool["part_cents"]) if pool["quantity"] else "par d’autres centres")
                 for pool in line["pools"]]
        entries = [(entry["account"], french_date(entry["day"]), money.french(entry["amount_cents"]))
                   for group in (line, *line["pools"]) for entry in group.get("entries", [])]
        return ("<details><summary>Ce que contient la ligne de ce membre : "
                f"<strong>{money.french(line['cents'])}</strong></summary>" +
                table(("Centre de coûts", "Inducteur", "#Quantité", "#Part"), rows) +
                '<p class="soft" style="padding:0 .7rem">Les parts sont arrondies ici; le certificat a les '
                "fractions exactes. Les écritures derrière :</p>" +
                table(("Compte", "Jour", "#Montant"), entries) + "</details>")

    def timeline(self):
        """Every event, from four journals."""
        first = self.story["trace"][0]["time_us"]
        rows = [(f"+{(event['time_us'] - first) / 1e6:.3f} s".replace(".", ","),
                 EVENTS.get(event["type"], event["type"]), event["source"])
                for event in self.story["trace"]]
        return ("<p>Tirée des journaux des quatre services.</p>" +
                table(("#Temps", "Ce qui s’est passé", "Service"), rows))

    def text(self):
        """The whole page."""
        sections = (("Le membre peut-il être servi?", self.eligibility),
                    ("La demande et ce qui est suggéré", self.needs),
                    ("L’équipe proposée", self.team),
                    (f"Pourquoi, et pourquoi pas? {self.label('legal.advice')}", self.reasons),
                    ("Le prix", self.price), ("Une personne décline", self.change),
                    ("Les messages, tels que reçus", self.mails),
                    ("La facture du travail fait", self.invoice),
                    ("Le mois, au coûtant", self.month),
                    ("Une panne au milieu du parcours", self.crash),
                    ("La ligne du temps", self.timeline))
        body = "\n".join(f"<section><h2>{escape(title)}</h2>{section()}</section>"
                         for title, section in sections)
        asking = escape(self.story["eligibility"]["path"][0]["name"])
        return (f'<!DOCTYPE html>\n<html lang="fr"><head><meta charset="utf-8">'
                '<meta name="viewport" content="width=device-width, initial-scale=1">'
                f"<title>Le parcours d’une demande – Entraide</title><style>{STYLE}</style></head><body>"
                f"<header><h1>Le parcours d’une demande</h1><p>{asking} cherche un avocat. Voici ce qui lui "
                "a été répondu, et pourquoi.</p></header>"
                f"<main>\n{body}\n</main><footer><p class=\"soft\">Bac à sable : organisations, personnes et "
                f"adresses inventées. Demande {escape(self.story['request']['id'])}.</p></footer>"
                "</body></html>\n")


def write(story, path):
    """Writes the page."""
    write_file(path, Page(story).text())
