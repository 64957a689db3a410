//! Silencing findings: code actions, and the command that writes into the workspace's `.yinzheng`.
//!
//! The server writes there itself, because an edit by the client would stay unsaved in a buffer that
//! nobody looks at. It writes into two files only, below a folder of the workspace, and takes
//! neither path nor folder from the arguments of the command.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use tower_lsp::ls_types as lsp;

use super::documents::Checked;
use super::proto::{Context, asks_for};
use super::uri;
use crate::config::{
    FOLDER_NAME, GLOSSARY_NAME, IGNORE_NAME, IgnoreLine, Lang, TERMS_NAME, Terms, find_file, find_folder,
    relative, say,
};
use crate::ide::{self, List, Note};

/// The command that adds a line to a file of `.yinzheng`.
pub(super) const COMMAND: &str = "yinzheng.ignore";

/// Bytes of the longest line that is written.
const LONGEST: usize = 4096;

/// The argument of the command.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Addition {
    /// The essay that the line is about.
    pub(super) uri: lsp::Uri,
    /// `ignore` or `terms`.
    pub(super) list: String,
    /// The line, without line ending.
    pub(super) line: String,
}

/// The actions that silence findings in the range that `params` names.
pub(super) fn actions(
    context: &Context<'_>,
    checked: &Checked,
    params: &lsp::CodeActionParams,
) -> Vec<lsp::CodeActionOrCommand> {
    if !asks_for(params.context.only.as_deref(), &lsp::CodeActionKind::QUICKFIX) {
        return Vec::new();
    }
    let path = essay_path(context.uri, &context.features.roots).map(|(_, path)| path);
    let snapshot = &checked.state.snapshot;
    let mut actions = Vec::new();
    for finding in context.findings_in(checked, &params.range) {
        for silence in ide::silences(snapshot, &checked.settings, finding, path.as_deref()) {
            let mut action = lsp::CodeAction {
                title: silence.title.clone(),
                kind: Some(lsp::CodeActionKind::QUICKFIX),
                diagnostics: Some(vec![context.plain_diagnostic(finding)]),
                ..lsp::CodeAction::default()
            };
            match silence.note {
                Note::Comment(edit) => {
                    action.edit = Some(context.workspace_edit([&edit], checked.state.version));
                }
                // Some clients take every action with a command for a bare command, so it is added
                // when the action is chosen, and those that cannot ask then get a bare command.
                Note::Line(list, line) => {
                    let addition = json!({ "uri": context.uri, "list": name(list), "line": line });
                    if !context.features.resolves_commands {
                        let command = command(silence.title, addition);
                        actions.push(lsp::CodeActionOrCommand::Command(command));
                        continue;
                    }
                    action.data = Some(addition);
                }
            }
            actions.push(lsp::CodeActionOrCommand::CodeAction(action));
        }
    }
    actions
}

/// The action that defines the selected words in the workspace.
pub(super) fn definition(
    context: &Context<'_>,
    checked: &Checked,
    params: &lsp::CodeActionParams,
) -> Option<lsp::CodeActionOrCommand> {
    let kind = lsp::CodeActionKind::REFACTOR;
    if !asks_for(params.context.only.as_deref(), &kind) {
        return None;
    }
    essay_path(context.uri, &context.features.roots)?;
    let range = context.offset(params.range.start)..context.offset(params.range.end);
    let term = ide::definable(&checked.state.snapshot, &range, &checked.settings)?;
    let title = say!(
        checked.settings.lang,
        "在工作区里解释“{term}”（写入 .yinzheng/terms.toml）",
        "Define “{term}” in the workspace (in .yinzheng/terms.toml)"
    );
    let addition = json!({ "uri": context.uri, "list": GLOSSARY_NAME, "line": term });
    Some(if context.features.resolves_commands {
        let data = Some(addition);
        lsp::CodeActionOrCommand::CodeAction(lsp::CodeAction {
            title,
            kind: Some(kind),
            data,
            ..Default::default()
        })
    } else {
        lsp::CodeActionOrCommand::Command(command(title, addition))
    })
}

