//! Links: addresses and identifiers that a reader can follow. Links of Markdown are the editor's.

use std::fmt::Write as _;
use std::ops::Range;

use crate::config::{Settings, say};
use crate::document::{Region, Snapshot};
use crate::syntax::address::{Address, Scheme, addresses};
use crate::syntax::blocks::Shape;

/// A place that leads out of the document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebLink {
    /// The address or identifier (bytes).
    pub range: Range<usize>,
    /// The address that it leads to.
    pub target: String,
    /// What following it does.
    pub tooltip: String,
}

/// The links of the text and the lists, in the order of the text.
#[must_use]
pub fn web_links(snapshot: &Snapshot, settings: &Settings) -> Vec<WebLink> {
    let index = snapshot.index();
    let mut links = Vec::new();
    if !snapshot.is_chinese() {
        return links;
    }
    for (block, analysed) in snapshot.blocks().iter().enumerate() {
        if matches!(analysed.shape, Shape::Opaque | Shape::Blank) {
            continue;
        }
        let start = index.starts[block];
        let text = snapshot.buffer().slice(start..start + analysed.len);
        for Address { scheme, range } in
            addresses(&text, snapshot.kind(), index.regions[block] == Region::List)
        {
            let written = &text[range.clone()];
            let target = match scheme {
                Scheme::Web => written.to_owned(),
                Scheme::Doi => format!("https://doi.org/{}", escaped(written)),
                Scheme::Cstr => format!("https://cstr.cn/{}", escaped(written)),
                Scheme::Arxiv => format!("https://arxiv.org/abs/{}", escaped(written)),
            };
            let tooltip = match scheme {
                Scheme::Web => say!(settings.lang, "打开网页", "Open the page"),
                Scheme::Doi => say!(settings.lang, "按 DOI 打开文献", "Open the work by its DOI"),
                Scheme::Cstr => say!(settings.lang, "按 CSTR 打开文献", "Open the work by its CSTR"),
                Scheme::Arxiv => say!(settings.lang, "在 arXiv 打开预印本", "Open the preprint at arXiv"),
            };
            links.push(WebLink { range: snapshot.absolute(block, &range), target, tooltip });
        }
    }
    links
}

/// `id` as a path of a URI (RFC 3986): what may not stand there is percent-encoded.
fn escaped(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~/:;()@!$&'*+,=".contains(&byte) {
            out.push(char::from(byte));
        } else {
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Lang;
    use crate::document::Kind;

    #[test]
    fn links_of_text_and_entries() {
        let text = "数据见统计部门的网站（https://e.org/数据），比率是10.1234/5，说明如下。\n\n参考文献\n\n[1] 王某. 题名[J/OL]. 某刊, 2019(1): 1-5[2020-01-01]. https://e.org/a. DOI:10.1234/a<b>.\n[2] 李某. 题名[J]. 某刊, 2018(1): 1-5. 10.1234/c. CSTR:32003.36.x.1.\n";
        let snapshot = Snapshot::of(text, Kind::Plain);
        let links = web_links(&snapshot, &Settings::default());
        let told: Vec<_> =
            links.iter().map(|link| (&text[link.range.clone()], link.target.as_str())).collect();
        assert_eq!(
            told,
            [
                ("https://e.org/", "https://e.org/"),
                ("https://e.org/a", "https://e.org/a"),
                ("10.1234/a<b>", "https://doi.org/10.1234/a%3Cb%3E"),
                ("10.1234/c", "https://doi.org/10.1234/c"),
                ("32003.36.x.1", "https://cstr.cn/32003.36.x.1"),
            ]
        );
        assert_eq!(links[2].tooltip, "按 DOI 打开文献");
        let english = Settings { lang: Lang::En, ..Settings::default() };
        assert_eq!(web_links(&snapshot, &english)[2].tooltip, "Open the work by its DOI");
    }

    #[test]
    fn code_and_other_languages_have_none() {
        let text = "这一段是正文，下面是一段代码，其中有一个地址。\n\n```\nhttps://e.org/a\n```\n";
        assert_eq!(web_links(&Snapshot::of(text, Kind::Markdown), &Settings::default()), []);
        let english = "See https://e.org/a for the data of this essay.\n";
        assert_eq!(web_links(&Snapshot::of(english, Kind::Plain), &Settings::default()), []);
    }
}
