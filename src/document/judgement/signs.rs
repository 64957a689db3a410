//! Signs that speak for or against a citation, with their weights and the words that explain them.

/// A sign seen in a quotation or around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum Sign {
    /// A full stop directly before the closing mark.
    Complete,
    /// Two clauses inside.
    TwoClauses,
    /// Three clauses inside, or more.
    ManyClauses,
    /// An ellipsis inside: something was left out of a text.
    Ellipsis,
    /// Quotation or title marks inside.
    Nested,
    /// A predicate inside: 是, 要, 必须, 不 …
    Predicate,
    /// The first person speaks: 我, 我们, 吾.
    FirstPerson,
    /// Classical Chinese.
    Classical,
    /// It begins as a clause does: 在, 对, 把, 如果 …
    ClauseStart,
    /// Clauses of equal length, as slogans have them.
    Parallel,
    /// A list of names joined by 、 without a predicate.
    NameList,
    /// It begins with a number, as slogans and abbreviations do: 三个代表.
    NumeralStart,
    /// It ends with a noun that names things: 制度, 模式, 战略.
    NameEnding,
    /// It ends as the names of institutions do: 中心, 委员会.
    Institution,
    /// It ends with a question mark.
    Question,
    /// A term, meeting or document of the glossary.
    Term,
    /// A colon directly before it.
    Colon,
    /// A verb of saying directly before it, or before its colon or comma.
    VerbDirect,
    /// A verb of saying a few words before it.
    VerbNear,
    /// A verb of saying earlier in the sentence.
    VerbEarlier,
    /// It opens its sentence.
    SentenceStart,
    /// Words before it make it a name: 称为, 这种, 叫做.
    Naming,
    /// 所谓 before it.
    SoCalled,
    /// 的 directly before it.
    DeBefore,
    /// 是 or 为 directly before it.
    Copula,
    /// A person is named before it: 先生, 教授, 主席 …
    Speaker,
    /// A work is named before it in 《》.
    Work,
    /// The words of nobody in particular: an imagined objection, a proverb, a slogan on a wall.
    Nobodys,
    /// Words behind it make it a name: 原则, 战略, 现象.
    NameBehind,
    /// Words behind it call it somebody's words: 这一论断, 的名言.
    Called,
    /// 的 directly behind it.
    DeBehind,
    /// Its sentence or clause ends with it.
    EndBehind,
    /// A comma directly behind it.
    CommaBehind,
    /// The sentence goes on behind it without a sign.
    RunsOn,
    /// A short quotation stands directly beside it.
    ShortBeside,
    /// A long quotation stands in the same sentence.
    LongBeside,
    /// It goes on with a quotation that somebody's words introduce.
    Continues,
    /// The block is a caption or a note to a figure.
    Caption,
    /// A saying that everybody knows.
    Saying,
    /// Signs as in a formula inside: +, →, =.
    Formula,
}

/// A sign with its weight in the sum (logarithm of odds) and the words that explain it.
struct Entry {
    sign: Sign,
    weight: f64,
    zh: &'static str,
    en: &'static str,
}

const fn entry(sign: Sign, weight: f64, zh: &'static str, en: &'static str) -> Entry {
    Entry { sign, weight, zh, en }
}

/// How many signs there are.
pub(super) const COUNT: usize = 40;