/// The action with its command, if it is one that has a command.
pub(super) fn resolved(mut action: lsp::CodeAction) -> lsp::CodeAction {
    if let Some(addition) = &action.data
        && action.command.is_none()
        // The client keeps the address in its own spelling; the command reads it.
        && ["uri", "list", "line"].iter().all(|key| addition[key].is_string())
    {
        action.command = Some(command(action.title.clone(), addition.clone()));
    }
    action
}

fn command(title: String, addition: Value) -> lsp::Command {
    lsp::Command { title, command: COMMAND.to_owned(), arguments: Some(vec![addition]) }
}

const fn name(list: List) -> &'static str {
    match list {
        List::Ignored => IGNORE_NAME,
        List::Terms => TERMS_NAME,
    }
}

impl Addition {
    /// Reads the arguments of the command.
    pub(super) fn of(arguments: Vec<Value>) -> Option<Self> {
        let addition: Self = serde_json::from_value(arguments.into_iter().next()?).ok()?;
        let line = &addition.line;
        let one_line = line.len() <= LONGEST && !line.contains(char::is_control);
        let sound = match addition.list.as_str() {
            IGNORE_NAME => {
                let (lines, problems) = IgnoreLine::parse(line, Lang::En);
                lines.len() == 1 && problems.is_empty()
            }
            TERMS_NAME => !Terms::parse(line).is_empty(),
            GLOSSARY_NAME => !line.contains(['"', '\\']) && line.trim().chars().count() >= 2,
            _ => false,
        };
        (one_line && sound).then_some(addition)
    }

    /// Adds the line to its file, which is created if it is not there. May take its time.
    ///
    /// # Errors
    ///
    /// The essay has no file, its folder lies outside of the workspace, or the file cannot be
    /// written; the message is for the user.
    pub(super) fn write(&self, roots: &[PathBuf], lang: Lang) -> Result<(), String> {
        let Some((root, _)) = essay_path(&self.uri, roots) else {
            return Err(say!(
                lang,
                "引证：这篇文章不在工作区的文件夹里，无处写入 {FOLDER_NAME}",
                "yinzheng: the essay lies in no folder of the workspace, so there is no {FOLDER_NAME} to write to"
            ));
        };
        let file = root.join(FOLDER_NAME).join(&self.list);
        let entry = match self.list.as_str() {
            GLOSSARY_NAME => format!("[[term]]\nterm = \"{}\"\ndefinition = \"\"", self.line.trim()),
            _ => self.line.clone(),
        };
        append(&root, &self.list, &entry, header(&self.list, lang)).map_err(|error| {
            let file = file.display();
            say!(lang, "引证：无法写入 {file}：{error}", "yinzheng: cannot write {file}: {error}")
        })
    }
}

/// What a new file begins with.
fn header(list: &str, lang: Lang) -> &'static str {
    if list == GLOSSARY_NAME {
        return match lang {
            Lang::Zh => {
                "# 自己的术语：每个一段 [[term]]，写 term、definition，也可以写 aliases = [\"…\"] 和 source = \"…\"。\n"
            }
            Lang::En => {
                "# Terms of our own, each a table [[term]] with term and definition, and, if need be, aliases = [\"…\"] and source = \"…\".\n"
            }
        };
    }
    match (list == IGNORE_NAME, lang) {
        (true, Lang::Zh) => "# 忽略的提示，每行一条。路径: 规则: 提示所指的头几个字  # 理由",
        (true, Lang::En) => {
            "# Ignored findings, one a line. path: rule: the first of the flagged words  # reason"
        }
        (false, Lang::Zh) => "# 术语，每行一条；引号里的这些话不必注明出处。",
        (false, Lang::En) => "# Terms, one a line: between quotation marks they need no citation.",
    }
}

