//! `yinzheng check`.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, mpsc};

use super::args::{CheckArgs, CheckFormat};
use super::bibliographies::Bibliographies;
use super::place::Places;
use super::progress::Progress;
use super::repair::{Repaired, Which, repair};
use super::report::{self, FileReport, Tally};
use super::session::{Failure, Session, Status};
use super::source::{self, Place, Source};
use super::{diff, walk};
use crate::config::{Lang, Settings, say};
use crate::document::Snapshot;
use crate::rules::{self, Finding};
use crate::text::Decoded;

/// What is done with fixes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Repair {
    /// Nothing.
    No,
    /// They are shown.
    Show(Which),
    /// They are written.
    Write(Which),
}

/// What is to be done with every essay.
#[derive(Clone, Copy)]
struct Work<'w> {
    repair: Repair,
    lang: Lang,
    bibliographies: &'w Bibliographies,
}

/// An essay to check.
struct Job {
    place: Place,
    settings: Arc<Settings>,
}

/// An essay that was checked.
#[derive(Default)]
struct Checked {
    report: Option<FileReport>,
    notes: Vec<String>,
    failure: Option<Failure>,
    /// Fixes applied or, with `--diff`, shown.
    fixed: usize,
    /// The diff, or the repaired text of standard input.
    text: Vec<u8>,
}

/// Checks files and folders.
///
/// # Errors
///
/// Arguments that do not go together; what concerns one file is told, and the others are checked.
pub fn run(args: &CheckArgs, session: &mut Session) -> Result<Status, Failure> {
    let lang = session.lang;
    let which = if args.unsafe_fixes { Which::All } else { Which::Safe };
    let repair = match args {
        CheckArgs { diff: true, .. } => Repair::Show(which),
        CheckArgs { fix: true, .. } | CheckArgs { unsafe_fixes: true, .. } => Repair::Write(which),
        _ => Repair::No,
    };
    if args.diff && args.format != CheckFormat::Text {
        let message = say!(
            lang,
            "--diff 输出的是差异，不能用别的 --format",
            "--diff prints a diff and takes no other --format"
        );
        return Err(Failure::new(message));
    }
    let fixes_stdin =
        matches!(repair, Repair::Write(_)) && args.paths.iter().any(|path| path.as_os_str() == "-");
    if fixes_stdin && (args.paths.len() > 1 || args.format != CheckFormat::Text) {
        // The repaired text goes to stdout and leaves no room there for anything else.
        let message = say!(
            lang,
            "“-”与 --fix 同用时输出修复后的全文：不能再给别的路径，也不能用别的 --format",
            "`-` with --fix prints the repaired text: it takes no other path and no other --format"
        );
        return Err(Failure::new(message));
    }

    let jobs = jobs(args, session);
    let bibliographies = session.project.bibliographies();
    let work = Work { repair, lang, bibliographies: &bibliographies };
    let checked = check_all(&jobs, work, args.threads.map(usize::from));

    let mut reports = Vec::new();
    let mut fixed = 0;
    let mut told = HashSet::new();
    for one in checked {
        // What is wrong with a bibliography concerns many essays, and is told once.
        for note in one.notes {
            if told.insert(note.clone()) {
                session.note(&note);
            }
        }
        if let Some(failure) = one.failure {
            session.fail(&failure);
        }
        match std::str::from_utf8(&one.text) {
            Ok(text) if session.colour && args.diff => session.print(&diff::coloured(text)),
            _ => session.print_bytes(&one.text),
        }
        fixed += one.fixed;
        reports.extend(one.report);
    }
    if jobs.is_empty() {
        session.note(&say!(
            lang,
            "没有找到可检查的文件（*.txt、*.md、*.markdown、*.tex）",
            "no files to check (*.txt, *.md, *.markdown, *.tex)"
        ));
    }

    let colour = session.colour && !fixes_stdin;
    let tally = Tally { fixed: matches!(repair, Repair::Write(_)).then_some(fixed), lang, colour };
    match (repair, args.format) {
        (Repair::Show(_), _) => session.note(&say!(lang, "{fixed} 处可以修复", "{fixed} can be fixed")),
        (Repair::Write(_), _) if fixes_stdin => Session::tell(&report::text(&reports, tally)),
        (_, CheckFormat::Text) => session.print(&report::text(&reports, tally)),
        (_, CheckFormat::Json) => session.print_json(&report::json(&reports)),
        (_, CheckFormat::Sarif) => session.print_json(&report::sarif(&reports, lang)),
        (_, CheckFormat::Github) => session.print(&report::github(&reports)),
    }
    let found = reports.iter().flat_map(|file| &file.findings).any(|found| found.severity >= args.fail_on);
    Ok(if found { Status::Found } else { Status::Clean })
}

/// The essays to check with their settings; what stands in the way of some is told.
fn jobs(args: &CheckArgs, session: &mut Session) -> Vec<Job> {
    let (places, failures) = walk::essays(&args.paths, args.stdin_filename.as_deref(), session.lang);
    for failure in failures {
        session.fail(&failure);
    }
    let mut told: Vec<Failure> = Vec::new();
    let mut jobs = Vec::new();
    for place in places {
        match session.project.settings(place.anchor()) {
            Ok(settings) if args.show_ignored => {
                let settings = Arc::new(Settings { show_ignored: true, ..(*settings).clone() });
                jobs.push(Job { place, settings });
            }
            Ok(settings) => jobs.push(Job { place, settings }),
            // One broken configuration concerns many files, and is told once.
            Err(failure) if told.contains(&failure) => {}
            Err(failure) => {
                session.fail(&failure);
                told.push(failure);
            }
        }
    }
    jobs
}

