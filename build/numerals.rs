//! Numbers in Chinese characters.

/// `number` below 100 in Chinese: 7 → 七, 10 → 十, 19 → 十九, 20 → 二十.
pub fn chinese(number: u64) -> String {
    const DIGITS: [&str; 10] = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"];
    let digit = |n: u64| DIGITS[usize::try_from(n).expect("a digit")];
    match number {
        0..=9 => digit(number).to_owned(),
        10..=19 => format!("十{}", digit(number % 10)),
        _ => format!("{}十{}", digit(number / 10), digit(number % 10)),
    }
}
