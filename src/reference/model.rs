//! What a reference is: its type, its people and its parts, each with its place in the entry.

use std::fmt::{self, Write as _};
use std::ops::Range;

/// The type mark of a work (文献类型标识; GB/T 7714—2025 and 2015, appendix on marks).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Type {
    /// 图书 [M]
    Book,
    /// 会议录 [C]
    Proceedings,
    /// 汇编 [G]
    Collection,
    /// 报纸 [N]
    Newspaper,
    /// 期刊 [J]
    Journal,
    /// 学位论文 [D]
    Thesis,
    /// 报告 [R]
    Report,
    /// 标准 [S]
    Standard,
    /// 专利 [P]
    Patent,
    /// 数据库 [DB]
    Database,
    /// 计算机程序 [CP]
    Program,
    /// 网站、网页 [EB]
    Web,
    /// 档案 [A]
    Archive,
    /// 地图 [CM]
    Map,
    /// 数据集 [DS]
    Dataset,
    /// 预印本 [PP], since 2025
    Preprint,
    /// 其他 [Z]
    Other,
}

impl Type {
    /// Every type.
    pub const ALL: [Self; 17] = [
        Self::Book,
        Self::Proceedings,
        Self::Collection,
        Self::Newspaper,
        Self::Journal,
        Self::Thesis,
        Self::Report,
        Self::Standard,
        Self::Patent,
        Self::Database,
        Self::Program,
        Self::Web,
        Self::Archive,
        Self::Map,
        Self::Dataset,
        Self::Preprint,
        Self::Other,
    ];

    /// The letters of the mark.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Book => "M",
            Self::Proceedings => "C",
            Self::Collection => "G",
            Self::Newspaper => "N",
            Self::Journal => "J",
            Self::Thesis => "D",
            Self::Report => "R",
            Self::Standard => "S",
            Self::Patent => "P",
            Self::Database => "DB",
            Self::Program => "CP",
            Self::Web => "EB",
            Self::Archive => "A",
            Self::Map => "CM",
            Self::Dataset => "DS",
            Self::Preprint => "PP",
            Self::Other => "Z",
        }
    }

    /// What the mark stands for, in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Book => "图书",
            Self::Proceedings => "会议录",
            Self::Collection => "汇编",
            Self::Newspaper => "报纸文章",
            Self::Journal => "期刊文章",
            Self::Thesis => "学位论文",
            Self::Report => "报告",
            Self::Standard => "标准",
            Self::Patent => "专利",
            Self::Database => "数据库",
            Self::Program => "计算机程序",
            Self::Web => "网页",
            Self::Archive => "档案",
            Self::Map => "地图",
            Self::Dataset => "数据集",
            Self::Preprint => "预印本",
            Self::Other => "其他文献",
        }
    }

    /// What the mark stands for, in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Book => "book",
            Self::Proceedings => "proceedings",
            Self::Collection => "collection",
            Self::Newspaper => "newspaper article",
            Self::Journal => "journal article",
            Self::Thesis => "thesis",
            Self::Report => "report",
            Self::Standard => "standard",
            Self::Patent => "patent",
            Self::Database => "database",
            Self::Program => "computer program",
            Self::Web => "web page",
            Self::Archive => "archival document",
            Self::Map => "map",
            Self::Dataset => "dataset",
            Self::Preprint => "preprint",
            Self::Other => "other work",
        }
    }

    /// The type with this code, in capitals.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.code() == code)
    }
}

/// The mark of the medium (文献载体标识).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Medium {
    /// 联机网络 OL
    Online,
    /// 光盘 CD
    Disc,
    /// 磁带 MT
    Tape,
    /// 磁盘 DK
    Disk,
    /// 缩微 MM, since 2025
    Microform,
}

impl Medium {
    /// Every medium.
    pub const ALL: [Self; 5] = [Self::Online, Self::Disc, Self::Tape, Self::Disk, Self::Microform];

    /// The letters of the mark.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Online => "OL",
            Self::Disc => "CD",
            Self::Tape => "MT",
            Self::Disk => "DK",
            Self::Microform => "MM",
        }
    }

    /// The medium with this code, in capitals.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|medium| medium.code() == code)
    }
}

/// The type mark as it stands in an entry.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Mark {
    /// The type; `None` for letters that are no type: `[K]`.
    pub kind: Option<Type>,
    /// The medium; `None` without one and for letters that are none.
    pub medium: Option<Medium>,
    /// The letters as written, in half width: `j/ol`.
    pub written: String,
    /// The mark with its brackets (bytes in the entry).
    pub range: Range<usize>,
}

