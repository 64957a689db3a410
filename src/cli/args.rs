//! The arguments, and what is said when they are wrong.
//!
//! Help is in Chinese with the English in brackets, so that it needs no language to be chosen.

use std::ffi::OsString;
use std::io::Write;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{ArgAction, CommandFactory, Parser, Subcommand, ValueEnum};

use crate::config::{Choice, Lang, nearest};
use crate::reference::Edition;
use crate::rules::Severity;

const OPTIONS: &str = "选项 [Options]";
const ARGUMENTS: &str = "参数 [Arguments]";
const HELP: &str = "{about-with-newline}\n用法 [Usage]: {usage}\n\n{all-args}{after-help}";

#[derive(Debug, Parser)]
#[command(
    name = "yinzheng",
    version,
    about = "引证：检查中文政策论文的引文标注 [checks citations in Chinese policy essays]",
    after_help = "退出状态 [Exit status]: 0 没有问题 [clean]；1 有问题 [findings]；2 用法、配置或输入有误 [error]",
    help_template = HELP,
    disable_help_flag = true,
    disable_version_flag = true,
    disable_help_subcommand = true,
    subcommand_help_heading = "命令 [Commands]",
    next_help_heading = OPTIONS
)]
pub struct Args {
    #[command(subcommand)]
    pub command: Command,
    /// 提示信息的语言：zh、en [language of messages]
    #[arg(long, global = true, value_name = "LANG", value_parser = choice::<Lang>(), hide_possible_values = true)]
    pub lang: Option<Lang>,
    /// 用这个配置文件，不再逐级向上查找 yinzheng.toml [configuration file to use]
    #[arg(long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// 显示帮助 [print help]
    #[arg(short, long, global = true, action = ArgAction::Help)]
    help: Option<bool>,
    /// 显示版本 [print version]
    #[arg(short = 'V', long, action = ArgAction::Version)]
    version: Option<bool>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    /// 检查文件和文件夹 [check files and folders]
    #[command(help_template = HELP)]
    Check(CheckArgs),
    /// 显示文章的提纲 [section tree of an essay]
    #[command(help_template = HELP)]
    Outline(FileArgs),
    /// 查术语卡片 [glossary cards]
    #[command(help_template = HELP)]
    Define(DefineArgs),
    /// 列出文中用到的术语，或做成术语表 [terms of an essay, also as an appendix]
    #[command(help_template = HELP)]
    Terms(TermsArgs),
    /// 术语卡的数目 [how many cards, names and facts the glossary has]
    #[command(help_template = HELP)]
    Glossary,
    /// 列出、转换参考文献和注释 [references of an essay, also for other programs]
    #[command(help_template = HELP)]
    References(ReferencesArgs),
    /// 列出引注和引文 [citations and quotations of an essay]
    #[command(help_template = HELP)]
    Citations(FileArgs),
    /// 说明一条规则，或列出全部规则 [page of a rule, or list of rules]
    #[command(help_template = HELP)]
    Explain(ExplainArgs),
    /// 在标准输入输出上运行语言服务器 [language server on stdio]
    #[command(help_template = HELP)]
    Server(ServerArgs),
    /// 输出 yinzheng.toml 的 JSON Schema [JSON schema of yinzheng.toml]
    #[command(help_template = HELP)]
    Schema,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = OPTIONS)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct CheckArgs {
    /// 文件或文件夹，“-”为标准输入；默认为当前文件夹 [files or folders; `-` is stdin; default: current folder]
    #[arg(value_name = "PATH", help_heading = ARGUMENTS)]
    pub paths: Vec<PathBuf>,
    /// 应用安全的修复 [apply safe fixes]
    #[arg(long)]
    pub fix: bool,
    /// 应用全部修复，包括需要核对的 [apply all fixes, also those that need a second look]
    #[arg(long)]
    pub unsafe_fixes: bool,
    /// 只显示修复会改动什么，不写文件 [show what --fix would do, write nothing]
    #[arg(long)]
    pub diff: bool,
    /// 输出格式：text、json、sarif、github；默认 text [output format]
    #[arg(long, value_enum, default_value_t = CheckFormat::Text, value_name = "FORMAT",
          hide_possible_values = true, hide_default_value = true)]
    pub format: CheckFormat,
    /// 有这个级别以上的问题时退出状态为 1：error、warning、information、hint；默认 warning [exit 1 from this severity on]
    #[arg(long, value_name = "SEVERITY", default_value = "warning", value_parser = choice::<Severity>(),
          hide_possible_values = true, hide_default_value = true)]
    pub fail_on: Severity,
    /// 也报告已忽略的问题：注释和 .yinzheng/ignore 都不算 [also report what is ignored in the text or in .yinzheng/ignore]
    #[arg(long)]
    pub show_ignored: bool,
    /// 并行的线程数；默认为处理器核数 [number of threads; default: number of cores]
    #[arg(long, value_name = "N")]
    pub threads: Option<std::num::NonZeroUsize>,
    /// 标准输入的文件名，据此判断格式和配置 [file name of stdin: gives its kind and configuration]
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = OPTIONS)]
pub struct FileArgs {
    /// 文件，“-”为标准输入 [file; `-` is stdin]
    #[arg(value_name = "FILE", help_heading = ARGUMENTS)]
    pub file: PathBuf,
    /// 输出格式：text、json；默认 text [output format]
    #[arg(long, value_enum, default_value_t = PlainFormat::Text, value_name = "FORMAT",
          hide_possible_values = true, hide_default_value = true)]
    pub format: PlainFormat,
    /// 标准输入的文件名，据此判断格式和配置 [file name of stdin: gives its kind and configuration]
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = OPTIONS)]
pub struct ReferencesArgs {
    /// 文件，“-”为标准输入 [file; `-` is stdin]
    #[arg(value_name = "FILE", help_heading = ARGUMENTS)]
    pub file: PathBuf,
    /// 输出格式：text、json、bibtex、csl-json；默认 text [output format]
    #[arg(long, value_enum, default_value_t = ReferencesFormat::Text, value_name = "FORMAT",
          hide_possible_values = true, hide_default_value = true)]
    pub format: ReferencesFormat,
    /// 按这个标准的著录格式输出：gb-2025、gb-2015，即 GB/T 7714 的年份 [print the list as this standard has it]
    #[arg(long, value_enum, value_name = "STYLE", hide_possible_values = true, conflicts_with = "format")]
    pub style: Option<ReferenceStyle>,
    /// 标准输入的文件名，据此判断格式和配置 [file name of stdin: gives its kind and configuration]
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = OPTIONS)]
pub struct DefineArgs {
    #[arg(value_name = "TERM", required = true, help_heading = ARGUMENTS,
          help = "术语，或文件中的位置 FILE:LINE:COL（行列从 1 数起）[terms, or a place counted from 1]")]
    pub terms: Vec<String>,
    /// 输出格式：text、json；默认 text [output format]
    #[arg(long, value_enum, default_value_t = PlainFormat::Text, value_name = "FORMAT",
          hide_possible_values = true, hide_default_value = true)]
    pub format: PlainFormat,
    /// 标准输入的文件名，据此判断格式和配置 [file name of stdin: gives its kind and configuration]
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
#[command(next_help_heading = OPTIONS)]
pub struct TermsArgs {
    /// 文件，“-”为标准输入 [file; `-` is stdin]
    #[arg(value_name = "FILE", help_heading = ARGUMENTS)]
    pub file: PathBuf,
    /// 输出格式：text、json、markdown（附在文后的术语表）；默认 text [output format; markdown is an appendix]
    #[arg(long, value_enum, default_value_t = TermsFormat::Text, value_name = "FORMAT",
          hide_possible_values = true, hide_default_value = true)]
    pub format: TermsFormat,
    /// 标准输入的文件名，据此判断格式和配置 [file name of stdin: gives its kind and configuration]
    #[arg(long, value_name = "NAME")]
    pub stdin_filename: Option<PathBuf>,
}

