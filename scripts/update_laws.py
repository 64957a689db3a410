#!/usr/bin/env python3
"""Writes data/tables/laws.tsv, from which the cards of laws and regulations are generated.

Usage: scripts/update_laws.py DATES TEXTS, where DATES is a table (title, folder, first and last event with their
dates, number of events) and TEXTS a folder of statutes in Markdown whose head lists every event.  Where the text
is there, its head gives all events, its last article the day of entry into force, and its headings the chapters.

Columns: title, level, complete (whether all events are listed), events (`kind date by` with | between them),
chapters (names with | between them), articles (their number; empty where the text was not there).
"""
import csv
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DATE = r"(\d{4})年(\d{1,2})月(\d{1,2})日"
DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")}
LEVELS = {"行政法规", "宪法", "宪法相关法", "民法商法", "民法典", "行政法", "经济法", "社会法", "刑法", "诉讼与非诉讼程序法"}


def number(text):
    """一百二十三 → 123"""
    total = digit = 0
    for c in text:
        if c in DIGITS:
            digit = DIGITS[c]
        else:
            total += {"十": 10, "百": 100, "千": 1000}[c] * (digit or (1 if c == "十" else 0))
            digit = 0
    return total + digit


def iso(match):
    return f"{match[1]}-{int(match[2]):02}-{int(match[3]):02}"


def event(date, text):
    """kind, date, by"""
    text = re.sub(r"\s+", "", text)
    by = re.match(r"(第[一二三四五六七八九十]+届全国人民代表大会(?:常务委员会)?第[一二三四五六七八九十]+次)", text)
    by = f"{by[1]}会议" if by else ""
    if not by and (order := re.search(r"国务院令第\d+号|中华人民共和国主席令第\S+?号|政务院|国务院第\d+次常务会议", text)):
        by = order[0]
    if "通过的《" in text:
        kind = "amended"
    elif "修订" in text:
        kind = "revised"
    elif re.search(r"修正|修正案|关于修改", text):
        kind = "amended"
    elif re.search(r"废止|失效", text):
        kind = "repealed"
    elif "通过" in text:
        kind = "adopted"
    elif re.search(r"公布|发布|颁布", text):
        kind = "published"
    elif "批准" in text:
        kind = "approved"
    elif re.search(r"施行|执行|实施", text):
        kind = "in-force"
    else:
        kind = "adopted" if by.startswith("第") and "届" in by else "dated"
    return kind, date, by


def head(text):
    events = []
    for line in text.split("<!-- INFO END -->")[0].splitlines()[1:]:
        if match := re.match(rf"\s*{DATE}\s*(.*)", line):
            events.append(event(iso(match), match[4]))
    return events


def body(text):
    """The chapters and the number of articles of a statute, and when it says that it takes effect."""
    text = text.split("<!-- INFO END -->")[-1]
    chapters = []
    for match in re.finditer(r"^#+\s*第[一二三四五六七八九十百]+章[\s　]+(.+?)\s*$", text, re.M):
        if match[1] not in chapters:
            chapters.append(re.sub(r"\s+", "", match[1]))
    articles = [number(a) for a in re.findall(r"^第([一二三四五六七八九十百千零]+)条[\s　]", text, re.M)]
    force = re.findall(rf"自{DATE}起(?:施行|生效|实施)", text[-600:])
    return chapters, max(articles, default=0), [f"{y}-{int(m):02}-{int(d):02}" for y, m, d in force]


def main():
    dates, texts = Path(sys.argv[1]), Path(sys.argv[2])
    rows = {}
    for row in csv.DictReader(dates.open(encoding="utf-8"), delimiter="\t"):
        first = event(row["first_event_date"], row["first_event"].split(" ", 1)[-1] + row["first_event"].split(" ", 1)[0])
        events = [first]
        count = int(row["n_events"])
        if count > 1:
            last = row["last_event"]
            events.append(event(row["last_event_date"], last.split(" ", 1)[-1] + last.split(" ", 1)[0]))
        # “(2014-11-24)” in the file name is the day of the latest version: a later one than the last event
        # shows that events are missing.
        version = re.search(r"\((\d{4}-\d\d-\d\d)\)", row["source_path"])
        complete = count <= 2 and not (version and version[1] > max(date for _, date, _ in events))
        rows[row["title"]] = [row["level_folder"], complete, events, [], 0]
    for path in sorted(texts.rglob("*.md")):
        text = path.read_text(encoding="utf-8")
        title = text.splitlines()[0].lstrip("# ").strip()
        if title not in rows or path.parent.name in ("民法典",):
            continue
        events = head(text)
        chapters, articles, force = body(text)
        newer = rows[title][3:] and len(events) < len(rows[title][2]) and rows[title][1]
        if not events or newer:
            continue
        known = rows[title][2] if rows[title][4] else []
        if known and max(d for _, d, _ in known) > max(d for _, d, _ in events):
            continue
        # A law says when it takes effect; a revision may leave the old day in the text.
        for day in force[-1:]:
            whole = [d for k, d, _ in events if k in ("adopted", "revised", "published", "approved")]
            if whole and day >= max(whole) and not any(k == "in-force" for k, _, _ in events):
                events.append(("in-force", day, ""))
        rows[title][1:] = [True, events, chapters, articles]
    out = ["# Written by scripts/update_laws.py. title, level, complete, events, chapters, articles"]
    for title, (level, complete, events, chapters, articles) in sorted(rows.items()):
        seen, listed = set(), []
        for kind, date, by in sorted(events, key=lambda e: e[1]):
            if (kind, date) not in seen:
                seen.add((kind, date))
                listed.append(" ".join(filter(None, (kind, date, by))))
        assert level in LEVELS, level
        out.append("\t".join([title, level, "1" if complete else "0", "|".join(listed), "|".join(chapters), str(articles or "")]))
    target = ROOT / "data/tables/laws.tsv"
    target.write_text("\n".join(out) + "\n", encoding="utf-8")
    print(len(out) - 1, "laws and regulations,", sum(1 for r in rows.values() if r[1]), "with all events")


main()
