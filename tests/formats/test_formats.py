"""Every reference of sample.txt must come out of bibtex and of a CSL processor with its title.

usage: test_formats.py path/to/yinzheng path/to/bibtex
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

from citeproc import Citation, CitationItem, CitationStylesBibliography, CitationStylesStyle, formatter
from citeproc.source.json import CiteProcJSON

HERE = Path(__file__).parent
passed = failed = 0


def check(holds, what):
    """Counts a check, and prints it if it fails."""
    global passed, failed
    if holds:
        passed += 1
    else:
        failed += 1
        print(f"FAILED: {what}")


def expected():
    """Label, title, BibTeX type and CSL type of every reference."""
    lines = (HERE / "expected.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines if not line.startswith("#")]


def exported(binary, form):
    """The references of the sample in a form, which must be written without a doubt."""
    command = [binary, "references", "--format", form, str(HERE / "sample.txt")]
    result = subprocess.run(command, capture_output=True, check=False, encoding="utf-8")
    check(result.returncode == 0, f"{form}: exit status {result.returncode}")
    check(result.stderr == "", f"{form}: {result.stderr.strip()}")
    return result.stdout


def test_csl(binary, works):
    items = json.loads(exported(binary, "csl-json"))
    check(len(items) == len(works), f"csl: {len(items)} items, not {len(works)}")
    check(len({item["id"] for item in items}) == len(items), "csl: two items have one id")
    style = CitationStylesStyle(str(HERE / "sample.csl"), validate=False)
    # Warnings of the processor are about variables of CSL 1.0.2 that it does not know.
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        bibliography = CitationStylesBibliography(style, CiteProcJSON(items), formatter.plain)
        for item in items:
            bibliography.register(Citation([CitationItem(item["id"])]))
        rendered = [str(entry) for entry in bibliography.bibliography()]
    check(len(rendered) == len(items), f"csl: {len(rendered)} entries rendered, not {len(items)}")
    for (label, title, _, kind), item, text in zip(works, items, rendered):
        check(item["type"] == kind, f"csl [{label}]: type {item['type']}, not {kind}")
        check(title in text, f"csl [{label}]: {title!r} is not in {text!r}")
        names = item.get("author") or item.get("editor") or [{}]
        name = names[0].get("family") or names[0].get("literal") or "no name"
        check(name in text, f"csl [{label}]: {name!r} is not in {text!r}")


def latex_to_text(text):
    """What LaTeX would print, as far as the sample needs it."""
    return re.sub(r"[{}~]", lambda m: " " if m[0] == "~" else "", re.sub(r"\\([&%$#_])", r"\1", text))


def test_bibtex(binary, bibtex, works):
    source = exported(binary, "bibtex")
    keys = re.findall(r"^@\w+\{(.*),$", source, re.MULTILINE)
    check(len(set(keys)) == len(keys) == len(works), f"bibtex: {len(keys)} entries, not {len(works)}")
    with tempfile.TemporaryDirectory() as folder:
        folder = Path(folder)
        (folder / "sample.bib").write_text(source, encoding="utf-8")
        shutil.copy(HERE / "sample.bst", folder)
        commands = [r"\citation{*}", r"\bibdata{sample}", r"\bibstyle{sample}"]
        (folder / "sample.aux").write_text("\n".join(commands) + "\n", encoding="utf-8")
        # bibtex without the rest of TeX does not look into the folder that it runs in.
        environment = {**os.environ, "BIBINPUTS": ".", "BSTINPUTS": "."}
        command = [bibtex, "sample"]
        result = subprocess.run(command, cwd=folder, env=environment, capture_output=True, check=False)
        log = (folder / "sample.blg").read_text(encoding="utf-8", errors="replace")
        check(result.returncode == 0, f"bibtex: exit status {result.returncode}\n{log}")
        check("Warning" not in log and "error" not in log, f"bibtex: {log}")
        # bibtex breaks long lines with an indent.
        written = (folder / "sample.bbl").read_text(encoding="utf-8", errors="replace").replace("\n  ", " ")
    lines = [latex_to_text(line) for line in written.splitlines() if line]
    check(len(lines) == len(works), f"bibtex: {len(lines)} entries come out, not {len(works)}")
    for (label, title, kind, _), line in zip(works, lines):
        check(f" | {kind} | " in line, f"bibtex [{label}]: not {kind} in {line!r}")
        check(f" | {title} | " in line, f"bibtex [{label}]: {title!r} is not in {line!r}")
    for label, names in [("1", "张某三; 李某四; "), ("3", "EXAMPLE, A. B.; SAMPLE, C.; DUMMY, D.; others; ")]:
        check(names in lines[int(label) - 1], f"bibtex [{label}]: {names!r} is not in {lines[int(label) - 1]!r}")


def main():
    binary, bibtex = sys.argv[1:]
    # Relative to the folder that this was called from, not to the folders that it works in.
    binary = str(Path(binary).resolve())
    works = expected()
    test_csl(binary, works)
    test_bibtex(binary, bibtex, works)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed else 0)


main()