#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// 规则的名称；省略则列出全部 [rule; all are listed without it]
    #[arg(value_name = "RULE", help_heading = ARGUMENTS)]
    pub rule: Option<String>,
}

#[derive(Debug, clap::Args)]
pub struct ServerArgs {
    /// Several editors add this flag of their own accord; stdio is the only way there is.
    #[arg(long, hide = true)]
    stdio: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum CheckFormat {
    Text,
    Json,
    Sarif,
    Github,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum PlainFormat {
    Text,
    Json,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum TermsFormat {
    Text,
    Json,
    Markdown,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReferencesFormat {
    Text,
    Json,
    Bibtex,
    CslJson,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ReferenceStyle {
    #[value(name = "gb-2025")]
    Gb2025,
    #[value(name = "gb-2015")]
    Gb2015,
}

impl From<ReferenceStyle> for Edition {
    fn from(style: ReferenceStyle) -> Self {
        match style {
            ReferenceStyle::Gb2025 => Self::Gb2025,
            ReferenceStyle::Gb2015 => Self::Gb2015,
        }
    }
}

fn choice<T: Choice + Send + Sync>() -> impl TypedValueParser<Value = T> {
    // Only known names reach the conversion.
    PossibleValuesParser::new(T::names()).try_map(|name| T::named(&name).ok_or("unknown value"))
}

/// The arguments of the process, or the exit code after help or a message was printed.
pub fn parse() -> Result<Args, ExitCode> {
    Args::try_parse().map_err(|error| {
        let lang = lang_of(std::env::args_os()).unwrap_or_else(environment_lang);
        if !error.use_stderr() {
            // A reader that has gone away is no reason to complain.
            let _ = error.print();
            return ExitCode::SUCCESS;
        }
        let message = match lang {
            Lang::Zh => chinese(&error),
            Lang::En => None,
        };
        match message {
            Some(message) => {
                let _ = writeln!(
                    std::io::stderr(),
                    "错误：{message}\n用法见 yinzheng --help 或 yinzheng 命令 --help"
                );
            }
            None => {
                let _ = error.print();
            }
        }
        ExitCode::from(2)
    })
}

/// The language that the environment asks for: Chinese, unless it says English.
pub fn environment_lang() -> Lang {
    let locale = ["LC_ALL", "LC_MESSAGES", "LANG"]
        .iter()
        .filter_map(std::env::var_os)
        .find(|value| !value.is_empty())
        .and_then(|value| value.into_string().ok())
        .unwrap_or_default();
    locale_lang(&locale)
}

fn locale_lang(locale: &str) -> Lang {
    let language = locale.split(['_', '.', '-', '@']).next().unwrap_or_default();
    if language.eq_ignore_ascii_case("en") { Lang::En } else { Lang::Zh }
}

/// The value of `--lang` in arguments that could not be parsed as a whole.
fn lang_of(args: impl Iterator<Item = OsString>) -> Option<Lang> {
    let args: Vec<String> = args.filter_map(|arg| arg.into_string().ok()).collect();
    args.iter().enumerate().find_map(|(at, arg)| {
        let value = match arg.strip_prefix("--lang") {
            Some("") => args.get(at + 1)?,
            Some(rest) => rest.strip_prefix('=')?,
            None => return None,
        };
        Lang::named(value)
    })
}

/// The usual mistakes in Chinese; `None` where clap's own words must do.
fn chinese(error: &clap::Error) -> Option<String> {
    let get = |kind| context(error, kind);
    let arg = get(ContextKind::InvalidArg);
    Some(match error.kind() {
        ErrorKind::UnknownArgument => {
            let arg = arg?;
            let flags = flags(std::env::args_os());
            let near = nearest(&arg, flags.iter().map(String::as_str));
            let hint = near.map_or(String::new(), |near| format!("，是不是“{near}”？"));
            format!("不认识的参数“{arg}”{hint}")
        }
        ErrorKind::InvalidSubcommand => {
            let name = get(ContextKind::InvalidSubcommand)?;
            let command = Args::command();
            let near = nearest(&name, command.get_subcommands().map(clap::Command::get_name));
            let hint = near.map_or(String::new(), |near| format!("，是不是“{near}”？"));
            format!("没有命令“{name}”{hint}")
        }
        ErrorKind::InvalidValue => {
            let value = get(ContextKind::InvalidValue).unwrap_or_default();
            let valid =
                get(ContextKind::ValidValue).map_or(String::new(), |valid| format!("；可用的值：{valid}"));
            if value.is_empty() {
                format!("“{}”后面缺少值{valid}", arg?)
            } else {
                format!("“{}”的值不能是“{value}”{valid}", arg?)
            }
        }
        ErrorKind::ValueValidation => {
            format!("“{}”的值不能是“{}”", arg?, get(ContextKind::InvalidValue)?)
        }
        ErrorKind::ArgumentConflict => match get(ContextKind::PriorArg) {
            Some(prior) if Some(&prior) != arg.as_ref() => format!("“{}”不能和“{prior}”同用", arg?),
            _ => format!("“{}”只能写一次", arg?),
        },
        ErrorKind::MissingRequiredArgument => format!("缺少参数：{}", arg?),
        _ => return None,
    })
}

/// The long flags of the command that `args` name.
fn flags(args: impl Iterator<Item = OsString>) -> Vec<String> {
    let mut command = Args::command();
    command.build();
    let named = args.skip(1).find_map(|arg| command.find_subcommand(&arg).cloned()).unwrap_or(command);
    named.get_arguments().filter_map(|arg| arg.get_long()).map(|long| format!("--{long}")).collect()
}

fn context(error: &clap::Error, kind: ContextKind) -> Option<String> {
    match error.get(kind)? {
        ContextValue::String(text) => Some(text.clone()),
        ContextValue::Strings(texts) => Some(texts.join("、")),
        _ => None,
    }
}

/// What a severity is called in messages.
pub fn severity_word(severity: Severity, lang: Lang) -> &'static str {
    match (lang, severity) {
        (Lang::En, severity) => severity.name(),
        (Lang::Zh, Severity::Error) => "错误",
        (Lang::Zh, Severity::Warning) => "警告",
        (Lang::Zh, Severity::Information) => "信息",
        (Lang::Zh, Severity::Hint) => "提示",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_definition_is_consistent() {
        Args::command().debug_assert();
    }

    #[test]
    fn only_an_english_locale_means_english() {
        for locale in ["en", "en_US.UTF-8", "en_GB", "EN", "en.UTF-8", "en-US"] {
            assert_eq!(locale_lang(locale), Lang::En, "{locale}");
        }
        for locale in ["", "C", "POSIX", "C.UTF-8", "zh_CN.UTF-8", "de_DE.UTF-8", "eng", "english"] {
            assert_eq!(locale_lang(locale), Lang::Zh, "{locale}");
        }
    }

    #[test]
    fn the_language_is_found_in_broken_arguments() {
        let lang = |args: &[&str]| lang_of(args.iter().map(OsString::from));
        assert_eq!(lang(&["check", "--lang", "en", "--nonsense"]), Some(Lang::En));
        assert_eq!(lang(&["--lang=zh", "chekc"]), Some(Lang::Zh));
        assert_eq!(lang(&["check", "--lang"]), None);
        assert_eq!(lang(&["check", "--lang", "fr"]), None);
        assert_eq!(lang(&["check", "--language", "en"]), None);
    }
}