/// Checks `jobs` side by side; the order of the outcome is that of `jobs`.
fn check_all(jobs: &[Job], work: Work<'_>, threads: Option<usize>) -> Vec<Checked> {
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let threads = threads.unwrap_or_else(cores).min(jobs.len());
    let mut progress = Progress::new(jobs.len());
    let mut checked: Vec<Checked> = jobs.iter().map(|_| Checked::default()).collect();
    let next = AtomicUsize::new(0);
    let (sender, receiver) = mpsc::channel();
    std::thread::scope(|scope| {
        for _ in 0..threads {
            let (sender, next) = (sender.clone(), &next);
            scope.spawn(move || {
                loop {
                    let index = next.fetch_add(1, Ordering::Relaxed);
                    let Some(job) = jobs.get(index) else { break };
                    // The receiver lives until all workers are done.
                    let _ = sender.send((index, check(job, work)));
                }
            });
        }
        drop(sender);
        for (index, one) in receiver {
            checked[index] = one;
            progress.step();
        }
    });
    checked
}

fn check(job: &Job, work: Work<'_>) -> Checked {
    let Work { repair, lang, bibliographies } = work;
    let source = match job.place.read(lang) {
        Ok(source) => source,
        Err(failure) => return Checked { failure: Some(failure), ..Checked::default() },
    };
    let decoded = match source.decode(lang) {
        Ok(decoded) => decoded,
        Err(failure) => return Checked { failure: Some(failure), ..Checked::default() },
    };
    let mut snapshot = Snapshot::of(&decoded.text, source.kind);
    let names = &snapshot.index().bibliographies;
    let (settings, problems) = bibliographies.add(&job.settings, job.place.anchor(), names);
    let mut checked = Checked::default();
    checked.notes.extend(source.note(&decoded, lang));
    checked.notes.extend(problems);
    let job = &Job { place: job.place.clone(), settings };
    let mut findings = rules::check(&snapshot, &job.settings);
    match repaired(job, &source, &decoded, &findings, repair, lang) {
        Ok(Some(outcome)) => {
            checked.fixed = outcome.applied;
            checked.text = outcome.output;
            // With --diff nothing was written: the findings are still those of the file.
            if matches!(repair, Repair::Write(_)) && outcome.applied > 0 {
                snapshot = Snapshot::of(&outcome.text, source.kind);
                findings = rules::check(&snapshot, &job.settings);
            }
        }
        Ok(None) => {}
        Err(failure) => checked.failure = Some(failure),
    }
    let places = Places { buffer: snapshot.buffer(), shift: Source::shift(&decoded) };
    checked.report = Some(FileReport::new(source.name.clone(), findings, places));
    checked
}

/// A text after its repair.
struct Outcome {
    text: String,
    applied: usize,
    /// What goes to stdout.
    output: Vec<u8>,
}

/// Repairs the text and writes or shows it, as `repair` says; `None` if nothing was to be done.
fn repaired(
    job: &Job,
    source: &Source,
    decoded: &Decoded<'_>,
    findings: &[Finding],
    repair_how: Repair,
    lang: Lang,
) -> Result<Option<Outcome>, Failure> {
    let (Repair::Show(which) | Repair::Write(which)) = repair_how else {
        return Ok(None);
    };
    let check = |text: &str| rules::check(&Snapshot::of(text, source.kind), &job.settings);
    let name = &source.name;
    let (text, applied) = match repair(&decoded.text, findings, which, check) {
        Repaired::Settled { text, applied } => (text, applied),
        Repaired::Restless => {
            return Err(Failure::new(say!(
                lang,
                "{name}：没有修复，因为各处修复互相抵触；请报告这个缺陷",
                "{name}: not repaired, since its fixes undo each other; please report this bug"
            )));
        }
    };
    let mut output = Vec::new();
    match (&job.place, repair_how) {
        (_, Repair::No) => {}
        (_, Repair::Show(_)) => {
            let mark = if Source::shift(decoded) > 0 { "\u{feff}" } else { "" };
            let (old, new) = (format!("{mark}{}", decoded.text), format!("{mark}{text}"));
            output = diff::unified(name, &old, &new).into_bytes();
        }
        // Standard input comes out whole, whether something was repaired or not.
        (Place::Stdin(_), Repair::Write(_)) => output = source.encode(decoded, &text, lang)?,
        (Place::File(_), Repair::Write(_)) if applied == 0 => {}
        (Place::File(path), Repair::Write(_)) => {
            let bytes = source.encode(decoded, &text, lang)?;
            write(path, &bytes, lang)?;
        }
    }
    Ok(Some(Outcome { text, applied, output }))
}

fn write(path: &Path, bytes: &[u8], lang: Lang) -> Result<(), Failure> {
    source::replace(path, bytes).map_err(|error| {
        let name = source::shown(path);
        let why = source::io_reason(&error, lang);
        Failure::new(say!(lang, "{name}：无法写入：{why}", "{name}: cannot write: {why}"))
    })
}
