#!/usr/bin/env python3
"""Writes data/words.txt, the dictionary by which names of the glossary are told from parts of longer words.

Usage: scripts/update_words.py DICT, where DICT is the dict.txt of jieba (MIT licence), such as the one in the
source of the crate jieba-rs.  Kept are its 8,000 most frequent words and every word that contains, or overlaps
in running text with, a short name of the glossary; and those names.
"""
import re
import sys
import tomllib
from pathlib import Path

COMMON = 8_000
ROOT = Path(__file__).resolve().parent.parent
HAN = re.compile(r"[\u3400-\u9fff]+")


def names():
    for path in sorted((ROOT / "data/glossary").glob("*.toml")):
        for card in tomllib.loads(path.read_text(encoding="utf-8")).get("card", []):
            forms = [card["term"], *(a["form"] for a in card.get("aliases", []))]
            yield from ("".join(HAN.findall(form)) for form in forms)
            yield from card.get("not_in", [])


def main():
    words = {}
    for line in Path(sys.argv[1]).read_text(encoding="utf-8").splitlines():
        word, frequency, *_ = line.split(" ")
        if HAN.fullmatch(word):
            words[word] = int(frequency)
    keep = set(sorted(words, key=lambda w: (-words[w], w))[:COMMON])
    all_names = {n for n in names() if n}
    short = {n for n in all_names if len(n) <= 4}
    heads = {n[:i] for n in short for i in range(1, len(n))}
    tails = {n[i:] for n in short for i in range(1, len(n))}
    for word, frequency in words.items():
        contains = any(word[i:j] in short for i in range(len(word)) for j in range(i + 1, len(word) + 1))
        overlaps = frequency >= 100 and (any(word[i:] in heads for i in range(1, len(word)))
                                        or any(word[:i] in tails for i in range(1, len(word))))
        if contains or overlaps:
            keep.add(word)
    for name in all_names:
        if len(name) <= 5:
            words.setdefault(name, 50)
            keep.add(name)
    lines = [f"{w} {max(words[w], 3)}" for w in sorted(keep) if len(w) > 1 or words[w] > 500]
    (ROOT / "data/words.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(len(lines), "words")


main()
