//! Names that other states and times have as well: “英国《公司法》”, “苏联《劳动法》”, “美国教育部”.

/// Characters before a title in which a state or time speaks of it.
const REACH: usize = 14;

/// Words for the People's Republic and its organs; what stands behind them is its law.
const HERE: [&str; 8] =
    ["我国", "中国", "本国", "国内", "国务院", "全国人大", "中华人民共和国", "全国人民代表大会"];

/// Words for states, alliances and times whose laws are others.
const ABROAD: [&str; 98] = [
    "英国",
    "美国",
    "法国",
    "德国",
    "日本",
    "韩国",
    "俄国",
    "苏俄",
    "苏联",
    "东德",
    "西德",
    "俄罗斯",
    "联邦德国",
    "民主德国",
    "普鲁士",
    "意大利",
    "西班牙",
    "葡萄牙",
    "荷兰",
    "比利时",
    "卢森堡",
    "瑞士",
    "瑞典",
    "挪威",
    "丹麦",
    "芬兰",
    "冰岛",
    "爱尔兰",
    "奥地利",
    "波兰",
    "匈牙利",
    "捷克",
    "斯洛伐克",
    "南斯拉夫",
    "罗马尼亚",
    "保加利亚",
    "希腊",
    "土耳其",
    "以色列",
    "埃及",
    "伊朗",
    "伊拉克",
    "沙特",
    "古巴",
    "智利",
    "阿根廷",
    "巴西",
    "墨西哥",
    "秘鲁",
    "委内瑞拉",
    "加拿大",
    "澳大利亚",
    "新西兰",
    "印度",
    "巴基斯坦",
    "越南",
    "老挝",
    "柬埔寨",
    "泰国",
    "缅甸",
    "朝鲜",
    "新加坡",
    "马来西亚",
    "菲律宾",
    "蒙古国",
    "哈萨克斯坦",
    "乌兹别克斯坦",
    "乌克兰",
    "白俄罗斯",
    "南非",
    "尼日利亚",
    "肯尼亚",
    "欧盟",
    "欧共体",
    "欧洲",
    "欧美",
    "西方",
    "国外",
    "外国",
    "域外",
    "各国",
    "罗马",
    "拿破仑",
    "魏玛",
    "古巴比伦",
    "台湾",
    "清朝",
    "清末",
    "晚清",
    "清政府",
    "民国时期",
    "中华民国",
    "北洋",
    "国民政府",
    "国民党政府",
    "苏维埃",
    "苏区",
    "边区",
];

/// Whether the words `before` a short title of a law say that it is one of another state or time: the nearest word
/// for a state within the clause is none for the People's Republic.
pub fn is_abroad(before: &str) -> bool {
    let ends = |c: char| matches!(c, '。' | '；' | '！' | '？' | '，' | '：' | ';' | ',' | ':' | '\n');
    let clause = before.char_indices().rev().take_while(|(_, c)| !ends(*c)).take(REACH).last();
    let clause = clause.map_or("", |(at, _)| &before[at..]);
    let nearest =
        |words: &[&str]| words.iter().filter_map(|word| Some(clause.rfind(word)? + word.len())).max();
    nearest(&ABROAD) > nearest(&HERE)
}

/// Whether the words `before` the name of an organ end with another state or time: 美国教育部.
pub fn follows_a_state(before: &str) -> bool {
    let before = before.strip_suffix('的').unwrap_or(before);
    ABROAD.iter().any(|word| before.ends_with(word))
}

#[cfg(test)]
mod tests {
    use super::is_abroad;

    #[test]
    fn the_nearest_state_counts() {
        for before in [
            "英国1844年颁布《",
            "德国的《",
            "《法国",
            "《中华苏维埃共和国",
            "美国国会通过了《",
            "与我国不同，日本《",
            "我国学者介绍的德国《",
            "德国的《商法》、《",
        ] {
            assert!(is_abroad(before), "{before}");
        }
        for before in [
            "",
            "根据《",
            "我国《",
            "借鉴德国经验的我国《",
            "不同于英国，《",
            "英国脱离了欧盟。《",
            "全国人大常委会通过《",
            "新中国第一部《",
            "外国投资者在华经营所应当遵守的各项规定主要是《",
        ] {
            assert!(!is_abroad(before), "{before}");
        }
    }
}