/// The folder that holds, or will hold, `.yinzheng` for the essay `uri`, and the essay's path in it.
///
/// With `roots`, the folders of the workspace, it is one of them or lies below one. A `.yinzheng`
/// above them stays as it is, and no other is laid before it.
fn essay_path(uri: &lsp::Uri, roots: &[PathBuf]) -> Option<(PathBuf, String)> {
    let path = uri::file_path(uri)?;
    let root =
        roots.iter().filter(|root| relative(&path, root).is_some()).max_by_key(|root| root.as_os_str().len());
    if root.is_none() && !roots.is_empty() {
        return None;
    }
    let inside = |folder: &Path| root.is_none_or(|root| relative(folder, root).is_some());
    let folder = match find_folder(&path) {
        Some(folder) => Some(folder).filter(|folder| inside(folder))?,
        None => find_file(&path)
            .and_then(|file| file.parent().map(Path::to_owned))
            .filter(|folder| inside(folder))
            .or_else(|| root.cloned())
            .or_else(|| path.parent().map(Path::to_owned))?,
    };
    let relative = relative(&path, &folder)?;
    Some((folder, relative))
}

/// Adds `line` to the file `name` of `.yinzheng` in `root`.
fn append(root: &Path, name: &str, line: &str, header: &str) -> io::Result<()> {
    let folder = root.join(FOLDER_NAME);
    fs::create_dir_all(&folder)?;
    // Through symbolic links, too, nothing is written elsewhere.
    let path = folder.join(name);
    let real = if path.exists() { fs::canonicalize(&path)? } else { fs::canonicalize(&folder)? };
    if !real.starts_with(fs::canonicalize(root)?) {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "a link leads out of the folder"));
    }
    let old = match fs::read(&path) {
        Ok(old) => old,
        Err(error) if error.kind() == io::ErrorKind::NotFound => Vec::new(),
        Err(error) => return Err(error),
    };
    let ending = if old.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
    // Of an entry of several lines the second one, which names the term, tells whether it is there.
    let telling = line.lines().nth(1).unwrap_or(line).trim();
    if String::from_utf8_lossy(&old).lines().any(|known| known.trim() == telling) {
        return Ok(());
    }
    let mut addition = String::new();
    if old.is_empty() {
        addition = format!("{header}{ending}");
    } else if !old.ends_with(b"\n") {
        addition.push_str(ending);
    }
    if line.contains('\n') && !old.is_empty() {
        addition.push_str(ending);
    }
    addition.push_str(&line.replace('\n', ending));
    addition.push_str(ending);
    fs::OpenOptions::new().create(true).append(true).open(&path)?.write_all(addition.as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn addition(uri: &str, list: &str, line: &str) -> Option<Addition> {
        Addition::of(vec![json!({ "uri": uri, "list": list, "line": line })])
    }

    fn uri_of(path: &Path) -> String {
        lsp::Uri::from_file_path(path).unwrap().as_str().to_owned()
    }

    #[test]
    fn only_sound_lines_are_taken() {
        let uri = "file:///a.txt";
        assert!(addition(uri, "ignore", "a.txt: uncited-quote: 没有调查  # 理由").is_some());
        assert!(addition(uri, "terms", "四梁八柱").is_some());
        for (list, line) in [
            ("ignore", "a.txt: uncited-qoute: 没有调查"),
            ("ignore", "a.txt: uncited-quote: 没有\nb.txt: uncited-quote: 调查"),
            ("ignore", ""),
            ("terms", "# 注"),
            ("terms", "甲\n乙"),
            ("../ignore", "四梁八柱"),
            ("other", "四梁八柱"),
        ] {
            assert!(addition(uri, list, line).is_none(), "{list} {line}");
        }
        assert!(Addition::of(vec![]).is_none());
        assert!(Addition::of(vec![json!(7)]).is_none());
    }

    #[test]
    fn lines_are_added_once_behind_what_is_there() {
        let root = tempfile::tempdir().unwrap();
        let essay = uri_of(&root.path().join("稿/甲.txt"));
        let roots = [root.path().to_owned()];
        let write = |line: &str| addition(&essay, "terms", line).unwrap().write(&roots, Lang::Zh).unwrap();
        let file = root.path().join(".yinzheng/terms");
        write("四梁八柱");
        write("最后一公里");
        write("四梁八柱");
        let header = "# 术语，每行一条；引号里的这些话不必注明出处。\n";
        assert_eq!(fs::read_to_string(&file).unwrap(), format!("{header}四梁八柱\n最后一公里\n"));
        fs::write(&file, "甲\r\n乙").unwrap();
        write("丙");
        assert_eq!(fs::read_to_string(&file).unwrap(), "甲\r\n乙\r\n丙\r\n");
    }

    #[test]
    fn terms_are_defined_in_a_file_that_is_read_again() {
        let root = tempfile::tempdir().unwrap();
        let essay = uri_of(&root.path().join("甲.txt"));
        let roots = [root.path().to_owned()];
        let write =
            |term: &str| addition(&essay, GLOSSARY_NAME, term).unwrap().write(&roots, Lang::Zh).unwrap();
        write("村账会");
        write("四梁八柱");
        write("村账会");
        let text = fs::read_to_string(root.path().join(".yinzheng/terms.toml")).unwrap();
        assert_eq!(text.matches("[[term]]\n").count(), 2, "{text}");
        let (glossary, problems) = crate::glossary::OwnGlossary::parse(&text, Lang::Zh);
        let terms: Vec<&str> = glossary.cards().iter().map(crate::glossary::Card::term).collect();
        assert_eq!(terms, ["村账会", "四梁八柱"]);
        let told: Vec<&str> = problems.iter().map(|problem| problem.message.as_str()).collect();
        assert_eq!(
            told,
            ["村账会", "四梁八柱"].map(|term| format!("“{term}”没有释义，请写 definition = \"…\"。")),
            "what is still to be written is told"
        );
        assert!(addition(&essay, GLOSSARY_NAME, "村\"账").is_none());
    }

    #[test]
    fn nothing_is_written_outside_of_the_workspace() {
        let root = tempfile::tempdir().unwrap();
        let (inner, other) = (root.path().join("稿"), root.path().join("别处"));
        fs::create_dir_all(&inner).unwrap();
        fs::create_dir_all(&other).unwrap();
        let line = |path: &Path| addition(&uri_of(path), "terms", "四梁八柱").unwrap();
        let roots = [inner.clone()];
        assert!(line(&other.join("甲.txt")).write(&roots, Lang::Zh).is_err());
        assert!(line(&inner.join("../别处/甲.txt")).write(&roots, Lang::Zh).is_err());
        // A folder above the workspace stays, and is not hidden by another.
        fs::create_dir(root.path().join(FOLDER_NAME)).unwrap();
        assert!(line(&inner.join("甲.txt")).write(&roots, Lang::Zh).is_err());
        assert!(!inner.join(FOLDER_NAME).exists());
        assert!(line(&inner.join("甲.txt")).write(&[root.path().to_owned()], Lang::Zh).is_ok());
        assert!(addition("untitled:Untitled-1", "terms", "甲").unwrap().write(&[], Lang::Zh).is_err());
    }

    #[cfg(unix)]
    #[test]
    fn links_lead_nowhere_else() {
        let (root, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        std::os::unix::fs::symlink(other.path(), root.path().join(FOLDER_NAME)).unwrap();
        let essay = uri_of(&root.path().join("甲.txt"));
        let roots = [root.path().to_owned()];
        assert!(addition(&essay, "terms", "四梁八柱").unwrap().write(&roots, Lang::Zh).is_err());
        assert_eq!(fs::read_dir(other.path()).unwrap().count(), 0);
    }

    #[test]
    fn a_single_file_has_its_own_folder_or_that_of_its_configuration() {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("稿");
        fs::create_dir(&folder).unwrap();
        let uri: lsp::Uri = uri_of(&folder.join("甲.txt")).parse().unwrap();
        assert_eq!(essay_path(&uri, &[]), Some((folder.clone(), "甲.txt".to_owned())));
        fs::write(root.path().join("yinzheng.toml"), "").unwrap();
        assert_eq!(essay_path(&uri, &[]), Some((root.path().to_owned(), "稿/甲.txt".to_owned())));
        fs::create_dir(folder.join(FOLDER_NAME)).unwrap();
        assert_eq!(essay_path(&uri, &[]), Some((folder, "甲.txt".to_owned())));
    }
}