/// A part of a reference that has a text of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Part {
    /// 题名, with other title information.
    Title,
    /// 标准编号, 报告编号, 申请号, 档号, 文号.
    Number,
    /// The journal, newspaper or host book (刊名、报名、图书题名), with its volume designation.
    Container,
    /// 版本
    Edition,
    /// 出版地, of a thesis the place of the university.
    Place,
    /// 出版者, of a thesis the university, of a web page or dataset its site.
    Publisher,
    /// 出版年, four digits where it has them.
    Year,
    /// 年-月-日 of a newspaper, patent or web page.
    Date,
    /// 卷
    Volume,
    /// 期
    Issue,
    /// 引文页码, 文章编号 in place of pages, 版次 of a newspaper.
    Pages,
    /// 获取和访问路径
    Url,
    /// 永久标识符: DOI, CSTR …, without the name of the scheme.
    Pid,
    /// 引用日期
    Accessed,
}

impl Part {
    /// Every part in the order in which they stand in an entry.
    pub const ALL: [Self; 14] = [
        Self::Title,
        Self::Number,
        Self::Container,
        Self::Edition,
        Self::Place,
        Self::Publisher,
        Self::Year,
        Self::Date,
        Self::Volume,
        Self::Issue,
        Self::Pages,
        Self::Accessed,
        Self::Url,
        Self::Pid,
    ];

    /// What it is called, in Chinese.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        match self {
            Self::Title => "题名",
            Self::Number => "编号",
            Self::Container => "刊名或书名",
            Self::Edition => "版本",
            Self::Place => "出版地",
            Self::Publisher => "出版者",
            Self::Year => "出版年",
            Self::Date => "日期",
            Self::Volume => "卷",
            Self::Issue => "期",
            Self::Pages => "页码",
            Self::Url => "获取和访问路径",
            Self::Pid => "永久标识符",
            Self::Accessed => "引用日期",
        }
    }

    /// What it is called, in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        match self {
            Self::Title => "title",
            Self::Number => "number",
            Self::Container => "journal or book",
            Self::Edition => "edition",
            Self::Place => "place",
            Self::Publisher => "publisher",
            Self::Year => "year",
            Self::Date => "date",
            Self::Volume => "volume",
            Self::Issue => "issue",
            Self::Pages => "pages",
            Self::Url => "address",
            Self::Pid => "identifier",
            Self::Accessed => "date of access",
        }
    }
}

/// A text and its place.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Field {
    /// The text, line endings as spaces.
    pub text: String,
    /// Its place (bytes in the entry); empty where the reference was not read from an entry.
    pub range: Range<usize>,
}

/// What a person did who is not simply the author.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Role {
    /// 著
    #[default]
    Author,
    /// 编, 主编
    Editor,
    /// 译
    Translator,
    /// 校, 注, 点校, 整理 and the like.
    Other,
}

/// A person or body, as written.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Name {
    /// The name without nationality and role: 张三, EINSTEIN A, World Health Organization.
    pub text: String,
    /// Its place (bytes in the entry), empty where the reference was not read from an entry.
    pub range: Range<usize>,
    /// What the person did.
    pub role: Role,
    /// The word for it as written: 主编, 点校; empty for authors without one.
    pub word: String,
}

/// Which rules an entry is written by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Grammar {
    /// GB/T 7714: 作者. 题名[J]. 刊名, 年, 卷(期): 页.
    Gb,
    /// Notes: 作者：《书名》，地：社，年，第x页。
    Note,
    /// Neither.
    #[default]
    Unknown,
}

impl Grammar {
    /// The name in JSON output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gb => "gb",
            Self::Note => "note",
            Self::Unknown => "unknown",
        }
    }
}

