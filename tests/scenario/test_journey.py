#!/usr/bin/python3
# SPDX-License-Identifier: MPL-2.0
"""The first thing a newcomer does: deploy/up --once. It must end well, twice on one folder, leave nothing
running, and make a page that a browser without network shows as promised."""

import grp
import html
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile

REPOSITORY = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
sys.path.insert(0, REPOSITORY)

from deploy.sandbox import money
from deploy.site import SERVICES, PidFile

BUILD = os.environ.get("ENTRAIDE_BUILD", os.path.join(REPOSITORY, "build", "release"))
BASE_PORT = 5761  # apart from a sandbox that may be up
ENTERPRISES = 600
BROWSERS = ("chromium-headless-shell", "chromium")
WIDTH_MIN = 360

passed, failed, skipped = 0, 0, 0


def check(holds, what):
    """Counts one check and tells it."""
    global passed, failed
    passed, failed = passed + bool(holds), failed + (not holds)
    print(f"{'ok  ' if holds else 'FAIL'} {what}", flush=True)


def up(folder):
    """One run; what it printed."""
    done = subprocess.run([os.path.join(REPOSITORY, "deploy", "up"), "--once", "--folder", folder,
                           "--base-port", str(BASE_PORT), "--bin", os.path.join(BUILD, "bin"),
                           "--enterprises", str(ENTERPRISES)],
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    check(done.returncode == 0, "deploy/up --once ends with 0")
    if done.returncode != 0:
        print(done.stdout)
    left = [name for name in (*SERVICES, "smtp")
            if PidFile(os.path.join(folder, "pid", name)).pid() is not None]
    if os.path.exists(os.path.join(folder, "postgresql", "data", "postmaster.pid")):
        left.append("PostgreSQL")
    check(not left, f"nothing is left running {' '.join(left)}".strip())
    return done.stdout


def check_words(said):
    """What the three readers are promised."""
    for text in ("class auxiliary", "proven: no team can be better", "GST is 5 %, QST is 9.975 %",
                 "kill -9 of the matcher", "billed less cost: difference $0.00",
                 "anybody can recompute it", "no event was lost", "told by all four",
                 "the same id sent again: the same reply, byte for byte", "For members and managers",
                 "For operators", "For other systems"):
        check(text in said, f"it says: {text}")


def check_privacy(folder):
    """The secret keys are for their owner alone, and so are the databases."""
    keys = os.path.join(folder, "keys")
    modes = {name: os.stat(os.path.join(keys, name)).st_mode & 0o77 for name in os.listdir(keys)
             if name.endswith("_secret")}
    check(modes and not any(modes.values()), f"{len(modes)} secret keys are readable by their owner only")
    database = os.path.realpath(os.path.join(folder, "postgresql"))
    check(os.stat(database).st_mode & 0o77 == 0, "nobody else can reach the databases")


def browse(browser, page, *options):
    """What the browser says about the page; it has no network, for there is nothing to fetch."""
    profile = tempfile.mkdtemp(prefix="entraide-browser-")
    try:
        done = subprocess.run(
            [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-background-networking",
             "--disable-component-update", "--disable-sync", f"--user-data-dir={profile}",
             "--host-resolver-rules=MAP * ~NOTFOUND", *options, f"file://{page}"],
            stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=90, check=False)
        return done.stdout.decode("utf-8", "replace")
    finally:
        shutil.rmtree(profile, ignore_errors=True)


def visible(document):
    """The words of a page, without marks and styles."""
    document = re.sub(r"<style.*?</style>", " ", document, flags=re.S)
    return html.unescape(re.sub(r"<[^>]+>", " ", document))


def cells(part):
    """The rows of all tables in a part of a page, as lists of words."""
    return [[" ".join(visible(cell).split()) for cell in re.findall(r"<t[dh].*?</t[dh]>", row, re.S)]
            for row in re.findall(r"<tr.*?</tr>", part, re.S)]


def check_month(dom):
    """The table of the month ends at a difference of zero; the member's line opens, down to cost entries of
    the engagement, of the professional and of the pools behind."""
    month = re.search(r"<section(?:(?!<section).)*Le mois, au coûtant.*?</section>", dom, re.S)
    line = re.search(r"<details.*?</details>", month[0], re.S) if month else None
    check(line, "the month has its section, and a line that opens")
    if not line:
        return
    rows = cells(month[0][:month[0].index("<details")])
    check(len(rows) >= 3 and rows[0][-1] == "Écart" and rows[-1][0] == "Le mois" and rows[-1][1] == rows[-1][4]
          and all(row[-1] == "0,00 $" for row in rows[1:]), f"each payer's difference is zero: {rows[-1]}")
    own = next((row for row in rows if row[0] == "Ce membre"), ["", "?"])
    check(own[1] in " ".join(visible(re.search(r"<summary.*?</summary>", line[0], re.S)[0]).split()),
          f"the line is what the member pays: {own[1]}")
    opened = {row[0]: row[1:] for row in cells(line[0])}
    for name in ("Frais directs", "Salaire et charges", "Locaux", "Logiciels"):
        check(name in opened, f"the line opens down to: {name} {opened.get(name)}")
    for account, amount in (("registre", "12,34 $"), ("loyer", "20,00 $"), ("logiciels", "10,01 $"),
                            ("subvention", "-5,00 $")):
        shown = opened.get(account, [""])[-1].replace("−", "-")
        check(shown == amount, f"and down to the entry: {account} {shown}")


def check_page(browser, folder):
    """The page as the browser understood it."""
    page = os.path.join(folder, "journey.html")
    dom = browse(browser, page, "--dump-dom")
    text = visible(dom)
    with open(os.path.join(folder, "mails.jsonl"), encoding="utf-8") as file:
        mails = [json.loads(line) for line in file]
    for words in ("Le parcours d’une demande", "membre auxiliaire", "Réseau sport 11",
                  "Consortium de coopération (bac à sable)", "Prévisions financières",
                  "Gestion organisationnelle", "c’est prouvé", "est en conflit d’intérêts",
                  f"TPS 5{money.NO_BREAK}%", f"TVQ 9,975{money.NO_BREAK}%", "a décliné",
                  "L’équipe est complète", "Une facture est émise", "kill −9", "Le mois, au coûtant",
                  "Ajustement", "Écart"):
        check(words in text, f"the page shows: {words}")
    check_month(dom)
    shown = [mail for mail in mails if mail["body"].strip() in text]
    check(len(shown) >= 10, f"{len(shown)} mails stand in it as they were received")


def check_form(browser, folder):
    """Self-contained, no script, and drawn on the width of a telephone."""
    page = os.path.join(folder, "journey.html")
    with open(page, encoding="utf-8") as file:
        source = file.read()
    check('<html lang="fr">' in source, "its language is French")
    check(not re.search(r"<script|<link|<img|<iframe|\bsrc=|@import|url\(|https?://", source),
          "no script, and nothing to fetch")
    picture = os.path.join(folder, "journey.png")
    browse(browser, page, f"--window-size={WIDTH_MIN},6000", f"--screenshot={picture}")
    check(os.path.exists(picture) and os.path.getsize(picture) > 20000,
          f"it is drawn {WIDTH_MIN} pixels wide")
    # A page that says how wide it became: the same one with a line of script at its end.
    probe = os.path.join(folder, "probe.html")
    with open(probe, "w", encoding="utf-8") as file:
        file.write(source.replace("</body>", "<script>document.title = 'wide ' + "
                                  "document.documentElement.scrollWidth</script></body>"))
    width = re.search(r"<title>wide (\d+)</title>",
                      browse(browser, probe, f"--window-size={WIDTH_MIN},800", "--dump-dom"))
    check(width and int(width[1]) <= WIDTH_MIN, f"and not wider: {width[1] if width else '?'}")


def check_init(folder):
    """What deploy/init writes for the systemd units is what the daemons take."""
    group = grp.getgrgid(os.getgid()).gr_name
    done = subprocess.run([os.path.join(REPOSITORY, "deploy", "init"), "--folder", folder, "--group", group,
                           "--standby"], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                          check=False)
    check(done.returncode == 0, "deploy/init writes an installation" +
          ("" if done.returncode == 0 else f": {done.stdout}"))
    for service in SERVICES:
        # systemd hands the secret key over as the file "curve" of a folder.
        with tempfile.TemporaryDirectory() as credentials:
            shutil.copy(os.path.join(folder, "keys", f"{service}.key_secret"),
                        os.path.join(credentials, "curve"))
            codes = [subprocess.run([os.path.join(BUILD, "bin", f"entraide-{service}"), "--check",
                                     "--config", os.path.join(folder, name)], check=False,
                                    stderr=subprocess.DEVNULL,
                                    env={**os.environ, "CREDENTIALS_DIRECTORY": credentials}).returncode
                     for name in (f"{service}.conf", f"{service}-1.conf")]
        check(codes == [0, 0], f"{service} takes its configuration and that of its standby")
    check(os.stat(os.path.join(folder, "client.conf")).st_mode & 0o77 == 0,
          "the operator's profile is for its owner only")


def journey(folder):
    """All checks; the later ones need what the first run made."""
    global skipped
    check_words(up(folder))
    if failed:
        return
    check_privacy(folder)
    check("version 2 has its own quote" in up(folder), "a second run on the same folder does it again")
    browser = next(filter(None, map(shutil.which, BROWSERS)), None)
    if browser:
        check_page(browser, folder)
        check_form(browser, folder)
    else:
        skipped += 1
        print(f"skipped: the page in a browser: none of {', '.join(BROWSERS)} is installed")


def main():
    """Everything in one temporary folder."""
    folder = tempfile.mkdtemp(prefix="entraide-journey-")
    try:
        journey(folder)
        check_init(os.path.join(folder, "etc"))
    finally:
        subprocess.run([os.path.join(REPOSITORY, "deploy", "down"), "--folder", folder, "--erase"],
                       stdout=subprocess.DEVNULL, check=False)
    print(f"RESULT passed={passed} failed={failed} skipped={skipped}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
