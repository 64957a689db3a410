//! The command `yinzheng`.
fn main() {}