/// All signs in the order of [`Sign`].
static TABLE: [Entry; COUNT] = [
    entry(Sign::Complete, 1.0, "是完整的句子", "a complete sentence"),
    entry(Sign::TwoClauses, 0.5, "含两个分句", "two clauses"),
    entry(Sign::ManyClauses, 1.4, "含多个分句", "several clauses"),
    entry(Sign::Ellipsis, 0.3, "内有省略号", "an ellipsis inside"),
    entry(Sign::Nested, 0.3, "内有引号或书名号", "marks inside"),
    entry(Sign::Predicate, 0.9, "有谓语", "a predicate inside"),
    entry(Sign::FirstPerson, 0.2, "用第一人称", "in the first person"),
    entry(Sign::Classical, 0.9, "是文言", "in classical Chinese"),
    entry(Sign::ClauseStart, 0.2, "以分句的口气开头", "begins as a clause does"),
    entry(Sign::Parallel, -0.4, "句式整齐如口号", "parallel like a slogan"),
    entry(Sign::NameList, -0.2, "是并列的名称", "a list of names"),
    entry(Sign::NumeralStart, -0.2, "以数目开头如简称", "begins with a number like an abbreviation"),
    entry(Sign::NameEnding, -0.2, "以名称收尾", "ends as names do"),
    entry(Sign::Institution, -2.5, "是机构或项目的名称", "the name of an institution"),
    entry(Sign::Question, -0.3, "是问句", "a question"),
    entry(Sign::Term, -2.0, "是术语", "a term"),
    entry(Sign::Colon, 0.4, "由冒号引出", "introduced by a colon"),
    entry(Sign::VerbDirect, 0.6, "由言说动词引出", "introduced by a verb of saying"),
    entry(Sign::VerbNear, 0.3, "前有言说动词", "a verb of saying before it"),
    entry(Sign::VerbEarlier, 0.1, "本句有言说动词", "a verb of saying in the sentence"),
    entry(Sign::SentenceStart, 0.2, "独立成句", "stands at the beginning of its sentence"),
    entry(Sign::Naming, -0.8, "前文把它当作名称", "introduced as a name"),
    entry(Sign::SoCalled, -1.2, "前有“所谓”", "introduced by 所谓"),
    entry(Sign::DeBefore, -0.6, "前有“的”", "的 before it"),
    entry(Sign::Copula, -0.1, "前有“是”", "是 before it"),
    entry(Sign::Speaker, 0.5, "前文有说话的人", "a speaker is named"),
    entry(Sign::Work, 0.5, "前文有书名或文件名", "a work is named"),
    entry(Sign::Nobodys, -8.0, "是设问、俗语或标语", "an imagined objection, a proverb or a slogan"),
    entry(Sign::NameBehind, -0.6, "后文把它当作名称", "the words behind it make it a name"),
    entry(Sign::Called, 1.0, "后文称之为某人的话", "called somebody's words"),
    entry(Sign::DeBehind, -0.6, "后接“的”", "的 behind it"),
    entry(Sign::EndBehind, 1.1, "句子随它结束", "its sentence ends with it"),
    entry(Sign::CommaBehind, 0.7, "后有停顿", "a comma behind it"),
    entry(Sign::RunsOn, -1.2, "后文紧接", "the sentence goes on behind it"),
    entry(Sign::ShortBeside, -0.4, "与别的短语并列", "stands beside other short phrases"),
    entry(Sign::LongBeside, 0.5, "同句另有长引文", "a long quotation in the same sentence"),
    entry(Sign::Continues, 0.3, "接着上一处引文", "goes on with the quotation before it"),
    entry(Sign::Caption, -2.0, "在图表题中", "in a caption"),
    entry(Sign::Saying, -2.0, "是熟语", "a common saying"),
    entry(Sign::Formula, -1.5, "内有算式的符号", "signs of a formula inside"),
];

/// A set of signs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub struct Signs(u64);

impl Signs {
    /// Adds `sign` if `holds`.
    pub const fn set(&mut self, sign: Sign, holds: bool) {
        if holds {
            self.0 |= 1 << sign as u8;
        }
    }

    /// Takes `sign` away.
    pub const fn unset(&mut self, sign: Sign) {
        self.0 &= !(1 << sign as u8);
    }

    /// Whether `sign` was seen.
    #[must_use]
    pub const fn has(self, sign: Sign) -> bool {
        self.0 & (1 << sign as u8) != 0
    }

    /// The signs seen, in the order of [`Sign`].
    pub fn iter(self) -> impl Iterator<Item = Sign> {
        TABLE.iter().map(|entry| entry.sign).filter(move |&sign| self.has(sign))
    }
}

impl Sign {
    const fn entry(self) -> &'static Entry {
        &TABLE[self as usize]
    }

    /// What it adds to the logarithm of the odds that a citation is needed.
    #[must_use]
    pub const fn weight(self) -> f64 {
        self.entry().weight
    }

    /// What it is, in Chinese: the predicate of a sentence about the quotation.
    #[must_use]
    pub const fn zh(self) -> &'static str {
        self.entry().zh
    }

    /// What it is, in English.
    #[must_use]
    pub const fn en(self) -> &'static str {
        self.entry().en
    }
}

/// The weight of a length in letters.
pub(super) const fn length_weight(length: u16) -> f64 {
    match length {
        0..=3 => -5.0,
        4 | 5 => -4.0,
        6 | 7 => -2.4,
        8 | 9 => -1.8,
        10 | 11 => 0.1,
        12..=14 => 0.4,
        15..=19 => 0.8,
        20..=29 => 1.4,
        _ => 1.6,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_follows_the_signs() {
        for (i, entry) in TABLE.iter().enumerate() {
            assert_eq!(entry.sign as usize, i, "{:?}", entry.sign);
            assert!(entry.weight != 0.0 && !entry.zh.is_empty() && !entry.en.is_empty());
        }
    }
}