/// One work as a list of references describes it.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Reference {
    /// The rules it is written by.
    pub grammar: Grammar,
    /// The type; of an entry the one that its mark names, else the one that its form shows.
    pub kind: Option<Type>,
    /// The medium.
    pub medium: Option<Medium>,
    /// The type mark as written, if there is one.
    pub mark: Option<Mark>,
    /// The authors (主要责任者).
    pub authors: Vec<Name>,
    /// Where 等 or et al. stands behind the authors (bytes in the entry).
    pub and_others: Option<Range<usize>>,
    /// Translators, editors and others named behind the title (其他责任者).
    pub others: Vec<Name>,
    /// Authors or editors of the host of an analytic part.
    pub host_authors: Vec<Name>,
    /// Whether it is an analytic part of a book (`//`).
    pub analytic: bool,
    /// The letter behind the year: `2019a`.
    pub year_letter: Option<char>,
    /// What stands in front of a note: 参见, 转引自.
    pub lead: Option<Field>,
    /// What points back at another note: 同上, 同前注②.
    pub back: Option<Field>,
    /// What was not understood (bytes in the entry), in order.
    pub rest: Vec<Range<usize>>,
    pub(crate) parts: [Option<Field>; Part::ALL.len()],
}

const fn slot(part: Part) -> usize {
    part as usize
}

impl Reference {
    /// The text of `part`.
    #[must_use]
    pub fn get(&self, part: Part) -> Option<&str> {
        self.field(part).map(|field| field.text.as_str())
    }

    /// `part` with its place.
    #[must_use]
    pub const fn field(&self, part: Part) -> Option<&Field> {
        self.parts[slot(part)].as_ref()
    }

    /// Sets `part`.
    pub fn set(&mut self, part: Part, field: Field) {
        self.parts[slot(part)] = Some(field);
    }

    /// Sets `part` to a text without a place; an empty text is none.
    pub fn set_text(&mut self, part: Part, text: impl Into<String>) {
        let text = text.into();
        self.parts[slot(part)] = (!text.is_empty()).then_some(Field { text, range: 0..0 });
    }

    /// Takes `part` away.
    pub fn unset(&mut self, part: Part) {
        self.parts[slot(part)] = None;
    }

    /// The year of publication in digits: of the year or of the date.
    #[must_use]
    pub fn year(&self) -> Option<&str> {
        let digits = |text: &str| {
            let at = text.find(|c: char| c.is_ascii_digit())?;
            let run = text[at..].bytes().take_while(u8::is_ascii_digit).count();
            (run == 4).then_some(at..at + run)
        };
        [Part::Year, Part::Date].into_iter().find_map(|part| {
            let text = self.get(part)?;
            digits(text).map(|range| &text[range])
        })
    }

    /// All people named.
    pub fn people(&self) -> impl Iterator<Item = &Name> {
        self.authors.iter().chain(&self.others).chain(&self.host_authors)
    }

    /// Every place that was understood, in the order of the entry (bytes in the entry).
    #[must_use]
    pub fn spans(&self) -> Vec<Range<usize>> {
        let mut spans: Vec<Range<usize>> = self
            .parts
            .iter()
            .flatten()
            .map(|field| field.range.clone())
            .chain(self.people().map(|name| name.range.clone()))
            .chain(self.mark.iter().map(|mark| mark.range.clone()))
            .chain(self.and_others.iter().cloned())
            .chain(self.lead.iter().chain(&self.back).map(|field| field.range.clone()))
            .filter(|range| !range.is_empty())
            .collect();
        spans.sort_by_key(|range| (range.start, range.end));
        spans
    }

    /// Whether everything in the entry was understood and it names a work.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.rest.is_empty() && self.grammar != Grammar::Unknown && self.get(Part::Title).is_some()
    }

    /// The mark as GB/T 7714 writes it: `[J/OL]`.
    #[must_use]
    pub fn type_mark(&self) -> Option<String> {
        let mut mark = format!("[{}", self.kind?.code());
        if let Some(medium) = self.medium {
            let _ = write!(mark, "/{}", medium.code());
        }
        mark.push(']');
        Some(mark)
    }

    /// Whether the work is in Chinese, by its title.
    #[must_use]
    pub fn is_chinese(&self) -> bool {
        self.get(Part::Title).is_some_and(|title| title.chars().any(crate::syntax::chars::is_han))
    }
}

impl fmt::Display for Type {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}

/// The two editions of GB/T 7714 that journals ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum Edition {
    /// GB/T 7714—2025, in force since 2026-07-01.
    #[default]
    Gb2025,
    /// GB/T 7714—2015.
    Gb2015,
}

impl Edition {
    /// The name of the standard.
    #[must_use]
    pub const fn standard(self) -> &'static str {
        match self {
            Self::Gb2025 => "GB/T 7714—2025",
            Self::Gb2015 => "GB/T 7714—2015",
        }
    }
}
